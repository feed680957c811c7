//! A sign-in under way: its page and its link.

use super::uses::{copy_plain, copy_secret};
use crate::ipc::wire::CopiedView;
use crate::stage::Acting;
use crate::view;
use rolecall::keeper::SignInState;
use rolecall::ports::BrowserPage;
use rolecall::problem::Problem;
use rolecall_model::secret::ExportText;

pub(crate) async fn open_sign_in_page(acting: &Acting, portal: &str) -> Result<(), Problem> {
    let page = match sign_in_state(acting, portal)? {
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
    acting
        .ports
        .desktop
        .browser
        .open(&page)
        .await
        .map_err(|error| Problem::from(&error))
}

pub(crate) fn copy_sign_in_link(acting: &Acting, portal: &str) -> Result<CopiedView, Problem> {
    match sign_in_state(acting, portal)? {
        SignInState::WaitingForBrowser { page: Some(page), .. } => {
            // EXPOSE: the user asked for the link of their own sign-in; it leaves the clipboard again
            copy_secret(
                acting,
                &ExportText::from_exposed(page.expose()),
                "the sign-in link",
            )
        }
        SignInState::WaitingForCode {
            verification_uri_complete,
            ..
        } => copy_plain(acting, &verification_uri_complete, "the sign-in link"),
        SignInState::WaitingForBrowser { page: None, .. }
        | SignInState::Unknown
        | SignInState::SignedOut
        | SignInState::Expired
        | SignInState::SignedIn(_) => Err(no_sign_in()),
    }
}

fn sign_in_state(acting: &Acting, portal: &str) -> Result<SignInState, Problem> {
    let name = view::portal_name(portal)?;
    let snapshot = acting.keeper.snapshot();
    snapshot
        .portal(&name)
        .map(|state| state.sign_in.clone())
        .ok_or_else(no_sign_in)
}

fn no_sign_in() -> Problem {
    Problem::invalid_input("There is no sign-in under way.")
}
