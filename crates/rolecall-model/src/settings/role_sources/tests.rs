//! Resolving a role to its source: chains, circles, and definitions that changed.

use crate::account::{AccountId, RoleName};
use crate::partition::Region;
use crate::portal::{Portal, PortalIdentity, PortalKind, PortalName, parse_start_url};
use crate::role_arn::RoleArn;
use crate::role_definition::{AssumeRole, RoleDefinition, RoleMethod, SessionDuration};
use crate::role_ref::{DefinedRoleName, RoleOrigin, RoleRef};
use crate::role_source::{RoleSource, RoleSourceError, SourceIdentity};
use crate::settings::Settings;

fn corp() -> Portal {
    let start_url = "https://d-1234567890.awsapps.com/start";
    Portal {
        name: PortalName::parse("corp").unwrap(),
        start_url: parse_start_url(start_url, None).unwrap().start_url,
        region: Region::parse("eu-central-1").unwrap(),
        endpoint_url: None,
        demo: false,
        kind: PortalKind::IdentityCenter,
    }
}

fn admin() -> RoleRef {
    let account_id = AccountId::parse("111122223333").unwrap();
    RoleRef::at_portal(&corp().name, &account_id, &RoleName::new("Admin"))
}

fn name(text: &str) -> DefinedRoleName {
    DefinedRoleName::parse(text).unwrap()
}

fn assume(arn: &str, from: RoleRef) -> RoleMethod {
    RoleMethod::AssumeRole(AssumeRole::new(RoleArn::parse(arn).unwrap(), from))
}

fn defined(text: &str, from: RoleRef) -> RoleDefinition {
    RoleDefinition {
        name: name(text),
        method: assume(&format!("arn:aws:iam::444455556666:role/{text}"), from),
    }
}

/// `names` one after another: the first is assumed with the role of the portal, each other with the one before.
fn chain(names: &[&str]) -> Settings {
    let mut settings = Settings {
        portals: vec![corp()],
        ..Settings::default()
    };
    let mut from = admin();
    for text in names {
        let definition = defined(text, from);
        from = definition.key();
        settings.roles.push(definition);
    }
    settings
}

#[test]
fn a_chain_leads_to_its_portal() {
    let settings = chain(&["first", "second"]);
    let resolved = settings.resolve(&settings.roles[1].key()).unwrap();
    assert_eq!(resolved.source.portal(), Some(&corp()));
    assert_eq!(resolved.source.endpoints(), corp().endpoints());
    let RoleSource::AssumeRole { assume, from } = &resolved.source else {
        panic!("it is assumed");
    };
    assert_eq!(assume.role_arn.as_str(), "arn:aws:iam::444455556666:role/second");
    assert_eq!(from.key, settings.roles[0].key());
    let portals = settings.source_portals();
    assert_eq!(portals.len(), 2);
    assert!(portals.values().all(|portal| *portal == corp().name));
}

#[test]
fn what_is_missing_is_named() {
    let mut settings = chain(&["first", "second"]);
    let second = settings.roles[1].key();
    settings.roles.remove(0);
    let missing = RoleSourceError::UndefinedRole(name("first"));
    assert_eq!(settings.resolve(&second), Err(missing));
    let mut settings = chain(&["first"]);
    settings.portals.clear();
    let missing = RoleSourceError::UnknownPortal(corp().name);
    assert_eq!(settings.resolve(&settings.roles[0].key()), Err(missing.clone()));
    assert_eq!(settings.resolve(&admin()), Err(missing));
    assert!(settings.source_portals().is_empty());
}

