//! The history waits in a file of its own until it is read: no entry is lost, none is there twice.

use super::*;
use rolecall_model::history::{HistoryEvent, ProcessInfo, Surface};

fn entry(second: i64) -> HistoryEntry {
    HistoryEntry {
        at: at(second),
        event: HistoryEvent::CredentialsVended,
        portal: portal("acme"),
        assignment: Some(assignment(1, "Admin")),
        until: Some(at(second + 3_600)),
        surface: Surface::CredentialProcess,
        program: Some(ProcessInfo {
            name: HOSTILE.to_owned(),
            pid: 7,
            started: u64::MAX,
            folder: Some(HOSTILE.to_owned()),
        }),
        by_default: true,
        detail: None,
    }
}

fn history(database: &StateDatabase) -> Vec<HistoryEntry> {
    let all = HistoryQuery {
        from: Timestamp::MIN,
        until: Timestamp::MAX,
        most: u32::MAX,
    };
    database.history(&all).unwrap()
}

fn inbox(places: &Places) -> std::path::PathBuf {
    places.history_inbox()
}

#[test]
fn an_entry_waits_without_the_database_until_somebody_reads() {
    let (_world, places) = world();
    StateDatabase::new(&places).append_history(&entry(5)).unwrap();
    assert!(!places.state_database().exists(), "writing opens no database");
    let database = StateDatabase::new(&places);
    assert_eq!(history(&database), [entry(5)]);
    assert_eq!(std::fs::metadata(inbox(&places)).unwrap().len(), 0);
    assert_eq!(history(&database), [entry(5)]);
}

#[test]
fn what_was_taken_in_twice_is_there_once() {
    let (_world, places) = world();
    let database = StateDatabase::new(&places);
    let entries = [entry(1), entry(2), entry(3_000)];
    for entry in &entries {
        database.append_history(entry).unwrap();
    }
    // The reader is killed after it wrote and before it emptied the file.
    let waiting = std::fs::read(inbox(&places)).unwrap();
    let newest_first = history(&database);
    std::fs::write(inbox(&places), waiting).unwrap();
    assert_eq!(history(&StateDatabase::new(&places)), newest_first);
    assert_eq!(newest_first.len(), 3);
}

#[test]
fn a_line_that_was_cut_off_takes_no_other_with_it() {
    let (_world, places) = world();
    let database = StateDatabase::new(&places);
    database.append_history(&entry(1)).unwrap();
    let mut text = std::fs::read(inbox(&places)).unwrap();
    text.extend_from_slice(b"\n{\"at\":12,\"event\":\"giv");
    std::fs::write(inbox(&places), text).unwrap();
    database.append_history(&entry(3_000)).unwrap();
    assert_eq!(history(&database), [entry(3_000), entry(1)]);
}

#[test]
fn lines_and_rows_that_are_no_entries_are_passed_over() {
    let (_world, places) = world();
    let database = StateDatabase::new(&places);
    database.append_history(&entry(1)).unwrap();
    let mut text = std::fs::read_to_string(inbox(&places)).unwrap();
    let odd = text.trim().to_owned();
    for (from, to) in [
        ("\"given\"", "\"stolen\""),
        ("\"acme\"", "\"a me\""),
        ("\"000000000001\"", "\"1\""),
        ("\"credential-process\"", "\"\""),
        ("\"at\":1000", "\"at\":9223372036854775807"),
        ("\"pid\":7", "\"pid\":-7"),
    ] {
        assert!(odd.contains(from), "{from}");
        text.push_str(&odd.replace(from, to));
        text.push('\n');
    }
    text.push_str("\u{0}\n[]\n\"\"\n");
    std::fs::write(inbox(&places), text).unwrap();
    assert_eq!(history(&database), [entry(1)]);
    let raw = Connection::open(places.state_database()).unwrap();
    raw.execute_batch(
        "INSERT INTO history (at, n, event, portal, surface, by_default) VALUES (2000, 0, 'stolen', 'acme', 'window', 0);
         INSERT INTO history (at, n, event, portal, surface, by_default) VALUES (2000, 1, 'given', 'a me', 'window', 0);
         INSERT INTO history (at, n, event, portal, surface, by_default) VALUES (9223372036854775807, 1, 'given', 'acme', 'window', 0);",
    )
    .unwrap();
    assert_eq!(history(&database), [entry(1)]);
}

#[test]
fn a_full_inbox_is_taken_in_by_whoever_writes() {
    let (_world, places) = world();
    let database = StateDatabase::new(&places);
    let entries: Vec<HistoryEntry> = (0..600).map(entry).collect();
    for entry in &entries {
        database.append_history(entry).unwrap();
    }
    assert!(std::fs::metadata(inbox(&places)).unwrap().len() <= FULL_INBOX);
    let raw = Connection::open(places.state_database()).unwrap();
    let in_table: i64 = raw
        .query_row("SELECT count(*) FROM history", [], |row| row.get(0))
        .unwrap();
    assert!(in_table > 100, "{in_table}");
    assert!(history(&database).iter().rev().eq(&entries));
}

#[test]
#[cfg(unix)]
fn the_inbox_is_private_and_no_link_is_followed() {
    use std::os::unix::fs::PermissionsExt;
    let (world, places) = world();
    let database = StateDatabase::new(&places);
    database.append_history(&entry(1)).unwrap();
    let mode = std::fs::metadata(inbox(&places)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    std::fs::remove_file(inbox(&places)).unwrap();
    let elsewhere = world.path().join("elsewhere");
    std::fs::write(&elsewhere, "mine").unwrap();
    std::os::unix::fs::symlink(&elsewhere, inbox(&places)).unwrap();
    database.append_history(&entry(1)).unwrap_err();
    database
        .history(&HistoryQuery {
            from: Timestamp::MIN,
            until: Timestamp::MAX,
            most: 1,
        })
        .unwrap_err();
    assert_eq!(std::fs::read(&elsewhere).unwrap(), b"mine");
}

#[test]
fn own_entries_are_no_change_by_another_process() {
    let (_world, places) = world();
    let (ours, theirs) = (StateDatabase::new(&places), StateDatabase::new(&places));
    let before = ours.change_count().unwrap();
    ours.append_history(&entry(1)).unwrap();
    assert_eq!(ours.change_count().unwrap(), before);
    assert_eq!(history(&ours).len(), 1);
    assert_eq!(ours.change_count().unwrap(), before);
    theirs.append_history(&entry(3_000)).unwrap();
    let written = ours.change_count().unwrap();
    assert_ne!(written, before);
    assert_eq!(history(&theirs).len(), 2);
    assert_ne!(ours.change_count().unwrap(), written);
}

#[test]
fn ninety_days_are_read_in_a_moment() {
    let (_world, places) = world();
    let database = StateDatabase::new(&places);
    for second in 0..4_000 {
        database.append_history(&entry(second * 700)).unwrap();
    }
    let start = Instant::now();
    assert_eq!(history(&StateDatabase::new(&places)).len(), 4_000);
    // A debug build on a busy machine.
    assert!(start.elapsed().as_millis() < 2_000, "{:?}", start.elapsed());
}
