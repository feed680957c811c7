//! Roles that a sign-in to the console leads to.

use rolecall_model::role_definition::LoginSessionArn;
use rolecall_model::role_ref::DefinedRoleName;

pub(crate) const SIGNED_IN_TO_CONSOLE: &str = "a sign-in to the console";
pub(crate) const USE_BROWSER: &str = "Leave the option out, or use --no-browser for a link.";

pub(crate) fn added(name: &DefinedRoleName, login_session: &LoginSessionArn) -> String {
    format!("Added {name}. You are signed in as {login_session}, for twelve hours at most.")
}

pub(crate) fn signed_in(name: &DefinedRoleName) -> String {
    format!("Signed in to the console for {name}, for twelve hours at most.")
}

pub(crate) fn signed_out(name: &DefinedRoleName, was_signed_in: bool) -> String {
    if was_signed_in {
        format!(
            "Signed out of the console for {name} on this computer. In your browser you are still signed in."
        )
    } else {
        format!("You were not signed in to the console for {name}.")
    }
}

/// An option of signing in to a portal that the console does not have.
pub(crate) fn not_for_console(option: &str) -> String {
    format!("A sign-in to the console has no {option}.")
}

pub(crate) fn of_login(name: &DefinedRoleName) -> String {
    format!("A sign-in to the console leads to {name}, and nothing else.")
}
