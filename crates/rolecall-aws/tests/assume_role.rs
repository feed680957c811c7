//! A role assumed with the credentials of another, at the emulator.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]
#![expect(
    clippy::disallowed_methods,
    reason = "the emulator issues credentials by the clock of this machine"
)]

mod support;

use rolecall::ports::{
    AccessPortal, AssumeRoleRequest, AwsClock, InvalidStsRequest, Sts, StsDenial, StsError,
};
use rolecall_emulator::{Consent, EmulatorSettings, OrgIamRole, Organization};
use rolecall_model::Timestamp;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::role_arn::RoleArn;
use rolecall_model::role_definition::{
    AssumeRole, ExternalId, PolicyArn, SessionDuration, SessionPolicy, SessionTag, SourceIdentityName, TagKey,
};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::secret::{AccessToken, SecretAccessKey};
use rolecall_model::time::ClockDifference;
use serde_json::json;
use std::time::Duration;
use support::emulated::EmulatedAws;

/// Two accounts. Of the second, the role `Deploy` trusts the first, and `Strict` whoever asks for it with exactly these parameters.
fn organization() -> Organization {
    let mut organization = Organization::generated(2, 1);
    let trusted = organization.accounts[0].id.clone();
    let strict = json!({"name": "Strict", "trust_policy": {"Version": "2012-10-17", "Statement": {
        "Effect": "Allow",
        "Principal": {"AWS": trusted},
        "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
        "Condition": {"StringEquals": {
            "sts:ExternalId": "acme:1",
            "sts:SourceIdentity": "ada",
            "sts:RoleSessionName": "ci-alice",
            "aws:RequestTag/team": "pay",
            "aws:RequestTag/cost": "",
            "sts:TransitiveTagKeys": "team",
        }},
    }}});
    let strict = serde_json::from_value(strict).unwrap();
    organization.accounts[1].iam_roles.push(strict);
    organization.accounts[1].iam_roles.push(OrgIamRole {
        name: "Deploy".to_owned(),
        path: "/team/".to_owned(),
        trusted_accounts: vec![trusted],
        ..OrgIamRole::default()
    });
    organization
}

