//! What there is to report, and when it is over.

use super::Notifications;
use crate::keeper::event::NotificationUpdate;
use crate::keeper::portals::TrackedPortals;
use crate::keeper::role_sessions::TrackedRoleSessions;
use crate::notices::{NoticeCause, NoticeKind};
use crate::problem::{Problem, ProblemCode};
use crate::test_records::{minute, record, role};
use rolecall_model::portal::PortalName;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use tokio::sync::watch;

fn admin(renewal: Renewal) -> RoleSessionRecord {
    record(role("acme", "Admin"), renewal)
}

fn notifications() -> Notifications {
    Notifications::new(watch::channel(0).0)
}

/// What changes about `kind` at `at_minute`.
fn update(
    notifications: &mut Notifications,
    sessions: &TrackedRoleSessions,
    kind: NoticeKind,
    at_minute: i64,
) -> Option<NotificationUpdate> {
    let (updates, _) = notifications.update(sessions, &TrackedPortals::default(), minute(at_minute));
    updates.into_iter().find(|update| update.kind == kind)
}

#[test]
fn nothing_is_reported_or_over_before_the_index_was_read() {
    let mut notifications = notifications();
    let mut sessions = TrackedRoleSessions::default();
    let portals = TrackedPortals::default();
    assert_eq!(
        notifications.update(&sessions, &portals, minute(0)),
        (vec![], None)
    );
    sessions.sync_from_index(Vec::new());
    let over = update(&mut notifications, &sessions, NoticeKind::SignIn, 0).unwrap();
    assert!(over.is_empty, "what an earlier run reported is over");
}

#[test]
fn a_limit_that_ended_a_role_session_is_reported_until_it_starts_again() {
    let mut notifications = notifications();
    for renewal in [Renewal::OnDemand, Renewal::Off] {
        let mut sessions = TrackedRoleSessions::default();
        sessions.sync_from_index(vec![admin(renewal)]);
        sessions.set_limit_times(|_| Some(minute(30)));
        let gone = sessions.sync_from_index(Vec::new());
        notifications.on_role_sessions_removed(&gone, minute(30));
        let update = update(&mut notifications, &sessions, NoticeKind::LimitReached, 30);
        assert_eq!(update.is_some(), renewal == Renewal::Off, "{renewal:?}");
    }
    let mut sessions = TrackedRoleSessions::default();
    sessions.sync_from_index(vec![admin(Renewal::Off)]);
    notifications.drop_outdated_news(&sessions);
    let over = update(&mut notifications, &sessions, NoticeKind::LimitReached, 31).unwrap();
    assert!(over.is_empty && over.causes.is_empty());
}

#[test]
fn a_refusal_is_news_until_the_role_session_has_other_credentials() {
    let mut notifications = notifications();
    let mut sessions = TrackedRoleSessions::default();
    let refused = admin(Renewal::Off);
    sessions.sync_from_index(vec![refused.clone()]);
    notifications.on_refused(&refused, Problem::new(ProblemCode::NotAssigned, ""), minute(45));
    notifications.drop_outdated_news(&sessions);
    let shown = update(&mut notifications, &sessions, NoticeKind::Refused, 45).unwrap();
    assert_eq!((shown.new.len(), shown.causes.len()), (1, 1));
    let renewed = RoleSessionRecord {
        issued_at: minute(46),
        ..refused
    };
    sessions.sync_from_index(vec![renewed]);
    notifications.drop_outdated_news(&sessions);
    let over = update(&mut notifications, &sessions, NoticeKind::Refused, 46).unwrap();
    assert!(over.is_empty);
}

#[test]
fn news_are_withdrawn_after_an_hour() {
    let mut notifications = notifications();
    let mut sessions = TrackedRoleSessions::default();
    sessions.sync_from_index(Vec::new());
    let cause = NoticeCause::AccessChanged {
        portal: PortalName::parse("acme").unwrap(),
        added: 1,
        removed: 0,
    };
    notifications.add_news(cause, minute(0));
    let (_, next) = notifications.update(&sessions, &TrackedPortals::default(), minute(0));
    assert_eq!(next, Some(minute(60)));
    let over = update(&mut notifications, &sessions, NoticeKind::AccessChanged, 60).unwrap();
    assert!(over.is_empty);
}
