//! The history and its log: no entry is lost, none is stored twice.

use super::*;
use rolecall_model::history::{HistoryDetail, HistoryEvent, HistorySubject, ProcessInfo, Surface};

pub(super) fn entry(second: i64) -> HistoryEntry {
    HistoryEntry {
        at: time(second),
        event: HistoryEvent::CredentialsVended,
        subject: HistorySubject::Role(role_ref(1, "Admin")),
        expires_at: Some(time(second + 3_600)),
        surface: Surface::CredentialProcess,
        program: Some(ProcessInfo {
            name: HOSTILE.to_owned(),
            pid: 7,
            started: u64::MAX,
            folder: Some(HOSTILE.to_owned()),
        }),
        by_default: true,
        reason: None,
        detail: None,
    }
}

pub(super) fn read_history(database: &StateDatabase) -> Vec<HistoryEntry> {
    let all = HistoryQuery {
        from: Timestamp::MIN,
        until: Timestamp::MAX,
        limit: u32::MAX,
    };
    database.history(&all).unwrap()
}

fn log_path(paths: &Paths) -> std::path::PathBuf {
    paths.history_log()
}

#[test]
fn an_entry_stays_in_the_log_until_the_history_is_read() {
    let (_home, paths) = home();
    StateDatabase::new(&paths).append_history(&entry(5)).unwrap();
    assert!(!paths.state_database().exists(), "writing opens no database");
    let database = StateDatabase::new(&paths);
    assert_eq!(read_history(&database), [entry(5)]);
    assert_eq!(std::fs::metadata(log_path(&paths)).unwrap().len(), 0);
    assert_eq!(read_history(&database), [entry(5)]);
}

#[test]
fn an_entry_that_is_drained_twice_is_stored_once() {
    let (_home, paths) = home();
    let database = StateDatabase::new(&paths);
    let entries = [entry(1), entry(2), entry(3_000)];
    for entry in &entries {
        database.append_history(entry).unwrap();
    }
    // The reader is killed after it committed and before it cleared the log.
    let waiting = std::fs::read(log_path(&paths)).unwrap();
    let newest_first = read_history(&database);
    std::fs::write(log_path(&paths), waiting).unwrap();
    assert_eq!(read_history(&StateDatabase::new(&paths)), newest_first);
    assert_eq!(newest_first.len(), 3);
}

#[test]
fn an_incomplete_line_spoils_no_other() {
    let (_home, paths) = home();
    let database = StateDatabase::new(&paths);
    database.append_history(&entry(1)).unwrap();
    let mut text = std::fs::read(log_path(&paths)).unwrap();
    text.extend_from_slice(b"\n{\"at\":12,\"event\":\"giv");
    std::fs::write(log_path(&paths), text).unwrap();
    database.append_history(&entry(3_000)).unwrap();
    assert_eq!(read_history(&database), [entry(3_000), entry(1)]);
}

#[test]
fn invalid_lines_and_rows_are_skipped() {
    let (_home, paths) = home();
    let database = StateDatabase::new(&paths);
    database.append_history(&entry(1)).unwrap();
    let mut text = std::fs::read_to_string(log_path(&paths)).unwrap();
    let line = text.trim().to_owned();
    for (from, to) in [
        ("\"given\"", "\"stolen\""),
        ("\"acme\"", "\"a me\""),
        ("\"000000000001\"", "\"1\""),
        ("\"credential-process\"", "\"\""),
        ("\"at\":1000", "\"at\":9223372036854775807"),
        ("\"pid\":7", "\"pid\":-7"),
    ] {
        assert!(line.contains(from), "{from}");
        text.push_str(&line.replace(from, to));
        text.push('\n');
    }
    text.push_str("\u{0}\n[]\n\"\"\n");
    std::fs::write(log_path(&paths), text).unwrap();
    assert_eq!(read_history(&database), [entry(1)]);
    let raw = Connection::open(paths.state_database()).unwrap();
    raw.execute_batch(
        "INSERT INTO history (at, n, event, origin, surface, by_default) VALUES (2000, 0, 'stolen', 'acme', 'window', 0);
         INSERT INTO history (at, n, event, origin, surface, by_default) VALUES (2000, 1, 'given', 'a me', 'window', 0);
         INSERT INTO history (at, n, event, origin, surface, by_default) VALUES (9223372036854775807, 1, 'given', 'acme', 'window', 0);",
    )
    .unwrap();
    assert_eq!(read_history(&database), [entry(1)]);
}

