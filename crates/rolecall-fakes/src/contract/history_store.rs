//! The suite of [`HistoryStore`]: entries come back in order, and repeats are one entry.

use super::values::{assert_lists, portal_name, time};
use crate::hostile;
use crate::world::{defined_role_ref, role_ref};
use rolecall::ports::HistoryStore;
use rolecall_model::Timestamp;
use rolecall_model::history::{
    HistoryDetail, HistoryEntry, HistoryEvent, HistoryQuery, HistorySubject, ProcessInfo, Surface,
};
use rolecall_model::reason::Reason;

/// The suite of [`HistoryStore`]: `store` and `other` are the same, empty database opened by two processes.
///
/// # Panics
/// When the store breaks its contract.
pub fn history_store<S: HistoryStore>(store: &S, other: &S) {
    assert_lists(&all(store), &[], "empty at first");
    every_kind_of_entry(store, other);
    queries(store, other);
    repeats(store, other);
    differences(store, other);
    concurrent_writes(store, other);
}

fn every_kind_of_entry<S: HistoryStore>(store: &S, other: &S) {
    let mut entries = Vec::new();
    for (second, event) in (0..).zip(HistoryEvent::ALL) {
        entries.push(HistoryEntry {
            event,
            subject: HistorySubject::Portal(portal_name("contract")),
            ..entry(second)
        });
    }
    for (second, surface) in (100..).zip(Surface::ALL) {
        entries.push(HistoryEntry {
            surface,
            expires_at: Some(time(second + 3_600)),
            by_default: second % 2 == 0,
            ..entry(second)
        });
    }
    for (second, text) in (200..).zip(hostile::names()) {
        let program = ProcessInfo {
            name: text.clone(),
            pid: u32::MAX,
            started: u64::MAX,
            folder: (second % 2 == 0).then(|| text.clone()),
        };
        entries.push(HistoryEntry {
            subject: HistorySubject::Role(role_ref(&portal_name("contract"), "111122223333", &text)),
            program: Some(program),
            reason: Reason::parse(&text).ok(),
            detail: Some(HistoryDetail::Text(text)),
            ..entry(second)
        });
    }
    for entry in &entries {
        store.append_history(entry).expect("a write");
    }
    entries.reverse();
    for reader in [store, other] {
        assert_lists(&all(reader), &entries, "the newest first, byte for byte");
    }
    other.prune_history(time(100)).expect("a write");
    entries.retain(|entry| entry.at >= time(100));
    assert_lists(
        &all(store),
        &entries,
        "older entries are removed, the others stay",
    );
    clear(store, other);
}

fn queries<S: HistoryStore>(store: &S, other: &S) {
    // Written in no order, two of them at the same time.
    for (number, second) in [30, 10, 20, 40, 20].into_iter().enumerate() {
        let entry = HistoryEntry {
            detail: Some(HistoryDetail::Text(number.to_string())),
            ..entry(second)
        };
        store.append_history(&entry).expect("a write");
    }
    let details = |from, until, limit| {
        let (from, until) = (time(from), time(until));
        let entries = other
            .history(&HistoryQuery { from, until, limit })
            .expect("a read");
        let details = entries
            .into_iter()
            .filter_map(|entry| Some(entry.detail?.published()));
        details.collect::<Vec<_>>()
    };
    assert_eq!(
        details(10, 40, 9),
        ["0", "4", "2", "1"],
        "the start is included and the end is not; of entries of one time, the last written is the newest"
    );
    assert_eq!(details(0, 90, 2), ["3", "0"], "the newest, up to the limit");
    assert_eq!(details(11, 20, 9), [""; 0]);
    assert_eq!(details(0, 90, 0), [""; 0]);
    clear(store, other);
}

