//! Signing in to the console, as `aws login` does: the browser opens AWS's page, and what comes back is kept for a defined role
//! (Sign-In API Reference; RFC 7636, RFC 8252, RFC 9449).
//!
//! It must not know how credentials are renewed, nor who uses them.

use crate::login_session::{LoginError, LoginSession, acquire_lock, save_login_session};
use crate::ports::{CodeExchange, Ports, RedirectError};
use crate::role_session::{RoleSessionError, store_entered};
use crate::sign_in::browser::{code_challenge, wait_for_code};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::AwsEndpoints;
use rolecall_model::role_definition::{LoginRole, LoginSessionArn};
use rolecall_model::role_ref::DefinedRoleName;
use rolecall_model::role_source::{ResolvedRole, RoleSource};
use rolecall_model::secret::{AuthorizationUrl, CodeVerifier, DpopKey, OauthState};
use rolecall_model::sign_in::SignInStep;
use url::form_urlencoded::Serializer;

pub use crate::login_session::erase_login_session;

/// The client that AWS has for programs on the computer of the browser; it needs no registration.
const CLIENT_ID: &str = "arn:aws:signin:::devtools/same-device";

/// A sign-in that nobody keeps yet.
#[derive(Debug)]
pub struct Login {
    /// Who signed in, and where.
    pub role: LoginRole,
    session: LoginSession,
    credentials: RoleCredentials,
}

/// Lets the user sign in at `endpoints`, in the browser if `open`, and returns what AWS gave. Dropping the future cancels it.
///
/// # Errors
/// [`LoginError`]; nothing is stored.
pub async fn log_in(
    ports: &Ports,
    endpoints: AwsEndpoints,
    open: bool,
    report: &(dyn Fn(SignInStep) + Send + Sync),
) -> Result<Login, LoginError> {
    let bound = ports.desktop.redirect_listener.bind().await;
    let mut wait = bound.map_err(LoginError::Redirect)?;
    let redirect_uri = wait.redirect_uri();
    let state = OauthState::from_exposed(URL_SAFE_NO_PAD.encode(ports.random.bytes()));
    let verifier = CodeVerifier::from_exposed(URL_SAFE_NO_PAD.encode(ports.random.bytes()));
    let page = authorization_url(&endpoints, &redirect_uri, &state, &code_challenge(&verifier));
    let answer = wait_for_code(ports, &mut *wait, &page, &state, open, report).await;
    let code = answer.ok_or(LoginError::TimedOut)?.map_err(refusal)?;

    let key = new_key(ports);
    let exchange = CodeExchange {
        code: &code,
        verifier: &verifier,
        redirect_uri: &redirect_uri,
    };
    let sign_in = &ports.aws.console_sign_in;
    let tokens = sign_in.exchange_code(&endpoints, &key, exchange).await?;
    let signed_in = tokens.login_session.ok_or(LoginError::UnknownIdentity)?;
    let login_session = LoginSessionArn::parse(&signed_in).map_err(|_| LoginError::UnknownIdentity)?;
    Ok(Login {
        credentials: RoleCredentials {
            user: Some(login_session.user().to_owned()),
            ..tokens.credentials
        },
        session: LoginSession {
            refresh_token: tokens.refresh_token,
            key,
        },
        role: LoginRole {
            login_session,
            region: endpoints.region,
            endpoint_url: endpoints.endpoint_url,
        },
    })
}

impl Login {
    /// Keeps the sign-in for the role that is, or will be, defined as `name`.
    ///
    /// # Errors
    /// [`LoginError::Keychain`] or [`LoginError::Lock`].
    pub async fn save(&self, ports: &Ports, name: &DefinedRoleName) -> Result<(), LoginError> {
        let _lock = acquire_lock(ports, name).await?;
        Ok(save_login_session(ports, name, &self.role, &self.session).await?)
    }

    /// Stores the credentials that came with the sign-in as the role session of `role`.
    ///
    /// # Errors
    /// [`RoleSessionError`]; the sign-in itself is kept.
    pub async fn store_credentials(self, ports: &Ports, role: &ResolvedRole) -> Result<(), RoleSessionError> {
        store_entered(ports, role, self.credentials).await
    }
}

/// Lets the user sign in again for a role that is defined, and keeps the sign-in.
///
/// # Errors
/// [`RoleSessionError`]; what was stored before is kept unless it was replaced.
pub async fn log_in_to_role(
    ports: &Ports,
    role: &ResolvedRole,
    open: bool,
    report: &(dyn Fn(SignInStep) + Send + Sync),
) -> Result<(), RoleSessionError> {
    let (RoleSource::Login(login), Some(name)) = (&role.source, role.key.defined_name()) else {
        return Err(RoleSessionError::OtherIdentity);
    };
    let made = log_in(ports, login.endpoints(), open, report).await?;
    if made.role != **login {
        let signed_in = made.role.login_session.to_string();
        return Err(LoginError::OtherIdentity { signed_in }.into());
    }
    made.save(ports, name).await?;
    made.store_credentials(ports, role).await
}

fn refusal(error: RedirectError) -> LoginError {
    match error {
        RedirectError::Denied => LoginError::Denied,
        RedirectError::Bind { .. }
        | RedirectError::InvalidClient
        | RedirectError::SlowDown
        | RedirectError::Unavailable { .. }
        | RedirectError::Failed { .. } => LoginError::Redirect(error),
    }
}

/// Makes a private key of P-256. The first bit is off: then the number is below the order of the curve, whatever the rest.
fn new_key(ports: &Ports) -> DpopKey {
    let mut bytes = ports.random.bytes();
    bytes[0] &= 0x7f;
    DpopKey::from_exposed(URL_SAFE_NO_PAD.encode(bytes))
}

/// Returns the link to the page where one signs in to the console, with the parameters that AWS's own client sends. The challenge is
/// that of RFC 7636; the name of its method is not.
pub fn authorization_url(
    endpoints: &AwsEndpoints,
    redirect_uri: &str,
    state: &OauthState,
    code_challenge: &str,
) -> AuthorizationUrl {
    let query = Serializer::new(String::new())
        .append_pair("response_type", "code")
        .append_pair("client_id", CLIENT_ID)
        // EXPOSE: the state travels in the link, which is a secret itself
        .append_pair("state", state.expose())
        .append_pair("code_challenge_method", "SHA-256")
        .append_pair("code_challenge", code_challenge)
        .append_pair("scope", "openid")
        .append_pair("redirect_uri", redirect_uri)
        .finish();
    AuthorizationUrl::from_exposed(format!("{}/v1/authorize?{query}", endpoints.signin_url()))
        .with_endpoint(endpoints.endpoint_url.as_ref())
}
