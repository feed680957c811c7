//! The suite of [`StartUrlRedirect`](rolecall::ports::StartUrlRedirect).

use rolecall::ports::{StartUrlRedirect, StartUrlRedirectError};
use rolecall_model::portal::StartUrl;

/// Addresses that answer in the ways that matter.
#[derive(Clone, Debug)]
pub struct VanityAddresses {
    /// Redirects to `target`.
    pub redirecting: StartUrl,
    /// Where it redirects to, absolute.
    pub target: String,
    /// Answers with a page.
    pub page: StartUrl,
    /// Does not answer.
    pub closed: StartUrl,
}

/// The suite of [`StartUrlRedirect`](rolecall::ports::StartUrlRedirect).
///
/// # Panics
/// When the port breaks its contract.
pub async fn start_url_redirect(port: &dyn StartUrlRedirect, addresses: &VanityAddresses) {
    let target = port.redirect_target(&addresses.redirecting).await;
    assert_eq!(target.expect("an answer"), Some(addresses.target.clone()));
    let page = port.redirect_target(&addresses.page).await;
    assert_eq!(page.expect("an answer"), None, "a page leads nowhere");
    let closed = port.redirect_target(&addresses.closed).await;
    assert_matches!(
        closed,
        Err(StartUrlRedirectError::Unreachable { .. }),
        "nobody answers"
    );
}
