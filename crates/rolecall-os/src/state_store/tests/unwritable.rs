//! Files that cannot be written: what is stored is read nevertheless, a change fails with the reason, and the user is warned of
//! what matters to them.

use super::*;
use rolecall::ports::{FileFault, StateStoreError};
use std::fs::{self, Permissions};

/// Returns a home where a role is a favourite and the history has an entry that is still in its log.
fn filled_home() -> (tempfile::TempDir, Paths) {
    let (home, paths) = home();
    let database = StateDatabase::new(&paths);
    database.set_favourite(&role_ref(1, "Admin"), true).unwrap();
    database.append_history(&history::entry(1)).unwrap();
    (home, paths)
}

/// Checks that reading works as ever, and that writing fails with `expected`.
fn reads_only(paths: &Paths, expected: &StateStoreError) {
    let database = StateDatabase::new(paths);
    assert_eq!(database.favourites().unwrap(), [role_ref(1, "Admin")]);
    assert_eq!(history::read_history(&database), [history::entry(1)]);
    assert_eq!(database.role_sessions().unwrap(), []);
    assert_eq!(database.take_warning(), None, "nothing was lost by reading");
    let refused = database.set_favourite(&role_ref(2, "Admin"), true).unwrap_err();
    assert_eq!(refused, *expected);
    assert_eq!(
        database.take_warning(),
        Some(StateWarning::NotSaved(expected.clone()))
    );
    assert_eq!(
        StateDatabase::new(paths).favourites().unwrap(),
        [role_ref(1, "Admin")]
    );
}

/// Runs `work` while the folder of the database has `mode`.
fn with_folder_mode(paths: &Paths, mode: u32, work: impl FnOnce()) {
    use std::os::unix::fs::PermissionsExt;
    let folder = paths.state_database().parent().unwrap().to_owned();
    fs::set_permissions(&folder, Permissions::from_mode(mode)).unwrap();
    work();
    fs::set_permissions(&folder, Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn a_folder_that_others_can_write_is_read() {
    let (_home, paths) = filled_home();
    with_folder_mode(&paths, 0o770, || {
        reads_only(&paths, &StateStoreError::Unusable(FileFault::NotPrivate));
    });
}

#[test]
fn a_file_of_a_later_version_is_read_and_left_unchanged() {
    let (_home, paths) = filled_home();
    let raw = Connection::open(paths.state_database()).unwrap();
    raw.execute_batch("PRAGMA user_version = 999; ALTER TABLE uses RENAME TO used_roles;")
        .unwrap();
    drop(raw);
    reads_only(&paths, &StateStoreError::Newer);
    let database = StateDatabase::new(&paths);
    assert_eq!(
        database.recents(9).unwrap(),
        [],
        "what is stored in another form counts as empty"
    );
    assert_eq!(
        database.take_warning(),
        Some(StateWarning::Ignored(StateStoreError::Newer))
    );
}

#[test]
fn a_folder_that_cannot_be_made_is_empty() {
    let (home, paths) = home();
    fs::write(home.path().join("state"), "in its place").unwrap();
    let database = StateDatabase::new(&paths);
    assert_eq!(database.favourites().unwrap(), []);
    assert!(matches!(
        database.take_warning(),
        Some(StateWarning::Ignored(StateStoreError::Unusable(_)))
    ));
    assert!(matches!(
        database.set_favourite(&role_ref(1, "Admin"), true),
        Err(StateStoreError::Unusable(_))
    ));
}

#[test]
fn a_path_that_is_too_long_for_sqlite_is_said() {
    let (home, _) = home();
    let long = (0..3).fold(home.path().to_owned(), |folder, _| folder.join("x".repeat(200)));
    let paths = crate::tests::paths_in(&long);
    let database = StateDatabase::new(&paths);
    let expected = StateStoreError::Unusable(FileFault::PathTooLong);
    assert_eq!(
        database.set_favourite(&role_ref(1, "Admin"), true).unwrap_err(),
        expected
    );
    assert_eq!(database.favourites().unwrap(), []);
    assert_eq!(database.take_warning(), Some(StateWarning::NotSaved(expected)));
}
