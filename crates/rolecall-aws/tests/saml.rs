//! A role for the bearer of a SAML assertion, at the emulator.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]
#![expect(
    clippy::disallowed_methods,
    reason = "the emulator issues credentials by the clock of this machine"
)]

mod support;

use rolecall::ports::{
    AssumeRoleWithSamlRequest, IdentityTokenFault, InvalidStsRequest, Sts, StsDenial, StsError,
};
use rolecall_emulator::{EmulatorSettings, Organization};
use rolecall_model::Timestamp;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::EndpointUrl;
use rolecall_model::role_arn::RoleArn;
use rolecall_model::role_definition::{
    AssertionSource, RoleSessionOptions, SamlProviderArn, SamlRole, SessionDuration, SessionPolicy,
};
use rolecall_model::secret::SamlAssertion;
use serde_json::{Value, json};
use std::time::Duration;
use support::emulated::EmulatedAws;

const PROVIDER: &str = "arn:aws:iam::111122223333:saml-provider/Corp";

fn emulated() -> EmulatedAws {
    let trust = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow",
        "Principal": {"Federated": PROVIDER},
        "Action": "sts:AssumeRoleWithSAML",
        "Condition": {"StringEquals": {"saml:aud": "https://signin.aws.amazon.com/saml"}},
    }});
    let organization = json!({"region": "eu-west-1", "accounts": [{
        "id": "111122223333", "name": "corp", "roles": ["Admin"],
        "saml_providers": [{"name": "Corp", "issuer": "https://idp.example.com/entity"}],
        "iam_roles": [{"name": "Corp", "max_session_seconds": 43200, "trust_policy": trust}],
    }]});
    let organization: Organization = serde_json::from_value(organization).unwrap();
    EmulatedAws::with(organization, EmulatorSettings::default())
}

/// Returns an assertion of the provider for `roles` with `more`.
fn assertion(world: &EmulatedAws, role: &str, more: &Value) -> SamlAssertion {
    let roles = [format!("arn:aws:iam::111122223333:role/{role}")];
    let mut body = json!({"provider": PROVIDER, "subject": "ann", "roles": roles});
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    let issued = world.emulator.command("saml_assertion", body).unwrap();
    SamlAssertion::from_exposed(issued["assertion"].as_str().unwrap())
}

fn role(world: &EmulatedAws, name: &str, provider: &str) -> SamlRole {
    SamlRole {
        role_arn: RoleArn::parse(&format!("arn:aws:iam::111122223333:role/{name}")).unwrap(),
        provider: SamlProviderArn::parse(provider).unwrap(),
        assertion: AssertionSource::Entered,
        region: world.portal.region.clone(),
        endpoint_url: EndpointUrl::parse(world.emulator.url()).ok(),
        session: RoleSessionOptions::default(),
    }
}

async fn ask(
    world: &EmulatedAws,
    role: &SamlRole,
    assertion: &SamlAssertion,
) -> Result<RoleCredentials, StsError> {
    let request = AssumeRoleWithSamlRequest { role, assertion };
    world.aws.assume_role_with_saml(&request).await
}

#[tokio::test]
async fn an_assertion_leads_to_a_role_for_as_long_as_asked() {
    let world = emulated();
    let assertion = assertion(&world, "Corp", &json!({"session_name": "ann@example.com"}));
    let mut corp = role(&world, "Corp", PROVIDER);
    let credentials = ask(&world, &corp, &assertion).await.unwrap();
    let endpoints = corp.endpoints();
    let identity = world
        .aws
        .get_caller_identity(&endpoints, &endpoints.region, &credentials);
    let identity = identity.await.unwrap();
    assert_eq!(
        identity.arn,
        "arn:aws:sts::111122223333:assumed-role/Corp/ann@example.com"
    );
    assert_eq!(identity.role_name(), "Corp");
    corp.session.duration = SessionDuration::from_seconds(43_200).ok();
    let credentials = ask(&world, &corp, &assertion).await.unwrap();
    let lifetime = credentials.remaining(Timestamp::now());
    assert!(lifetime > Duration::from_hours(11), "{lifetime:?}");
    corp.session.policy = SessionPolicy::parse(r#"{"a": 1}"#).ok();
    let refused = ask(&world, &corp, &assertion).await;
    let is_policy = matches!(refused, Err(StsError::InvalidRequest(InvalidStsRequest::Policy)));
    assert!(is_policy, "{refused:?}");
}

#[tokio::test]
async fn each_refusal_of_an_assertion_has_its_case() {
    let world = emulated();
    let corp = role(&world, "Corp", PROVIDER);
    let good = assertion(&world, "Corp", &json!({}));
    let expired = assertion(&world, "Corp", &json!({"expires_in": 0}));
    let text = good.expose();
    let forged = SamlAssertion::from_exposed(format!("{}AAAA", &text[..text.len() - 4]));
    let nothing = SamlAssertion::from_exposed("bm90aGluZw==");
    let unknown = role(&world, "Corp", "arn:aws:iam::111122223333:saml-provider/Other");
    for (role, assertion, expected) in [
        (&corp, &expired, IdentityTokenFault::Expired),
        (&corp, &forged, IdentityTokenFault::Invalid),
        (&corp, &nothing, IdentityTokenFault::Invalid),
        (&unknown, &good, IdentityTokenFault::Invalid),
    ] {
        let refused = ask(&world, role, assertion).await;
        let Err(StsError::Assertion(fault)) = refused else {
            panic!("{expected:?}: {refused:?}");
        };
        assert_eq!(fault, expected);
    }
    let of_other = assertion(&world, "Admin", &json!({}));
    for (role, assertion) in [(&corp, &of_other), (&role(&world, "Missing", PROVIDER), &good)] {
        let denied = ask(&world, role, assertion).await;
        let is_denied = matches!(denied, Err(StsError::Denied(StsDenial::Assertion)));
        assert!(is_denied, "{denied:?}");
    }
    let fault = json!({"operation": "AssumeRoleWithSAML", "kind": "error", "status": 403, "code": "IDPRejectedClaim"});
    world.command("faults", fault);
    let refused = ask(&world, &corp, &good).await.unwrap_err();
    let is_rejected = matches!(refused, StsError::Assertion(IdentityTokenFault::Rejected));
    assert!(is_rejected, "{refused:?}");
    let again = ask(&world, &corp, &good).await;
    assert!(again.is_ok(), "it was the assertion alone: {again:?}");
}
