//! A sign-in to the console: `signin:CreateOAuth2Token` with its refresh token, under a lock, for a token works once.

use super::super::record::RoleSessionError;
use super::{MAX_RETRY_TIME, attempts, wait_before_retry};
use crate::login_session::{
    LoginError, LoginSession, acquire_lock, erase_login_session_locked, save_login_session,
    stored_login_session,
};
use crate::ports::{ConsoleSignInError, ConsoleTokens, Ports};
use crate::tasks::joined;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::role_definition::LoginRole;
use rolecall_model::role_ref::DefinedRoleName;

/// Requests credentials of whoever signed in for `login`, defined as `name`. What began is finished even when nobody waits for it
/// any more: by then AWS may have taken the old refresh token, and the new one must not be lost.
///
/// # Errors
/// [`RoleSessionError::Login`].
pub(super) async fn refresh(
    ports: &Ports,
    name: &DefinedRoleName,
    login: &LoginRole,
) -> Result<RoleCredentials, RoleSessionError> {
    let lock = acquire_lock(ports, name).await.map_err(LoginError::from)?;
    let (ports, name, login) = (ports.clone(), name.clone(), login.clone());
    let refreshed = joined(tokio::spawn(async move {
        let outcome = refresh_locked(&ports, &name, &login).await;
        drop(lock);
        outcome
    }));
    Ok(refreshed.await?)
}

async fn refresh_locked(
    ports: &Ports,
    name: &DefinedRoleName,
    login: &LoginRole,
) -> Result<RoleCredentials, LoginError> {
    let stored = stored_login_session(ports, name, login).await?;
    let LoginSession { refresh_token, key } = stored.ok_or_else(|| LoginError::Needed(name.clone()))?;
    let sign_in = &ports.aws.console_sign_in;
    let endpoints = login.endpoints();
    let retry_until = ports.clock.now() + MAX_RETRY_TIME;
    let mut attempt = 0;
    let tokens = loop {
        attempt += 1;
        let error = match sign_in.refresh(&endpoints, &key, &refresh_token).await {
            Ok(tokens) => break tokens,
            Err(error) => error,
        };
        let retry_in = match &error {
            ConsoleSignInError::Unreachable { .. } => Some(None),
            ConsoleSignInError::Throttled { retry_in } => Some(*retry_in),
            ConsoleSignInError::Ended | ConsoleSignInError::CredentialsChanged => {
                // Nobody asks again in vain.
                erase_login_session_locked(ports, name).await?;
                let role = name.clone();
                return Err(LoginError::Ended { role, cause: error });
            }
            ConsoleSignInError::NotAllowed
            | ConsoleSignInError::Refused { .. }
            | ConsoleSignInError::Blocked(_)
            | ConsoleSignInError::Unexpected { .. } => None,
        };
        let may_retry = attempt < attempts(ports) && ports.clock.now() < retry_until;
        let retry_in = retry_in.filter(|_| may_retry);
        let wait = retry_in.and_then(|retry_in| wait_before_retry(ports, attempt, retry_in));
        ports.clock.sleep(wait.ok_or(error)?).await;
    };
    let ConsoleTokens {
        credentials,
        refresh_token,
        login_session: _,
    } = tokens;
    let session = LoginSession { refresh_token, key };
    save_login_session(ports, name, login, &session).await?;
    Ok(RoleCredentials {
        user: Some(login.login_session.user().to_owned()),
        ..credentials
    })
}

impl From<LoginError> for RoleSessionError {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::Keychain(error) => Self::Keychain(error),
            LoginError::Lock(error) => Self::Lock(error),
            LoginError::Needed(_)
            | LoginError::Ended { .. }
            | LoginError::TimedOut
            | LoginError::Denied
            | LoginError::OtherIdentity { .. }
            | LoginError::UnknownIdentity
            | LoginError::ConsoleSignIn(_)
            | LoginError::Redirect(_) => Self::Login(error),
        }
    }
}
