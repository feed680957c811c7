//! What STS accepts, at its bounds and beyond.

use super::*;

/// One text of each length, accepted or not.
fn lengths<T>(parse: fn(&str) -> Result<T, InvalidRoleSessionOption>, prefix: &str, bounds: [usize; 2]) {
    let [min, max] = bounds;
    for (length, is_valid) in [(min, true), (max, true), (min - 1, false), (max + 1, false)] {
        let text: String = prefix
            .chars()
            .chain(std::iter::repeat('a'))
            .take(length)
            .collect();
        assert_eq!(parse(&text).is_ok(), is_valid, "{length}");
    }
}

#[test]
fn each_text_is_as_long_as_sts_allows() {
    lengths(ExternalId::parse, "", [2, 1224]);
    lengths(SourceIdentityName::parse, "", [2, 256]);
    lengths(TagKey::parse, "", [1, 128]);
    lengths(SessionNameTemplate::parse, "", [2, 64]);
    assert!(ExternalId::parse("").is_err());
}

#[test]
fn each_text_has_the_characters_that_sts_allows() {
    assert!(ExternalId::parse("acme:prod/1-_+=,.@").is_ok());
    for text in ["a b", "a\n", "ä1", "a;b", "a*"] {
        assert!(ExternalId::parse(text).is_err(), "{text:?}");
        assert!(SourceIdentityName::parse(text).is_err(), "{text:?}");
        assert!(SessionNameTemplate::parse(text).is_err(), "{text:?}");
    }
    assert!(SourceIdentityName::parse("aws:alice").is_err());
    assert!(TagKey::parse("Kostenstelle Süd").is_ok());
    for text in ["aws:team", "AWS:team", "team;", "team\u{202e}"] {
        assert!(TagKey::parse(text).is_err(), "{text:?}");
    }
    let policy = |length| PolicyArn::parse(&format!("{:a<length$}", "arn:aws:iam::aws:policy/"));
    assert!(policy(2048).is_ok() && policy(2049).is_err());
    assert!(PolicyArn::parse("arn:aws:iam::aws:policy/ReadOnly Access").is_err());
    assert!(PolicyArn::parse("arn:aws:iam::123456789012:role/Deploy").is_err());
}

#[test]
fn a_policy_is_a_json_object_that_fits() {
    let policy = |length: usize| format!("{{\"a\":\"{}\"}}", "b".repeat(length - 8));
    for (text, is_valid) in [
        (policy(2048), true),
        (policy(2049), false),
        ("{}".to_owned(), true),
        ("[]".to_owned(), false),
        ("{".to_owned(), false),
        ("{\"a\":\"\u{2013}\"}".to_owned(), false),
    ] {
        assert_eq!(SessionPolicy::parse(&text).is_ok(), is_valid, "{text}");
    }
}

#[test]
fn a_duration_is_15_minutes_to_12_hours_and_in_a_chain_one_hour() {
    for (seconds, is_valid, is_chained) in [
        (899, false, false),
        (900, true, true),
        (3600, true, true),
        (3601, true, false),
        (43_200, true, false),
        (43_201, false, false),
        (u64::MAX, false, false),
    ] {
        let duration = SessionDuration::from_seconds(seconds);
        assert_eq!(duration.is_ok(), is_valid, "{seconds}");
        let is_for_chained_roles = duration.is_ok_and(SessionDuration::is_for_chained_roles);
        assert_eq!(is_for_chained_roles, is_chained, "{seconds}");
    }
}

#[test]
fn a_tag_has_a_value_that_sts_allows() {
    let key = || TagKey::parse("team").unwrap();
    assert_eq!(SessionTag::new(key(), "").unwrap().value(), "");
    assert!(SessionTag::new(key(), &"a".repeat(256)).is_ok());
    assert!(SessionTag::new(key(), &"a".repeat(257)).is_err());
    assert!(SessionTag::new(key(), "a;b").is_err());
}

#[test]
fn a_session_name_is_one_that_sts_accepts_whoever_the_user_is() {
    let name =
        |template: &str, user: Option<&str>| SessionNameTemplate::parse(template).unwrap().render(user, None);
    let default = SessionNameTemplate::default();
    assert!(default.names_user() && !default.names_reason());
    assert_eq!(
        default.render(Some("alice@example.com"), None),
        "alice@example.com"
    );
    assert_eq!(default.render(None, None), "rolecall");
    assert_eq!(name("ci", Some("alice")), "ci");
    assert_eq!(name("deploy-{user}", Some("alice")), "deploy-alice");
    assert_eq!(name("{user}", Some("Ada Lövelace")), "Ada-L-velace");
    assert_eq!(name("{user}", Some("x")), "rolecall", "too short");
    assert_eq!(name("{user}", Some("")), "rolecall");
    assert_eq!(
        name("{user}-1", Some(&"ä".repeat(80))),
        format!("{}-1", "-".repeat(62))
    );
    for text in ["{ticket}", "{user", "{reason", "{{user}}x"] {
        assert!(SessionNameTemplate::parse(text).is_err(), "{text}");
    }
}

fn reason(text: &str) -> Reason {
    Reason::parse(text).unwrap()
}

#[test]
fn a_reason_is_in_the_session_name_where_the_user_chose_no_other() {
    let options = |name: Option<&str>| RoleSessionOptions {
        name: name.map(|name| SessionNameTemplate::parse(name).unwrap()),
        ..RoleSessionOptions::default()
    };
    for (template, given, name, names_reason) in [
        (None, Some("INC-42"), "ada@example.com+INC-42", true),
        (None, None, "ada@example.com", true),
        (
            None,
            Some("INC 42: \u{202e}\u{1f525}; drop"),
            "ada@example.com+INC-42------drop",
            true,
        ),
        (Some("{user}"), Some("INC-42"), "ada@example.com", false),
        (Some("ci"), Some("INC-42"), "ci", false),
        (
            Some("{reason}.{user}"),
            Some("INC-42"),
            "INC-42.ada@example.com",
            true,
        ),
        (Some("{reason}.{user}"), None, "ada@example.com", true),
        (Some("ops-{reason}"), Some("INC-42"), "ops-INC-42", true),
        (Some("ops-{reason}"), None, "ops", true),
        (Some("{reason}"), None, "rolecall", true),
        (Some("{reason}"), Some("7"), "rolecall", true),
    ] {
        let options = options(template);
        let given = given.map(reason);
        let rendered = options.session_name(Some("ada@example.com"), given.as_ref());
        assert_eq!(
            (rendered.as_str(), options.names_reason()),
            (name, names_reason),
            "{template:?}"
        );
    }
}

#[test]
fn user_and_reason_give_way_to_each_other_in_a_long_session_name() {
    let name = |user: usize, given: usize| {
        let given = reason(&"r".repeat(given));
        let name = RoleSessionOptions::default().session_name(Some(&"u".repeat(user)), Some(&given));
        assert!(name.len() <= 64, "{name}");
        let (user, reason) = name.split_once('+').unwrap();
        (user.len(), reason.len())
    };
    assert_eq!(name(20, 43), (20, 43));
    assert_eq!(name(20, 100), (20, 43));
    assert_eq!(name(64, 6), (57, 6));
    assert_eq!(name(64, 100), (32, 31));
    let everywhere =
        SessionNameTemplate::parse("{user}{reason}{user}{reason}-0123456789-0123456789").unwrap();
    let long = everywhere.render(Some(&"u".repeat(64)), Some(&reason(&"r".repeat(200))));
    assert_eq!(long.len(), 64);
}
