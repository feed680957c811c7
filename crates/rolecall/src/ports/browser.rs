//! The port to the user's browser. It takes pages of known kinds, never a bare address.

use async_trait::async_trait;
use rolecall_model::browser_failure::BrowserFailure;
use rolecall_model::secret::{AuthorizationUrl, ConsoleUrl, OneTimeUrl};
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
    /// The page did not open.
    #[error("the page did not open: {0:?}")]
    Failed(BrowserFailure),
}

/// Something went wrong while a page opens; it can still open.
#[derive(Clone, Debug)]
pub struct BrowserWarning {
    /// What went wrong.
    pub failure: BrowserFailure,
    /// Where the user can open the page by hand, until [`Browser::open`] returns.
    pub address: OneTimeUrl,
}

/// The default browser.
#[async_trait]
pub trait Browser: Send + Sync {
    /// Tells whether a browser can be opened here.
    fn is_available(&self) -> bool;
    /// Returns what the user chose as the browser (`BROWSER`), if no program of it exists.
    fn missing_choice(&self) -> Option<String>;
    /// Opens `page`; returns when the browser has taken it. Its address never appears in a process argument.
    ///
    /// One browser is started, and what its program reports is not taken for the fate of the page: `warn` hears of it, and the
    /// page can be fetched for as long as without it.
    async fn open(
        &self,
        page: &BrowserPage,
        warn: &(dyn Fn(BrowserWarning) + Send + Sync),
    ) -> Result<(), BrowserError>;
}
