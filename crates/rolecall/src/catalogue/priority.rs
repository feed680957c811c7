//! Which accounts a user is looking at: their roles are listed first.

use rolecall_model::account::AccountId;
use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

/// The accounts that are visible, searched or favourite, highest priority first. Shared with the listing while it runs.
#[derive(Clone, Debug, Default)]
pub struct PriorityAccounts(Arc<Mutex<Vec<AccountId>>>);

impl PriorityAccounts {
    /// Replaces the accounts that are listed first.
    pub fn set(&self, accounts: Vec<AccountId>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = accounts;
    }

    /// Takes the next account to list: the highest priority of `pending`, else its first.
    pub(super) fn take_next(&self, pending: &mut Pending) -> Option<AccountId> {
        let priority = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let first = priority
            .iter()
            .find(|account_id| pending.waiting.contains(*account_id))
            .cloned();
        drop(priority);
        match first {
            Some(account_id) => pending.take(account_id),
            None => pending.take_first(),
        }
    }
}

/// The accounts whose roles are still to be listed.
#[derive(Debug, Default)]
pub(super) struct Pending {
    order: VecDeque<AccountId>,
    waiting: HashSet<AccountId>,
}

impl Pending {
    pub(super) fn push(&mut self, account_id: AccountId) {
        if self.waiting.insert(account_id.clone()) {
            self.order.push_back(account_id);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    fn take(&mut self, account_id: AccountId) -> Option<AccountId> {
        self.waiting.remove(&account_id).then_some(account_id)
    }

    fn take_first(&mut self) -> Option<AccountId> {
        while let Some(account_id) = self.order.pop_front() {
            if self.waiting.remove(&account_id) {
                return Some(account_id);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Pending, PriorityAccounts};
    use rolecall_model::account::AccountId;

    fn id(number: u32) -> AccountId {
        AccountId::parse(&format!("{number:012}")).unwrap()
    }

    #[test]
    fn wanted_accounts_come_first_and_each_comes_once() {
        let priority = PriorityAccounts::default();
        let mut pending = Pending::default();
        for number in [1, 2, 3, 4, 4] {
            pending.push(id(number));
        }
        priority.set(vec![id(9), id(3)]);
        assert_eq!(priority.take_next(&mut pending), Some(id(3)));
        priority.set(vec![id(4)]);
        assert_eq!(priority.take_next(&mut pending), Some(id(4)));
        assert_eq!(priority.take_next(&mut pending), Some(id(1)));
        assert_eq!(priority.take_next(&mut pending), Some(id(2)));
        assert_eq!(priority.take_next(&mut pending), None);
        assert!(pending.is_empty());
    }
}
