//! What the user is notified of, and that they are notified once.

use super::{
    NoticeCause, NoticeKind, NotificationInput, NotificationUpdate, NotifiedKeys, causes,
    initial_notified_keys, is_recent, updates,
};
use crate::keeper::role_sessions::TrackedRoleSessions;
use crate::problem::{Problem, ProblemCode};
use crate::test_records::{self, minute, record};
use rolecall_model::Timestamp;
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::Renewal;
use rolecall_model::roles_anywhere::CertificateValidity;
use std::collections::HashMap;
use std::time::Duration;

fn portal() -> PortalName {
    test_records::portal("acme")
}

fn role(name: &str) -> RoleRef {
    test_records::role("acme", name)
}

/// Started and issued at 0, for an hour.
fn tracked(renewals: &[(&str, Renewal)]) -> TrackedRoleSessions {
    let mut sessions = TrackedRoleSessions::default();
    let record = |(name, renewal): &(&str, Renewal)| record(role(name), *renewal);
    let gone = sessions.sync_from_index(renewals.iter().map(record).collect());
    assert!(gone.is_empty());
    sessions
}

/// What there is to report at a minute, and in which it is decided again.
fn causes_at(
    sessions: &TrackedRoleSessions,
    needs_sign_in: bool,
    at_minute: i64,
) -> (Vec<NoticeCause>, Option<Timestamp>) {
    let name = portal();
    let input = NotificationInput {
        role_sessions: sessions.as_slice(),
        portals: vec![&name],
        needs_sign_in: &move |_| needs_sign_in,
        refused_programs: &HashMap::new(),
        certificates: &[],
        news: &[],
    };
    causes(&input, minute(at_minute))
}

#[test]
fn only_what_a_user_started_and_is_not_renewed_is_reported_before_its_end() {
    let sessions = tracked(&[("A", Renewal::Off), ("B", Renewal::On), ("C", Renewal::OnDemand)]);
    assert_eq!(causes_at(&sessions, false, 49), (vec![], Some(minute(50))));
    let (now_due, next) = causes_at(&sessions, false, 50);
    assert_eq!(now_due, [expiring("A")]);
    assert_eq!(next, None);
    assert_eq!(
        causes_at(&sessions, false, 60),
        (vec![], None),
        "what ended ends no more"
    );
}

#[test]
fn the_end_by_a_limit_is_not_reported_before_it_comes() {
    let mut sessions = tracked(&[("A", Renewal::Off)]);
    sessions.set_limit_times(|_| Some(minute(60)));
    assert_eq!(causes_at(&sessions, false, 55), (vec![], None));
}

#[test]
fn a_failure_is_reported_when_little_is_left_and_not_before_it_lasted() {
    let problem = Problem::new(ProblemCode::Unreachable, "");
    let mut sessions = tracked(&[("A", Renewal::On)]);
    sessions.on_failed(&role("A"), problem.clone(), minute(45), 0.5);
    assert_eq!(causes_at(&sessions, false, 46), (vec![], Some(minute(50))));
    let reported = vec![NoticeCause::NotRenewed {
        role: role("A"),
        problem: problem.clone(),
    }];
    assert_eq!(causes_at(&sessions, false, 50), (reported.clone(), None));
    sessions.on_failed(&role("A"), problem.clone(), minute(52), 0.5);
    assert_eq!(
        causes_at(&sessions, false, 61),
        (reported, None),
        "also when it is over"
    );
    let (waits, _) = causes_at(&sessions, true, 61);
    assert!(matches!(waits.as_slice(), [NoticeCause::SignIn { waiting, .. }] if waiting.len() == 1));

    // Woken up after the end: a network needs some time.
    let mut late = tracked(&[("A", Renewal::On)]);
    late.on_failed(&role("A"), problem.clone(), minute(700), 0.5);
    assert_eq!(causes_at(&late, false, 701), (vec![], Some(minute(702))));
    assert_eq!(causes_at(&late, false, 702).0.len(), 1);
    assert_eq!(
        causes_at(&late, false, 800).0,
        [],
        "nobody tried for long: it was asleep"
    );
    late.on_failed(&role("A"), problem, minute(800), 0.5);
    assert_eq!(causes_at(&late, false, 800), (vec![], Some(minute(802))));
}

#[test]
fn a_sign_in_is_asked_for_only_when_something_waits_for_it() {
    let sessions = tracked(&[("A", Renewal::On), ("B", Renewal::Off)]);
    assert_eq!(causes_at(&sessions, true, 44).0, []);
    let (now_due, _) = causes_at(&sessions, true, 45);
    assert_eq!(now_due, [sign_in("acme", vec![role("A")])]);
    let name = portal();
    let refused = HashMap::from([(portal(), None)]);
    let none = TrackedRoleSessions::default();
    let input = NotificationInput {
        role_sessions: none.as_slice(),
        portals: vec![&name],
        needs_sign_in: &|_| true,
        refused_programs: &refused,
        certificates: &[],
        news: &[],
    };
    assert_eq!(causes(&input, minute(0)).0.len(), 1, "a program waits");
}

