//! The portals in the menu: who is signed in, and the way in and out.
//!
//! It must not know what the role sessions are.

use super::entries::{item, problem_text, submenu};
use super::names::short;
use super::{MenuEntry, TrayAction};
use crate::keeper::{PortalState, SignInState};

/// Returns the entry of one portal, of which so many role sessions are `active`: signing out stops them.
pub(super) fn portal_entry(state: &PortalState, active: usize) -> MenuEntry {
    let portal = &state.portal.name;
    let name = short(portal.as_str());
    match &state.sign_in {
        SignInState::Unknown | SignInState::SignedOut => {
            item(format!("Sign in to {name}"), TrayAction::SignIn(portal.clone()))
        }
        SignInState::Expired => item(
            format!("Sign in to {name} again: the sign-in expired"),
            TrayAction::SignIn(portal.clone()),
        ),
        SignInState::WaitingForBrowser { opened, .. } => {
            let what = if *opened {
                "Continue in the browser"
            } else {
                "Open the page from the window"
            };
            signing_in(state, what.to_owned())
        }
        SignInState::WaitingForCode { user_code, .. } => {
            signing_in(state, format!("Compare the code {}", short(user_code)))
        }
        SignInState::SignedIn(_) => submenu(
            format!("Signed in to {name}"),
            vec![item(
                match active {
                    0 => format!("Sign out of {name}"),
                    1 => format!("Sign out of {name} and stop 1 role session"),
                    many => format!("Sign out of {name} and stop {many} role sessions"),
                },
                TrayAction::SignOut(portal.clone()),
            )],
        ),
    }
}

/// Returns the line about the last thing that did not happen at the portal, where there is one.
pub(super) fn portal_problem(state: &PortalState) -> Option<MenuEntry> {
    let problem = state.problem.as_ref()?;
    Some(item(
        problem_text(&format!(
            "{}: {}",
            short(state.portal.name.as_str()),
            problem.summary
        )),
        TrayAction::OpenWindow,
    ))
}

fn signing_in(state: &PortalState, what: String) -> MenuEntry {
    let portal = &state.portal.name;
    submenu(
        format!("Signing in to {}…", short(portal.as_str())),
        vec![
            MenuEntry::Heading(what),
            item("Open Rolecall", TrayAction::OpenWindow),
            item("Cancel", TrayAction::CancelSignIn(portal.clone())),
        ],
    )
}
