//! What has to be true before an action with a role.

use rolecall::keeper::Snapshot;
use rolecall::problem::{Problem, ProblemCode};
use rolecall_model::role_ref::RoleRef;

/// Checks that the user confirmed an action with a production account, where the settings ask for it. The window checks this;
/// the tray's menu has its own confirmation.
///
/// # Errors
/// `ConfirmationNeeded`.
pub(crate) fn require_confirmation(
    snapshot: &Snapshot,
    role: &RoleRef,
    confirmed: bool,
) -> Result<(), Problem> {
    let account = snapshot.account_or_unlisted(role);
    if !confirmed && snapshot.settings.needs_confirmation(&account) {
        return Err(Problem::new(ProblemCode::ConfirmationNeeded, ""));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
