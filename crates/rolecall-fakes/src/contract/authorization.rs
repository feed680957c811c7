//! The suite of [`Authorization`](rolecall::ports::Authorization).

use super::aws_fixture::{
    AwsFixture, CallFailure, REDIRECT_URI, VERIFIER, assert_accepted, assert_ended, code_of, exchange,
    register, sign_in,
};
use crate::aws::Operation;
use rolecall::ports::AuthorizationError;
use rolecall_model::portal::{Portal, parse_start_url};
use rolecall_model::secret::RefreshToken;
use rolecall_model::sign_in::{ClientRegistration, DeviceAuthorization, Grant, Token};
use std::time::Duration;

/// The suite of [`Authorization`](rolecall::ports::Authorization): both grants, refresh and failures.
///
/// # Panics
/// When SSO OIDC breaks its contract.
pub async fn authorization(aws: &dyn AwsFixture) {
    authorization_code(aws).await;
    refresh(aws).await;
    device_code(aws).await;
    failures(aws).await;
    end_of_registration(aws).await;
}

async fn authorization_code(aws: &dyn AwsFixture) {
    let registration = register(aws, Grant::AuthorizationCode).await;
    let other = register(aws, Grant::DeviceCode).await;
    assert_eq!(
        (registration.grant, other.grant),
        (Grant::AuthorizationCode, Grant::DeviceCode)
    );
    assert_ne!(
        registration.client_id, other.client_id,
        "each registration is new"
    );

    let code = code_of(aws, &registration).await;
    let token = exchange(aws, &registration, &code, VERIFIER, REDIRECT_URI).await;
    let token = token.expect("a token for a code");
    assert!(token.expires_in > Duration::from_mins(5) && token.refresh_token.is_some());
    assert_accepted(aws, &token.access_token).await;
    let again = exchange(aws, &registration, &code, VERIFIER, REDIRECT_URI).await;
    assert_matches!(again, Err(AuthorizationError::InvalidGrant), "a code works once");

    let other_verifier = VERIFIER.replace("contract", "another-");
    let other_port = REDIRECT_URI.replace("41234", "41235");
    for (verifier, redirect_uri) in [(&*other_verifier, REDIRECT_URI), (VERIFIER, &*other_port)] {
        let code = code_of(aws, &registration).await;
        let refused = exchange(aws, &registration, &code, verifier, redirect_uri).await;
        assert_matches!(
            refused,
            Err(AuthorizationError::InvalidGrant),
            "a code is bound to verifier and redirect address"
        );
    }
}

async fn refresh(aws: &dyn AwsFixture) {
    let (registration, first) = sign_in(aws).await;
    let old = first.refresh_token.expect("a refresh token");
    aws.advance(first.expires_in + Duration::from_secs(1)).await;
    assert_ended(aws, &first.access_token).await;
    let second = renew(aws, &registration, &old).await.expect("a renewed token");
    assert_accepted(aws, &second.access_token).await;
    let refused = renew(aws, &registration, &old).await;
    assert_matches!(refused, Err(AuthorizationError::InvalidGrant), "a replaced token");
    let new = second.refresh_token.expect("refresh tokens rotate");

    let unknown = ClientRegistration {
        client_id: "no-such-client".into(),
        ..registration.clone()
    };
    let refused = renew(aws, &unknown, &new).await;
    assert_matches!(
        refused,
        Err(AuthorizationError::InvalidClient),
        "an unknown client"
    );
    let third = renew(aws, &registration, &new).await.expect("a renewed token");
    let logout = aws
        .access_portal()
        .logout(&aws.portal(), &third.access_token)
        .await;
    logout.expect("a logout");
    let newest = third.refresh_token.expect("refresh tokens rotate");
    let refused = renew(aws, &registration, &newest).await;
    assert_matches!(refused, Err(AuthorizationError::InvalidGrant), "signed out");
}

