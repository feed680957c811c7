//! State databases that break one promise each.

use crate::FakeStateStore;
use crate::contract;
use rolecall::Timestamp;
use rolecall::account::{Account, AccountId, RoleName};
use rolecall::assignment::Assignment;
use rolecall::catalogue::Catalogue;
use rolecall::portal::PortalName;
use rolecall::ports::{RoleSessionRecord, StateStore, StateStoreError};
use std::panic::{AssertUnwindSafe, catch_unwind};

#[derive(Clone, Copy, Debug, PartialEq)]
enum StoreFlaw {
    None,
    LosesRolesOfThoseWhoStay,
    NoRolesIsNeverListed,
    OrdersByCase,
    ForgetsTheStart,
    ForgetsTooLittle,
    CountsOwnUseOnly,
    CleansNames,
}

struct FlawedStore(FakeStateStore, StoreFlaw);

impl StateStore for FlawedStore {
    fn catalogue(&self, portal: &PortalName) -> Result<Catalogue, StateStoreError> {
        let mut catalogue = self.0.catalogue(portal)?;
        if self.1 == StoreFlaw::OrdersByCase {
            catalogue
                .accounts
                .sort_by(|one, other| one.account.name.cmp(&other.account.name));
        }
        if self.1 == StoreFlaw::NoRolesIsNeverListed {
            catalogue
                .accounts
                .iter_mut()
                .for_each(|listed| listed.roles = listed.roles.take().filter(|all| !all.is_empty()));
        }
        Ok(catalogue)
    }

    fn keep_accounts(&self, portal: &PortalName, accounts: &[Account]) -> Result<(), StateStoreError> {
        if self.1 == StoreFlaw::LosesRolesOfThoseWhoStay {
            self.0.keep_accounts(portal, &[])?;
        }
        let clean = |account: &Account| match self.1 {
            StoreFlaw::CleansNames => Account {
                name: account.name.replace('\0', ""),
                ..account.clone()
            },
            StoreFlaw::None
            | StoreFlaw::LosesRolesOfThoseWhoStay
            | StoreFlaw::NoRolesIsNeverListed
            | StoreFlaw::OrdersByCase
            | StoreFlaw::ForgetsTheStart
            | StoreFlaw::ForgetsTooLittle
            | StoreFlaw::CountsOwnUseOnly => account.clone(),
        };
        self.0
            .keep_accounts(portal, &accounts.iter().map(clean).collect::<Vec<_>>())
    }

    fn keep_roles(
        &self,
        portal: &PortalName,
        roles: &[(AccountId, Vec<RoleName>)],
    ) -> Result<(), StateStoreError> {
        self.0.keep_roles(portal, roles)
    }

    fn keep_refreshed_at(&self, portal: &PortalName, at: Timestamp) -> Result<(), StateStoreError> {
        self.0.keep_refreshed_at(portal, at)
    }

    fn forget_portal(&self, portal: &PortalName) -> Result<(), StateStoreError> {
        let favourites = self.0.favourites()?;
        self.0.forget_portal(portal)?;
        if self.1 == StoreFlaw::ForgetsTooLittle {
            favourites
                .iter()
                .try_for_each(|favourite| self.0.keep_favourite(favourite, true))?;
        }
        Ok(())
    }

    fn role_sessions(&self) -> Result<Vec<RoleSessionRecord>, StateStoreError> {
        self.0.role_sessions()
    }

    fn keep_role_session(&self, record: &RoleSessionRecord) -> Result<(), StateStoreError> {
        if self.1 == StoreFlaw::ForgetsTheStart {
            self.0.forget_role_session(&record.assignment)?;
        }
        self.0.keep_role_session(record)
    }

    fn forget_role_session(&self, assignment: &Assignment) -> Result<(), StateStoreError> {
        self.0.forget_role_session(assignment)
    }

    fn favourites(&self) -> Result<Vec<Assignment>, StateStoreError> {
        self.0.favourites()
    }

    fn keep_favourite(&self, assignment: &Assignment, favourite: bool) -> Result<(), StateStoreError> {
        self.0.keep_favourite(assignment, favourite)
    }

    fn keep_use(&self, assignment: &Assignment, at: Timestamp) -> Result<(), StateStoreError> {
        self.0.keep_use(assignment, at)
    }

    fn recents(&self, most: u32) -> Result<Vec<Assignment>, StateStoreError> {
        self.0.recents(most)
    }

    fn change_count(&self) -> Result<i64, StateStoreError> {
        if self.1 == StoreFlaw::CountsOwnUseOnly {
            Ok(0)
        } else {
            self.0.change_count()
        }
    }
}

#[test]
fn flawed_state_stores_are_caught() {
    let caught = |flaw| {
        let store = FakeStateStore::default();
        let other = FlawedStore(store.open_again(), flaw);
        let flawed = FlawedStore(store, flaw);
        catch_unwind(AssertUnwindSafe(|| contract::state_store(&flawed, &other))).is_err()
    };
    assert!(!caught(StoreFlaw::None));
    for flaw in [
        StoreFlaw::LosesRolesOfThoseWhoStay,
        StoreFlaw::NoRolesIsNeverListed,
        StoreFlaw::OrdersByCase,
        StoreFlaw::ForgetsTheStart,
        StoreFlaw::ForgetsTooLittle,
        StoreFlaw::CountsOwnUseOnly,
        StoreFlaw::CleansNames,
    ] {
        assert!(caught(flaw), "{flaw:?}");
    }
    let (one, two) = (FakeStateStore::default(), FakeStateStore::default());
    let apart = catch_unwind(AssertUnwindSafe(|| contract::state_store(&one, &two)));
    assert!(apart.is_err(), "two databases are not one");
}
