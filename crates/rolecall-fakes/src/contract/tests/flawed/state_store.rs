//! State databases that break one promise each.

use crate::FakeStateStore;
use crate::contract;
use crate::locked;
use rolecall::ports::{
    CatalogueStore, HistoryStore, PreferenceStore, RoleSessionIndex, StateStore, StateStoreError,
};
use rolecall_model::Timestamp;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::assignment::Assignment;
use rolecall_model::catalogue::Catalogue;
use rolecall_model::history::{HistoryEntry, HistoryQuery};
use rolecall_model::portal::PortalName;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::time::Duration;

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
    LosesIssue,
    RenewalFollowsARenewal,
    HistoryForgetsTheProgram,
    HistoryKeepsRepeats,
    HistoryMergesTooMuch,
    HistoryEndsTooLate,
    HistoryGoesWithItsPortal,
    ToldIsAlwaysNews,
    ToldNeverForgets,
    ToldStaysWithItsPortal,
    ToldRaces,
    RecentsByTimeAlone,
    RenameForgets,
    RenameTakesRoleSessions,
    RenameKeepsTheOld,
    SmallThingsAreTrimmed,
}

/// A store, its flaw, and what was used, the latest last.
struct FlawedStore(FakeStateStore, StoreFlaw, Arc<Mutex<Vec<Assignment>>>);

impl CatalogueStore for FlawedStore {
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

    fn save_accounts(&self, portal: &PortalName, accounts: &[Account]) -> Result<(), StateStoreError> {
        if self.1 == StoreFlaw::LosesRolesOfThoseWhoStay {
            self.0.save_accounts(portal, &[])?;
        }
        let clean = |account: &Account| match self.1 == StoreFlaw::CleansNames {
            true => Account {
                name: account.name.replace('\0', ""),
                ..account.clone()
            },
            false => account.clone(),
        };
        self.0
            .save_accounts(portal, &accounts.iter().map(clean).collect::<Vec<_>>())
    }

    fn save_roles(
        &self,
        portal: &PortalName,
        roles: &[(AccountId, Vec<RoleName>)],
    ) -> Result<(), StateStoreError> {
        self.0.save_roles(portal, roles)
    }

    fn save_refreshed_at(&self, portal: &PortalName, at: Timestamp) -> Result<(), StateStoreError> {
        self.0.save_refreshed_at(portal, at)
    }
}

impl RoleSessionIndex for FlawedStore {
    fn role_sessions(&self) -> Result<Vec<RoleSessionRecord>, StateStoreError> {
        self.0.role_sessions()
    }

    fn save_role_session(&self, record: &RoleSessionRecord) -> Result<(), StateStoreError> {
        if self.1 == StoreFlaw::ForgetsTheStart {
            self.0.remove_role_session(&record.assignment)?;
        }
        let known = self.0.role_sessions()?;
        let known = known.iter().find(|known| known.assignment == record.assignment);
        if let Some(known) = known.filter(|_| self.1 == StoreFlaw::LosesIssue) {
            let issued_at = known.issued_at;
            return self.0.save_role_session(&RoleSessionRecord {
                issued_at,
                ..record.clone()
            });
        }
        self.0.save_role_session(record)?;
        if self.1 == StoreFlaw::RenewalFollowsARenewal {
            self.0.set_renewal(&record.assignment, record.renewal)?;
        }
        Ok(())
    }

    fn set_renewal(&self, assignment: &Assignment, renewal: Renewal) -> Result<(), StateStoreError> {
        self.0.set_renewal(assignment, renewal)
    }

    fn remove_role_session(&self, assignment: &Assignment) -> Result<(), StateStoreError> {
        self.0.remove_role_session(assignment)
    }
}

impl HistoryStore for FlawedStore {
    fn append_history(&self, entry: &HistoryEntry) -> Result<(), StateStoreError> {
        let mut entry = entry.clone();
        if self.1 == StoreFlaw::HistoryForgetsTheProgram {
            entry.program = None;
        }
        if self.1 == StoreFlaw::HistoryKeepsRepeats && entry.until.is_none() {
            entry.until = Some(entry.at);
        }
        if self.1 == StoreFlaw::HistoryMergesTooMuch {
            entry.by_default = false;
        }
        self.0.append_history(&entry)
    }

    fn history(&self, query: &HistoryQuery) -> Result<Vec<HistoryEntry>, StateStoreError> {
        let mut query = query.clone();
        if self.1 == StoreFlaw::HistoryEndsTooLate && query.until < Timestamp::MAX {
            query.until += Duration::from_secs(1);
        }
        self.0.history(&query)
    }

    fn prune_history(&self, before: Timestamp) -> Result<(), StateStoreError> {
        self.0.prune_history(before)
    }
}

impl PreferenceStore for FlawedStore {
    fn favourites(&self) -> Result<Vec<Assignment>, StateStoreError> {
        self.0.favourites()
    }

