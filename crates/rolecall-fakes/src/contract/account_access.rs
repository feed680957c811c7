//! The suite of [`AccountAccessRuntime`]: one list of roles, credentials as they are asked for, and tokens of its own.

use super::aws_fixture::{AwsFixture, CallFailure, REDIRECT_URI, VERIFIER, code_at, register_at, sign_in};
use crate::aws::Operation;
use rolecall::ports::{AccessPortalError, AssignedRole};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::{AccountAccess, Portal, PortalKind, SessionName, TenantId};
use rolecall_model::role_arn::RoleArn;
use rolecall_model::role_definition::SessionDuration;
use rolecall_model::secret::{AccessToken, CodeVerifier};
use rolecall_model::sign_in::{DeviceAuthorization, Grant, Token};
use std::time::Duration;

/// The suite of [`AccountAccessRuntime`](rolecall::ports::AccountAccessRuntime).
///
/// # Panics
/// When account access manager breaks its contract.
pub async fn account_access(aws: &dyn AwsFixture) {
    let token = sign_in_at_tenant(aws).await.access_token;
    lists(aws, &token).await;
    credentials(aws, &token).await;
    tokens_are_its_own(aws, &token).await;
    failures(aws, &token).await;
    device_and_renewal(aws).await;
}

/// What the portal of the fixture has of its own.
fn access(aws: &dyn AwsFixture) -> AccountAccess {
    let kind = aws.account_access_portal().kind;
    kind.account_access().expect("a tenant").clone()
}

async fn sign_in_at_tenant(aws: &dyn AwsFixture) -> Token {
    let portal = aws.account_access_portal();
    let registration = register_at(aws, &portal, Grant::AuthorizationCode).await;
    let code = code_at(aws, &portal, &registration).await;
    let verifier = CodeVerifier::from_exposed(VERIFIER);
    let token = aws
        .authorization()
        .create_token_with_authorization_code(&portal, &registration, &code, &verifier, REDIRECT_URI)
        .await;
    token.expect("a token for a code")
}

async fn all_roles(aws: &dyn AwsFixture, token: &AccessToken) -> Vec<AssignedRole> {
    let (portal, access) = (aws.account_access_portal(), access(aws));
    let (mut all, mut next): (Vec<AssignedRole>, Option<String>) = (Vec::new(), None);
    loop {
        let page = aws
            .account_access()
            .list_roles(&portal, &access, token, next.as_deref())
            .await;
        let page = page.expect("a page of roles");
        assert!(page.items.len() <= 100, "a page has at most 100 items");
        all.extend(page.items);
        next = page.next_token;
        if next.is_none() {
            all.sort_by(|a, b| a.role_arn.as_str().cmp(b.role_arn.as_str()));
            return all;
        }
    }
}

async fn lists(aws: &dyn AwsFixture, token: &AccessToken) {
    let mut assigned = aws.assigned_iam_roles();
    assert!(assigned.len() > 100, "a list that has pages");
    assigned.sort_by(|a, b| a.role_arn.as_str().cmp(b.role_arn.as_str()));
    assert_eq!(
        all_roles(aws, token).await,
        assigned,
        "every role once, with its path"
    );
    let unknown = AccessToken::from_exposed("no-such-token");
    let refused = list(aws, &access(aws), &unknown).await;
    assert_matches!(refused, Err(AccessPortalError::SignInEnded), "a token of nobody");
    let mut elsewhere = access(aws);
    elsewhere.application.tenant_id = TenantId::parse("aa-elsewhere").expect("a tenant");
    let refused = list(aws, &elsewhere, token).await;
    assert_matches!(
        refused,
        Err(AccessPortalError::InvalidRequest { .. }),
        "another tenant"
    );
}

async fn list(
    aws: &dyn AwsFixture,
    access: &AccountAccess,
    token: &AccessToken,
) -> Result<(), AccessPortalError> {
    let portal = aws.account_access_portal();
    let listed = aws
        .account_access()
        .list_roles(&portal, access, token, None)
        .await;
    listed.map(drop)
}

async fn get(
    aws: &dyn AwsFixture,
    access: &AccountAccess,
    token: &AccessToken,
    arn: &RoleArn,
) -> Result<RoleCredentials, AccessPortalError> {
    aws.account_access()
        .get_access_credentials(&aws.account_access_portal(), access, token, arn)
        .await
}

