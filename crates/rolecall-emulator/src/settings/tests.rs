//! Settings change one member at a time, and the flags' defaults are the library's defaults.

use clap::Parser;
use serde_json::json;

use super::*;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    settings: Settings,
}

#[test]
fn flags_and_library_have_the_same_defaults() {
    assert_eq!(Line::parse_from(["emulator"]).settings, Settings::default());
}

#[test]
fn one_member_changes_and_the_rest_stays() {
    let changed = Settings::default()
        .with(&json!({"rate": 20, "consent": "auto"}))
        .unwrap();
    assert_eq!(changed.rate, 20);
    assert_eq!(changed.consent, Consent::Auto);
    assert_eq!(changed.portal_ttl, Settings::default().portal_ttl);
}

#[test]
fn unknown_members_and_values_are_refused() {
    for bad in [
        json!({"rat": 20}),
        json!({"consent": "maybe"}),
        json!({"rate": -1}),
        json!([]),
    ] {
        assert!(Settings::default().with(&bad).is_err(), "{bad}");
    }
}
