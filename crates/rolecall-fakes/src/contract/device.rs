//! The suite of [`Authorization`](rolecall::ports::Authorization), the part of the device grant (RFC 8628).

use super::authorization::{assert_accepted, mistyped, register};
use super::under_test::{AwsUnderTest, Trouble};
use crate::aws::Operation;
use rolecall::ports::AuthorizationError;
use rolecall_model::sign_in::{ClientRegistration, DeviceAuthorization, Grant, Token};
use std::time::Duration;
use url::Url;

/// The part of the suite about device codes.
///
/// # Panics
/// When SSO OIDC breaks its word.
pub async fn device_authorization(aws: &dyn AwsUnderTest) {
    let registration = register(aws, Grant::DeviceCode).await;
    approved(aws, &registration).await;
    denied_and_expired(aws, &registration).await;
    too_fast(aws, &registration).await;
    troubles(aws, &registration).await;
    let refused = aws
        .authorization()
        .start_device_authorization(&mistyped(&aws.portal()), &registration)
        .await;
    assert!(
        matches!(
            refused,
            Err(AuthorizationError::InvalidRequest { .. } | AuthorizationError::InvalidClient)
        ),
        "a mistyped start URL is refused: {refused:?}"
    );
}

async fn approved(aws: &dyn AwsUnderTest, registration: &ClientRegistration) {
    let device = start(aws, registration).await;
    assert!(!device.user_code.is_empty());
    assert!(device.interval >= Duration::from_secs(1) && device.expires_in > device.interval);
    for address in [&device.verification_uri, &device.verification_uri_complete] {
        let url = Url::parse(address).expect("an address");
        assert!(
            url.scheme() == "https" || url.host_str() == Some("127.0.0.1"),
            "https, or on loopback"
        );
    }
    let pending = poll(aws, registration, &device).await;
    assert!(
        matches!(pending, Err(AuthorizationError::Pending)),
        "nobody answered yet: {pending:?}"
    );
    aws.approve_device(&device).await;
    aws.pass(device.interval).await;
    let token = poll(aws, registration, &device)
        .await
        .expect("a token for a confirmed code");
    assert!(
        token.refresh_token.is_some(),
        "a registration with a scope gets a refresh token"
    );
    assert_accepted(aws, &token.access_token, true).await;
    aws.pass(device.interval).await;
    let again = poll(aws, registration, &device).await;
    assert!(
        matches!(again, Err(AuthorizationError::InvalidGrant)),
        "a code is good once: {again:?}"
    );

    let refresh_token = token.refresh_token.expect("a refresh token");
    let renewed = aws
        .authorization()
        .create_token_with_refresh_token(&aws.portal(), registration, &refresh_token)
        .await;
    assert_accepted(aws, &renewed.expect("a renewed token").access_token, true).await;
}

async fn denied_and_expired(aws: &dyn AwsUnderTest, registration: &ClientRegistration) {
    let device = start(aws, registration).await;
    aws.deny_device(&device).await;
    let denied = poll(aws, registration, &device).await;
    assert!(
        matches!(denied, Err(AuthorizationError::Denied)),
        "the user refused: {denied:?}"
    );

    let device = start(aws, registration).await;
    aws.pass(device.expires_in + Duration::from_secs(1)).await;
    let expired = poll(aws, registration, &device).await;
    assert!(
        matches!(expired, Err(AuthorizationError::Expired)),
        "the code ran out: {expired:?}"
    );
}

async fn too_fast(aws: &dyn AwsUnderTest, registration: &ClientRegistration) {
    let device = start(aws, registration).await;
    let mut answers = Vec::new();
    for _ in 0..4 {
        answers.push(poll(aws, registration, &device).await);
    }
    let slow_down = |answer: &Result<Token, AuthorizationError>| {
        matches!(answer, Err(AuthorizationError::SlowDown { .. }))
    };
    assert!(
        answers.iter().any(slow_down),
        "four polls at once are too fast: {answers:?}"
    );
}

async fn troubles(aws: &dyn AwsUnderTest, registration: &ClientRegistration) {
    aws.trouble_next(Operation::StartDeviceAuthorization, Trouble::ServerError)
        .await;
    let refused = aws
        .authorization()
        .start_device_authorization(&aws.portal(), registration)
        .await;
    assert!(
        matches!(refused, Err(AuthorizationError::Unreachable { .. })),
        "{refused:?}"
    );

    let device = start(aws, registration).await;
    aws.trouble_next(Operation::CreateTokenWithDeviceCode, Trouble::ServerError)
        .await;
    let refused = poll(aws, registration, &device).await;
    assert!(
        matches!(refused, Err(AuthorizationError::Unreachable { .. })),
        "a 5xx is no refusal: {refused:?}"
    );
    aws.pass(device.interval).await;
    let pending = poll(aws, registration, &device).await;
    assert!(
        matches!(pending, Err(AuthorizationError::Pending)),
        "the code is still good: {pending:?}"
    );
}

async fn start(aws: &dyn AwsUnderTest, registration: &ClientRegistration) -> DeviceAuthorization {
    let started = aws
        .authorization()
        .start_device_authorization(&aws.portal(), registration)
        .await;
    started.expect("a device code")
}

async fn poll(
    aws: &dyn AwsUnderTest,
    registration: &ClientRegistration,
    device: &DeviceAuthorization,
) -> Result<Token, AuthorizationError> {
    aws.authorization()
        .create_token_with_device_code(&aws.portal(), registration, device)
        .await
}
