//! The bars of a day: renewals, stops, overlaps, midnight, and what is still alive.

use super::*;
use crate::test_records;
use jiff::SignedDuration;
use proptest::prelude::*;
use rolecall_model::history::{HistorySubject, Surface};

/// So many minutes after midnight.
fn time(minutes: i64) -> Timestamp {
    Timestamp::from_second(1_789_948_800).unwrap() + SignedDuration::from_mins(minutes)
}

fn entry(minutes: i64, event: HistoryEvent, role: &str, expires_at: Option<i64>) -> HistoryEntry {
    let (portal, role) = role.split_once('/').unwrap_or(("corp", role));
    HistoryEntry {
        at: time(minutes),
        event,
        subject: if role.is_empty() {
            HistorySubject::Portal(test_records::portal(portal))
        } else {
            HistorySubject::Role(test_records::role(portal, role))
        },
        expires_at: expires_at.map(time),
        surface: Surface::Window,
        program: None,
        by_default: false,
        reason: None,
        detail: None,
    }
}

use HistoryEvent::{Copied, CredentialsVended, Denied, Issued, LimitReached, Renewed, SignedOut, Stopped};

/// The bars of a whole day, in minutes after midnight.
fn bars(mut entries: Vec<HistoryEntry>, from: i64, until: i64) -> Vec<(String, i64, i64)> {
    // As the store gives them.
    entries.reverse();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    let minutes = |end: Timestamp| end.duration_since(time(0)).as_mins();
    spans(&entries, time(from), time(until))
        .into_iter()
        .map(|span| {
            let role = span.role.role_name.as_str().to_owned();
            (role, minutes(span.from), minutes(span.until))
        })
        .collect()
}

fn bar(role: &str, from: i64, until: i64) -> (String, i64, i64) {
    (role.to_owned(), from, until)
}

const DAY: i64 = 24 * 60;

#[test]
fn a_renewal_begins_a_new_bar() {
    let entries = vec![
        entry(540, Issued, "A", Some(600)),
        entry(585, Renewed, "A", Some(645)),
        entry(630, Renewed, "A", Some(690)),
    ];
    assert_eq!(
        bars(entries, 0, DAY),
        [bar("A", 540, 585), bar("A", 585, 630), bar("A", 630, 690)]
    );
}

#[test]
fn what_stops_it_ends_the_bar() {
    for event in [Stopped, LimitReached] {
        let entries = vec![
            entry(540, Issued, "A", Some(600)),
            entry(541, Issued, "B", Some(601)),
            entry(550, event, "A", None),
            entry(560, event, "A", None),
        ];
        assert_eq!(
            bars(entries, 0, DAY),
            [bar("A", 540, 550), bar("B", 541, 601)],
            "{event:?}"
        );
    }
    let entries = vec![
        entry(540, Issued, "A", Some(600)),
        entry(541, Issued, "lab/A", Some(601)),
        entry(550, SignedOut, "corp/", None),
    ];
    assert_eq!(
        bars(entries, 0, DAY),
        [bar("A", 540, 550), bar("A", 541, 601)],
        "of that portal only"
    );
}

#[test]
fn what_ends_nothing_ends_nothing() {
    let entries = vec![
        entry(540, Issued, "A", Some(600)),
        entry(545, CredentialsVended, "A", Some(600)),
        entry(546, Copied, "A", Some(600)),
        entry(550, Denied, "A", None),
    ];
    assert_eq!(bars(entries, 0, DAY), [bar("A", 540, 600)]);
}

#[test]
fn roles_at_the_same_time_have_bars_of_their_own() {
    let entries = vec![
        entry(540, Issued, "B", Some(600)),
        entry(540, Issued, "A", Some(570)),
        entry(560, Issued, "C", Some(565)),
    ];
    assert_eq!(
        bars(entries, 0, DAY),
        [bar("A", 540, 570), bar("B", 540, 600), bar("C", 560, 565)]
    );
}

#[test]
fn midnight_cuts_a_bar_in_two() {
    let entries = || {
        vec![
            entry(-30, Issued, "A", Some(30)),
            entry(DAY - 20, Issued, "A", Some(DAY + 40)),
        ]
    };
    assert_eq!(
        bars(entries(), 0, DAY),
        [bar("A", 0, 30), bar("A", DAY - 20, DAY)]
    );
    assert_eq!(bars(entries(), DAY, 2 * DAY), [bar("A", DAY, DAY + 40)]);
    assert_eq!(bars(entries(), -DAY, 0), [bar("A", -30, 0)]);
}

#[test]
fn what_is_alive_ends_now() {
    let entries = || vec![entry(540, Issued, "A", Some(600))];
    assert_eq!(bars(entries(), 0, 555), [bar("A", 540, 555)]);
    assert_eq!(bars(entries(), 0, 540), [], "it begins now");
    assert_eq!(bars(entries(), 600, DAY), []);
}

#[test]
fn what_the_history_does_not_say_makes_no_bar() {
    assert_eq!(bars(vec![entry(540, Issued, "A", None)], 0, DAY), []);
    assert_eq!(
        bars(vec![entry(540, Renewed, "A", Some(600))], 0, DAY),
        [bar("A", 540, 600)],
        "the first is forgotten"
    );
    assert_eq!(
        bars(vec![entry(540, Issued, "A", Some(530))], 0, DAY),
        [],
        "the clock was set back"
    );
    assert_eq!(bars(vec![entry(540, Stopped, "A", None)], 0, DAY), []);
}

#[test]
fn what_happened_at_one_moment_happened_in_its_order() {
    let entries = vec![
        entry(540, Issued, "A", Some(600)),
        entry(550, Stopped, "A", None),
        entry(550, Issued, "A", Some(610)),
    ];
    assert_eq!(bars(entries, 0, DAY), [bar("A", 540, 550), bar("A", 550, 610)]);
}

fn some_entry() -> impl Strategy<Value = HistoryEntry> {
    let event = proptest::sample::select(HistoryEvent::ALL.to_vec());
    let role = proptest::sample::select(vec!["A", "B", "lab/A", "corp/"]);
    let lasts = proptest::option::of(-10_i64..90);
    (0_i64..DAY, event, role, lasts).prop_map(|(minutes, event, role, lasts)| {
        entry(minutes, event, role, lasts.map(|lasts| minutes + lasts))
    })
}

proptest! {
    /// Nobody is the same twice at once, nothing reaches out of the day, and cutting a day in two loses and adds no minute.
    #[test]
    fn bars_never_overlap_and_cut_cleanly(entries in proptest::collection::vec(some_entry(), 0..40), cut in 0_i64..DAY) {
        let whole = spans(&entries, time(0), time(DAY));
        for span in &whole {
            prop_assert!(span.from < span.until && span.from >= time(0) && span.until <= time(DAY));
        }
        for (number, span) in whole.iter().enumerate() {
            for other in &whole[number + 1..] {
                let apart = span.until <= other.from || other.until <= span.from;
                prop_assert!(span.role != other.role || apart);
            }
        }
        let length = |spans: &[Span]| -> SignedDuration {
            spans.iter().map(|span| span.until.duration_since(span.from)).sum()
        };
        let (morning, evening) = (spans(&entries, time(0), time(cut)), spans(&entries, time(cut), time(DAY)));
        prop_assert_eq!(length(&morning) + length(&evening), length(&whole));
    }
}
