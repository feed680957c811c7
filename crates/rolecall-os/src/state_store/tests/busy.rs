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
        reason: None,
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
    error.to_string()
}

#[test]
fn the_default_limits_are_as_documented() {
    let DatabaseTimeouts {
        connection,
        database,
        history_log,
    } = DatabaseTimeouts::default();
    let limits = [connection, database, history_log].map(|limit| limit.as_millis());
    assert_eq!(limits, [10_000, 5_000, 2_000]);
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
fn a_history_log_that_is_locked_for_too_long_is_done_without() {
    let (_home, paths) = home();
    let database = database(&paths);
    database.append_history(&entry()).unwrap();
    let log = open_or_create(&paths.history_log()).unwrap();
    let held = file_lock::lock(log, &paths.history_log(), Duration::ZERO).unwrap();
    let later = HistoryEntry {
        at: time(3_000),
        ..entry()
    };
    let both = [later.clone(), entry()];
    for _ in 0..2 {
        let started = std::time::Instant::now();
        database.append_history(&later).unwrap();
        assert_eq!(database.history(&everything()).unwrap(), both);
        assert!(started.elapsed() >= SHORT, "it did not wait");
    }
    database.prune_history(time(0)).unwrap();
    assert!(
        std::fs::metadata(paths.history_log()).unwrap().len() > 0,
        "nobody emptied it"
    );
    drop(held);
    assert_eq!(database.history(&everything()).unwrap(), both);
    assert_eq!(std::fs::metadata(paths.history_log()).unwrap().len(), 0);
}

/// After the first operation that waited in vain, the next ones do not add up to another full time limit each.
#[test]
fn a_held_database_is_waited_for_once() {
    let (_home, paths) = home();
    StateDatabase::new(&paths)
        .set_favourite(&role_ref(1, "Admin"), true)
        .unwrap();
    let writer = Connection::open(paths.state_database()).unwrap();
    writer.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let limit = Duration::from_secs(1);
    let timeouts = DatabaseTimeouts {
        database: limit,
        ..DatabaseTimeouts::default()
    };
    let database = StateDatabase::with_timeouts(&paths, timeouts);
    let started = std::time::Instant::now();
    for _ in 0..4 {
        database.record_use(&role_ref(1, "Admin"), time(1)).unwrap_err();
    }
    assert!((limit..3 * limit).contains(&started.elapsed()));
    writer.execute_batch("ROLLBACK").unwrap();
    database.record_use(&role_ref(1, "Admin"), time(1)).unwrap();
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
        let reading = scope.spawn(|| reader.history(&everything()));
        for _ in 0..20 {
            StateDatabase::new(&paths).append_history(&entry()).unwrap();
        }
        assert_eq!(reading.join().unwrap().unwrap(), [entry()], "it reads a copy");
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
            database.run(Access::Read, |_| {
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
    let held = file_lock::lock(open_or_create(&repair).unwrap(), &repair, Duration::ZERO).unwrap();
    let detail = busy(|| database.favourites());
    assert_eq!(detail, "the repair of the state database is in use for too long");
    drop(held);
    assert_eq!(database.favourites().unwrap(), []);
    assert!(database.take_warning().is_some());
}
