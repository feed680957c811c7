//! A role for the bearer of a token of another identity provider, at the emulator.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]
#![expect(
    clippy::disallowed_methods,
    reason = "the emulator issues credentials by the clock of this machine"
)]

mod support;

use rolecall::ports::{
    AssumeRoleWithWebIdentityRequest, IdentityTokenFault, InvalidStsRequest, Sts, StsDenial, StsError,
};
use rolecall_emulator::{EmulatorSettings, Organization};
use rolecall_model::Timestamp;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::EndpointUrl;
use rolecall_model::role_arn::RoleArn;
use rolecall_model::role_definition::{
    IdentityTokenSource, PolicyArn, RoleSessionOptions, SessionDuration, SessionPolicy, WebIdentityRole,
};
use rolecall_model::secret::WebIdentityToken;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;
use support::emulated::EmulatedAws;

fn emulated() -> EmulatedAws {
    let trust = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow",
        "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/own.example.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringLike": {"own.example.com:sub": "repo:acme/*"}},
    }});
    let organization = json!({"region": "eu-west-1", "accounts": [{
        "id": "111122223333", "name": "ci", "roles": ["Admin"],
        "oidc_providers": [{"url": "https://own.example.com", "audiences": ["sts.amazonaws.com"]}],
        "iam_roles": [{"name": "Ci", "max_session_seconds": 43200, "trust_policy": trust}],
    }]});
    let organization: Organization = serde_json::from_value(organization).unwrap();
    EmulatedAws::with(organization, EmulatorSettings::default())
}

/// Returns a token of the provider for `subject` with `more`.
fn token(world: &EmulatedAws, subject: &str, more: &Value) -> WebIdentityToken {
    let mut body = json!({"issuer": "https://own.example.com", "subject": subject});
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let issued = world.emulator.command("web_identity_token", body).unwrap();
    WebIdentityToken::from_exposed(issued["token"].as_str().unwrap())
}

fn role(world: &EmulatedAws, name: &str) -> WebIdentityRole {
    WebIdentityRole {
        role_arn: RoleArn::parse(&format!("arn:aws:iam::111122223333:role/{name}")).unwrap(),
        token: IdentityTokenSource::File(PathBuf::from("/run/token")),
        region: world.portal.region.clone(),
        endpoint_url: EndpointUrl::parse(world.emulator.url()).ok(),
        session: RoleSessionOptions::default(),
    }
}

async fn ask(
    world: &EmulatedAws,
    role: &WebIdentityRole,
    token: &WebIdentityToken,
) -> Result<RoleCredentials, StsError> {
    let request = AssumeRoleWithWebIdentityRequest {
        role,
        session_name: "build-7",
        token,
    };
    world.aws.assume_role_with_web_identity(&request).await
}

#[tokio::test]
async fn a_token_leads_to_a_role_for_as_long_as_asked() {
    let world = emulated();
    let token = token(&world, "repo:acme/app", &json!({}));
    let mut ci = role(&world, "Ci");
    let credentials = ask(&world, &ci, &token).await.unwrap();
    let endpoints = ci.endpoints();
    let identity = world
        .aws
        .get_caller_identity(&endpoints, &endpoints.region, &credentials);
    let arn = "arn:aws:sts::111122223333:assumed-role/Ci/build-7";
    assert_eq!(identity.await.unwrap().arn, arn);
    ci.session.duration = SessionDuration::from_seconds(43_200).ok();
    ci.session.policy_arns = vec![PolicyArn::parse("arn:aws:iam::aws:policy/ReadOnlyAccess").unwrap()];
    let lifetime = ask(&world, &ci, &token)
        .await
        .unwrap()
        .remaining(Timestamp::now());
    assert!(lifetime > Duration::from_hours(11), "{lifetime:?}");
    ci.session.policy = SessionPolicy::parse(r#"{"a": 1}"#).ok();
    let refused = ask(&world, &ci, &token).await;
    let is_policy = matches!(refused, Err(StsError::InvalidRequest(InvalidStsRequest::Policy)));
    assert!(is_policy, "{refused:?}");
}

#[tokio::test]
async fn each_refusal_of_a_token_has_its_case() {
    let world = emulated();
    let ci = role(&world, "Ci");
    let good = token(&world, "repo:acme/app", &json!({}));
    let expired = token(&world, "repo:acme/app", &json!({"expires_in": -60}));
    let elsewhere = token(&world, "repo:acme/app", &json!({"audience": "another"}));
    let no_token = WebIdentityToken::from_exposed("no-token-at-all");
    for (token, expected) in [
        (&expired, IdentityTokenFault::Expired),
        (&elsewhere, IdentityTokenFault::Invalid),
        (&no_token, IdentityTokenFault::Invalid),
    ] {
        let refused = ask(&world, &ci, token).await;
        let Err(StsError::IdentityToken(fault)) = refused else {
            panic!("{expected:?}: {refused:?}");
        };
        assert_eq!(fault, expected);
    }
    let stranger = token(&world, "repo:other/app", &json!({}));
    for (role, token) in [(&ci, &stranger), (&role(&world, "Missing"), &good)] {
        let denied = ask(&world, role, token).await;
        let is_denied = matches!(denied, Err(StsError::Denied(StsDenial::IdentityToken)));
        assert!(is_denied, "{denied:?}");
    }
    for (code, status) in [("IDPRejectedClaim", 403), ("IDPCommunicationError", 400)] {
        let fault = json!({"operation": "AssumeRoleWithWebIdentity", "kind": "error", "status": status, "code": code});
        world.command("faults", fault);
        let refused = ask(&world, &ci, &good).await.unwrap_err();
        let is_as_named = match code {
            "IDPRejectedClaim" => matches!(refused, StsError::IdentityToken(IdentityTokenFault::Rejected)),
            _ => matches!(refused, StsError::Unreachable { .. }),
        };
        assert!(is_as_named, "{code}: {refused:?}");
    }
    assert!(
        ask(&world, &ci, &good).await.is_ok(),
        "and it was the token alone"
    );
}
