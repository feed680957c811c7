//! The suites of [`Sts`](rolecall::ports::Sts) and [`Federation`](rolecall::ports::Federation): what role credentials are good for.

use super::aws_fixture::{AwsFixture, CallFailure, sign_in};
use crate::aws::Operation;
use rolecall::ports::{FederationError, StsError};
use rolecall_model::credentials::RoleCredentials;
use std::time::Duration;

/// No role credentials live longer.
const MAX_LIFETIME: Duration = Duration::from_hours(12);

/// The suite of [`Sts`](rolecall::ports::Sts).
///
/// # Panics
/// When STS breaks its contract.
pub async fn sts(aws: &dyn AwsFixture) {
    let (portal, credentials) = (aws.portal(), credentials(aws).await);
    let get = async |credentials: &RoleCredentials| {
        aws.sts()
            .get_caller_identity(&portal.endpoints(), &portal.region, credentials)
            .await
    };
    let identity = get(&credentials)
        .await
        .expect("the identity of valid credentials");
    let account = &identity.account;
    assert_eq!(*account, aws.assigned().remove(0).0.id.as_str());
    let partition = portal.partition().id();
    let start = format!("arn:{partition}:sts::{account}:assumed-role/");
    assert!(identity.arn.starts_with(&start), "{}", identity.arn);
    assert!(identity.user_id.contains(':'), "{}", identity.user_id);

    assert_matches!(
        get(&unknown(&credentials)).await,
        Err(StsError::Refused),
        "unknown credentials"
    );
    for failure in [CallFailure::ServerError, CallFailure::ConnectionLost] {
        aws.fail_next(Operation::GetCallerIdentity, failure).await;
        let failed = get(&credentials).await;
        assert_matches!(failed, Err(StsError::Unreachable { .. }), "no response");
    }
    get(&credentials).await.expect("a response after the failures");
    aws.advance(MAX_LIFETIME).await;
    assert_matches!(get(&credentials).await, Err(StsError::Refused), "after 12 hours");
}

/// The suite of [`Federation`](rolecall::ports::Federation).
///
/// # Panics
/// When sign-in federation breaks its contract.
pub async fn federation(aws: &dyn AwsFixture) {
    let (portal, credentials) = (aws.portal(), credentials(aws).await);
    let get = async |credentials: &RoleCredentials| {
        aws.federation()
            .get_signin_token(&portal.endpoints(), &portal.region, credentials)
            .await
    };
    let first = get(&credentials).await.expect("a sign-in token");
    let second = get(&credentials).await.expect("a sign-in token");
    // EXPOSE: the suite compares two tokens.
    assert!(
        !first.expose().is_empty() && !first.matches(second.expose()),
        "a new token each time"
    );

    assert_matches!(
        get(&unknown(&credentials)).await,
        Err(FederationError::Refused),
        "unknown credentials"
    );
    for failure in [CallFailure::ServerError, CallFailure::ConnectionLost] {
        aws.fail_next(Operation::GetSigninToken, failure).await;
        let failed = get(&credentials).await;
        assert_matches!(failed, Err(FederationError::Unreachable { .. }), "no response");
    }
    get(&credentials).await.expect("a response after the failures");
    aws.advance(MAX_LIFETIME).await;
    assert_matches!(
        get(&credentials).await,
        Err(FederationError::Refused),
        "after 12 hours"
    );
}

async fn credentials(aws: &dyn AwsFixture) -> RoleCredentials {
    let (_, token) = sign_in(aws).await;
    let (account, roles) = aws.assigned().remove(0);
    aws.access_portal()
        .get_role_credentials(&aws.portal(), &token.access_token, &account.id, &roles[0])
        .await
        .expect("credentials of an assigned role")
}

fn unknown(credentials: &RoleCredentials) -> RoleCredentials {
    RoleCredentials {
        access_key_id: "ASIA0000000000000000".into(),
        ..credentials.clone()
    }
}
