//! Sign-ins: the method that works here, and the page and link of a sign-in in progress.

use crate::messages;
use crate::runtime::ActionContext;
use rolecall::keeper::{CopyReceipt, SignInState};
use rolecall::ports::{BrowserPage, BrowserWarning, Ports};
use rolecall::problem::Problem;
use rolecall_model::portal::PortalName;
use rolecall_model::secret::ExportText;
use rolecall_model::sign_in::SignInMethod;
use std::sync::Arc;
use tokio::sync::mpsc;

/// Returns `preferred`, or the device code where no browser can be opened.
pub(crate) fn available_sign_in_method(ports: &Ports, preferred: SignInMethod) -> SignInMethod {
    sign_in_method(preferred, ports.desktop.browser.is_available())
}

fn sign_in_method(preferred: SignInMethod, browser_available: bool) -> SignInMethod {
    match preferred {
        SignInMethod::Browser if browser_available => SignInMethod::Browser,
        SignInMethod::Browser | SignInMethod::DeviceCode => SignInMethod::DeviceCode,
        SignInMethod::BrowserByHand => SignInMethod::BrowserByHand,
    }
}

/// Opens the page of a sign-in in progress again. It returns as soon as something went wrong, and the page can still open.
///
/// # Errors
/// `WrongInput` when no sign-in is in progress; otherwise what the browser port reports.
pub(crate) async fn open_sign_in_page(context: &ActionContext, portal: &PortalName) -> Result<(), Problem> {
    let page = match sign_in_state(context, portal)? {
        SignInState::WaitingForBrowser { page: Some(page), .. } => BrowserPage::SignIn(page),
        SignInState::WaitingForCode {
            verification_uri_complete,
            ..
        } => BrowserPage::DeviceCode(verification_uri_complete),
        SignInState::WaitingForBrowser { page: None, .. }
        | SignInState::Unknown
        | SignInState::SignedOut
        | SignInState::Expired
        | SignInState::SignedIn(_) => return Err(no_sign_in()),
    };
    let browser = Arc::clone(&context.ports.desktop.browser);
    let (sender, mut outcomes) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let warn = |warning: BrowserWarning| drop(sender.send(Err(Problem::from(&warning.failure))));
        let opened = browser.open(&page, &warn).await;
        drop(sender.send(opened.map_err(|error| Problem::from(&error))));
    });
    outcomes.recv().await.unwrap_or(Ok(()))
}

/// Copies the link of a sign-in in progress.
///
/// # Errors
/// `WrongInput` when no sign-in is in progress; otherwise what the clipboard port reports.
pub(crate) fn copy_sign_in_link(
    context: &ActionContext,
    portal: &PortalName,
) -> Result<CopyReceipt, Problem> {
    let clipboard = &context.ports.desktop.clipboard;
    let (copied, clears_in) = match sign_in_state(context, portal)? {
        SignInState::WaitingForBrowser { page: Some(page), .. } => {
            let clear_in = context.keeper.snapshot().settings.clipboard_clear_in;
            // EXPOSE: the user asked for the link of their own sign-in; it is cleared from the clipboard again
            let link = ExportText::from_exposed(page.expose());
            (clipboard.copy_secret(&link, clear_in), Some(clear_in))
        }
        SignInState::WaitingForCode {
            verification_uri_complete,
            ..
        } => (clipboard.copy(&verification_uri_complete), None),
        SignInState::WaitingForBrowser { page: None, .. }
        | SignInState::Unknown
        | SignInState::SignedOut
        | SignInState::Expired
        | SignInState::SignedIn(_) => return Err(no_sign_in()),
    };
    copied.map_err(|error| Problem::from(&error))?;
    Ok(CopyReceipt { clears_in })
}

/// Copies the code of a sign-in in progress. It is worth nothing to whoever cannot sign in as the user.
///
/// # Errors
/// `WrongInput` when no sign-in with a code is in progress; otherwise what the clipboard port reports.
pub(crate) fn copy_sign_in_code(
    context: &ActionContext,
    portal: &PortalName,
) -> Result<CopyReceipt, Problem> {
    let SignInState::WaitingForCode { user_code, .. } = sign_in_state(context, portal)? else {
        return Err(no_sign_in());
    };
    let copied = context.ports.desktop.clipboard.copy(&user_code);
    copied.map_err(|error| Problem::from(&error))?;
    Ok(CopyReceipt { clears_in: None })
}

fn sign_in_state(context: &ActionContext, portal: &PortalName) -> Result<SignInState, Problem> {
    let snapshot = context.keeper.snapshot();
    snapshot
        .portal(portal)
        .map(|state| state.sign_in.clone())
        .ok_or_else(no_sign_in)
}

fn no_sign_in() -> Problem {
    Problem::invalid_input(messages::NO_SIGN_IN)
}

#[cfg(test)]
mod tests {
    use super::sign_in_method;
    use rolecall_model::sign_in::SignInMethod::{Browser, DeviceCode};

    #[test]
    fn without_a_browser_a_device_code_is_used() {
        assert_eq!(sign_in_method(Browser, true), Browser);
        assert_eq!(sign_in_method(Browser, false), DeviceCode);
        assert_eq!(sign_in_method(DeviceCode, true), DeviceCode);
    }
}
