//! The suite of [`Authorization`](rolecall::ports::Authorization).

use super::under_test::{AwsUnderTest, Trouble};
use crate::aws::Operation;
use rolecall::ports::{AccessPortalError, AuthorizationError};
use rolecall::sign_in::{authorization_url, code_challenge};
use rolecall_model::portal::{Portal, StartUrl, parse_start_url};
use rolecall_model::secret::{
    AccessToken, AuthorizationCode, AuthorizationUrl, ClientSecret, CodeVerifier, OauthState, RefreshToken,
};
use rolecall_model::sign_in::{ClientRegistration, Grant, Token};
use std::time::Duration;
use url::Url;

const REDIRECT_URI: &str = "http://127.0.0.1:41234/oauth/callback";
const STATE: &str = "contract-state-0123456789-abcdefghij";
const VERIFIER: &str = "contract-verifier-0123456789-abcdefghijklmnopqrstuvwxyz-._~";

/// The suite of [`Authorization`](rolecall::ports::Authorization): both grants, renewal and failures.
///
/// # Panics
/// When SSO OIDC breaks its word.
pub async fn authorization(aws: &dyn AwsUnderTest) {
    registration(aws).await;
    codes(aws).await;
    user_refuses(aws).await;
    renewal(aws).await;
    clients(aws).await;
    troubles(aws).await;
    super::device_authorization(aws).await;
    end_of_registration(aws).await;
}

async fn registration(aws: &dyn AwsUnderTest) {
    let portal = aws.portal();
    let one = register(aws, Grant::AuthorizationCode).await;
    let two = register(aws, Grant::DeviceCode).await;
    assert_ne!(one.client_id, two.client_id, "each registration is its own");
    assert_eq!(
        (one.grant, two.grant),
        (Grant::AuthorizationCode, Grant::DeviceCode)
    );
    // EXPOSE: the suite tells two secrets apart.
    assert!(
        !one.client_secret.matches(two.client_secret.expose()),
        "each has its own secret"
    );
    let page = page(&portal, &one);
    // EXPOSE: the suite reads the address it made.
    assert!(
        page.expose()
            .starts_with(&format!("{}/authorize?", portal.oidc_url()))
    );
}

async fn codes(aws: &dyn AwsUnderTest) {
    let (registration, token) = sign_in_by_browser(aws).await;
    assert!(
        token.expires_in > Duration::from_mins(5),
        "a token lives for a while"
    );
    assert!(
        token.refresh_token.is_some(),
        "a registration with a scope gets a refresh token"
    );
    assert_accepted(aws, &token.access_token, true).await;

    let code = code_of(aws, &registration).await;
    let token = exchange(aws, &registration, &code, VERIFIER, REDIRECT_URI)
        .await
        .expect("a token for a code");
    assert_accepted(aws, &token.access_token, true).await;
    let again = exchange(aws, &registration, &code, VERIFIER, REDIRECT_URI).await;
    assert!(
        matches!(again, Err(AuthorizationError::InvalidGrant)),
        "a code is good once: {again:?}"
    );

    let other_verifier = VERIFIER.replace("contract", "another-");
    let other_port = REDIRECT_URI.replace("41234", "41235");
    for (verifier, redirect_uri) in [
        (other_verifier.as_str(), REDIRECT_URI),
        (VERIFIER, other_port.as_str()),
    ] {
        let code = code_of(aws, &registration).await;
        let refused = exchange(aws, &registration, &code, verifier, redirect_uri).await;
        assert!(
            matches!(refused, Err(AuthorizationError::InvalidGrant)),
            "bound to verifier and address: {refused:?}"
        );
    }
    let code = code_of(aws, &registration).await;
    let other = register(aws, Grant::AuthorizationCode).await;
    let refused = exchange(aws, &other, &code, VERIFIER, REDIRECT_URI).await;
    assert!(
        matches!(refused, Err(AuthorizationError::InvalidGrant)),
        "bound to the client: {refused:?}"
    );
    let unknown = AuthorizationCode::from_exposed("no-such-code");
    let refused = exchange(aws, &registration, &unknown, VERIFIER, REDIRECT_URI).await;
    assert!(
        matches!(refused, Err(AuthorizationError::InvalidGrant)),
        "an unknown code: {refused:?}"
    );
}

