//! Settings change one member at a time, and the flags' defaults are the library's defaults.

use clap::Parser;
use serde_json::json;

use super::*;

#[derive(Parser)]
struct SettingsArguments {
    #[command(flatten)]
    settings: EmulatorSettings,
}

#[test]
fn flags_and_library_have_the_same_defaults() {
    assert_eq!(
        SettingsArguments::parse_from(["emulator"]).settings,
        EmulatorSettings::default()
    );
}

#[test]
fn only_the_named_members_change() {
    let changed = EmulatorSettings::default()
        .with_changes(&json!({"rate": 20, "consent": "auto"}))
        .unwrap();
    assert_eq!(changed.rate, 20);
    assert_eq!(changed.consent, Consent::Auto);
    assert_eq!(changed.portal_ttl, EmulatorSettings::default().portal_ttl);
}

#[test]
fn unknown_members_and_values_are_rejected() {
    for bad in [
        json!({"rat": 20}),
        json!({"consent": "maybe"}),
        json!({"rate": -1}),
        json!([]),
    ] {
        assert!(EmulatorSettings::default().with_changes(&bad).is_err(), "{bad}");
    }
}
