//! A database of an earlier version is taken along whole.

use super::*;
use crate::state_store::schema;
use sha2::{Digest, Sha256};

#[test]
fn a_step_that_was_released_is_never_changed() {
    let first = hex::encode(Sha256::digest(schema::STEPS[0]));
    assert_eq!(
        first,
        "ba3cbc2b66039c135a6558ee0cd3f293bbd347b83e412e0cfb17045b6b357fe9"
    );
}

/// Makes a database of version 1 as it was, with a row of everything.
fn of_version_1(places: &Places) {
    let path = places.state_database();
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
fn a_database_of_version_1_is_taken_along_whole() {
    let (_world, places) = world();
    of_version_1(&places);
    let database = StateDatabase::new(&places);
    let listed = database.catalogue(&portal("acme")).unwrap();
    assert_eq!(listed.refreshed_at, Some(at(7)));
    let names: Vec<&str> = listed
        .accounts
        .iter()
        .map(|listed| listed.account.name.as_str())
        .collect();
    assert_eq!(names, ["one", "two"]);
    assert_eq!(listed.assignments(&portal("acme")).count(), 2);
    assert_eq!(listed.accounts[1].roles, None);
    let record = RoleSessionRecord {
        assignment: assignment(1, "Admin"),
        started_at: at(1_772_366_400),
        issued_at: at(1_772_366_400),
        expires_at: at(1_772_370_000),
        renewal: Renewal::OnDemand,
    };
    assert_eq!(database.role_sessions().unwrap(), [record]);
    assert_eq!(database.favourites().unwrap(), [assignment(2, "Admin")]);
    let latest_first = [2, 1, 3].map(|number| assignment(number, "Admin"));
    assert_eq!(database.recents(9).unwrap(), latest_first);
    assert_eq!(database.take_warning(), None);

    // A use of before weighs what one use at its time weighs: once more makes two.
    database
        .record_use(&assignment(3, "Admin"), at(1_772_366_400))
        .unwrap();
    let fresh = assignment(4, "Admin");
    database
        .record_use(&fresh, at(1_772_366_400 + 6 * 86_400))
        .unwrap();
    assert_eq!(
        database.recents(2).unwrap(),
        [assignment(3, "Admin"), fresh.clone()]
    );
    database
        .record_use(&fresh, at(1_772_366_400 + 6 * 86_400))
        .unwrap();
    assert_eq!(database.recents(1).unwrap(), [fresh]);
}

#[test]
fn many_processes_may_meet_an_earlier_version_at_once() {
    let (_world, places) = world();
    of_version_1(&places);
    std::thread::scope(|scope| {
        for number in 5..13 {
            let places = &places;
            scope.spawn(move || {
                let database = StateDatabase::new(places);
                database.mark_notified(&number.to_string(), at(0)).unwrap();
                database
                    .set_favourite(&assignment(number, "Admin"), true)
                    .unwrap();
            });
        }
    });
    let database = StateDatabase::new(&places);
    assert_eq!(database.favourites().unwrap().len(), 9);
    assert!(!database.mark_notified("7", at(0)).unwrap());
}
