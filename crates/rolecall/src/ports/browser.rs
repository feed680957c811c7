//! The port to the user's browser. It takes pages of known kinds, never a bare address.

use async_trait::async_trait;
use rolecall_model::secret::{AuthorizationUrl, ConsoleUrl};
use thiserror::Error;

/// A page that may be opened.
#[derive(Clone, Debug)]
pub enum BrowserPage {
    /// The sign-in page of a portal.
    SignIn(AuthorizationUrl),
    /// The page where a device code is confirmed: an https address given by AWS (http on loopback for an endpoint of the portal's own).
    DeviceCode(String),
    /// The AWS console, signed in.
    Console(ConsoleUrl),
}

/// Why no browser was opened.
#[derive(Debug, Error)]
pub enum BrowserError {
    /// There is none here: SSH, a container, no display.
    #[error("no browser can be opened here")]
    Absent,
    /// The address is not one that may be opened.
    #[error("the address is not one that may be opened")]
    Refused,
    /// Starting it failed.
    #[error("the browser could not be started: {detail}")]
    Failed {
        /// What failed; no address.
        detail: String,
    },
}

/// The default browser.
#[async_trait]
pub trait Browser: Send + Sync {
    /// Tells whether a browser can be opened here.
    fn is_available(&self) -> bool;
    /// Opens `page`; returns when the browser has taken it. Its address never appears in a process argument.
    async fn open(&self, page: &BrowserPage) -> Result<(), BrowserError>;
}