fn expiring(name: &str) -> NoticeCause {
    NoticeCause::Expiring {
        role: role(name),
        expires_at: minute(60),
    }
}

fn sign_in(portal: &str, waiting: Vec<RoleRef>) -> NoticeCause {
    NoticeCause::SignIn {
        portal: test_records::portal(portal),
        waiting,
        program: None,
    }
}

fn of_kind(updates: &[NotificationUpdate], kind: NoticeKind) -> (usize, usize, bool) {
    let update = updates.iter().find(|update| update.kind == kind);
    update.map_or((0, 0, false), |update| {
        (update.new.len(), update.over.len(), update.is_empty)
    })
}

#[test]
fn each_expiry_is_one_cause_and_what_is_over_is_withdrawn() {
    let none = |_| false;
    let (first, notified) = updates(&NotifiedKeys::new(), &[expiring("A")], none);
    assert_eq!(of_kind(&first, NoticeKind::Expiring), (1, 0, false));
    let (again, notified) = updates(&notified, &[expiring("A")], none);
    assert_eq!(again, []);
    let (more, notified) = updates(&notified, &[expiring("A"), expiring("B")], none);
    assert_eq!(of_kind(&more, NoticeKind::Expiring), (1, 0, false));
    let (fewer, notified) = updates(&notified, &[expiring("B")], none);
    assert_eq!(of_kind(&fewer, NoticeKind::Expiring), (0, 1, false));
    let (gone, _) = updates(&notified, &[], none);
    assert_eq!(of_kind(&gone, NoticeKind::Expiring), (0, 1, true));
}

#[test]
fn all_sign_ins_are_one_cause_and_what_is_undecided_is_not_over() {
    let (first, notified) = updates(&NotifiedKeys::new(), &[sign_in("acme", vec![])], |_| false);
    assert_eq!(of_kind(&first, NoticeKind::SignIn), (1, 0, false));
    let both = [sign_in("acme", vec![]), sign_in("lab", vec![])];
    let (more, notified) = updates(&notified, &both, |_| false);
    assert_eq!(more, [], "the user knows");
    let (held, notified) = updates(&notified, &[], |kind| kind == NoticeKind::SignIn);
    assert_eq!(held, []);
    let (over, _) = updates(&notified, &[], |_| false);
    assert_eq!(of_kind(&over, NoticeKind::SignIn), (0, 1, true));
}

#[test]
fn what_an_earlier_run_reported_counts_until_it_is_known_to_be_over() {
    let notified = initial_notified_keys();
    let (changed, notified) = updates(&notified, &[], |_| true);
    assert_eq!(changed, []);
    let (over, _) = updates(&notified, &[], |_| false);
    assert_eq!(of_kind(&over, NoticeKind::SignIn), (0, 1, true));
    assert_eq!(of_kind(&over, NoticeKind::NotRenewed), (0, 1, true));
}

#[test]
fn news_are_news_for_an_hour() {
    assert!(is_recent(minute(0), minute(59)));
    assert!(!is_recent(minute(0), minute(60)));
    assert!(
        is_recent(minute(10), minute(0)),
        "a clock that was set back takes nothing away"
    );
    assert_eq!(Duration::from_mins(10), super::EXPIRY_LEAD);
}

#[test]
fn a_certificate_that_ends_is_reported_fourteen_seven_three_and_one_days_before() {
    let ends_at = minute(365 * 24 * 60);
    let validity = CertificateValidity {
        not_before: minute(0),
        not_after: ends_at,
    };
    let certificates = [(role("Host"), validity)];
    let none = TrackedRoleSessions::default();
    let at = |days_left: i64| {
        let input = NotificationInput {
            role_sessions: none.as_slice(),
            portals: vec![],
            needs_sign_in: &|_| false,
            refused_programs: &HashMap::new(),
            certificates: &certificates,
            news: &[],
        };
        let day = |days: i64| minute((365 - days) * 24 * 60);
        let (found, next) = causes(&input, day(days_left));
        let reminders: Vec<u64> = found
            .iter()
            .map(|cause| {
                let NoticeCause::CertificateEnds { reminder, .. } = cause else {
                    unreachable!("{cause:?}");
                };
                *reminder
            })
            .collect();
        (reminders, (0..=14).find(|days| next == Some(day(*days))))
    };
    assert_eq!(at(100), (vec![], Some(14)));
    assert_eq!(at(14), (vec![14], Some(7)));
    assert_eq!(at(8), (vec![14], Some(7)));
    assert_eq!(at(7), (vec![7], Some(3)));
    assert_eq!(at(1), (vec![1], Some(0)));
    assert_eq!(at(-1), (vec![], None), "it has ended");
}
