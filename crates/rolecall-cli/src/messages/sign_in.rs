//! `rolecall sign-in` and `sign-out`.

pub(crate) use super::targets::LIST_ROLES;

use super::program::PRESS_CTRL_C;
use rolecall::sign_out::SignOutOutcome;
use rolecall_model::portal::PortalName;

pub(crate) const NO_BROWSER: &str = "No browser is available, so you sign in with a code.";
pub(crate) const OPENING: &str =
    "Opening the sign-in page in your browser. If it does not open, use this link on this computer:";
pub(crate) const OPEN_LINK: &str = "Open this link in a browser on this computer:";
pub(crate) const NOT_OPENED: &str =
    "The browser could not be opened. Open this link in a browser on this computer:";
pub(crate) const OPEN_LINK_ANYWHERE: &str = "Open this link on any device:";
pub(crate) const YOUR_CODE: &str = "Your code:";
pub(crate) const COMPARE_CODE: &str = "Continue only if the page shows exactly this code.";
pub(crate) const CODE_WARNING: &str =
    "Confirm only a sign-in that you started yourself. Anyone whose code you confirm gets your access.";

pub(crate) fn in_window(portal: &PortalName) -> String {
    format!("Continue the sign-in to {portal} in Rolecall's window.")
}

pub(crate) fn window_not_running(portal: &PortalName) -> String {
    format!(
        "Rolecall's window is not running. Open it with `rolecall app`, or sign in with `rolecall sign-in {portal}`."
    )
}

pub(crate) fn window_not_responding(portal: &PortalName) -> String {
    format!(
        "Rolecall's window is not responding. Open it with `rolecall app`, or sign in with `rolecall sign-in {portal}`."
    )
}

pub(crate) fn enter_code(verification_uri: &str) -> String {
    format!("To enter the code yourself, open {verification_uri}")
}

pub(crate) fn waiting(until: &str) -> String {
    format!("Waiting for you until {until}. {PRESS_CTRL_C}")
}

pub(crate) fn signed_in(portal: &PortalName) -> String {
    format!("Signed in to {portal}.")
}

pub(crate) fn signed_out(portal: &PortalName, outcome: SignOutOutcome) -> String {
    match outcome {
        SignOutOutcome::Revoked => format!("Signed out of {portal}."),
        SignOutOutcome::NotRevoked => format!(
            "Signed out of {portal} on this computer. AWS could not be reached to revoke the sign-in; it expires there on its own."
        ),
        SignOutOutcome::NotOffered => format!(
            "Signed out of {portal} on this computer. Account access manager has no way to end a sign-in: it expires at AWS on its own."
        ),
        SignOutOutcome::NotSignedIn => format!("You were not signed in to {portal}."),
    }
}
