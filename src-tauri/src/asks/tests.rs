//! What the page says, read as hostile input.

use super::{account, exports, method, portal, settings_edit, start_url};
use crate::ipc::wire::{AccountKey, AppearanceView, LimitView, NewPortal, SettingsView, SignInMethodView};
use rolecall::problem::ProblemCode;
use rolecall::settings::read_settings;
use rolecall_model::sign_in::SignInMethod;
use std::collections::HashSet;

const AWS: &str = "https://d-1234567890.awsapps.com/start";

fn form(start_url: &str, endpoint_url: Option<&str>) -> NewPortal {
    NewPortal {
        name: " corp ".to_owned(),
        start_url: start_url.to_owned(),
        region: " eu-central-1 ".to_owned(),
        endpoint_url: endpoint_url.map(str::to_owned),
    }
}

#[test]
fn a_pasted_address_is_read_and_what_is_none_says_why() {
    let read = start_url(" d-1234567890.awsapps.com/start/#/?tab=accounts ");
    assert_eq!(read.start_url.as_deref(), Some(AWS));
    assert!(read.notice.is_none() && read.suggested_name.is_some());

    let vanity = start_url("https://sso.acme.example/");
    assert!(vanity.start_url.is_some());
    assert!(vanity.notice.unwrap().contains("does not belong to AWS"));

    let emulator = start_url("http://127.0.0.1:4599/start");
    assert_eq!(emulator.start_url.as_deref(), Some("http://127.0.0.1:4599/start"));
    assert!(emulator.notice.is_none());

    for none in [
        "",
        "http://acme.awsapps.com/start",
        "javascript:alert(1)",
        "https://u:p@evil.example/",
        "a b",
    ] {
        let read = start_url(none);
        assert!(read.start_url.is_none() && read.notice.is_some(), "{none}");
    }
}

#[test]
fn a_form_becomes_a_portal() {
    let read = portal(&form(AWS, Some("  "))).unwrap();
    assert_eq!(
        (read.name.as_str(), read.region.as_str()),
        ("corp", "eu-central-1")
    );
    assert!(read.endpoint_url.is_none() && !read.demo);
    let local = portal(&form(
        "http://127.0.0.1:4599/start",
        Some("http://127.0.0.1:4599/"),
    ))
    .unwrap();
    assert_eq!(local.endpoint_url.unwrap().as_str(), "http://127.0.0.1:4599");
}

#[test]
fn the_page_can_name_no_endpoint_of_a_stranger_and_nothing_else_that_leads_astray() {
    for endpoint in [
        "https://evil.example",
        "http://evil.example",
        "https://127.0.0.1.evil.example",
        "file:///etc",
    ] {
        let problem = portal(&form(AWS, Some(endpoint))).unwrap_err();
        assert_eq!(problem.code, ProblemCode::WrongInput, "{endpoint}");
    }
    let wrong = [
        NewPortal {
            name: "a/b".to_owned(),
            ..form(AWS, None)
        },
        NewPortal {
            name: String::new(),
            ..form(AWS, None)
        },
        NewPortal {
            region: "x@evil.example/".to_owned(),
            ..form(AWS, None)
        },
        form("http://127.0.0.1:4599/start", None),
        form("https://evil.example@d-1234567890.awsapps.com/start", None),
    ];
    for new in wrong {
        assert_eq!(portal(&new).unwrap_err().code, ProblemCode::WrongInput, "{new:?}");
    }
}

#[test]
fn an_account_of_the_page_is_checked() {
    let key = |portal: &str, id: &str| AccountKey {
        portal: portal.to_owned(),
        account_id: id.to_owned(),
    };
    assert!(account(&key("corp", "000000000001")).is_ok());
    for wrong in [
        key("corp", "1"),
        key("corp", "１２３４５６７８９０１２"),
        key("../x", "000000000001"),
    ] {
        assert!(account(&wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn without_a_browser_a_code_is_given() {
    assert_eq!(method(SignInMethodView::Browser, true), SignInMethod::Browser);
    assert_eq!(method(SignInMethodView::Browser, false), SignInMethod::DeviceCode);
    assert_eq!(
        method(SignInMethodView::DeviceCode, true),
        SignInMethod::DeviceCode
    );
}

#[test]
fn every_export_has_a_name_of_its_own_and_commands_are_no_secret() {
    let exports = exports();
    let names: HashSet<&str> = exports.iter().map(|export| export.format.as_str()).collect();
    assert_eq!(names.len(), exports.len());
    assert!(
        exports
            .iter()
            .all(|export| export.secret != export.format.starts_with("command:"))
    );
    assert!(exports.iter().any(|export| export.secret));
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
    assert_eq!(
        (settings.history_days, settings.limits[0].time.as_secs()),
        (30, 3600)
    );
    assert_eq!(
        settings_edit(shown())(&edited).unwrap(),
        edited,
        "what is the same stays untouched"
    );
}

#[test]
fn settings_that_cannot_be_are_refused_whole() {
    let wrong = [
        SettingsView {
            clipboard_clear_seconds: 0,
            ..shown()
        },
        SettingsView {
            clipboard_clear_seconds: u32::MAX,
            ..shown()
        },
        SettingsView {
            console_region: Some("evil.example/".to_owned()),
            ..shown()
        },
        SettingsView {
            history_days: 0,
            ..shown()
        },
        SettingsView {
            limits: vec![LimitView {
                minutes: 0,
                ..shown().limits.remove(0)
            }],
            ..shown()
        },
    ];
    for settings in wrong {
        assert!(settings_edit(settings.clone())("").is_err(), "{settings:?}");
    }
    assert_eq!(
        settings_edit(shown())("broken = [").unwrap_err().code,
        ProblemCode::SettingsUnreadable
    );
}
