//! Sign-in by authorization code with PKCE on a loopback redirect (RFC 6749 4.1, RFC 7636, RFC 8252).
//!
//! The listener is bound before the browser opens: the answer can never come too early.

use super::registration::{erase_if_refused, registration, save_answered};
use super::save::save;
use super::{SignInError, browser};
use crate::ports::{Ports, RedirectError};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rolecall_model::portal::Portal;
use rolecall_model::secret::{AuthorizationUrl, CodeVerifier, OauthState};
use rolecall_model::sign_in::{Grant, SignIn, SignInStep};
use url::form_urlencoded::Serializer;

pub(super) async fn sign_in(
    ports: &Ports,
    portal: &Portal,
    open: bool,
    report: &(dyn Fn(SignInStep) + Send + Sync),
) -> Result<SignIn, SignInError> {
    let mut wait = ports
        .desktop
        .redirect_listener
        .bind()
        .await
        .map_err(SignInError::Redirect)?;
    let registration = registration(ports, portal, Grant::AuthorizationCode).await?;
    let redirect_uri = wait.redirect_uri();
    let state = OauthState::from_exposed(URL_SAFE_NO_PAD.encode(ports.random.bytes()));
    let verifier = CodeVerifier::from_exposed(URL_SAFE_NO_PAD.encode(ports.random.bytes()));
    let page = authorization_url(
        portal,
        &registration.client_id,
        &redirect_uri,
        &state,
        &browser::code_challenge(&verifier),
    );

    let answer = browser::wait_for_code(ports, &mut *wait, &page, &state, open, report).await;
    let code = answer.ok_or(SignInError::TimedOut)?;
    if !matches!(code, Err(RedirectError::InvalidClient)) {
        save_answered(ports, portal, &registration).await?;
    }
    let code = code.map_err(refusal)?;

    let token = ports
        .aws
        .authorization
        .create_token_with_authorization_code(portal, &registration, &code, &verifier, &redirect_uri)
        .await;
    let token = erase_if_refused(ports, portal, token).await?;
    save(ports, portal, registration, token).await
}

fn refusal(error: RedirectError) -> SignInError {
    match error {
        RedirectError::Denied => SignInError::Denied,
        RedirectError::Bind { .. }
        | RedirectError::InvalidClient
        | RedirectError::SlowDown
        | RedirectError::Unavailable { .. }
        | RedirectError::Failed { .. } => SignInError::Redirect(error),
    }
}

/// Returns the `/authorize` link of one sign-in, with the parameters AWS's own clients send.
pub fn authorization_url(
    portal: &Portal,
    client_id: &str,
    redirect_uri: &str,
    state: &OauthState,
    code_challenge: &str,
) -> AuthorizationUrl {
    let query = Serializer::new(String::new())
        .append_pair("response_type", "code")
        .append_pair("client_id", client_id)
        .append_pair("redirect_uri", redirect_uri)
        // EXPOSE: the state travels in the link, which is a secret itself
        .append_pair("state", state.expose())
        .append_pair("code_challenge_method", "S256")
        .append_pair("scopes", &portal.scopes().join(" "))
        .append_pair("code_challenge", code_challenge)
        .finish();
    AuthorizationUrl::from_exposed(format!("{}/authorize?{query}", portal.oidc_url()))
        .with_endpoint(portal.endpoint_url.as_ref())
}