#[test]
fn a_circle_and_too_long_a_chain_are_refused() {
    let mut settings = chain(&["first", "second"]);
    let second = settings.roles[1].key();
    settings.roles[0] = defined("first", second.clone());
    let cycle = RoleSourceError::Cycle(vec![name("second"), name("first")]);
    assert_eq!(settings.resolve(&second), Err(cycle));
    let own = settings.roles[0].key();
    settings.roles[0] = defined("first", own.clone());
    let cycle = RoleSourceError::Cycle(vec![name("first")]);
    assert_eq!(settings.resolve(&own), Err(cycle.clone()));
    // Those before the circle are not part of it.
    assert_eq!(settings.resolve(&second), Err(cycle));

    let names: Vec<String> = (0..17).map(|number| format!("r{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let settings = chain(&names);
    assert!(settings.resolve(&settings.roles[15].key()).is_ok());
    let too_long = RoleSourceError::ChainTooLong(name("r0"));
    assert_eq!(settings.resolve(&settings.roles[16].key()), Err(too_long));
}

#[test]
fn a_duration_that_aws_never_grants_to_a_chained_role_is_refused_before_it_is_asked() {
    let mut settings = chain(&["first", "second"]);
    let set = |settings: &mut Settings, seconds| {
        let RoleMethod::AssumeRole(first) = &mut settings.roles[0].method else {
            panic!("another method");
        };
        first.session.duration = Some(SessionDuration::from_seconds(seconds).unwrap());
    };
    let second = settings.roles[1].key();
    set(&mut settings, 3600);
    assert!(settings.resolve(&second).is_ok());
    set(&mut settings, 3601);
    let too_long = RoleSourceError::ChainedDurationTooLong(name("first"));
    assert_eq!(settings.resolve(&second), Err(too_long));
}

#[test]
fn a_definition_that_means_another_role_now_is_another_role() {
    let mut settings = chain(&["deploy"]);
    let before = settings.roles[0].key();
    settings.roles[0].method = assume("arn:aws:iam::999999999999:role/deploy", admin());
    assert_eq!(
        settings.resolve(&before),
        Err(RoleSourceError::UndefinedRole(name("deploy")))
    );
    assert_eq!(before.target(), settings.roles[0].key().target());
    assert_ne!(before.key(), settings.roles[0].key().key());
}

#[test]
fn stored_credentials_are_of_their_source_alone() {
    let settings = chain(&["first", "second"]);
    let identity = |settings: &Settings| {
        settings
            .resolve(&settings.roles[1].key())
            .unwrap()
            .source
            .identity()
    };
    let source = settings.resolve(&settings.roles[1].key()).unwrap().source;
    assert!(identity(&settings).is_of(&source));
    let root = PortalIdentity::from(&corp());
    assert_eq!(identity(&settings).portal.as_ref(), Some(&root));

    let mut moved = settings.clone();
    moved.portals[0].region = Region::parse("eu-west-1").unwrap();
    assert!(
        !identity(&moved).is_of(&source),
        "another portal of the same name"
    );
    let steps = Vec::new();
    let of_the_portal = SourceIdentity {
        portal: Some(root),
        steps,
    };
    assert!(!of_the_portal.is_of(&source));
    let mut other_way = settings.clone();
    let RoleMethod::AssumeRole(second) = &mut other_way.roles[1].method else {
        panic!("another method");
    };
    second.from = admin();
    assert!(
        !identity(&other_way).is_of(&source),
        "another way to the same role"
    );
    let mut narrower = settings;
    let RoleMethod::AssumeRole(first) = &mut narrower.roles[0].method else {
        panic!("another method");
    };
    first.session.duration = Some(SessionDuration::from_seconds(900).unwrap());
    assert!(!identity(&narrower).is_of(&source), "asked for otherwise");
}

#[test]
fn a_key_reads_back_and_no_portal_is_a_defined_role() {
    for origin in [
        RoleOrigin::Portal(corp().name),
        RoleOrigin::Portal(PortalName::parse("role").unwrap()),
        RoleOrigin::Defined(name("corp")),
    ] {
        assert_eq!(RoleOrigin::parse_key(&origin.key()), Some(origin));
    }
    for text in ["", "role:", "role:a b", "a:b", "role:role:a", "-a"] {
        assert_eq!(RoleOrigin::parse_key(text), None, "{text:?}");
    }
}
