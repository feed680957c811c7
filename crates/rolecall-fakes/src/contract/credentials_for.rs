//! The suites of [`Sts`](rolecall::ports::Sts) and [`Federation`](rolecall::ports::Federation): what role credentials are good for.

use super::authorization::sign_in_by_browser;
use super::under_test::{AwsUnderTest, Trouble};
use crate::aws::Operation;
use rolecall::ports::{FederationError, StsError};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::secret::{SecretAccessKey, SessionToken};
use std::time::Duration;

/// The suite of [`Sts`](rolecall::ports::Sts).
///
/// # Panics
/// When STS breaks its word.
pub async fn sts(aws: &dyn AwsUnderTest) {
    let (portal, credentials) = (aws.portal(), credentials(aws).await);
    let ask = async |credentials: &RoleCredentials| {
        aws.sts()
            .get_caller_identity(&portal, &portal.region, credentials)
            .await
    };
    let identity = ask(&credentials)
        .await
        .expect("valid credentials are always told");
    assert_eq!(identity.account, aws.assigned().remove(0).0.id.as_str());
    let start = format!(
        "arn:{}:sts::{}:assumed-role/",
        portal.partition().id(),
        identity.account
    );
    assert!(identity.arn.starts_with(&start), "{}", identity.arn);
    assert!(identity.user_id.contains(':'), "{}", identity.user_id);

    for wrong in wrong(&credentials) {
        let refused = ask(&wrong).await;
        assert!(matches!(refused, Err(StsError::Refused)), "{refused:?}");
    }
    for trouble in [Trouble::ServerError, Trouble::ConnectionLost] {
        aws.trouble_next(Operation::GetCallerIdentity, trouble).await;
        let refused = ask(&credentials).await;
        assert!(
            matches!(refused, Err(StsError::Unreachable { .. })),
            "{trouble:?}: {refused:?}"
        );
    }
    ask(&credentials).await.expect("the trouble is over");
    aws.pass(Duration::from_hours(13)).await;
    let refused = ask(&credentials).await;
    assert!(
        matches!(refused, Err(StsError::Refused)),
        "13 hours end any role credentials: {refused:?}"
    );
}

/// The suite of [`Federation`](rolecall::ports::Federation).
///
/// # Panics
/// When sign-in federation breaks its word.
pub async fn federation(aws: &dyn AwsUnderTest) {
    let (portal, credentials) = (aws.portal(), credentials(aws).await);
    let ask = async |credentials: &RoleCredentials| {
        aws.federation()
            .get_signin_token(&portal, &portal.region, credentials)
            .await
    };
    let one = ask(&credentials).await.expect("a sign-in token");
    let two = ask(&credentials).await.expect("a sign-in token");
    // EXPOSE: the suite tells two tokens apart.
    assert!(
        !one.expose().is_empty() && !one.matches(two.expose()),
        "a token each time"
    );

    for wrong in wrong(&credentials) {
        let refused = ask(&wrong).await;
        assert!(matches!(refused, Err(FederationError::Refused)), "{refused:?}");
    }
    for trouble in [Trouble::ServerError, Trouble::ConnectionLost] {
        aws.trouble_next(Operation::GetSigninToken, trouble).await;
        let refused = ask(&credentials).await;
        assert!(
            matches!(refused, Err(FederationError::Unreachable { .. })),
            "{trouble:?}: {refused:?}"
        );
    }
    ask(&credentials).await.expect("the trouble is over");
    aws.pass(Duration::from_hours(13)).await;
    let refused = ask(&credentials).await;
    assert!(
        matches!(refused, Err(FederationError::Refused)),
        "13 hours end any role credentials: {refused:?}"
    );
}

async fn credentials(aws: &dyn AwsUnderTest) -> RoleCredentials {
    let (_, token) = sign_in_by_browser(aws).await;
    let (account, roles) = aws.assigned().remove(0);
    let portal = aws.portal();
    let credentials =
        aws.access_portal()
            .get_role_credentials(&portal, &token.access_token, &account.id, &roles[0]);
    credentials.await.expect("credentials of an assigned role")
}

/// Returns credentials that are wrong in one part each.
fn wrong(right: &RoleCredentials) -> [RoleCredentials; 3] {
    [
        RoleCredentials {
            access_key_id: "ASIA0000000000000000".into(),
            ..right.clone()
        },
        RoleCredentials {
            secret_access_key: SecretAccessKey::from_exposed("wrong"),
            ..right.clone()
        },
        RoleCredentials {
            session_token: SessionToken::from_exposed("wrong"),
            ..right.clone()
        },
    ]
}