async fn credentials(aws: &dyn AwsFixture, token: &AccessToken) {
    let portal = aws.account_access_portal();
    let role_arn = aws.assigned_iam_roles().remove(0).role_arn;
    let asked = AccountAccess {
        session_duration: SessionDuration::from_seconds(1_800).ok(),
        session_name: SessionName::parse("INC-42@example.com").ok(),
        ..access(aws)
    };
    let hour = get(aws, &access(aws), token, &role_arn)
        .await
        .expect("credentials");
    let half = get(aws, &asked, token, &role_arn).await.expect("credentials");
    let difference = hour.expires_at.duration_since(half.expires_at).as_secs();
    assert!(
        (1_790..=1_810).contains(&difference),
        "as long as asked: {difference}"
    );
    let identity = aws
        .sts()
        .get_caller_identity(&portal.endpoints(), &portal.region, &half)
        .await;
    let identity = identity.expect("valid keys");
    assert_eq!(identity.account, role_arn.account_id().as_str());
    let session = format!("/{}/INC-42@example.com", role_arn.role_name().as_str());
    assert!(identity.arn.ends_with(&session), "{}", identity.arn);
    let too_long = AccountAccess {
        session_duration: SessionDuration::from_seconds(43_200).ok(),
        ..access(aws)
    };
    let refused = get(aws, &too_long, token, &role_arn).await;
    assert_matches!(
        refused,
        Err(AccessPortalError::InvalidRequest { .. }),
        "longer than the role allows"
    );
    for arn in [
        role_arn.as_str().replace("/team/", "/"),
        "arn:aws:iam::987654321098:role/Nobody".to_owned(),
    ] {
        let arn = RoleArn::parse(&arn).expect("an ARN");
        let refused = get(aws, &access(aws), token, &arn).await;
        assert_matches!(
            refused,
            Err(AccessPortalError::NotAssignedOrNotTrusted),
            "another role"
        );
    }
}

/// A token of the access portal is nothing here, and one of account access manager nothing there.
async fn tokens_are_its_own(aws: &dyn AwsFixture, token: &AccessToken) {
    let (_, of_portal) = sign_in(aws).await;
    let refused = list(aws, &access(aws), &of_portal.access_token).await;
    assert_matches!(
        refused,
        Err(AccessPortalError::SignInEnded | AccessPortalError::WrongScope),
        "a token of the access portal"
    );
    let portal = aws.portal();
    let refused = aws.access_portal().list_accounts(&portal, token, None).await;
    assert_matches!(
        refused,
        Err(AccessPortalError::SignInEnded),
        "a token of account access manager"
    );
}

async fn failures(aws: &dyn AwsFixture, token: &AccessToken) {
    let role_arn = aws.assigned_iam_roles().remove(0).role_arn;
    aws.fail_next(Operation::ListRoles, CallFailure::Throttled).await;
    let throttled = list(aws, &access(aws), token).await;
    let Err(AccessPortalError::Throttled { retry_in }) = throttled else {
        panic!("429 is returned at once, without a retry: {throttled:?}");
    };
    assert_eq!(retry_in, Some(Duration::from_secs(7)), "Retry-After");
    for failure in [CallFailure::ServerError, CallFailure::ConnectionLost] {
        aws.fail_next(Operation::GetAccessCredentials, failure).await;
        let failed = get(aws, &access(aws), token, &role_arn).await;
        assert_matches!(failed, Err(AccessPortalError::Unreachable { .. }), "no response");
    }
}

/// A code for another device leads to the same, and a refresh token renews it.
async fn device_and_renewal(aws: &dyn AwsFixture) {
    let portal: Portal = aws.account_access_portal();
    assert!(matches!(portal.kind, PortalKind::AccountAccess(_)));
    let registration = register_at(aws, &portal, Grant::DeviceCode).await;
    let oidc = aws.authorization();
    let device = oidc.start_device_authorization(&portal, &registration).await;
    let device: DeviceAuthorization = device.expect("a device code");
    aws.decide_device(&device, true).await;
    let token = oidc
        .create_token_with_device_code(&portal, &registration, &device)
        .await;
    let token = token.expect("a token for a device code");
    list(aws, &access(aws), &token.access_token)
        .await
        .expect("the list");
    aws.advance(token.expires_in + Duration::from_secs(1)).await;
    let ended = list(aws, &access(aws), &token.access_token).await;
    assert_matches!(ended, Err(AccessPortalError::SignInEnded), "the token ended");
    let refresh_token = token.refresh_token.expect("a refresh token");
    let renewed = oidc
        .create_token_with_refresh_token(&portal, &registration, &refresh_token)
        .await;
    let renewed = renewed.expect("a renewed token");
    list(aws, &access(aws), &renewed.access_token)
        .await
        .expect("the list");
}
