//! The values of a sign-in: client registration, tokens, and what a user sees while signing in.
//!
//! It must not know how a sign-in is obtained, renewed or stored.

use crate::Timestamp;
use crate::browser_failure::BrowserFailure;
use crate::portal::PortalIdentity;
use crate::secret::{AccessToken, AuthorizationUrl, ClientSecret, DeviceCode, RefreshToken};
use crate::time::remaining;
use std::time::Duration;

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

/// A user's authorization at a portal, as the keychain stores it.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The portal it belongs to.
    pub portal_identity: PortalIdentity,
    /// The bearer token of the access portal.
    pub access_token: AccessToken,
    /// When the bearer token ends.
    pub expires_at: Timestamp,
    /// Renews the bearer token; absent for registrations without scopes.
    pub refresh_token: Option<RefreshToken>,
    /// When AWS refused to renew it, where it has not been renewed since: the refresh token is kept for one more try.
    pub renewal_refused_at: Option<Timestamp>,
    /// The registration that obtained it: a renewal must use the same.
    pub registration: ClientRegistration,
}

/// How long a stored sign-in lasts without the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInLifetime {
    /// It is renewed automatically; AWS decides when it ends.
    Renews,
    /// Until this time.
    Until(Timestamp),
    /// It ended.
    Ended,
}

impl SignIn {
    /// Returns how long it lasts without the user, as of `now`.
    pub fn lifetime(&self, now: Timestamp) -> SignInLifetime {
        if self.refresh_token.is_some() {
            SignInLifetime::Renews
        } else if remaining(self.expires_at, now).is_zero() {
            SignInLifetime::Ended
        } else {
            SignInLifetime::Until(self.expires_at)
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
    /// Shown to the user, who compares it with the page.
    pub user_code: String,
    /// The page to open by hand.
    pub verification_uri: String,
    /// The page with the code filled in.
    pub verification_uri_complete: String,
    /// How long the code lives.
    pub expires_in: Duration,
    /// The minimum time between two polls.
    pub interval: Duration,
}

/// How a user signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInMethod {
    /// In the browser of this machine.
    Browser,
    /// In the browser of this machine, whose address the user opens by hand.
    BrowserByHand,
    /// On any device, by a code.
    DeviceCode,
}

/// What a user needs to see while signing in.
#[derive(Clone, Debug)]
pub enum SignInStep {
    /// The browser was asked to open the page (or the user must open it). Until `expires_at`.
    WaitingForBrowser {
        /// The page; a secret, since it carries the state.
        page: AuthorizationUrl,
        /// Whether a browser was opened.
        opened: bool,
        /// When waiting ends.
        expires_at: Timestamp,
    },
    /// The user must confirm a code on a page.
    WaitingForCode {
        /// Compared by the user with what the page shows.
        user_code: String,
        /// The page without the code.
        verification_uri: String,
        /// The page with the code.
        verification_uri_complete: String,
        /// When the code ends.
        expires_at: Timestamp,
    },
    /// Something went wrong; the sign-in keeps waiting.
    Warning(SignInWarning),
}

/// What a user needs to know while a sign-in keeps waiting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInWarning {
    /// The page may not have opened.
    Browser(BrowserFailure),
    /// The browser came back with a request that does not belong to this sign-in.
    IgnoredRequest(IgnoredRequest),
}

/// A request to the redirect address of a sign-in that does not end it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IgnoredRequest {
    /// An OAuth error without the `state` of the sign-in: of another sign-in, forged, or of AWS where it leaves the state out.
    ErrorWithoutState {
        /// The error code, cut to the alphabet of codes.
        code: String,
    },
    /// Another answer without the `state` of the sign-in.
    OtherState,
    /// A path where no answer is expected.
    UnknownPath,
    /// Not an answer in the form of the standard.
    NotUnderstood,
}
