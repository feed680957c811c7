//! The state database: what is stored, many processes, damage, time limits, permissions, speed.

mod busy;
mod history;
mod migration;

use super::*;
use crate::environment::EnvironmentVariables;
use crate::paths::Paths;
use crate::state_store::database::DatabaseTimeouts;
use rolecall::ports::{CatalogueStore, HistoryStore, PreferenceStore, RoleSessionIndex};
use rolecall_model::Timestamp;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::catalogue::Catalogue;
use rolecall_model::history::{HistoryEntry, HistoryQuery};
use rolecall_model::role_ref::{RoleOrigin, RoleRef};
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rusqlite::Connection;
use std::path::Path;
use std::time::Duration;

fn world() -> (tempfile::TempDir, Paths) {
    let folder = tempfile::tempdir().unwrap();
    let environment = EnvironmentVariables {
        rolecall_home: Some(folder.path().to_owned()),
        ..EnvironmentVariables::default()
    };
    let paths = Paths::from_environment(&environment).unwrap();
    (folder, paths)
}

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

#[test]
fn a_catalogue_comes_back_in_its_order_with_hostile_names() {
    let (_world, paths) = world();
    let database = StateDatabase::new(&paths);
    let acme = portal("acme");
    assert_eq!(database.catalogue(&acme).unwrap(), Catalogue::default());
    database
        .save_accounts(
            &acme,
            &[account(3, "beta"), account(2, "Alpha"), account(1, HOSTILE)],
        )
        .unwrap();
    let roles = vec![RoleName::new("b"), RoleName::new(HOSTILE), RoleName::new("a")];
    database
        .save_roles(&acme, &[(account(1, "").id, roles), (account(2, "").id, vec![])])
        .unwrap();
    database.save_refreshed_at(&acme, time(7)).unwrap();

    let again = StateDatabase::new(&paths).catalogue(&acme).unwrap();
    let names: Vec<&str> = again
        .accounts
        .iter()
        .map(|listed| listed.account.name.as_str())
        .collect();
    assert_eq!(names, ["Alpha", "beta", HOSTILE]);
    assert_eq!(again.accounts[0].roles, Some(vec![]));
    assert_eq!(again.accounts[1].roles, None);
    let hostile = again.accounts[2].roles.as_ref().unwrap();
    assert_eq!(
        hostile,
        &[RoleName::new(HOSTILE), RoleName::new("a"), RoleName::new("b")]
    );
    assert_eq!(again.refreshed_at, Some(time(7)));
}

#[test]
fn accounts_that_stay_keep_their_roles_and_the_rest_goes() {
    let (_world, paths) = world();
    let database = StateDatabase::new(&paths);
    let acme = portal("acme");
    database
        .save_accounts(&acme, &[account(1, "one"), account(2, "two")])
        .unwrap();
    let role = vec![RoleName::new("Admin")];
    database
        .save_roles(
            &acme,
            &[
                (account(1, "").id, role.clone()),
                (account(2, "").id, role.clone()),
            ],
        )
        .unwrap();
    database
        .save_accounts(&acme, &[account(2, "renamed"), account(3, "three")])
        .unwrap();
    database
        .save_roles(&acme, &[(account(9, "").id, role.clone())])
        .unwrap();
    let listed = database.catalogue(&acme).unwrap().accounts;
    assert_eq!(listed.len(), 2);
    assert_eq!(
        (listed[0].account.name.as_str(), listed[0].roles.clone()),
        ("renamed", Some(role))
    );
    assert_eq!(
        (listed[1].account.name.as_str(), listed[1].roles.clone()),
        ("three", None)
    );
}

#[test]
fn role_sessions_favourites_and_recents_are_stored() {
    let (_world, paths) = world();
    let database = StateDatabase::new(&paths);
    let record = |number, started, expires| RoleSessionRecord {
        role: role_ref(number, "Admin"),
        started_at: time(started),
        issued_at: time(started),
        expires_at: time(expires),
        renewal: Renewal::On,
    };
    database.save_role_session(&record(2, 20, 100)).unwrap();
    database.save_role_session(&record(1, 10, 100)).unwrap();
    database.save_role_session(&record(1, 50, 200)).unwrap();
    let renewed = RoleSessionRecord {
        issued_at: time(50),
        ..record(1, 10, 200)
    };
    assert_eq!(database.role_sessions().unwrap(), [renewed, record(2, 20, 100)]);
    database.remove_role_session(&role_ref(1, "Admin")).unwrap();
    assert_eq!(database.role_sessions().unwrap(), [record(2, 20, 100)]);

    database.set_favourite(&role_ref(1, HOSTILE), true).unwrap();
    database.set_favourite(&role_ref(1, HOSTILE), true).unwrap();
    assert_eq!(database.favourites().unwrap(), [role_ref(1, HOSTILE)]);
    database.set_favourite(&role_ref(1, HOSTILE), false).unwrap();
    assert_eq!(database.favourites().unwrap(), []);

    for (number, second) in [(1, 1), (2, 2), (3, 3), (1, 4)] {
        database
            .record_use(&role_ref(number, "Admin"), time(second))
            .unwrap();
    }
    assert_eq!(
        database.recents(2).unwrap(),
        [role_ref(1, "Admin"), role_ref(3, "Admin")]
    );

    database.remove_portal_data(&portal("acme")).unwrap();
    assert_eq!(database.role_sessions().unwrap(), []);
    assert_eq!(database.recents(9).unwrap(), []);
}

#[test]
fn a_change_by_another_process_is_noticed() {
    let (_world, paths) = world();
    let (ours, theirs) = (StateDatabase::new(&paths), StateDatabase::new(&paths));
    let before = ours.change_count().unwrap();
    ours.set_favourite(&role_ref(1, "Admin"), true).unwrap();
    assert_eq!(ours.change_count().unwrap(), before);
    theirs.set_favourite(&role_ref(2, "Admin"), true).unwrap();
    assert_ne!(ours.change_count().unwrap(), before);
    assert_eq!(ours.favourites().unwrap().len(), 2);
}

fn damage(path: &Path, how: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = std::fs::read(path).unwrap();
    how(&mut bytes);
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn a_damaged_file_is_moved_aside_and_a_new_one_created() {
    let (_world, paths) = world();
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
    let (_world, paths) = world();
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
    let (_world, paths) = world();
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
fn a_file_of_a_later_version_is_left_unchanged() {
    let (_world, paths) = world();
    let database = StateDatabase::new(&paths);
    database.set_favourite(&role_ref(1, "Admin"), true).unwrap();
    let raw = Connection::open(paths.state_database()).unwrap();
    raw.pragma_update(None, "user_version", 999).unwrap();
    drop((raw, database));
    let error = StateDatabase::new(&paths).favourites().unwrap_err();
    assert_eq!(error.detail, "the file was made by a later version of Rolecall");
}

#[test]
#[cfg(unix)]
fn every_file_is_private() {
    use std::os::unix::fs::PermissionsExt;
    let (_world, paths) = world();
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
    let (_world, paths) = world();
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
    let (_world, paths) = world();
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
fn it_passes_the_contract() {
    let (_world, paths) = world();
    rolecall_fakes::contract::state_store(&StateDatabase::new(&paths), &StateDatabase::new(&paths));
}
