//! Sign-in: a user's authorization at a portal, how it is obtained, renewed and given up.
//!
//! The use cases of sign-in run on [`crate::ports::Ports`] alone.

mod authorization_code;
pub(crate) mod browser;
mod device_code;
mod registration;
mod renewal;
mod revocation;
mod save;

pub use authorization_code::authorization_url;
pub use browser::code_challenge;
pub(crate) use renewal::{acquire_lock, renewed_sign_in};
pub use renewal::{current_sign_in, stored_sign_in};
pub(crate) use revocation::{Revocation, revoke};

use crate::history::record_portal_event;
use crate::ports::{AuthorizationError, KeychainError, LockError, Ports, RedirectError};
use rolecall_model::history::HistoryEvent;
use rolecall_model::portal::Portal;
use rolecall_model::sign_in::{SignIn, SignInMethod, SignInStep};
use thiserror::Error;

/// Why a sign-in did not happen, or cannot be used.
#[derive(Debug, Error)]
pub enum SignInError {
    /// Nobody is signed in, or the sign-in ended at AWS.
    #[error("sign-in needed")]
    Needed,
    /// The user did not answer in time.
    #[error("sign-in was not finished in time")]
    TimedOut,
    /// AWS refused to renew the sign-in, for the first time: the next need tries again.
    #[error("the sign-in was not renewed this time")]
    NotRenewed,
    /// The user or AWS refused.
    #[error("sign-in was refused")]
    Denied,
    /// SSO OIDC failed.
    #[error("authorization: {0}")]
    Authorization(#[source] AuthorizationError),
    /// The keychain failed.
    #[error("keychain: {0}")]
    Keychain(#[from] KeychainError),
    /// The loopback listener failed.
    #[error("redirect: {0}")]
    Redirect(#[source] RedirectError),
    /// Another process holds the renewal for too long.
    #[error("lock: {0}")]
    Lock(#[from] LockError),
}

/// Signs a user in at `portal` and keeps the result in the keychain. Dropping the future cancels the sign-in.
///
/// `report` hears what the user must see.
///
/// # Errors
/// [`SignInError`]; nothing that was stored before is lost.
pub async fn sign_in(
    ports: &Ports,
    portal: &Portal,
    method: SignInMethod,
    report: &(dyn Fn(SignInStep) + Send + Sync),
) -> Result<SignIn, SignInError> {
    let sign_in = match method {
        SignInMethod::Browser => authorization_code::sign_in(ports, portal, true, report).await,
        SignInMethod::BrowserByHand => authorization_code::sign_in(ports, portal, false, report).await,
        SignInMethod::DeviceCode => device_code::sign_in(ports, portal, report).await,
    }?;
    record_portal_event(ports, HistoryEvent::SignedIn, &portal.name);
    Ok(sign_in)
}
