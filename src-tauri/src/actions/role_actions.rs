//! What has to be true before an action with a role.

use rolecall::keeper::Snapshot;
use rolecall::problem::{Problem, ProblemCode};
use rolecall_model::account::Account;
use rolecall_model::assignment::Assignment;
use rolecall_model::settings::{Environment, environment_of};

/// Checks that the user confirmed an action with a production account, where the settings ask for it. The window checks this;
/// the tray's menu has its own confirmation.
///
/// # Errors
/// `ConfirmationNeeded`.
pub(crate) fn require_confirmation(
    snapshot: &Snapshot,
    assignment: &Assignment,
    confirmed: bool,
) -> Result<(), Problem> {
    if snapshot.settings.ask_before_production && !confirmed && is_production(snapshot, assignment) {
        return Err(Problem::new(ProblemCode::ConfirmationNeeded, ""));
    }
    Ok(())
}

fn is_production(snapshot: &Snapshot, assignment: &Assignment) -> bool {
    let listed = snapshot.portal(&assignment.portal).and_then(|state| {
        let mut accounts = state.catalogue.accounts.iter();
        accounts.find(|listed| listed.account.id == assignment.account_id)
    });
    let unlisted = || Account::unlisted(&assignment.account_id);
    let account = listed.map_or_else(unlisted, |listed| listed.account.clone());
    environment_of(&snapshot.settings, &account) == Some(Environment::Production)
}

#[cfg(test)]
mod tests;
