//! What the page sends, parsed as hostile input.

use super::{accounts, copy_content, portal, role_ref, settings_edit, start_url};
use crate::tests;
use crate::view::{exports, role_key};
use crate::wire::{AccountKey, AppearanceView, LimitView, NewPortalInput, RoleKey, SettingsView};
use rolecall::keeper::CopyContent;
use rolecall::problem::ProblemCode;
use rolecall::settings::read_settings;
use std::collections::HashSet;

const AWS: &str = "https://d-1234567890.awsapps.com/start";

fn form(start_url: &str, endpoint_url: Option<&str>) -> NewPortalInput {
    NewPortalInput {
        name: " corp ".to_owned(),
        start_url: start_url.to_owned(),
        region: " eu-central-1 ".to_owned(),
        endpoint_url: endpoint_url.map(str::to_owned),
    }
}

#[test]
fn a_pasted_address_is_parsed_and_an_invalid_one_says_why() {
    let parsed = start_url(" d-1234567890.awsapps.com/start/#/?tab=accounts ");
    assert_eq!(parsed.start_url.as_deref(), Some(AWS));
    assert!(parsed.hint.is_none() && parsed.suggested_name.is_some());

    let vanity = start_url("https://sso.acme.example/");
    assert!(vanity.start_url.is_some());
    assert!(vanity.hint.unwrap().contains("does not belong to AWS"));

    let emulator = start_url("http://127.0.0.1:4599/start");
    assert_eq!(emulator.start_url.as_deref(), Some("http://127.0.0.1:4599/start"));
    assert!(emulator.hint.is_none());

    for invalid in [
        "",
        "http://acme.awsapps.com/start",
        "javascript:alert(1)",
        "https://u:p@evil.example/",
        "a b",
    ] {
        let parsed = start_url(invalid);
        assert!(parsed.start_url.is_none() && parsed.hint.is_some(), "{invalid}");
    }
}

#[test]
fn a_form_becomes_a_portal() {
    let parsed = portal(&form(AWS, Some("  "))).unwrap();
    let (name, region) = (parsed.name.as_str(), parsed.region.as_str());
    assert_eq!((name, region), ("corp", "eu-central-1"));
    assert!(parsed.endpoint_url.is_none() && !parsed.demo);
    let local = form("http://127.0.0.1:4599/start", Some("http://127.0.0.1:4599/"));
    let local = portal(&local).unwrap();
    assert_eq!(local.endpoint_url.unwrap().as_str(), "http://127.0.0.1:4599");
}

#[test]
fn the_page_cannot_name_a_remote_endpoint_or_a_misleading_address() {
    let remote = "https://evil.example http://evil.example https://127.0.0.1.evil.example file:///etc";
    for endpoint in remote.split(' ') {
        let problem = portal(&form(AWS, Some(endpoint))).unwrap_err();
        assert_eq!(problem.code, ProblemCode::WrongInput, "{endpoint}");
    }
    let named = |name: &str, region: &str| NewPortalInput {
        name: name.to_owned(),
        region: region.to_owned(),
        ..form(AWS, None)
    };
    let invalid = [
        named("a/b", "eu-central-1"),
        named("", "eu-central-1"),
        named("corp", "x@evil.example/"),
        form("http://127.0.0.1:4599/start", None),
        form("https://evil.example@d-1234567890.awsapps.com/start", None),
    ];
    for new in invalid {
        assert_eq!(portal(&new).unwrap_err().code, ProblemCode::WrongInput, "{new:?}");
    }
}

#[test]
fn an_account_key_is_checked() {
    let key = |portal: &str, id: &str| AccountKey {
        portal: portal.to_owned(),
        account_id: id.to_owned(),
    };
    assert!(accounts(&[key("corp", "000000000001")]).is_ok());
    for (portal, id) in [
        ("corp", "1"),
        ("corp", "１２３４５６７８９０１２"),
        ("../x", "000000000001"),
    ] {
        assert!(accounts(&[key(portal, id)]).is_err(), "{portal} {id}");
    }
}

#[test]
fn a_key_names_the_same_assignment_again_and_a_forged_one_is_refused() {
    let role = tests::role_ref("000000000001", "Ad\"min\u{202e}\n/x");
    let key = role_key(&role);
    assert_eq!(role_ref(&key).unwrap(), role);
    let forged = [
        RoleKey {
            portal: "../corp".to_owned(),
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

fn shown() -> SettingsView {
    SettingsView {
        appearance: AppearanceView::Dark,
        console_region: Some("us-west-2".to_owned()),
        clipboard_clear_seconds: 20,
        production_patterns: vec!["*\"]\n[portal.evil]\n*".to_owned()],
        renew: false,
        history_days: 30,
        notify_access_changes: true,
        ask_before_production: true,
        shortcut: Some("Ctrl+Alt+R".to_owned()),
        limits: vec![LimitView {
            accounts: vec!["*prod*".to_owned()],
            roles: vec!["Admin*".to_owned()],
            minutes: 60,
        }],
    }
}

#[test]
fn settings_are_edited_and_nothing_else_can_be_written() {
    let text = "# mine\nunknown = 1\n";
    let edited = settings_edit(shown())(text).unwrap();
    assert!(edited.starts_with(text), "{edited}");
    let settings = read_settings(&edited).unwrap();
    assert_eq!(settings.production_patterns, shown().production_patterns);
    assert_eq!(settings.console_region.unwrap().as_str(), "us-west-2");
    assert_eq!(settings.clipboard_clear_in.as_secs(), 20);
    assert!(settings.portals.is_empty());
    assert!(!settings.renew && settings.notify_access_changes && settings.ask_before_production);
    assert_eq!(settings.shortcut.as_deref(), Some("Ctrl+Alt+R"));
    assert_eq!(settings.history_days, 30);
    assert_eq!(settings.limits[0].max_duration.as_secs(), 3600);
    let again = settings_edit(shown())(&edited).unwrap();
    assert_eq!(again, edited, "values that are the same stay untouched");
}

#[test]
fn invalid_settings_are_refused_as_a_whole() {
    let changes: [fn(&mut SettingsView); 5] = [
        |settings| settings.clipboard_clear_seconds = 0,
        |settings| settings.clipboard_clear_seconds = u32::MAX,
        |settings| settings.console_region = Some("evil.example/".to_owned()),
        |settings| settings.history_days = 0,
        |settings| settings.limits[0].minutes = 0,
    ];
    for change in changes {
        let mut settings = shown();
        change(&mut settings);
        assert!(settings_edit(settings.clone())("").is_err(), "{settings:?}");
    }
    let problem = settings_edit(shown())("broken = [").unwrap_err();
    assert_eq!(problem.code, ProblemCode::SettingsUnreadable);
}
