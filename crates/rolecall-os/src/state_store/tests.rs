//! The state database: what is stored, many processes, damage, time limits, permissions, files that cannot be written, speed.

mod busy;
mod history;
mod migration;
#[cfg(unix)]
mod unwritable;

use super::*;
use crate::paths::Paths;
use crate::state_store::database::DatabaseTimeouts;
use crate::tests::home;
use rolecall::ports::{CatalogueStore, HistoryStore, PreferenceStore, RoleSessionIndex};
use rolecall_fakes::contract;
use rolecall_model::Timestamp;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::catalogue::Catalogue;
use rolecall_model::history::{HistoryEntry, HistoryQuery};
use rolecall_model::role_ref::{RoleOrigin, RoleRef};
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rusqlite::Connection;
use std::path::Path;
use std::time::Duration;

fn portal(name: &str) -> PortalName {
    PortalName::parse(name).unwrap()
}

fn account(number: u32, name: &str) -> Account {
    Account {
        id: AccountId::parse(&format!("{number:012}")).unwrap(),
        name: name.to_owned(),
        email: None,
    }
}

fn role_ref(number: u32, role: &str) -> RoleRef {
    RoleRef {
        origin: RoleOrigin::Portal(portal("acme")),
        account_id: account(number, "").id,
        role_name: RoleName::new(role),
    }
}

fn time(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

const HOSTILE: &str = "O'Reilly \"; DROP TABLE accounts; --\n\u{202e}\u{1f600}\0\t\\";

fn damage(path: &Path, how: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = std::fs::read(path).unwrap();
    how(&mut bytes);
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn a_damaged_file_is_moved_aside_and_a_new_one_created() {
    let (_home, paths) = home();
    let path = paths.state_database();
    StateDatabase::new(&paths)
        .set_favourite(&role_ref(1, "Admin"), true)
        .unwrap();
    damage(&path, |bytes| bytes[..64].fill(b'x'));
    let database = StateDatabase::new(&paths);
    assert_eq!(database.favourites().unwrap(), []);
    let Some(StateWarning::MovedAside { to }) = database.take_warning() else {
        panic!("no warning")
    };
    assert!(std::fs::read(to).unwrap().starts_with(b"xxxx"));
    assert_eq!(database.take_warning(), None);
    database.set_favourite(&role_ref(2, "Admin"), true).unwrap();
    let again = StateDatabase::new(&paths);
    assert_eq!(again.favourites().unwrap(), [role_ref(2, "Admin")]);
    assert_eq!(again.take_warning(), None);
}

#[test]
fn a_file_is_moved_aside_with_its_log() {
    let (_home, paths) = home();
    let path = paths.state_database();
    let database = StateDatabase::new(&paths);
    database.set_favourite(&role_ref(1, "Admin"), true).unwrap();
    let with_suffix = |suffix: &str| std::path::PathBuf::from(format!("{}{suffix}", path.display()));
    let log = std::fs::read(with_suffix("-wal")).unwrap();
    damage(&path, |bytes| bytes[..64].fill(b'x'));
    let Ok(Some(StateWarning::MovedAside { to })) =
        database_file::move_aside(&path, Duration::ZERO, |_| true)
    else {
        panic!("it was not moved")
    };
    assert!(!path.exists() && !with_suffix("-wal").exists() && !with_suffix("-shm").exists());
    assert_eq!(std::fs::read(format!("{}-wal", to.display())).unwrap(), log);
}

#[test]
fn damage_inside_the_file_is_found_when_it_is_read() {
    let (_home, paths) = home();
    let acme = portal("acme");
    let accounts: Vec<Account> = (1..2000)
        .map(|number| account(number, "a name of some length"))
        .collect();
    StateDatabase::new(&paths)
        .save_accounts(&acme, &accounts)
        .unwrap();
    damage(&paths.state_database(), |bytes| bytes[4096..].fill(0xff));
    let database = StateDatabase::new(&paths);
    assert_eq!(database.catalogue(&acme).unwrap(), Catalogue::default());
    assert!(database.take_warning().is_some());
}

#[test]
#[cfg(unix)]
fn every_file_is_private() {
    use std::os::unix::fs::PermissionsExt;
    let (_home, paths) = home();
    let database = StateDatabase::new(&paths);
    database.set_favourite(&role_ref(1, "Admin"), true).unwrap();
    let folder = paths.state_database().parent().unwrap().to_owned();
    let modes: Vec<u32> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().metadata().unwrap().permissions().mode() & 0o777)
        .collect();
    assert_eq!(modes, [0o600; 3], "the database, its log and its index");
}

/// Returns a database that waits for others as long as a busy machine takes: what is tested is that all succeed.
fn patient_database(paths: &Paths) -> StateDatabase {
    let minutes = Duration::from_mins(5);
    let timeouts = DatabaseTimeouts {
        connection: minutes,
        database: minutes,
        history_log: minutes,
    };
    StateDatabase::with_timeouts(paths, timeouts)
}

#[test]
fn many_processes_may_create_the_file_at_once() {
    let (_home, paths) = home();
    std::thread::scope(|scope| {
        for number in 1..=8 {
            let paths = &paths;
            scope.spawn(move || {
                patient_database(paths)
                    .set_favourite(&role_ref(number, "Admin"), true)
                    .unwrap();
            });
        }
    });
    assert_eq!(StateDatabase::new(&paths).favourites().unwrap().len(), 8);
}

#[test]
fn twenty_thousand_assignments_load() {
    let (_home, paths) = home();
    let database = StateDatabase::new(&paths);
    let acme = portal("acme");
    let accounts: Vec<Account> = (0..5000)
        .map(|number| account(number, &format!("account {number}")))
        .collect();
    let names: Vec<RoleName> = ["Admin", "Audit", "PowerUser", "ReadOnly"]
        .map(RoleName::new)
        .into();
    let roles: Vec<_> = accounts
        .iter()
        .map(|account| (account.id.clone(), names.clone()))
        .collect();
    database.save_accounts(&acme, &accounts).unwrap();
    database.save_roles(&acme, &roles).unwrap();
    let loaded = StateDatabase::new(&paths).catalogue(&acme).unwrap();
    assert_eq!(loaded.role_refs(&acme).count(), 20_000);
}

#[test]
fn it_passes_the_contracts() {
    let suites: [fn(&StateDatabase, &StateDatabase); 5] = [
        contract::catalogue_store,
        contract::role_session_index,
        contract::history_store,
        contract::preference_store,
        contract::state_store,
    ];
    for suite in suites {
        let (_home, paths) = home();
        suite(&StateDatabase::new(&paths), &StateDatabase::new(&paths));
    }
}
