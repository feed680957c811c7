//! What the keychain holds of a sign-in to the console: what renews it, and the key that it is bound to.
//!
//! It must not know how one signs in, nor what the credentials are for.

use crate::exclusive;
use crate::ports::{
    ConsoleSignInError, KeychainError, KeychainItem, LockError, LockGuard, LockName, Ports, RedirectError,
    RoleSecretKey, RoleSecretKind,
};
use rolecall_model::role_definition::LoginRole;
use rolecall_model::role_ref::DefinedRoleName;
use rolecall_model::secret::{DpopKey, RefreshToken, RoleSecret};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::time::Duration;
use thiserror::Error;

/// How long to wait for another process that renews the same sign-in.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The version of the record that this program writes, and the only one that it reads.
const VERSION: u8 = 1;

/// Why nobody is signed in to the console.
#[derive(Debug, Error)]
pub enum LoginError {
    /// Nobody is signed in, or what is stored belongs to another definition.
    #[error("{0} needs a sign-in to the console")]
    Needed(DefinedRoleName),
    /// AWS ended the sign-in, or the user's password was changed.
    #[error("the sign-in to the console of {role} ended: {cause}")]
    Ended {
        /// The role.
        role: DefinedRoleName,
        /// Why.
        cause: ConsoleSignInError,
    },
    /// The user did not answer in time.
    #[error("the sign-in to the console was not finished in time")]
    TimedOut,
    /// The user refused.
    #[error("the sign-in to the console was refused")]
    Denied,
    /// Somebody else signed in than the role is defined for.
    #[error("somebody else signed in to the console")]
    OtherIdentity {
        /// Who, as AWS names them.
        signed_in: String,
    },
    /// AWS did not say who signed in.
    #[error("AWS did not say who signed in to the console")]
    UnknownIdentity,
    /// AWS Sign-In refuses or cannot be reached.
    #[error(transparent)]
    ConsoleSignIn(#[from] ConsoleSignInError),
    /// The loopback listener failed.
    #[error("redirect: {0}")]
    Redirect(#[source] RedirectError),
    /// The keychain failed.
    #[error("keychain: {0}")]
    Keychain(#[from] KeychainError),
    /// Another process holds the renewal for too long.
    #[error("lock: {0}")]
    Lock(#[from] LockError),
}

/// A sign-in to the console, as the keychain holds it.
#[derive(Clone, Debug)]
pub(crate) struct LoginSession {
    /// What renews it.
    pub(crate) refresh_token: RefreshToken,
    /// What the refresh token is bound to.
    pub(crate) key: DpopKey,
}

/// The record of the keychain. `role` is the fingerprint of the definition that it belongs to: a changed address must never receive
/// what another one issued.
#[derive(Serialize, Deserialize)]
struct StoredLoginSession<'a> {
    version: u8,
    #[serde(borrow)]
    role: Cow<'a, str>,
    #[serde(borrow)]
    refresh_token: Cow<'a, str>,
    #[serde(borrow)]
    dpop_key: Cow<'a, str>,
}

/// Makes this the one process that renews or replaces the sign-in of `name`, until the guard is dropped.
pub(crate) async fn acquire_lock(
    ports: &Ports,
    name: &DefinedRoleName,
) -> Result<Box<dyn LockGuard>, LockError> {
    exclusive::acquire(ports, &LockName::LoginSession(name.clone()), TIMEOUT).await
}

/// Returns what is stored for `login`, defined as `name`. What belongs to another definition or cannot be read counts as nothing: a
/// new sign-in replaces it.
pub(crate) async fn stored_login_session(
    ports: &Ports,
    name: &DefinedRoleName,
    login: &LoginRole,
) -> Result<Option<LoginSession>, KeychainError> {
    let stored = match ports.store.keychain.role_secret(&key_of(name)).await {
        Err(error @ KeychainError::Corrupt { .. }) => {
            tracing::warn!(%error, "a new sign-in replaces it");
            None
        }
        read => read?,
    };
    Ok(stored.and_then(|secret| parse(&secret, login)))
}

/// Keeps `session` as the sign-in of `login`, defined as `name`, in the place of the one before.
pub(crate) async fn save_login_session(
    ports: &Ports,
    name: &DefinedRoleName,
    login: &LoginRole,
    session: &LoginSession,
) -> Result<(), KeychainError> {
    let secret = record(session, login);
    ports
        .store
        .keychain
        .save_role_secret(&key_of(name), &secret)
        .await
}

/// Forgets the sign-in to the console of `name`; tells whether there was one.
///
/// # Errors
/// [`LoginError::Keychain`] or [`LoginError::Lock`].
pub async fn erase_login_session(ports: &Ports, name: &DefinedRoleName) -> Result<bool, LoginError> {
    let _lock = acquire_lock(ports, name).await?;
    let item = KeychainItem::RoleSecret(key_of(name));
    let was_stored = ports.store.keychain.holds(&item).await?;
    erase_login_session_locked(ports, name).await?;
    Ok(was_stored)
}

/// As [`erase_login_session`], for a caller that holds the lock.
pub(crate) async fn erase_login_session_locked(
    ports: &Ports,
    name: &DefinedRoleName,
) -> Result<(), KeychainError> {
    ports.store.keychain.erase_role_secret(&key_of(name)).await
}

fn key_of(name: &DefinedRoleName) -> RoleSecretKey {
    RoleSecretKey {
        role: name.clone(),
        kind: RoleSecretKind::LoginSession,
    }
}

fn record(session: &LoginSession, login: &LoginRole) -> RoleSecret {
    let record = StoredLoginSession {
        version: VERSION,
        role: Cow::Owned(login.fingerprint()),
        // EXPOSE: it goes into the keychain, as a secret again
        refresh_token: Cow::Borrowed(session.refresh_token.expose()),
        // EXPOSE: it goes into the keychain, as a secret again
        dpop_key: Cow::Borrowed(session.key.expose()),
    };
    // Texts and a number are always JSON.
    RoleSecret::from_exposed(serde_json::to_string(&record).unwrap_or_default())
}

fn parse(secret: &RoleSecret, login: &LoginRole) -> Option<LoginSession> {
    // EXPOSE: its parts become secrets again
    let record: StoredLoginSession<'_> = serde_json::from_str(secret.expose()).ok()?;
    let is_of_login = record.version == VERSION && record.role == login.fingerprint();
    is_of_login.then(|| LoginSession {
        refresh_token: RefreshToken::from_exposed(record.refresh_token),
        key: DpopKey::from_exposed(record.dpop_key),
    })
}

#[cfg(test)]
mod tests {
    //! What is stored is read again for the same definition, and for no other.

    use super::*;
    use rolecall_model::partition::Region;
    use rolecall_model::role_definition::LoginSessionArn;

    fn login(region: &str) -> LoginRole {
        LoginRole {
            login_session: LoginSessionArn::parse("arn:aws:iam::111122223333:user/ann").unwrap(),
            region: Region::parse(region).unwrap(),
            endpoint_url: None,
        }
    }

    #[test]
    fn a_record_is_of_one_definition() {
        let session = LoginSession {
            refresh_token: RefreshToken::from_exposed("a \"token\" \\ with\u{1f511}"),
            key: DpopKey::from_exposed("key"),
        };
        let secret = record(&session, &login("eu-west-1"));
        let read = parse(&secret, &login("eu-west-1")).unwrap();
        assert!(read.refresh_token.matches(session.refresh_token.expose()));
        assert!(read.key.matches("key"));
        assert!(parse(&secret, &login("eu-west-2")).is_none());
        let newer = secret.expose().replace("\"version\":1", "\"version\":2");
        for other in [newer.as_str(), "", "{}", "null"] {
            let secret = RoleSecret::from_exposed(other);
            assert!(parse(&secret, &login("eu-west-1")).is_none(), "{other}");
        }
    }
}