async fn user_refuses(aws: &dyn AwsUnderTest) {
    let registration = register(aws, Grant::AuthorizationCode).await;
    let redirect = aws.refuse(&page(&aws.portal(), &registration)).await;
    let parameters = parameters(&redirect);
    let get = |name: &str| {
        parameters
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    assert!(redirect.starts_with(REDIRECT_URI));
    assert_eq!(
        (get("error"), get("state"), get("code")),
        (Some("access_denied"), Some(STATE), None)
    );
}

async fn renewal(aws: &dyn AwsUnderTest) {
    let (registration, first) = sign_in_by_browser(aws).await;
    let old = first.refresh_token.expect("a refresh token");
    aws.pass(first.expires_in + Duration::from_secs(1)).await;
    assert_accepted(aws, &first.access_token, false).await;
    let second = renew(aws, &registration, &old).await.expect("a renewed token");
    assert_accepted(aws, &second.access_token, true).await;
    let new = second.refresh_token.expect("refresh tokens rotate");
    let refused = renew(aws, &registration, &old).await;
    assert!(
        matches!(refused, Err(AuthorizationError::InvalidGrant)),
        "a replaced token is spent: {refused:?}"
    );
    let third = renew(aws, &registration, &new).await.expect("a renewed token");
    assert_accepted(aws, &third.access_token, true).await;

    let newest = third.refresh_token.expect("refresh tokens rotate");
    let other = register(aws, Grant::AuthorizationCode).await;
    let refused = renew(aws, &other, &newest).await;
    assert!(
        matches!(refused, Err(AuthorizationError::InvalidGrant)),
        "bound to the client: {refused:?}"
    );
    let refused = renew(aws, &registration, &RefreshToken::from_exposed("no-such-token")).await;
    assert!(
        matches!(refused, Err(AuthorizationError::InvalidGrant)),
        "an unknown token: {refused:?}"
    );

    let (registration, token) = sign_in_by_browser(aws).await;
    aws.access_portal()
        .logout(&aws.portal(), &token.access_token)
        .await
        .expect("a logout");
    let refused = renew(aws, &registration, &token.refresh_token.expect("a refresh token")).await;
    assert!(
        matches!(refused, Err(AuthorizationError::InvalidGrant)),
        "signed out is not renewed: {refused:?}"
    );
}

async fn clients(aws: &dyn AwsUnderTest) {
    let (registration, token) = sign_in_by_browser(aws).await;
    let refresh_token = token.refresh_token.expect("a refresh token");
    let wrong_secret = ClientRegistration {
        client_secret: ClientSecret::from_exposed("wrong"),
        ..registration.clone()
    };
    let unknown = ClientRegistration {
        client_id: "no-such-client".into(),
        ..registration
    };
    for client in [wrong_secret, unknown] {
        let refused = renew(aws, &client, &refresh_token).await;
        assert!(
            matches!(refused, Err(AuthorizationError::InvalidClient)),
            "register again: {refused:?}"
        );
    }
}

async fn troubles(aws: &dyn AwsUnderTest) {
    let portal = aws.portal();
    aws.trouble_next(Operation::RegisterClient, Trouble::Throttled)
        .await;
    let refused = aws
        .authorization()
        .register_client(&portal, Grant::DeviceCode)
        .await;
    assert!(
        matches!(refused, Err(AuthorizationError::SlowDown { .. })),
        "throttled: {refused:?}"
    );
    for trouble in [Trouble::ServerError, Trouble::ConnectionLost] {
        aws.trouble_next(Operation::RegisterClient, trouble).await;
        let refused = aws
            .authorization()
            .register_client(&portal, Grant::DeviceCode)
            .await;
        assert!(
            matches!(refused, Err(AuthorizationError::Unreachable { .. })),
            "{trouble:?}: {refused:?}"
        );
    }
    let (registration, token) = sign_in_by_browser(aws).await;
    let refresh_token = token.refresh_token.expect("a refresh token");
    aws.trouble_next(Operation::CreateTokenWithRefreshToken, Trouble::ServerError)
        .await;
    let refused = renew(aws, &registration, &refresh_token).await;
    assert!(
        matches!(refused, Err(AuthorizationError::Unreachable { .. })),
        "a 5xx is no refusal: {refused:?}"
    );
    renew(aws, &registration, &refresh_token)
        .await
        .expect("the trouble is over and the token was not spent");
}

async fn end_of_registration(aws: &dyn AwsUnderTest) {
    let registration = register(aws, Grant::DeviceCode).await;
    aws.pass(Duration::from_hours(100 * 24)).await;
    let refused = aws
        .authorization()
        .start_device_authorization(&aws.portal(), &registration)
        .await;
    assert!(
        matches!(refused, Err(AuthorizationError::InvalidClient)),
        "100 days end it: {refused:?}"
    );
}

/// Signs the user in by authorization code with PKCE.
pub(super) async fn sign_in_by_browser(aws: &dyn AwsUnderTest) -> (ClientRegistration, Token) {
    let registration = register(aws, Grant::AuthorizationCode).await;
    let code = code_of(aws, &registration).await;
    let token = exchange(aws, &registration, &code, VERIFIER, REDIRECT_URI).await;
    (registration, token.expect("a token for a code"))
}

pub(super) async fn register(aws: &dyn AwsUnderTest, grant: Grant) -> ClientRegistration {
    aws.authorization()
        .register_client(&aws.portal(), grant)
        .await
        .expect("a registration")
}

/// Returns the portal at another start URL, of which AWS knows nothing.
pub(super) fn mistyped(portal: &Portal) -> Portal {
    let reading = parse_start_url("https://no-such-portal.awsapps.com/start", None).expect("a start URL");
    let start_url: StartUrl = reading.start_url;
    Portal {
        start_url,
        ..portal.clone()
    }
}

/// Checks whether the access portal takes a token.
pub(super) async fn assert_accepted(aws: &dyn AwsUnderTest, token: &AccessToken, accepted: bool) {
    let answer = aws
        .access_portal()
        .list_accounts(&aws.portal(), token, None)
        .await;
    match answer {
        Ok(_) => assert!(accepted, "the token should have ended"),
        Err(AccessPortalError::SignInEnded) => assert!(!accepted, "the token should be good"),
        Err(
            error @ (AccessPortalError::NotAssigned
            | AccessPortalError::Throttled { .. }
            | AccessPortalError::Unreachable { .. }
            | AccessPortalError::Unexpected { .. }),
        ) => panic!("{error:?}"),
    }
}

async fn exchange(
    aws: &dyn AwsUnderTest,
    registration: &ClientRegistration,
    code: &AuthorizationCode,
    verifier: &str,
    redirect_uri: &str,
) -> Result<Token, AuthorizationError> {
    let verifier = CodeVerifier::from_exposed(verifier);
    let portal = aws.portal();
    aws.authorization()
        .create_token_with_authorization_code(&portal, registration, code, &verifier, redirect_uri)
        .await
}

async fn renew(
    aws: &dyn AwsUnderTest,
    registration: &ClientRegistration,
    refresh_token: &RefreshToken,
) -> Result<Token, AuthorizationError> {
    aws.authorization()
        .create_token_with_refresh_token(&aws.portal(), registration, refresh_token)
        .await
}

async fn code_of(aws: &dyn AwsUnderTest, registration: &ClientRegistration) -> AuthorizationCode {
    let redirect = aws.approve(&page(&aws.portal(), registration)).await;
    assert!(
        redirect.starts_with(&format!("{REDIRECT_URI}?")),
        "the browser comes back to the port it left from"
    );
    let parameters = parameters(&redirect);
    let get = |name: &str| {
        parameters
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
    };
    assert_eq!(get("state").as_deref(), Some(STATE), "the state comes back");
    AuthorizationCode::from_exposed(get("code").expect("a code"))
}

fn page(portal: &Portal, registration: &ClientRegistration) -> AuthorizationUrl {
    let challenge = code_challenge(&CodeVerifier::from_exposed(VERIFIER));
    authorization_url(
        portal,
        &registration.client_id,
        REDIRECT_URI,
        &OauthState::from_exposed(STATE),
        &challenge,
    )
}

fn parameters(redirect: &str) -> Vec<(String, String)> {
    Url::parse(redirect)
        .expect("an address")
        .query_pairs()
        .into_owned()
        .collect()
}
