//! Other threads and processes that hold the database or the history log: an operation waits until its time limit, and then
//! says what is in use.

use super::*;
use crate::file_lock;
use crate::private_files::{self, open_or_create};
use crate::state_store::database::DatabaseTimeouts;
use rolecall_model::history::{HistoryEvent, HistorySubject, Surface};

const SHORT: Duration = Duration::from_millis(50);

fn database(paths: &Paths) -> StateDatabase {
    let timeouts = DatabaseTimeouts {
        connection: SHORT,
        database: SHORT,
        history_log: SHORT,
    };
    StateDatabase::with_timeouts(paths, timeouts)
}

fn entry() -> HistoryEntry {
    HistoryEntry {
        at: time(1),
        event: HistoryEvent::SignedIn,
        subject: HistorySubject::Portal(portal("acme")),
        expires_at: None,
        surface: Surface::Window,
        program: None,
        by_default: false,
        detail: None,
    }
}

fn everything() -> HistoryQuery {
    HistoryQuery {
        from: Timestamp::MIN,
        until: Timestamp::MAX,
        limit: 9,
    }
}

/// Runs `work`, which must fail within the time limits, and returns what it says.
fn busy<T>(work: impl FnOnce() -> Result<T, StateStoreError>) -> String {
    let started = std::time::Instant::now();
    let Err(error) = work() else {
        panic!("it did not fail")
    };
    assert!(started.elapsed() >= SHORT, "it did not wait");
    error.detail
}

#[test]
fn the_default_limits_are_as_documented() {
    let DatabaseTimeouts {
        connection,
        database,
        history_log,
    } = DatabaseTimeouts::default();
    let seconds = [connection, database, history_log].map(|limit| limit.as_secs());
    assert_eq!(seconds, [10, 5, 2]);
}

#[test]
fn another_process_that_writes_for_too_long_is_reported() {
    let (_home, paths) = home();
    let database = database(&paths);
    database.set_favourite(&role_ref(1, "Admin"), true).unwrap();
    let writer = Connection::open(paths.state_database()).unwrap();
    writer.execute_batch("BEGIN IMMEDIATE").unwrap();
    let detail = busy(|| database.set_favourite(&role_ref(2, "Admin"), true));
    assert_eq!(detail, "the state database is in use for too long");
    assert_eq!(database.favourites().unwrap().len(), 1, "readers do not wait");
    writer.execute_batch("ROLLBACK").unwrap();
    database.set_favourite(&role_ref(2, "Admin"), true).unwrap();
}

/// SQLite itself does not wait here: see `use_write_ahead_log`.
#[test]
fn a_new_file_that_another_process_writes_is_waited_for() {
    let (_home, paths) = home();
    private_files::create_private_folder(paths.state_database().parent().unwrap()).unwrap();
    drop(open_or_create(&paths.state_database()).unwrap());
    let creator = Connection::open(paths.state_database()).unwrap();
    creator
        .execute_batch("BEGIN IMMEDIATE; CREATE TABLE first (x);")
        .unwrap();
    let database = database(&paths);
    let detail = busy(|| database.set_favourite(&role_ref(1, "Admin"), true));
    assert_eq!(detail, "the state database is in use for too long");
    creator.execute_batch("ROLLBACK").unwrap();
    database.set_favourite(&role_ref(1, "Admin"), true).unwrap();
}

#[test]
fn a_history_log_that_is_locked_for_too_long_is_reported_by_writers_and_readers() {
    let (_home, paths) = home();
    let database = database(&paths);
    database.append_history(&entry()).unwrap();
    let log = open_or_create(&paths.history_log()).unwrap();
    let held = file_lock::lock(log, Duration::ZERO).unwrap();
    let expected = "the history log is in use for too long";
    assert_eq!(busy(|| database.append_history(&entry())), expected);
    assert_eq!(busy(|| database.history(&everything())), expected);
    assert_eq!(busy(|| database.prune_history(time(0))), expected);
    database
        .set_favourite(&role_ref(1, "Admin"), true)
        .expect("other operations do not need the log");
    drop(held);
    assert_eq!(database.history(&everything()).unwrap(), [entry()]);
}

#[test]
fn an_append_does_not_wait_for_a_database_that_is_in_use() {
    let (_home, paths) = home();
    let reader = database(&paths);
    reader.append_history(&entry()).unwrap();
    reader.history(&everything()).unwrap();
    let writer = Connection::open(paths.state_database()).unwrap();
    writer.execute_batch("BEGIN IMMEDIATE").unwrap();
    reader.append_history(&entry()).unwrap();
    std::thread::scope(|scope| {
        let reading = scope.spawn(|| busy(|| reader.history(&everything())));
        for _ in 0..20 {
            StateDatabase::new(&paths).append_history(&entry()).unwrap();
        }
        assert_eq!(
            reading.join().unwrap(),
            "the state database is in use for too long"
        );
    });
}

#[test]
fn a_thread_that_uses_the_connection_for_too_long_is_reported() {
    let (_home, paths) = home();
    let database = database(&paths);
    database.set_favourite(&role_ref(1, "Admin"), true).unwrap();
    let started = std::sync::Barrier::new(2);
    let (release, wait) = std::sync::mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    std::thread::scope(|scope| {
        let owner = scope.spawn(|| {
            database.run(|_| {
                started.wait();
                wait.lock().unwrap().recv().unwrap_err();
                Ok::<_, rusqlite::Error>(())
            })
        });
        started.wait();
        let detail = busy(|| database.favourites());
        assert_eq!(detail, "the connection of this process is in use for too long");
        drop(release);
        owner.join().unwrap().unwrap();
    });
    database.favourites().unwrap();
}

#[test]
fn a_repair_by_another_process_that_takes_too_long_is_reported() {
    let (_home, paths) = home();
    let database = database(&paths);
    let path = paths.state_database();
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    crate::private_files::create_new(&path).unwrap();
    std::fs::write(&path, [b'x'; 4096]).unwrap();
    let repair = path.with_extension("db.repair");
    let held = file_lock::lock(open_or_create(&repair).unwrap(), Duration::ZERO).unwrap();
    let detail = busy(|| database.favourites());
    assert_eq!(detail, "the repair of the state database is in use for too long");
    drop(held);
    assert_eq!(database.favourites().unwrap(), []);
    assert!(database.take_warning().is_some());
}
