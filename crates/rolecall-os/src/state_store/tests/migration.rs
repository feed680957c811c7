//! A database of an earlier version is migrated completely.

use super::*;
use crate::state_store::schema;
use rolecall_model::catalogue::Rename;
use rolecall_model::export_format::ExportFormat;
use rolecall_model::history::{HistoryDetail, HistoryEvent, Surface};
use rolecall_model::role_arn::RoleArn;
use sha2::{Digest, Sha256};

#[test]
fn a_released_step_is_never_changed() {
    let digests = [0, 1, 2, 3].map(|step| hex::encode(Sha256::digest(schema::STEPS[step])));
    assert_eq!(
        digests,
        [
            "ba3cbc2b66039c135a6558ee0cd3f293bbd347b83e412e0cfb17045b6b357fe9",
            "ac814058e714545b68156840965f786e155879b10d9351d9cf49a6987876ab18",
            "ceb8de76428bed580014e96932c9a685e3bc10f61fc3b99fe30d25da66082abd",
            "a90bb76402c64c4a0d6ba7e3fb0eb037a3427f275287dd83423b72a31fbcb0cc",
        ]
    );
}

/// Creates a database of version 1 with a row in every table.
fn create_version_1(paths: &Paths) {
    let path = paths.state_database();
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let raw = Connection::open(path).unwrap();
    raw.pragma_update(None, "journal_mode", "wal").unwrap();
    raw.execute_batch(schema::STEPS[0]).unwrap();
    raw.execute_batch(
        "INSERT INTO portals VALUES ('acme', 7000);
         INSERT INTO accounts VALUES ('acme', '000000000001', 'one', 'one@example.com', 1), ('acme', '000000000002', 'two', NULL, 0);
         INSERT INTO roles VALUES ('acme', '000000000001', 'Admin'), ('acme', '000000000001', 'Reader');
         INSERT INTO role_sessions VALUES ('acme', '000000000001', 'Admin', 1772366400000, 1772370000000);
         INSERT INTO favourites VALUES ('acme', '000000000002', 'Admin');
         INSERT INTO uses VALUES ('acme', '000000000001', 'Admin', 1772366400000),
            ('acme', '000000000002', 'Admin', 1772366400001), ('acme', '000000000003', 'Admin', 1772366399999);
         PRAGMA user_version = 1;",
    )
    .unwrap();
}

#[test]
fn a_database_of_version_1_is_migrated() {
    let (_home, paths) = home();
    create_version_1(&paths);
    let database = StateDatabase::new(&paths);
    let listed = database.catalogue(&portal("acme")).unwrap();
    assert_eq!(listed.refreshed_at, Some(time(7)));
    let names: Vec<&str> = listed
        .accounts
        .iter()
        .map(|listed| listed.account.name.as_str())
        .collect();
    assert_eq!(names, ["one", "two"]);
    assert_eq!(listed.role_refs(&portal("acme")).count(), 2);
    assert_eq!(listed.accounts[1].roles, None);
    let record = RoleSessionRecord {
        role: role_ref(1, "Admin"),
        started_at: time(1_772_366_400),
        issued_at: time(1_772_366_400),
        expires_at: time(1_772_370_000),
        renewal: Renewal::OnDemand,
        requested_by: Surface::CredentialProcess,
        reason: None,
    };
    assert_eq!(database.role_sessions().unwrap(), [record]);
    assert_eq!(database.favourites().unwrap(), [role_ref(2, "Admin")]);
    let latest_first = [2, 1, 3].map(|number| role_ref(number, "Admin"));
    assert_eq!(database.recents(9).unwrap(), latest_first);
    assert_eq!(database.take_warning(), None);

    // An earlier use got the weight of one use at its time: another use makes two.
    database
        .record_use(&role_ref(3, "Admin"), time(1_772_366_400))
        .unwrap();
    let recent = role_ref(4, "Admin");
    database
        .record_use(&recent, time(1_772_366_400 + 6 * 86_400))
        .unwrap();
    assert_eq!(
        database.recents(2).unwrap(),
        [role_ref(3, "Admin"), recent.clone()]
    );
    database
        .record_use(&recent, time(1_772_366_400 + 6 * 86_400))
        .unwrap();
    assert_eq!(database.recents(1).unwrap(), [recent]);
}