async fn device_code(aws: &dyn AwsFixture) {
    let registration = register(aws, Grant::DeviceCode).await;
    let device = start(aws, &registration).await.expect("a device code");
    let (interval, lifetime) = (Duration::from_secs(1), Duration::from_mins(10));
    assert_eq!((device.interval, device.expires_in), (interval, lifetime));
    assert!(device.verification_uri_complete.ends_with(&device.user_code));
    let pending = poll(aws, &registration, &device).await;
    assert_matches!(pending, Err(AuthorizationError::Pending), "undecided");
    aws.fail_next(Operation::CreateTokenWithDeviceCode, CallFailure::ServerError)
        .await;
    aws.advance(device.interval).await;
    let failed = poll(aws, &registration, &device).await;
    assert_matches!(failed, Err(AuthorizationError::Unreachable { .. }), "a 5xx");
    aws.decide_device(&device, true).await;
    aws.advance(device.interval).await;
    let token = poll(aws, &registration, &device).await.expect("a token");
    assert_accepted(aws, &token.access_token).await;
    let refresh_token = token.refresh_token.expect("a refresh token");
    let renewed = renew(aws, &registration, &refresh_token).await;
    assert_accepted(aws, &renewed.expect("a renewed token").access_token).await;
    aws.advance(device.interval).await;
    let again = poll(aws, &registration, &device).await;
    assert_matches!(again, Err(AuthorizationError::InvalidGrant), "a code works once");

    let device = start(aws, &registration).await.expect("a device code");
    aws.decide_device(&device, false).await;
    let denied = poll(aws, &registration, &device).await;
    assert_matches!(denied, Err(AuthorizationError::Denied), "the user refused");
    let device = start(aws, &registration).await.expect("a device code");
    aws.advance(device.expires_in + Duration::from_secs(1)).await;
    let expired = poll(aws, &registration, &device).await;
    assert_matches!(expired, Err(AuthorizationError::Expired), "after ten minutes");
}

async fn failures(aws: &dyn AwsFixture) {
    let portal = aws.portal();
    let operation = Operation::RegisterClient;
    aws.fail_next(operation, CallFailure::Throttled).await;
    let throttled = aws
        .authorization()
        .register_client(&portal, Grant::DeviceCode)
        .await;
    assert_matches!(throttled, Err(AuthorizationError::SlowDown { .. }), "throttled");
    for failure in [CallFailure::ServerError, CallFailure::ConnectionLost] {
        aws.fail_next(operation, failure).await;
        let failed = aws
            .authorization()
            .register_client(&portal, Grant::DeviceCode)
            .await;
        assert_matches!(failed, Err(AuthorizationError::Unreachable { .. }), "no response");
    }
    let (registration, token) = sign_in(aws).await;
    let refresh_token = token.refresh_token.expect("a refresh token");
    aws.fail_next(Operation::CreateTokenWithRefreshToken, CallFailure::ServerError)
        .await;
    let failed = renew(aws, &registration, &refresh_token).await;
    assert_matches!(failed, Err(AuthorizationError::Unreachable { .. }), "a 5xx");
    renew(aws, &registration, &refresh_token)
        .await
        .expect("a token that was not used up");
}

async fn end_of_registration(aws: &dyn AwsFixture) {
    let registration = register(aws, Grant::DeviceCode).await;
    aws.fail_next(Operation::StartDeviceAuthorization, CallFailure::ServerError)
        .await;
    let failed = start(aws, &registration).await;
    assert_matches!(failed, Err(AuthorizationError::Unreachable { .. }), "a 5xx");
    let start_url = parse_start_url("https://no-such-portal.awsapps.com/start", None);
    let mistyped = Portal {
        start_url: start_url.expect("a start URL").start_url,
        ..aws.portal()
    };
    let refused = aws
        .authorization()
        .start_device_authorization(&mistyped, &registration)
        .await;
    assert_matches!(
        refused,
        Err(AuthorizationError::InvalidRequest { .. } | AuthorizationError::InvalidClient),
        "a mistyped start URL"
    );
    aws.advance(Duration::from_hours(100 * 24)).await;
    let refused = start(aws, &registration).await;
    assert_matches!(refused, Err(AuthorizationError::InvalidClient), "after 100 days");
}

async fn renew(
    aws: &dyn AwsFixture,
    registration: &ClientRegistration,
    refresh_token: &RefreshToken,
) -> Result<Token, AuthorizationError> {
    aws.authorization()
        .create_token_with_refresh_token(&aws.portal(), registration, refresh_token)
        .await
}

async fn start(
    aws: &dyn AwsFixture,
    registration: &ClientRegistration,
) -> Result<DeviceAuthorization, AuthorizationError> {
    aws.authorization()
        .start_device_authorization(&aws.portal(), registration)
        .await
}

async fn poll(
    aws: &dyn AwsFixture,
    registration: &ClientRegistration,
    device: &DeviceAuthorization,
) -> Result<Token, AuthorizationError> {
    aws.authorization()
        .create_token_with_device_code(&aws.portal(), registration, device)
        .await
}