#[test]
fn details_are_codes_and_words_of_an_earlier_version_stay() {
    let (_home, paths) = home();
    let database = StateDatabase::new(&paths);
    let opened = HistoryEntry {
        detail: Some(HistoryDetail::Console {
            service: "s3".to_owned(),
            region: rolecall_model::partition::Region::parse("eu-west-1").unwrap(),
            as_link: true,
        }),
        ..entry(1)
    };
    database.append_history(&opened).unwrap();
    assert_eq!(read_history(&database), [opened]);
    let raw = Connection::open(paths.state_database()).unwrap();
    let stored: String = raw
        .query_row("SELECT detail FROM history", [], |row| row.get(0))
        .unwrap();
    assert_eq!(stored, "console-link:s3:eu-west-1");
    raw.execute("UPDATE history SET detail = 's3 in eu-west-1, as a link'", [])
        .unwrap();
    assert_eq!(
        read_history(&database)[0].detail,
        Some(HistoryDetail::Text("s3 in eu-west-1, as a link".to_owned()))
    );
}

#[test]
fn a_full_log_is_drained_by_the_writer() {
    let (_home, paths) = home();
    let database = StateDatabase::new(&paths);
    let entries: Vec<HistoryEntry> = (0..600).map(entry).collect();
    for entry in &entries {
        database.append_history(entry).unwrap();
    }
    assert!(std::fs::metadata(log_path(&paths)).unwrap().len() <= crate::state_store::history::MAX_LOG_SIZE);
    let raw = Connection::open(paths.state_database()).unwrap();
    let in_table: i64 = raw
        .query_row("SELECT count(*) FROM history", [], |row| row.get(0))
        .unwrap();
    assert!(in_table > 100, "{in_table}");
    assert!(read_history(&database).iter().rev().eq(&entries));
}

#[test]
#[cfg(unix)]
fn the_log_is_private_and_no_link_is_followed() {
    use std::os::unix::fs::PermissionsExt;
    let (home, paths) = home();
    let database = StateDatabase::new(&paths);
    database.append_history(&entry(1)).unwrap();
    let mode = std::fs::metadata(log_path(&paths)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    std::fs::remove_file(log_path(&paths)).unwrap();
    let elsewhere = home.path().join("elsewhere");
    std::fs::write(&elsewhere, "mine").unwrap();
    std::os::unix::fs::symlink(&elsewhere, log_path(&paths)).unwrap();
    database.append_history(&entry(1)).unwrap_err();
    assert_eq!(read_history(&database), [], "what is elsewhere is not read");
    assert_eq!(std::fs::read(&elsewhere).unwrap(), b"mine");
}

#[test]
fn own_entries_do_not_change_the_count() {
    let (_home, paths) = home();
    let (ours, theirs) = (StateDatabase::new(&paths), StateDatabase::new(&paths));
    let before = ours.change_count().unwrap();
    ours.append_history(&entry(1)).unwrap();
    assert_eq!(ours.change_count().unwrap(), before);
    assert_eq!(read_history(&ours).len(), 1);
    assert_eq!(ours.change_count().unwrap(), before);
    theirs.append_history(&entry(3_000)).unwrap();
    let written = ours.change_count().unwrap();
    assert_ne!(written, before);
    assert_eq!(read_history(&theirs).len(), 2);
    assert_ne!(ours.change_count().unwrap(), written);
}
