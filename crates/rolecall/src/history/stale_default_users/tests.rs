//! Who holds the former default: the newest word of each program counts.

use super::*;
use crate::test_records::{self, second as time};
use rolecall_model::history::{HistorySubject, Surface};

fn role(name: &str) -> RoleRef {
    test_records::role("corp", name)
}

fn given(seconds: i64, pid: u32, started: u64, to: &str) -> HistoryEntry {
    HistoryEntry {
        at: time(seconds),
        event: HistoryEvent::CredentialsVended,
        subject: HistorySubject::Role(role(to)),
        expires_at: Some(time(seconds + 3600)),
        surface: Surface::CredentialProcess,
        program: Some(ProcessInfo {
            name: "python3".to_owned(),
            pid,
            started,
            folder: None,
        }),
        by_default: true,
        reason: None,
        detail: None,
    }
}

/// Who still holds another default than this one.
fn pids(entries: &[HistoryEntry], default: &str, now: i64) -> Vec<(u32, String)> {
    stale_default_users(entries, Some(&role(default)), time(now))
        .into_iter()
        .map(|user| (user.program.pid, user.role.role_name.as_str().to_owned()))
        .collect()
}

#[test]
fn the_newest_word_of_a_program_counts() {
    let first = given(0, 1, 1, "Old");
    let entries = [first, given(10, 2, 1, "Old"), given(20, 1, 1, "New")];
    let (old, new) = ((2, "Old".to_owned()), (1, "New".to_owned()));
    for (default, users) in [
        ("New", vec![old.clone()]),
        ("Other", vec![new.clone(), old]),
        ("Old", vec![new]),
    ] {
        assert_eq!(pids(&entries, default, 30), users, "{default} is the default");
    }
}

#[test]
fn a_later_program_of_the_same_number_is_another() {
    let entries = [given(0, 1, 1, "Old"), given(20, 1, 2, "New")];
    assert_eq!(pids(&entries, "New", 30), [(1, "Old".to_owned())]);
}

#[test]
fn what_is_over_or_was_asked_for_by_name_is_not_held() {
    let by_name = HistoryEntry {
        by_default: false,
        ..given(0, 1, 1, "Old")
    };
    let unknown = HistoryEntry {
        program: None,
        ..given(0, 2, 1, "Old")
    };
    let copied = HistoryEntry {
        event: HistoryEvent::Copied,
        ..given(0, 3, 1, "Old")
    };
    let endless = HistoryEntry {
        expires_at: None,
        ..given(0, 4, 1, "Old")
    };
    assert_eq!(pids(&[by_name, unknown, copied, endless], "New", 30), []);
    let user = [given(0, 1, 1, "Old")];
    assert_eq!(pids(&user, "New", 3599).len(), 1);
    assert_eq!(pids(&user, "New", 3600), []);
}

#[test]
fn a_program_that_was_given_short_ones_last_holds_no_longer_ones_from_before() {
    let mut short = given(20, 1, 1, "Old");
    short.expires_at = Some(time(25));
    assert_eq!(pids(&[given(0, 1, 1, "Old"), short], "New", 30), []);
}
