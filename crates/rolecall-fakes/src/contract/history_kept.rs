//! The suite of [`StateStore`], third part: the history.

use super::catalogue_kept::name;
use super::same::assert_same;
use crate::contract::AnyStateStore;
use crate::hostile;
use crate::world::assignment;
use rolecall_model::Timestamp;
use rolecall_model::history::{HistoryEntry, HistoryEvent, HistoryQuery, ProcessInfo, Surface};

/// The part of the suite about the history. It forgets the whole history at its end.
///
/// # Panics
/// When the store breaks its word.
pub fn state_store_history(store: &dyn AnyStateStore, other: &dyn AnyStateStore) {
    assert_same(&all(store), &[], "no history at first");
    comes_back(store, other);
    a_part(store, other);
    repeats(store, other);
    differences(store, other);
    outlives_its_portal(store, other);
    told_to_others(store, other);
    many_at_once(store, other);
}

fn comes_back(store: &dyn AnyStateStore, other: &dyn AnyStateStore) {
    let mut entries = Vec::new();
    for (n, event) in (0..).zip(HistoryEvent::ALL) {
        entries.push(HistoryEntry {
            event,
            assignment: None,
            ..entry(n)
        });
    }
    for (n, surface) in (100..).zip(Surface::ALL) {
        entries.push(HistoryEntry {
            surface,
            until: Some(time(n + 3_600)),
            by_default: n % 2 == 0,
            ..entry(n)
        });
    }
    for (n, text) in (200..).zip(hostile::names()) {
        let program = ProcessInfo {
            name: text.clone(),
            pid: u32::MAX,
            started: u64::MAX,
            folder: (n % 2 == 0).then(|| text.clone()),
        };
        entries.push(HistoryEntry {
            assignment: Some(assignment(&name("contract-one"), "111122223333", &text)),
            program: Some(program),
            detail: Some(text),
            ..entry(n)
        });
    }
    for entry in &entries {
        store.append_history(entry).expect("a write");
    }
    entries.reverse();
    for reader in [store, other] {
        assert_same(&all(reader), &entries, "the newest first, byte for byte");
    }
    other.prune_history(time(100)).expect("forgetting");
    entries.retain(|entry| entry.at >= time(100));
    assert_same(
        &all(store),
        &entries,
        "what happened before is forgotten, the rest stays",
    );
    clear(store, other);
}

fn a_part(store: &dyn AnyStateStore, other: &dyn AnyStateStore) {
    // Written in no order, two of them at the same moment.
    let kept = [30, 10, 20, 40, 20].map(|second| HistoryEntry {
        at: time(second),
        ..entry(second)
    });
    for (n, kept) in kept.iter().enumerate() {
        let detail = Some(n.to_string());
        let kept = HistoryEntry {
            detail,
            ..kept.clone()
        };
        store.append_history(&kept).expect("a write");
    }
    let part = |from, until, most| {
        let query = HistoryQuery {
            from: time(from),
            until: time(until),
            most,
        };
        let part = other.history(&query).expect("a read");
        part.into_iter()
            .filter_map(|entry| entry.detail)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        part(10, 40, 9),
        ["0", "4", "2", "1"],
        "its first moment belongs to it, its last does not; of one moment, the last written is the newest"
    );
    assert_eq!(part(0, 90, 2), ["3", "0"], "no more than asked for, the newest");
    assert_eq!(part(11, 20, 9), [""; 0]);
    assert_eq!(part(0, 90, 0), [""; 0]);
    clear(store, other);
}

fn repeats(store: &dyn AnyStateStore, other: &dyn AnyStateStore) {
    let at = |second| HistoryEntry {
        at: time(second),
        ..entry(0)
    };
    store.append_history(&at(0)).expect("a write");
    other.append_history(&at(300)).expect("a write");
    store.append_history(&at(900)).expect("a write");
    assert_same(
        &all(other),
        &[at(900)],
        "a repeat within ten minutes takes the place of the one before, whoever wrote it",
    );
    store.append_history(&at(900)).expect("a write");
    store.append_history(&at(800)).expect("a write");
    assert_same(
        &all(other),
        &[at(900)],
        "one that comes late is no other, and does not turn time back",
    );
    store.append_history(&at(1_501)).expect("a write");
    assert_same(
        &all(other),
        &[at(1_501), at(900)],
        "after ten minutes it is another",
    );
    let between = HistoryEntry {
        event: HistoryEvent::Copied,
        ..at(1_600)
    };
    store.append_history(&between).expect("a write");
    store.append_history(&at(1_700)).expect("a write");
    assert_same(
        &all(other),
        &[at(1_700), between, at(900)],
        "something else between does not part repeats",
    );
    clear(store, other);
}

