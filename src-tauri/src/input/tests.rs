//! What the page sends, parsed as hostile input.

use super::{copy_content, listed_accounts, new_portal, role_ref, settings_edit, start_url};
use crate::tests;
use crate::view::{exports, role_key};
use crate::wire::{AccountKey, AddPortalView, NewPortalInput, PortalFieldView, RoleKey, SettingsInput};
use rolecall::keeper::CopyContent;
use rolecall::problem::{Problem, ProblemCode};
use rolecall::settings::read_settings;
use serde_json::json;
use std::collections::HashSet;

const AWS: &str = "https://d-1234567890.awsapps.com/start";

fn form(start_url: &str, endpoint_url: Option<&str>) -> NewPortalInput {
    NewPortalInput {
        name: " corp ".to_owned(),
        start_url: start_url.to_owned(),
        region: " eu-central-1 ".to_owned(),
        identity_center_url: None,
        endpoint_url: endpoint_url.map(str::to_owned),
    }
}

#[test]
fn a_pasted_address_is_parsed_and_an_invalid_one_says_why() {
    let parsed = start_url(" d-1234567890.awsapps.com/start/#/?tab=accounts ", "");
    assert_eq!(parsed.start_url.as_deref(), Some(AWS));
    assert!(parsed.hint.is_none() && parsed.suggested_name.is_some() && !parsed.may_lead_to_region);

    let vanity = start_url("https://sso.acme.example/", "");
    assert!(vanity.start_url.is_some() && vanity.may_lead_to_region);
    assert!(vanity.hint.unwrap().contains("does not belong to AWS"));

    let alias = start_url("acme", " US-gov-west-1");
    let completed = "https://start.us-gov-home.awsapps.com/directory/acme";
    assert_eq!(alias.start_url.as_deref(), Some(completed));
    assert!(alias.is_completed && alias.hint.is_none() && alias.region.is_none());
    for (text, completed) in [("acme", "https://acme.awsapps.com/start"), ("D-1234567890", AWS)] {
        let parsed = start_url(text, "");
        assert_eq!(
            (parsed.start_url.as_deref(), parsed.is_completed),
            (Some(completed), true)
        );
        assert!(parsed.hint.is_none());
    }
    let instance = "ssoins-1234567890abcdef";
    assert!(
        start_url(instance, "")
            .hint
            .unwrap()
            .contains("Choose the region")
    );
    let instance = start_url(instance, "eu-west-1");
    let regional = "https://ssoins-1234567890abcdef.portal.eu-west-1.app.aws";
    assert_eq!(
        (instance.start_url.as_deref(), instance.hint),
        (Some(regional), None)
    );

    let tenant = start_url("https://aa-acme.account-access.eu-west-1.app.aws/#/", "");
    assert!(tenant.is_account_access && tenant.hint.is_none());
    assert_eq!(tenant.region.as_deref(), Some("eu-west-1"));

    let emulator = start_url("http://127.0.0.1:4599/start", "");
    assert_eq!(emulator.start_url.as_deref(), Some("http://127.0.0.1:4599/start"));
    assert!(emulator.hint.is_none());

    for invalid in [
        "",
        "http://acme.awsapps.com/start",
        "javascript:alert(1)",
        "https://u:p@evil.example/",
        "a b",
    ] {
        let parsed = start_url(invalid, "");
        assert!(parsed.start_url.is_none() && parsed.hint.is_some(), "{invalid}");
    }
}

#[test]
fn a_form_becomes_a_portal() {
    let parsed = new_portal(&form(AWS, Some("  "))).unwrap();
    let region = parsed.region.unwrap();
    assert_eq!((parsed.name.as_str(), region.as_str()), ("corp", "eu-central-1"));
    assert!(parsed.endpoint_url.is_none());
    let region_left_out = NewPortalInput {
        region: " ".to_owned(),
        ..form(AWS, None)
    };
    assert!(new_portal(&region_left_out).unwrap().region.is_none());
    let local = form("http://127.0.0.1:4599/start", Some("http://127.0.0.1:4599/"));
    let local = new_portal(&local).unwrap();
    assert_eq!(local.endpoint_url.unwrap().as_str(), "http://127.0.0.1:4599");
}

#[test]
fn the_page_cannot_name_a_remote_endpoint_or_a_misleading_name() {
    let remote = "https://evil.example http://evil.example https://127.0.0.1.evil.example file:///etc";
    for endpoint in remote.split(' ') {
        assert_eq!(
            invalid_field(&form(AWS, Some(endpoint))),
            PortalFieldView::Endpoint,
            "{endpoint}"
        );
    }
    let named = |name: &str, region: &str| NewPortalInput {
        name: name.to_owned(),
        region: region.to_owned(),
        ..form(AWS, None)
    };
    let invalid = [
        (named("a/b", "eu-central-1"), PortalFieldView::Name),
        (named("", "eu-central-1"), PortalFieldView::Name),
        (named("corp", "x@evil.example/"), PortalFieldView::Region),
    ];
    for (new, field) in invalid {
        assert_eq!(invalid_field(&new), field, "{new:?}");
    }
}

fn invalid_field(new: &NewPortalInput) -> PortalFieldView {
    match new_portal(new) {
        Err(AddPortalView::Invalid { field, .. }) => field,
        other => panic!("it is not refused: {other:?}"),
    }
}

