//! The production guard: whether what a user does with a role needs their confirmation, or a reason, first.
//!
//! It is the only place that decides it, for every surface: the surfaces ask, and what they learned comes here as a
//! [`Confirmation`]. It must not know how a user is asked. Programs that run `credential-process` are not users: nobody is
//! asked for them; where a reason is needed, they get credentials only of a role session that was started with one.

use rolecall_model::account::Account;
use rolecall_model::catalogue::{Catalogue, account_of};
use rolecall_model::portal::PortalName;
use rolecall_model::reason::Reason;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::settings::{Environment, Settings};
use thiserror::Error;

/// Whether the user confirmed what they do with a production account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Confirmation {
    /// They were not asked.
    Missing,
    /// They were asked, or said so in advance.
    Present,
}

impl Confirmation {
    /// Returns [`Self::Present`] if `given`.
    pub fn from_flag(given: bool) -> Self {
        if given { Self::Present } else { Self::Missing }
    }
}

/// Why the user has to confirm first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ConfirmationNeeded {
    /// The account is production.
    #[error("the account is production")]
    Production,
    /// Nobody knows what the account is called, because the list of its portal was never read.
    #[error("the account is not listed yet")]
    NotListed,
}

/// Returns why the user has to confirm what they do with `role`; nothing if they need not. `catalogues` are those of the
/// portals by name.
pub fn confirmation_needed<'a>(
    settings: &Settings,
    role: &RoleRef,
    catalogues: impl IntoIterator<Item = (&'a PortalName, &'a Catalogue)>,
) -> Option<ConfirmationNeeded> {
    if !settings.ask_before_production {
        return None;
    }
    possible_production(settings, role, catalogues)
}

/// Why the user has to say what they use the role for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a reason is needed: {0}")]
pub struct ReasonNeeded(pub ConfirmationNeeded);

/// Returns why the user has to say what they use `role` for; nothing if they need not. `catalogues` are those of the portals by name.
pub fn reason_needed<'a>(
    settings: &Settings,
    role: &RoleRef,
    catalogues: impl IntoIterator<Item = (&'a PortalName, &'a Catalogue)>,
) -> Option<ReasonNeeded> {
    if !settings.require_reason_for_production {
        return None;
    }
    possible_production(settings, role, catalogues).map(ReasonNeeded)
}

/// Checks that there is a reason for what the user does with `role`, if there has to be one: given now, or the one that the role
/// session was started with.
///
/// # Errors
/// [`ReasonNeeded`] if there has to be one and is none.
pub fn require_reason<'a>(
    settings: &Settings,
    role: &RoleRef,
    catalogues: impl IntoIterator<Item = (&'a PortalName, &'a Catalogue)>,
    reason: Option<&Reason>,
) -> Result<(), ReasonNeeded> {
    match (reason, reason_needed(settings, role, catalogues)) {
        (None, Some(needed)) => Err(needed),
        (Some(_), _) | (None, None) => Ok(()),
    }
}

/// Returns whether the account of `role` is production, or may be.
fn possible_production<'a>(
    settings: &Settings,
    role: &RoleRef,
    catalogues: impl IntoIterator<Item = (&'a PortalName, &'a Catalogue)>,
) -> Option<ConfirmationNeeded> {
    let own = role.portal();
    let of_role: Vec<_> = catalogues
        .into_iter()
        .filter(|(portal, _)| own.is_none_or(|own| own == *portal))
        .collect();
    let account = account_of(role, of_role.iter().copied());
    let is_missing = account == Account::unlisted(&role.account_id);
    let was_never_listed = |(_, catalogue): &(_, &Catalogue)| catalogue.refreshed_at.is_none();
    match settings.environment_of(&account) {
        Some(Environment::Production) => Some(ConfirmationNeeded::Production),
        Some(Environment::Staging | Environment::Development) => None,
        // A pattern over names may fit once the name is known.
        None if is_missing && (of_role.is_empty() || of_role.iter().any(was_never_listed)) => {
            Some(ConfirmationNeeded::NotListed)
        }
        None => None,
    }
}

/// Checks that the user confirmed what they do with `role`, if they have to.
///
/// # Errors
/// [`ConfirmationNeeded`] if they have to and did not.
pub fn require_confirmation<'a>(
    settings: &Settings,
    role: &RoleRef,
    catalogues: impl IntoIterator<Item = (&'a PortalName, &'a Catalogue)>,
    confirmation: Confirmation,
) -> Result<(), ConfirmationNeeded> {
    match (confirmation, confirmation_needed(settings, role, catalogues)) {
        (Confirmation::Missing, Some(reason)) => Err(reason),
        (Confirmation::Present, _) | (Confirmation::Missing, None) => Ok(()),
    }
}

#[cfg(test)]
mod tests;