#[test]
fn many_processes_may_migrate_at_once() {
    let (_home, paths) = home();
    create_version_1(&paths);
    std::thread::scope(|scope| {
        for number in 5..13 {
            let paths = &paths;
            scope.spawn(move || {
                let database = patient_database(paths);
                database.mark_notified(&number.to_string(), time(0)).unwrap();
                database.set_favourite(&role_ref(number, "Admin"), true).unwrap();
            });
        }
    });
    let database = StateDatabase::new(&paths);
    assert_eq!(database.favourites().unwrap().len(), 9);
    assert!(!database.mark_notified("7", time(0)).unwrap());
}

#[test]
fn a_database_without_renames_gets_their_table() {
    let (_home, paths) = home();
    let path = paths.state_database();
    crate::private_files::create_private_folder(path.parent().unwrap()).unwrap();
    let raw = Connection::open(&path).unwrap();
    for step in &schema::STEPS[..4] {
        raw.execute_batch(step).unwrap();
    }
    raw.execute_batch(
        "INSERT INTO favourites VALUES ('acme', '000000000001', 'Admin'); PRAGMA user_version = 4;",
    )
    .unwrap();
    drop(raw);
    let database = StateDatabase::new(&paths);
    assert_eq!(database.renames().unwrap(), []);
    let rename = Rename {
        from: role_ref(1, "Admin"),
        to: role_ref(1, "Administrator"),
    };
    database.rename_role(&rename).unwrap();
    assert_eq!(database.favourites().unwrap(), std::slice::from_ref(&rename.to));
    assert_eq!(database.renames().unwrap(), [rename]);
}

#[test]
fn roles_of_a_database_without_arns_stay_and_have_none() {
    let (_home, paths) = home();
    let path = paths.state_database();
    crate::private_files::create_private_folder(path.parent().unwrap()).unwrap();
    let raw = Connection::open(&path).unwrap();
    for step in &schema::STEPS[..6] {
        raw.execute_batch(step).unwrap();
    }
    raw.execute_batch(
        "INSERT INTO accounts VALUES ('acme', '000000000001', 'lab', NULL, 1);
         INSERT INTO roles VALUES ('acme', '000000000001', 'Admin'); PRAGMA user_version = 6;",
    )
    .unwrap();
    drop(raw);
    let database = StateDatabase::new(&paths);
    let admin = role_ref(1, "Admin");
    let portal = admin.portal().unwrap();
    let stored = || {
        database
            .role_arn(portal, &admin.account_id, &admin.role_name)
            .unwrap()
    };
    assert!(
        database
            .catalogue(portal)
            .unwrap()
            .lists_role(&admin.account_id, &admin.role_name)
    );
    assert_eq!(stored(), None);
    let arn = RoleArn::parse("arn:aws:iam::000000000001:role/ops/Admin").unwrap();
    let listed = [(admin.account_id.clone(), vec![arn.clone()])];
    database.save_role_arns(portal, &listed).unwrap();
    assert_eq!(stored(), Some(arn));
}

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");

/// The schemas that released versions wrote, each with a database of its last one.
const VERSIONS: [&str; 2] = ["state-v2.db", "state-v3.db"];

/// Copies the files that the last version with a schema wrote: the database, and a history log with two entries, whose form is
/// the same for both.
fn copy_version(paths: &Paths, database: &str) {
    let folder = paths.state_database().parent().unwrap().to_owned();
    crate::private_files::create_private_folder(&folder).unwrap();
    let fixtures = Path::new(FIXTURES);
    std::fs::copy(fixtures.join(database), paths.state_database()).unwrap();
    std::fs::copy(fixtures.join("history-v2.new"), paths.history_log()).unwrap();
}

fn in_portal(portal_name: &str, number: u32, role: &str) -> RoleRef {
    RoleRef {
        origin: RoleOrigin::Portal(portal(portal_name)),
        ..role_ref(number, role)
    }
}

/// Without the zero character, which no name from AWS can hold.
fn hostile() -> String {
    "O'Reilly \"; DROP TABLE accounts; --\n\u{202e}\u{1f600}\t\\".to_owned()
}

#[test]
fn the_catalogue_of_earlier_versions_is_intact() {
    for database in VERSIONS {
        let (_home, paths) = home();
        copy_version(&paths, database);
        assert_catalogue(&paths);
    }
}