fn differences(store: &dyn AnyStateStore, other: &dyn AnyStateStore) {
    let program = |pid, started, folder: Option<&str>| {
        Some(ProcessInfo {
            name: "terraform".into(),
            pid,
            started,
            folder: folder.map(str::to_owned),
        })
    };
    let first = entry(0);
    let role = |role| Some(assignment(&first.portal, "111122223333", role));
    let changes: [&dyn Fn(&mut HistoryEntry); 13] = [
        &|_| {},
        &|entry| entry.event = HistoryEvent::Renewed,
        &|entry| entry.portal = name("contract-two"),
        &|entry| entry.assignment = role("Reader"),
        &|entry| entry.assignment = Some(assignment(&entry.portal, "999922223333", "Admin")),
        &|entry| entry.until = Some(time(3_601)),
        &|entry| entry.surface = Surface::Tray,
        &|entry| entry.program = program(1, 1, None),
        &|entry| entry.program = program(2, 1, None),
        &|entry| entry.program = program(1, 2, None),
        &|entry| entry.program = program(1, 1, Some("~")),
        &|entry| entry.by_default = true,
        &|entry| entry.detail = Some(String::new()),
    ];
    let mut kept = Vec::new();
    for change in changes {
        let mut changed = first.clone();
        change(&mut changed);
        if let Some(assignment) = &mut changed.assignment {
            assignment.portal = changed.portal.clone();
        }
        store.append_history(&changed).expect("a write");
        kept.push(changed);
    }
    kept.reverse();
    assert_same(
        &all(other),
        &kept,
        "what differs in more than its time is another entry",
    );
    clear(store, other);
}

fn outlives_its_portal(store: &dyn AnyStateStore, other: &dyn AnyStateStore) {
    store.append_history(&entry(0)).expect("a write");
    store.remove_portal_data(&entry(0).portal).expect("forgetting");
    assert_same(&all(other), &[entry(0)], "the history outlives its portal");
    clear(store, other);
}

fn told_to_others(store: &dyn AnyStateStore, other: &dyn AnyStateStore) {
    let before = other.change_count().expect("a count");
    store.append_history(&entry(0)).expect("a write");
    let after = other.change_count().expect("a count");
    assert_ne!(after, before, "another process's entry shows as a change");
    assert_eq!(
        other.change_count().expect("a count"),
        after,
        "nothing more changed"
    );
    clear(store, other);
}

fn many_at_once(store: &dyn AnyStateStore, other: &dyn AnyStateStore) {
    let of_one = |start: i64| (start..start + 100).map(entry);
    std::thread::scope(|scope| {
        for (writer, start) in [(store, 0), (other, 100), (store, 200), (other, 300)] {
            scope.spawn(move || {
                of_one(start).for_each(|entry| writer.append_history(&entry).expect("a write"));
            });
        }
        // Reading meanwhile takes nothing away.
        scope.spawn(|| (0..20).for_each(|_| drop(all(other))));
    });
    let mut expected: Vec<HistoryEntry> = of_one(0)
        .chain(of_one(100))
        .chain(of_one(200))
        .chain(of_one(300))
        .collect();
    expected.reverse();
    assert_same(&all(store), &expected, "many may write at the same moment");
    clear(store, other);
}

fn all(store: &dyn AnyStateStore) -> Vec<HistoryEntry> {
    let query = HistoryQuery {
        from: Timestamp::MIN,
        until: Timestamp::MAX,
        most: u32::MAX,
    };
    store.history(&query).expect("a read")
}

fn clear(store: &dyn AnyStateStore, other: &dyn AnyStateStore) {
    store.prune_history(Timestamp::MAX).expect("forgetting");
    assert_same(&all(other), &[], "all is forgotten");
}

/// An entry at a moment, unlike that of any other moment.
fn entry(second: i64) -> HistoryEntry {
    let portal = name("contract-one");
    HistoryEntry {
        at: time(second),
        event: HistoryEvent::CredentialsVended,
        assignment: Some(assignment(&portal, "111122223333", "Admin")),
        portal,
        until: None,
        surface: Surface::CredentialProcess,
        program: None,
        by_default: false,
        detail: (second != 0).then(|| second.to_string()),
    }
}

fn time(second: i64) -> Timestamp {
    Timestamp::from_second(1_772_366_400 + second).expect("a time in range")
}
