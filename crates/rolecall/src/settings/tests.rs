//! Settings are read as written, and an edit loses nothing.

use super::*;
use crate::partition::Region;
use crate::portal::{EndpointUrl, Portal, PortalName, read_start_url};

fn portal(name: &str) -> Portal {
    Portal {
        name: PortalName::parse(name).unwrap(),
        start_url: read_start_url("https://acme.awsapps.com/start", None).unwrap().start_url,
        region: Region::parse("eu-central-1").unwrap(),
        endpoint_url: None,
        demo: false,
    }
}

const HAND_WRITTEN: &str = "\
# my portals
[portal.acme] # the big one
start_url   = 'https://acme.awsapps.com/start'  # asked Ada
region = \"eu-central-1\"
colour = \"green\"

[something.unknown]
key = [1, 2]

[alias]
# short names
pay = \"acme/111122223333/Admin\"
";

#[test]
fn empty_text_gives_the_default_settings() {
    assert_eq!(read_settings("").unwrap(), Settings::default());
}

#[test]
fn hand_written_text_is_read() {
    let settings = read_settings(HAND_WRITTEN).unwrap();
    assert_eq!(settings.portals, [portal("acme")]);
    assert_eq!(settings.aliases["pay"].target(), "acme/111122223333/Admin");
}

#[test]
fn edits_keep_every_other_byte() {
    let mut text = HAND_WRITTEN.to_owned();
    let mut gov = portal("acme.gov");
    gov.endpoint_url = Some(EndpointUrl::parse("http://127.0.0.1:4566").unwrap());
    gov.demo = true;
    text = add_portal(&text, &gov).unwrap();
    let alias = read_settings(HAND_WRITTEN).unwrap().aliases["pay"].clone();
    text = set_default(&text, Some(&alias)).unwrap();
    text = set_alias(&text, "two", Some(&alias)).unwrap();
    text = set_appearance(&text, Appearance::Dark).unwrap();
    text = set_console_region(&text, Some(&Region::parse("us-east-1").unwrap())).unwrap();
    text = set_clipboard_clear_in(&text, Duration::from_secs(30)).unwrap();
    text = set_environment_patterns(&text, Environment::Production, &["*live*".to_owned()]).unwrap();
    for line in HAND_WRITTEN.lines() {
        assert!(text.contains(line), "{line} is gone from\n{text}");
    }
    let settings = read_settings(&text).unwrap();
    assert_eq!(settings.portals, [portal("acme"), gov]);
    assert_eq!(settings.default_assignment, Some(alias));
    assert_eq!(settings.appearance, Appearance::Dark);
    assert_eq!(settings.clipboard_clear_in, Duration::from_secs(30));
    assert_eq!(settings.environment_patterns[&Environment::Production], ["*live*"]);

    text = set_console_region(&text, None).unwrap();
    text = set_alias(&text, "two", None).unwrap();
    text = remove_portal(&text, &PortalName::parse("acme").unwrap()).unwrap();
    let settings = read_settings(&text).unwrap();
    assert!(settings.aliases.is_empty() && settings.default_assignment.is_none());
    assert_eq!(settings.portals.len(), 1);
    assert!(text.contains("[something.unknown]\nkey = [1, 2]"));
}

#[test]
fn a_value_is_replaced_in_its_place_with_its_comment() {
    let text = "[appearance]\ntheme = \"light\" # at work\nother = 1\n";
    assert_eq!(
        set_appearance(text, Appearance::Dark).unwrap(),
        "[appearance]\ntheme = \"dark\" # at work\nother = 1\n"
    );
}

#[test]
fn what_cannot_be_used_is_refused_with_its_line_and_never_edited() {
    for (text, line) in [
        ("a = 1\n[portal.x\n", 2),
        ("[portal.x]\nstart_url = \"https://acme.awsapps.com/start\"\nregion = \"evil.example/\"\n", 3),
        ("[portal.x]\nstart_url = \"http://acme.awsapps.com/start\"\nregion = \"eu-west-1\"\n", 2),
        ("\n\n[alias]\npay = \"Admin\"\n", 4),
        ("[clipboard]\nclear_after_seconds = 0\n", 2),
    ] {
        let error = read_settings(text).unwrap_err();
        assert_eq!(error.line, Some(line), "{text}{error}");
        assert!(add_portal(text, &portal("new")).is_err());
        assert!(set_appearance(text, Appearance::Dark).is_err());
    }
    assert!(add_portal(HAND_WRITTEN, &portal("acme")).is_err(), "a second portal of the same name");
    assert!(set_alias("", "a/b", None).is_err());
}

#[test]
fn rules_tell_the_kind_of_account() {
    let settings = Settings::default();
    let kind = |name: &str| {
        settings.environment_of(&Account {
            id: crate::account::AccountId::parse("111122223333").unwrap(),
            name: name.to_owned(),
            email: None,
        })
    };
    assert_eq!(kind("payments-prod"), Some(Environment::Production));
    assert_eq!(kind("payments-preprod"), Some(Environment::Staging));
    assert_eq!(kind("Payments Pre-Prod"), Some(Environment::Staging));
    assert_eq!(kind("data-platform-dev"), Some(Environment::Development));
    assert_eq!(kind("network-hub"), None);
}
