//! The names of portals, accounts and roles.

use crate::messages::{self, InvalidField};
use crate::wire::{AccountKey, RenameKey, RoleKey};
use rolecall::problem::Problem;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::catalogue::Rename;
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::{RoleOrigin, RoleRef};

/// Parses a role.
///
/// # Errors
/// `WrongInput` when the origin or the account id is malformed; a role's name can be any text.
pub(crate) fn role_ref(key: &RoleKey) -> Result<RoleRef, Problem> {
    Ok(RoleRef {
        origin: origin(&key.origin)?,
        account_id: account_id(&key.account_id)?,
        role_name: RoleName::new(key.role_name.clone()),
    })
}

/// Parses a role and its new name.
///
/// # Errors
/// As [`role_ref`].
pub(crate) fn rename(key: &RenameKey) -> Result<Rename, Problem> {
    let from = role_ref(&key.role_key)?;
    let to = RoleRef {
        role_name: RoleName::new(key.new_name.clone()),
        ..from.clone()
    };
    Ok(Rename { from, to })
}

fn origin(text: &str) -> Result<RoleOrigin, Problem> {
    RoleOrigin::parse_key(text)
        .ok_or_else(|| Problem::invalid_input(messages::name_not_used(InvalidField::PortalName)))
}

/// Parses a role that may be absent.
///
/// # Errors
/// As [`role_ref`].
pub(crate) fn optional_role(key: Option<&RoleKey>) -> Result<Option<RoleRef>, Problem> {
    key.map(role_ref).transpose()
}

/// Parses a portal's name.
///
/// # Errors
/// `WrongInput` when it is malformed.
pub(crate) fn portal_name(text: &str) -> Result<PortalName, Problem> {
    PortalName::parse(text)
        .map_err(|_| Problem::invalid_input(messages::name_not_used(InvalidField::PortalName)))
}

/// Parses a portal's name that may be absent.
///
/// # Errors
/// As [`portal_name`].
pub(crate) fn optional_portal_name(text: Option<&str>) -> Result<Option<PortalName>, Problem> {
    text.map(portal_name).transpose()
}

/// Parses the keys of accounts that a portal lists; the others are left out.
///
/// # Errors
/// `WrongInput` for the first whose portal or account id is malformed.
pub(crate) fn listed_accounts(keys: &[AccountKey]) -> Result<Vec<(PortalName, AccountId)>, Problem> {
    let listed = keys
        .iter()
        .filter_map(|key| Some((key.portal.as_deref()?, &key.account_id)));
    listed
        .map(|(portal, id)| Ok((portal_name(portal)?, account_id(id)?)))
        .collect()
}

/// Parses the id in the key of an account: what the user says of an account holds at every portal.
///
/// # Errors
/// `WrongInput` when it is malformed.
pub(super) fn account(key: &AccountKey) -> Result<AccountId, Problem> {
    account_id(&key.account_id)
}

fn account_id(text: &str) -> Result<AccountId, Problem> {
    AccountId::parse(text)
        .map_err(|_| Problem::invalid_input(messages::account_not_used(InvalidField::AccountId)))
}
