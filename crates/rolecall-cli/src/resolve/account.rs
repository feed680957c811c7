//! Accounts by ID or name.

use super::failure_with_candidates;
use crate::failure::Failure;
use crate::messages::targets as messages;
use rolecall::problem::ProblemCode;
use rolecall_model::account::AccountId;
use std::collections::BTreeMap;

/// The names of the listed accounts.
pub(crate) type AccountNamesById = BTreeMap<AccountId, String>;

/// Returns the account that `text` stands for: an ID (listed or not, with or without dashes), or the name of exactly one
/// listed account. An exact match is preferred to one that ignores case.
///
/// # Errors
/// No account has this name, or several do; those are listed.
pub(crate) fn account(accounts: &AccountNamesById, text: &str) -> Result<AccountId, Failure> {
    let digits: String = text.chars().filter(|c| *c != '-').collect();
    if let Ok(id) = AccountId::parse(&digits) {
        return Ok(id);
    }
    let ids_where = |matches: &dyn Fn(&str) -> bool| -> Vec<&AccountId> {
        let matching = accounts.iter().filter(|(_, name)| matches(name));
        matching.map(|(id, _)| id).collect()
    };
    let mut ids = ids_where(&|name| name == text);
    if ids.is_empty() {
        ids = ids_where(&|name| name.to_lowercase() == text.to_lowercase());
    }
    match ids.as_slice() {
        [only] => Ok((*only).clone()),
        [] => Err(Failure::invalid_input(
            messages::unknown_account(text),
            messages::LIST_ACCOUNTS,
        )),
        several => Err(failure_with_candidates(
            ProblemCode::Ambiguous,
            messages::ambiguous_account(text),
            messages::ACCOUNT_IDS,
            several.iter().map(|id| id.to_string()).collect(),
        )),
    }
}