    fn set_favourite(&self, assignment: &Assignment, favourite: bool) -> Result<(), StateStoreError> {
        self.0.set_favourite(assignment, favourite)
    }

    fn rename_assignment(&self, from: &Assignment, to: &Assignment) -> Result<(), StateStoreError> {
        if self.1 == StoreFlaw::RenameForgets {
            return self.0.set_favourite(from, false);
        }
        let was_favourite = self.0.favourites()?.contains(from);
        self.0.rename_assignment(from, to)?;
        if self.1 == StoreFlaw::RenameKeepsTheOld && was_favourite {
            self.0.set_favourite(from, true)?;
        }
        if self.1 == StoreFlaw::RenameTakesRoleSessions {
            self.0.remove_role_session(from)?;
        }
        Ok(())
    }

    fn record_use(&self, assignment: &Assignment, at: Timestamp) -> Result<(), StateStoreError> {
        locked(&self.2).push(assignment.clone());
        self.0.record_use(assignment, at)
    }

    fn recents(&self, most: u32) -> Result<Vec<Assignment>, StateStoreError> {
        let mut recents = self.0.recents(most)?;
        if self.1 == StoreFlaw::RecentsByTimeAlone {
            let used = locked(&self.2);
            recents.sort_by_key(|recent| std::cmp::Reverse(used.iter().rposition(|used| used == recent)));
        }
        Ok(recents)
    }

    fn mark_notified(&self, cause: &str, at: Timestamp) -> Result<bool, StateStoreError> {
        if self.1 == StoreFlaw::ToldRaces {
            let mark = format!("told {cause}");
            let news = self.0.value(&mark)?.unwrap_or_default().is_empty();
            (0..100).for_each(|_| std::thread::yield_now());
            self.0.set_value(&mark, "told")?;
            return Ok(news);
        }
        let news = self.0.mark_notified(cause, at)?;
        Ok(news || self.1 == StoreFlaw::ToldIsAlwaysNews)
    }

    fn clear_notified(&self, cause: &str) -> Result<(), StateStoreError> {
        if self.1 == StoreFlaw::ToldNeverForgets {
            return Ok(());
        }
        if self.1 == StoreFlaw::ToldRaces {
            self.0.set_value(&format!("told {cause}"), "")?;
        }
        self.0.clear_notified(cause)
    }

    fn value(&self, key: &str) -> Result<Option<String>, StateStoreError> {
        self.0.value(key)
    }

    fn set_value(&self, key: &str, value: &str) -> Result<(), StateStoreError> {
        match self.1 == StoreFlaw::SmallThingsAreTrimmed {
            true => self.0.set_value(key, value.trim()),
            false => self.0.set_value(key, value),
        }
    }
}

impl StateStore for FlawedStore {
    fn remove_portal_data(&self, portal: &PortalName) -> Result<(), StateStoreError> {
        let favourites = self.0.favourites()?;
        self.0.remove_portal_data(portal)?;
        if self.1 == StoreFlaw::ForgetsTooLittle {
            favourites
                .iter()
                .try_for_each(|favourite| self.0.set_favourite(favourite, true))?;
        }
        if self.1 == StoreFlaw::HistoryGoesWithItsPortal {
            self.0.prune_history(Timestamp::MAX)?;
        }
        if self.1 == StoreFlaw::ToldStaysWithItsPortal {
            self.0
                .mark_notified(&format!("sign-in:{portal}"), Timestamp::MIN)?;
        }
        Ok(())
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
        let used = Arc::<Mutex<Vec<Assignment>>>::default();
        let other = FlawedStore(store.open_again(), flaw, Arc::clone(&used));
        let flawed = FlawedStore(store, flaw, used);
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
        StoreFlaw::LosesIssue,
        StoreFlaw::RenewalFollowsARenewal,
        StoreFlaw::HistoryForgetsTheProgram,
        StoreFlaw::HistoryKeepsRepeats,
        StoreFlaw::HistoryMergesTooMuch,
        StoreFlaw::HistoryEndsTooLate,
        StoreFlaw::HistoryGoesWithItsPortal,
        StoreFlaw::ToldIsAlwaysNews,
        StoreFlaw::ToldNeverForgets,
        StoreFlaw::ToldStaysWithItsPortal,
        StoreFlaw::ToldRaces,
        StoreFlaw::RecentsByTimeAlone,
        StoreFlaw::RenameForgets,
        StoreFlaw::RenameTakesRoleSessions,
        StoreFlaw::RenameKeepsTheOld,
        StoreFlaw::SmallThingsAreTrimmed,
    ] {
        assert!(caught(flaw), "{flaw:?}");
    }
    let (one, two) = (FakeStateStore::default(), FakeStateStore::default());
    let apart = catch_unwind(AssertUnwindSafe(|| contract::state_store(&one, &two)));
    assert!(apart.is_err(), "two databases are not one");
}