fn assert_catalogue(paths: &Paths) {
    let database = StateDatabase::new(paths);
    let acme = database.catalogue(&portal("acme")).unwrap();
    let listed: Vec<_> = acme
        .accounts
        .iter()
        .map(|listed| {
            let account = &listed.account;
            (
                account.name.clone(),
                account.email.as_deref(),
                listed.roles.clone(),
            )
        })
        .collect();
    let roles = |names: &[&str]| Some(names.iter().map(|name| RoleName::new(*name)).collect());
    let expected = [
        (hostile(), None, roles(&[&hostile()])),
        (
            "Payments".to_owned(),
            Some("payments@example.com"),
            roles(&["Admin", "Reader"]),
        ),
        ("unlisted".to_owned(), None, None),
    ];
    assert_eq!(listed, expected);
    assert_eq!(acme.refreshed_at, Some(time(1_772_366_000)));
    let corp = database.catalogue(&portal("corp")).unwrap();
    assert_eq!(
        (corp.accounts[0].roles.clone(), corp.refreshed_at),
        (roles(&[]), None)
    );
    assert_eq!(database.take_warning(), None);
}

#[test]
fn role_sessions_and_preferences_of_earlier_versions_are_intact() {
    for database in VERSIONS {
        let (_home, paths) = home();
        copy_version(&paths, database);
        assert_role_sessions_and_preferences(&paths);
    }
}

fn assert_role_sessions_and_preferences(paths: &Paths) {
    let database = StateDatabase::new(paths);
    let record = |role, started: i64, renewal| RoleSessionRecord {
        role,
        started_at: time(started),
        issued_at: time(started + 600),
        expires_at: time(started + 4_200),
        renewal,
        requested_by: Surface::CredentialProcess,
        reason: None,
    };
    let reader = in_portal("corp", 9, "Reader");
    let expected = [
        record(role_ref(1, "Admin"), 1_772_366_400, Renewal::On),
        record(role_ref(2, &hostile()), 1_772_366_401, Renewal::Off),
        record(reader.clone(), 1_772_366_402, Renewal::OnDemand),
    ];
    assert_eq!(database.role_sessions().unwrap(), expected);
    let favourites = [role_ref(1, "Admin"), reader.clone()];
    assert_eq!(database.favourites().unwrap(), favourites);
    assert_eq!(database.recents(9).unwrap(), [role_ref(1, "Reader"), reader]);
    for cause in ["sign-in-ended acme", "limit-reached corp/000000000009/Reader"] {
        assert!(!database.mark_notified(cause, time(0)).unwrap(), "{cause}");
    }
    assert!(database.mark_notified("another", time(0)).unwrap());
    let bounds = database.value("window.bounds").unwrap();
    assert_eq!(bounds.as_deref(), Some("10,20,800,600"));
    assert_eq!(database.value("page").unwrap(), Some(hostile()));
}

#[test]
fn the_history_of_earlier_versions_is_intact_with_its_log() {
    for database in VERSIONS {
        let (_home, paths) = home();
        copy_version(&paths, database);
        assert_history(&paths);
    }
}

fn assert_history(paths: &Paths) {
    let all = HistoryQuery {
        from: Timestamp::MIN,
        until: Timestamp::MAX,
        limit: u32::MAX,
    };
    let history = StateDatabase::new(paths).history(&all).unwrap();
    assert_eq!(history.len(), 14);
    let [newest, signed_out, vended, rest @ ..] = history.as_slice() else {
        panic!("{history:?}")
    };
    let program = newest.program.as_ref().unwrap();
    assert_eq!(
        (program.name.as_str(), program.pid, program.started),
        ("terraform", 1, 5)
    );
    assert_eq!(newest.event, HistoryEvent::CredentialsVended);
    assert_eq!(
        (signed_out.event, signed_out.role()),
        (HistoryEvent::SignedOut, None)
    );
    let program = vended.program.as_ref().unwrap();
    assert_eq!((program.name.clone(), program.started), (hostile(), u64::MAX));
    assert_eq!(
        (vended.expires_at, vended.by_default),
        (Some(time(1_772_500_000)), true)
    );
    assert_eq!(vended.detail, Some(HistoryDetail::Format(ExportFormat::Bash)));
    let events = rest.iter().rev().map(|entry| entry.event);
    assert!(events.eq(HistoryEvent::ALL), "{rest:?}");
    assert_eq!(std::fs::metadata(paths.history_log()).unwrap().len(), 0);
}
