//! The portals in the menu: who is signed in, and the way in and out.
//!
//! It must not know what the role sessions are.

use super::entries::{item, problem_text, submenu};
use super::names::short;
use super::{MenuEntry, TrayAction};
use crate::keeper::{PortalState, SignInState};
use crate::messages::tray as labels;

/// Returns the entry of one portal, of which so many role sessions are `active`: signing out stops them.
pub(super) fn portal_entry(state: &PortalState, active: usize) -> MenuEntry {
    let portal = &state.portal.name;
    let name = short(portal.as_str());
    match &state.sign_in {
        SignInState::Unknown | SignInState::SignedOut => {
            item(labels::sign_in(&name), TrayAction::SignIn(portal.clone()))
        }
        SignInState::Expired => item(labels::sign_in_again(&name), TrayAction::SignIn(portal.clone())),
        SignInState::WaitingForBrowser { opened, .. } => {
            signing_in(state, labels::continue_in_browser(*opened).to_owned())
        }
        SignInState::WaitingForCode { user_code, .. } => {
            signing_in(state, labels::compare_code(&short(user_code)))
        }
        SignInState::SignedIn(_) => submenu(
            labels::signed_in(&name),
            vec![item(
                labels::sign_out(&name, active),
                TrayAction::SignOut(portal.clone()),
            )],
        ),
    }
}

/// Returns the line about the last thing that did not happen at the portal, where there is one.
pub(super) fn portal_problem(state: &PortalState) -> Option<MenuEntry> {
    let problem = state.problem.as_ref()?;
    Some(item(
        problem_text(&labels::portal_problem(
            &short(state.portal.name.as_str()),
            &problem.summary,
        )),
        TrayAction::OpenWindow,
    ))
}

fn signing_in(state: &PortalState, what: String) -> MenuEntry {
    let portal = &state.portal.name;
    submenu(
        labels::signing_in(&short(portal.as_str())),
        vec![
            MenuEntry::Heading(what),
            item(labels::OPEN_WINDOW, TrayAction::OpenWindow),
            item(labels::CANCEL, TrayAction::CancelSignIn(portal.clone())),
        ],
    )
}