/// Returns credentials of the first role that the portal gives in `account`.
async fn portal_credentials(
    world: &EmulatedAws,
    token: &AccessToken,
    account: &AccountId,
) -> RoleCredentials {
    let (aws, portal) = (&world.aws, &world.portal);
    let roles = aws.list_account_roles(portal, token, account, None).await;
    let role = &roles.unwrap().items[0];
    let issued = aws.get_role_credentials(portal, token, account, role);
    issued.await.unwrap()
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_noticed_and_named_where_a_signature_is_refused() {
    let organization = Organization::generated(1, 1);
    let account = AccountId::parse(&organization.accounts[0].id).unwrap();
    let settings = EmulatorSettings {
        consent: Consent::Auto,
        ..EmulatorSettings::default()
    };
    let world = EmulatedAws::with(organization, settings);
    let (aws, endpoints) = (&world.aws, world.portal.endpoints());
    assert_eq!(aws.offset(), None, "nothing was asked");
    let (_, token) = world.sign_in().await;
    let difference = || aws.offset().and_then(ClockDifference::from_offset);
    assert!(
        aws.offset().is_some() && difference().is_none(),
        "{:?}",
        aws.offset()
    );
    for (skew, is_behind) in [(1_800, true), (-1_800, false)] {
        world.command("clock", json!({"skew_seconds": skew}));
        let credentials = portal_credentials(&world, &token.access_token, &account).await;
        let refused = aws
            .get_caller_identity(&endpoints, &endpoints.region, &credentials)
            .await;
        let Err(StsError::WrongTime(named)) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(Some(named), difference());
        assert_eq!(
            matches!(named, ClockDifference::Behind(_)),
            is_behind,
            "{named:?}"
        );
    }
    world.command("clock", json!({"skew_seconds": 0}));
    let credentials = portal_credentials(&world, &token.access_token, &account).await;
    assert_eq!(difference(), None, "the clock was set");
    let mut forged = credentials;
    forged.secret_access_key = SecretAccessKey::from_exposed("forged");
    let refused = aws
        .get_caller_identity(&endpoints, &endpoints.region, &forged)
        .await;
    assert!(matches!(refused, Err(StsError::Refused)), "{refused:?}");
}

#[tokio::test]
async fn a_role_is_assumed_with_the_credentials_of_another() {
    let organization = organization();
    let account = |index: usize| AccountId::parse(&organization.accounts[index].id).unwrap();
    let (trusted, target) = (account(0), account(1));
    let settings = EmulatorSettings {
        consent: Consent::Auto,
        ..EmulatorSettings::default()
    };
    let world = EmulatedAws::with(organization, settings);
    let (_, token) = world.sign_in().await;
    let (aws, endpoints) = (&world.aws, world.portal.endpoints());
    let arn = RoleArn::parse(&format!("arn:aws:iam::{target}:role/team/Deploy")).unwrap();
    let from = RoleRef::at_portal(&world.portal.name, &trusted, &RoleName::new("Admin"));
    let role = AssumeRole::new(arn, from);
    let request = AssumeRoleRequest {
        role: &role,
        session_name: "rolecall",
    };
    let parent = portal_credentials(&world, &token.access_token, &trusted).await;
    let assumed = aws.assume_role(&endpoints, &parent, &request).await.unwrap();
    let lifetime = assumed.remaining(Timestamp::now());
    assert!(
        !lifetime.is_zero() && lifetime <= Duration::from_hours(1),
        "{lifetime:?}"
    );
    let identity = aws.get_caller_identity(&endpoints, &endpoints.region, &assumed);
    let session_arn = format!("arn:aws:sts::{target}:assumed-role/Deploy/rolecall");
    assert_eq!(identity.await.unwrap().arn, session_arn);

    let other = portal_credentials(&world, &token.access_token, &target).await;
    let denied = aws.assume_role(&endpoints, &other, &request).await;
    assert!(
        matches!(denied, Err(StsError::Denied(StsDenial::Unexplained))),
        "{denied:?}"
    );
    world.command(
        "faults",
        json!({"operation": "AssumeRole", "kind": "server_error"}),
    );
    let unreachable = aws.assume_role(&endpoints, &parent, &request).await;
    let is_unreachable = matches!(unreachable, Err(StsError::Unreachable { .. }));
    assert!(is_unreachable, "{unreachable:?}");
}

/// A change of what is asked for.
type Change = fn(&mut AssumeRole);

/// The emulator, the credentials of a role that `Strict` trusts, and what it wants to be asked for.
async fn strict_role() -> (EmulatedAws, RoleCredentials, AssumeRole) {
    let organization = organization();
    let account = |index: usize| AccountId::parse(&organization.accounts[index].id).unwrap();
    let (trusted, target) = (account(0), account(1));
    let settings = EmulatorSettings {
        consent: Consent::Auto,
        ..EmulatorSettings::default()
    };
    let world = EmulatedAws::with(organization, settings);
    let (_, token) = world.sign_in().await;
    let parent = portal_credentials(&world, &token.access_token, &trusted).await;
    let from = RoleRef::at_portal(&world.portal.name, &trusted, &RoleName::new("Admin"));
    let arn = RoleArn::parse(&format!("arn:aws:iam::{target}:role/Strict")).unwrap();
    let key = |text: &str| TagKey::parse(text).unwrap();
    let mut role = AssumeRole::new(arn, from);
    role.external_id = ExternalId::parse("acme:1").ok();
    role.source_identity = SourceIdentityName::parse("ada").ok();
    role.tags = vec![
        SessionTag::new(key("team"), "pay").unwrap(),
        SessionTag::new(key("cost"), "").unwrap(),
    ];
    role.transitive_tags = vec![key("team")];
    role.session.duration = SessionDuration::from_seconds(900).ok();
    (world, parent, role)
}

async fn ask(
    world: &EmulatedAws,
    parent: &RoleCredentials,
    role: &AssumeRole,
) -> Result<RoleCredentials, StsError> {
    let request = AssumeRoleRequest {
        role,
        session_name: "ci-alice",
    };
    let endpoints = world.portal.endpoints();
    world.aws.assume_role(&endpoints, parent, &request).await
}

#[tokio::test]
async fn everything_that_a_definition_asks_for_reaches_sts() {
    let (world, parent, mut role) = strict_role().await;
    let issued = ask(&world, &parent, &role).await.unwrap();
    let lifetime = issued.remaining(Timestamp::now());
    assert!(lifetime <= Duration::from_mins(15), "{lifetime:?}");
    let without: [Change; 4] = [
        |role| role.external_id = None,
        |role| role.source_identity = None,
        |role| role.transitive_tags.clear(),
        |role| drop(role.tags.pop()),
    ];
    for change in without {
        let mut changed = role.clone();
        change(&mut changed);
        let denied = ask(&world, &parent, &changed).await;
        assert!(matches!(denied, Err(StsError::Denied(_))), "{denied:?}");
    }
    role.session.policy_arns = vec![PolicyArn::parse("arn:aws:iam::aws:policy/ReadOnlyAccess").unwrap()];
    let statement = json!({"Effect": "Allow", "Action": "s3:List*", "Resource": "*"});
    let policy = json!({"Version": "2012-10-17", "Statement": statement});
    role.session.policy = SessionPolicy::parse(&policy.to_string()).ok();
    let narrowed = ask(&world, &parent, &role).await;
    assert!(narrowed.is_ok(), "{narrowed:?}");
}

#[tokio::test]
async fn what_sts_never_accepts_is_said_as_such() {
    let (world, parent, role) = strict_role().await;
    let invalid: [(Change, InvalidStsRequest); 3] = [
        // A transitive tag has to be one of the tags.
        (|role| role.tags.clear(), InvalidStsRequest::Other),
        (
            |role| role.session.duration = SessionDuration::from_seconds(3601).ok(),
            InvalidStsRequest::ChainedDuration,
        ),
        (
            |role| role.session.policy = SessionPolicy::parse(r#"{"a": 1}"#).ok(),
            InvalidStsRequest::Policy,
        ),
    ];
    for (change, expected) in invalid {
        let mut changed = role.clone();
        change(&mut changed);
        let refused = ask(&world, &parent, &changed).await;
        let Err(StsError::InvalidRequest(cause)) = refused else {
            panic!("{expected:?}: {refused:?}");
        };
        assert_eq!(cause, expected);
    }
}
