//! Sign-in: a person's authorization at a portal, how it is obtained, renewed and given up.
//!
//! The use cases of sign-in run on [`crate::ports::Ports`] alone.

mod authorization_code;
mod device_code;
mod registration;
mod renewal;
mod sign_out;

pub use authorization_code::{authorization_url, code_challenge};
pub use renewal::current_sign_in;
pub(crate) use renewal::{kept_sign_in, renewed_sign_in};
pub use sign_out::{SignedOut, forget_portal, forget_remains, sign_out};

use crate::Timestamp;
use crate::credentials::remaining;
use crate::history::{HistoryEvent, remember_at_portal};
use crate::partition::Region;
use crate::portal::{EndpointUrl, Portal, StartUrl};
use crate::ports::{AuthorizationError, KeychainError, LockError, Ports, RedirectError};
use crate::secret::{AccessToken, AuthorizationUrl, ClientSecret, DeviceCode, RefreshToken};
use std::time::Duration;
use thiserror::Error;

/// Which of the two grants a client was registered for. AWS answers 500 to one registration with both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// Authorization code with PKCE (RFC 7636) on a loopback redirect (RFC 8252).
    AuthorizationCode,
    /// Device authorization (RFC 8628).
    DeviceCode,
}

/// How this program is known to SSO OIDC in one region; good for about 90 days.
#[derive(Clone, Debug)]
pub struct ClientRegistration {
    /// The public half.
    pub client_id: String,
    /// The secret half.
    pub client_secret: ClientSecret,
    /// When AWS forgets it.
    pub expires_at: Timestamp,
    /// What it was registered for.
    pub grant: Grant,
}

/// The portal that a sign-in belongs to. A kept sign-in whose place differs from the portal's settings is not used:
/// a changed address must never receive another portal's token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInPlace {
    /// Where the portal's page is.
    pub start_url: StartUrl,
    /// The portal's region.
    pub region: Region,
    /// The portal's own endpoint, if it has one.
    pub endpoint_url: Option<EndpointUrl>,
}

impl From<&Portal> for SignInPlace {
    fn from(portal: &Portal) -> Self {
        Self {
            start_url: portal.start_url.clone(),
            region: portal.region.clone(),
            endpoint_url: portal.endpoint_url.clone(),
        }
    }
}

/// A person's authorization at a portal, as kept in the keychain.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The portal it belongs to.
    pub place: SignInPlace,
    /// The bearer token of the access portal.
    pub access_token: AccessToken,
    /// When the bearer token ends.
    pub expires_at: Timestamp,
    /// Renews the bearer token; absent for registrations without scopes.
    pub refresh_token: Option<RefreshToken>,
    /// The registration that obtained it: a renewal must use the same.
    pub registration: ClientRegistration,
}

/// How long a kept sign-in goes on without the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasting {
    /// It renews itself; when it ends is AWS's to say.
    RenewsItself,
    /// Until then.
    Until(Timestamp),
    /// It ended.
    Ended,
}

impl SignIn {
    /// Returns how long it goes on without the person, seen from `now`.
    pub fn lasting(&self, now: Timestamp) -> Lasting {
        if self.refresh_token.is_some() {
            Lasting::RenewsItself
        } else if remaining(self.expires_at, now).is_zero() {
            Lasting::Ended
        } else {
            Lasting::Until(self.expires_at)
        }
    }
}

/// What SSO OIDC `CreateToken` gives.
#[derive(Clone, Debug)]
pub struct Token {
    /// The bearer token.
    pub access_token: AccessToken,
    /// How long it lives.
    pub expires_in: Duration,
    /// A new refresh token; when absent the old one stays good.
    pub refresh_token: Option<RefreshToken>,
}

/// What SSO OIDC `StartDeviceAuthorization` gives (RFC 8628, 3.2).
#[derive(Clone, Debug)]
pub struct DeviceAuthorization {
    /// Polled with; never shown.
    pub device_code: DeviceCode,
    /// Shown to the person, who compares it with the page.
    pub user_code: String,
    /// The page to open by hand.
    pub verification_uri: String,
    /// The page with the code filled in.
    pub verification_uri_complete: String,
    /// How long the code lives.
    pub expires_in: Duration,
    /// The least time between two polls.
    pub interval: Duration,
}

/// How a person signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInMethod {
    /// In the browser of this machine.
    Browser,
    /// In the browser of this machine, whose address the person opens by hand.
    BrowserByHand,
    /// On any device, by a code.
    DeviceCode,
}

/// What a person needs to see while signing in.
#[derive(Clone, Debug)]
pub enum SignInStep {
    /// The browser was asked to open the page (or the person must open it). Until `expires_at`.
    WaitingForBrowser {
        /// The page; a secret, since it carries the state.
        page: AuthorizationUrl,
        /// Whether a browser was opened.
        opened: bool,
        /// When waiting ends.
        expires_at: Timestamp,
    },
    /// The person must confirm a code on a page.
    WaitingForCode {
        /// Compared by the person with what the page shows.
        user_code: String,
        /// The page without the code.
        verification_uri: String,
        /// The page with the code.
        verification_uri_complete: String,
        /// When the code ends.
        expires_at: Timestamp,
    },
}

/// Why a sign-in did not happen, or cannot be used.
#[derive(Debug, Error)]
pub enum SignInError {
    /// Nobody is signed in, or the sign-in ended at AWS.
    #[error("sign-in needed")]
    Needed,
    /// The person did not answer in time.
    #[error("sign-in was not finished in time")]
    TimedOut,
    /// The person or AWS refused.
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

/// Signs a person in at `portal` and keeps the result in the keychain. Dropping the future cancels the sign-in.
///
/// `report` hears what the person must see.
///
/// # Errors
/// [`SignInError`]; nothing that was kept before is lost.
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
    remember_at_portal(ports, HistoryEvent::SignedIn, &portal.name);
    Ok(sign_in)
}
