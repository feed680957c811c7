//! Who holds the former default: the newest word of each program counts.

use super::*;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::history::{HistorySubject, Surface};
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleOrigin;

fn time(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + seconds).unwrap()
}

fn role(name: &str) -> RoleRef {
    RoleRef {
        origin: RoleOrigin::Portal(PortalName::parse("corp").unwrap()),
        account_id: AccountId::parse("111122223333").unwrap(),
        role_name: RoleName::new(name),
    }
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
        detail: None,
    }
}

fn pids(entries: &[HistoryEntry], default: &str, now: i64) -> Vec<(u32, String)> {
    stale_default_users(entries, Some(&role(default)), time(now))
        .into_iter()
        .map(|user| (user.program.pid, user.role.role_name.as_str().to_owned()))
        .collect()
}

#[test]
fn the_newest_word_of_a_program_counts() {
    let entries = [
        given(0, 1, 1, "Old"),
        given(10, 2, 1, "Old"),
        given(20, 1, 1, "New"),
    ];
    assert_eq!(pids(&entries, "New", 30), [(2, "Old".to_owned())]);
    assert_eq!(
        pids(&entries, "Other", 30),
        [(1, "New".to_owned()), (2, "Old".to_owned())]
    );
    assert_eq!(
        pids(&entries, "Old", 30),
        [(1, "New".to_owned())],
        "the default was made the old one again"
    );
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