fn repeats<S: HistoryStore>(store: &S, other: &S) {
    let entry_at = |second| HistoryEntry {
        at: time(second),
        ..entry(0)
    };
    let append = |store: &S, second| store.append_history(&entry_at(second)).expect("a write");
    append(store, 0);
    append(other, 300);
    append(store, 900);
    assert_lists(
        &all(other),
        &[entry_at(900)],
        "a repeat within ten minutes replaces the entry before, whichever process wrote it",
    );
    append(store, 900);
    append(store, 800);
    assert_lists(
        &all(other),
        &[entry_at(900)],
        "a late repeat does not turn time back",
    );
    append(store, 1_501);
    let expected = [entry_at(1_501), entry_at(900)];
    assert_lists(&all(other), &expected, "after ten minutes it is another entry");
    let between = HistoryEntry {
        event: HistoryEvent::Copied,
        ..entry_at(1_600)
    };
    store.append_history(&between).expect("a write");
    append(store, 1_700);
    let expected = [entry_at(1_700), between, entry_at(900)];
    assert_lists(
        &all(other),
        &expected,
        "another entry between repeats changes nothing",
    );
    clear(store, other);
}

fn differences<S: HistoryStore>(store: &S, other: &S) {
    let program = |pid, started, folder: Option<&str>| {
        Some(ProcessInfo {
            name: "terraform".into(),
            pid,
            started,
            folder: folder.map(str::to_owned),
        })
    };
    let role =
        |portal, account_id, name| HistorySubject::Role(role_ref(&portal_name(portal), account_id, name));
    let changes: [&dyn Fn(&mut HistoryEntry); 16] = [
        &|_| {},
        &|entry| entry.event = HistoryEvent::Renewed,
        &|entry| entry.subject = role("contract-second", "111122223333", "Admin"),
        &|entry| entry.subject = role("contract", "111122223333", "Reader"),
        &|entry| entry.subject = role("contract", "999922223333", "Admin"),
        &|entry| entry.subject = HistorySubject::Role(defined_role_ref("contract", "111122223333", "Admin")),
        &|entry| entry.expires_at = Some(time(3_601)),
        &|entry| entry.surface = Surface::Tray,
        &|entry| entry.program = program(1, 1, None),
        &|entry| entry.program = program(2, 1, None),
        &|entry| entry.program = program(1, 2, None),
        &|entry| entry.program = program(1, 1, Some("~")),
        &|entry| entry.by_default = true,
        &|entry| entry.detail = Some(HistoryDetail::Exec),
        &|entry| entry.reason = Reason::parse("INC-42").ok(),
        &|entry| entry.reason = Reason::parse("INC-43").ok(),
    ];
    let mut expected = Vec::new();
    for change in changes {
        let mut changed = entry(0);
        change(&mut changed);
        store.append_history(&changed).expect("a write");
        expected.insert(0, changed);
    }
    assert_lists(
        &all(other),
        &expected,
        "a difference in more than the time is another entry",
    );
    clear(store, other);
}

fn concurrent_writes<S: HistoryStore>(store: &S, other: &S) {
    std::thread::scope(|scope| {
        for (writer, start) in [(store, 0), (other, 100), (store, 200), (other, 300)] {
            scope.spawn(move || {
                for second in start..start + 100 {
                    writer.append_history(&entry(second)).expect("a write");
                }
            });
        }
        // Reading meanwhile takes nothing away.
        scope.spawn(|| (0..20).for_each(|_| drop(all(other))));
    });
    let expected: Vec<HistoryEntry> = (0..400).rev().map(entry).collect();
    assert_lists(&all(store), &expected, "many may write at the same time");
}

fn all<S: HistoryStore>(store: &S) -> Vec<HistoryEntry> {
    let query = HistoryQuery {
        from: Timestamp::MIN,
        until: Timestamp::MAX,
        limit: u32::MAX,
    };
    store.history(&query).expect("a read")
}

fn clear<S: HistoryStore>(store: &S, other: &S) {
    store.prune_history(Timestamp::MAX).expect("a write");
    assert_lists(&all(other), &[], "everything is removed");
}

/// An entry at a time, unlike that of any other time.
fn entry(second: i64) -> HistoryEntry {
    let portal = portal_name("contract");
    HistoryEntry {
        at: time(second),
        event: HistoryEvent::CredentialsVended,
        subject: HistorySubject::Role(role_ref(&portal, "111122223333", "Admin")),
        expires_at: None,
        surface: Surface::CredentialProcess,
        program: None,
        by_default: false,
        reason: None,
        detail: (second != 0).then(|| HistoryDetail::Text(second.to_string())),
    }
}