#[test]
fn an_account_key_is_checked() {
    let key = |portal: &str, id: &str| AccountKey {
        portal: Some(portal.to_owned()),
        account_id: id.to_owned(),
    };
    let elsewhere = AccountKey {
        portal: None,
        ..key("", "000000000002")
    };
    let listed = listed_accounts(&[key("corp", "000000000001"), elsewhere]);
    assert_eq!(listed.unwrap().len(), 1);
    for (portal, id) in [
        ("corp", "1"),
        ("corp", "１２３４５６７８９０１２"),
        ("../x", "000000000001"),
    ] {
        assert!(listed_accounts(&[key(portal, id)]).is_err(), "{portal} {id}");
    }
}

#[test]
fn a_key_names_the_same_role_again_and_a_forged_one_is_refused() {
    let role = tests::role_ref("000000000001", "Ad\"min\u{202e}\n/x");
    let key = role_key(&role);
    assert_eq!(role_ref(&key).unwrap(), role);
    let forged = [
        RoleKey {
            origin: "../corp".to_owned(),
            ..key.clone()
        },
        RoleKey {
            account_id: "00000000000x".to_owned(),
            ..key
        },
    ];
    for key in forged {
        assert_eq!(role_ref(&key).unwrap_err().code, ProblemCode::WrongInput);
    }
}

#[test]
fn every_offered_export_can_be_sent_back_and_commands_are_not_secret() {
    let exports = exports();
    let names: HashSet<&str> = exports.iter().map(|export| export.format.as_str()).collect();
    assert_eq!(names.len(), exports.len());
    assert!(exports.iter().any(|export| export.secret));
    for export in exports {
        let is_secret = match copy_content(&export.format).unwrap() {
            CopyContent::Command(_) => false,
            CopyContent::Credentials(_) => true,
        };
        assert_eq!(is_secret, export.secret, "{}", export.format);
        assert_eq!(is_secret, !export.format.starts_with("command:"));
    }
    for unknown in ",command:,command:nonsense,nonsense,command:command:bash".split(',') {
        assert!(copy_content(unknown).is_err(), "{unknown}");
    }
}

fn changes(json: serde_json::Value) -> SettingsInput {
    serde_json::from_value(json).unwrap()
}

fn every_change() -> SettingsInput {
    changes(json!({
        "appearance": "dark",
        "consoleRegion": "us-west-2",
        "clipboardClearInSeconds": 20,
        "environmentProduction": ["*\"]\n[portal.evil]\n*"],
        "renew": false,
        "historyDays": 30,
        "notifyAccessChanges": true,
        "askBeforeProduction": true,
        "shortcut": "Ctrl+Alt+R",
        "limits": [{ "accounts": ["*prod*"], "roles": ["Admin*"], "minutes": 60 }],
    }))
}

fn edited(sent: SettingsInput, text: &str) -> Result<String, Problem> {
    settings_edit(sent)?(text)
}

#[test]
fn settings_are_edited_and_nothing_else_can_be_written() {
    let text = "# mine\nunknown = 1\n";
    let changed = edited(every_change(), text).unwrap();
    assert!(changed.starts_with(text), "{changed}");
    let settings = read_settings(&changed).unwrap();
    assert_eq!(settings.production_patterns, ["*\"]\n[portal.evil]\n*"]);
    assert_eq!(settings.console_region.unwrap().as_str(), "us-west-2");
    assert_eq!(settings.clipboard_clear_in.as_secs(), 20);
    assert!(settings.portals.is_empty());
    assert!(!settings.renew && settings.notify_access_changes && settings.ask_before_production);
    assert_eq!(settings.shortcut.as_deref(), Some("Ctrl+Alt+R"));
    assert_eq!(
        (settings.history_days, settings.limits[0].max_duration.as_secs()),
        (30, 3600)
    );
    assert_eq!(
        edited(every_change(), &changed).unwrap(),
        changed,
        "values that are the same stay untouched"
    );
    let removed = edited(changes(json!({ "shortcut": null })), &changed).unwrap();
    assert_eq!(removed, changed.replace("shortcut = \"Ctrl+Alt+R\"\n", ""));
}

#[test]
fn invalid_settings_are_refused_as_a_whole() {
    for invalid in [
        json!({ "renew": false, "clipboardClearInSeconds": 0 }),
        json!({ "renew": false, "clipboardClearInSeconds": u32::MAX }),
        json!({ "renew": false, "consoleRegion": "evil.example/" }),
        json!({ "renew": false, "historyDays": 0 }),
        json!({ "renew": false, "historyDays": "30" }),
        json!({ "renew": false, "appearance": "pink" }),
        json!({ "renew": false, "limits": [{ "accounts": [], "roles": [], "minutes": 0 }] }),
        json!({ "renew": false, "unknown": 1 }),
        json!({ "default": "corp/111122223333/Admin" }),
    ] {
        let refused = edited(changes(invalid.clone()), "").unwrap_err();
        assert_eq!(refused.code, ProblemCode::WrongInput, "{invalid}");
    }
    assert_eq!(
        edited(every_change(), "broken = [").unwrap_err().code,
        ProblemCode::SettingsUnreadable
    );
    for not_a_value in [json!({ "historyDays": 1.5 }), json!({ "historyDays": -1 })] {
        assert!(serde_json::from_value::<SettingsInput>(not_a_value).is_err());
    }
}
