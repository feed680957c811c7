//! When each kind of maintenance is due.

use super::{Maintenance, ORPHAN_GRACE, STALE_USERS_CHECK_INTERVAL};
use crate::keeper::role_sessions::TrackedRoleSessions;
use crate::test_records::{minute, record, role};
use rolecall_model::Timestamp;
use rolecall_model::history::{ProcessInfo, StaleDefaultUser};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::Renewal;
use std::time::Duration;

const HOUR: Duration = Duration::from_hours(1);

fn start() -> Timestamp {
    minute(0)
}

fn admin() -> RoleRef {
    role("acme", "Admin")
}

#[test]
fn the_history_is_pruned_once_a_day() {
    let mut maintenance = Maintenance::default();
    assert!(maintenance.start_pruning_if_due(start()));
    assert!(!maintenance.start_pruning_if_due(start() + 23 * HOUR));
    assert!(maintenance.start_pruning_if_due(start() + 24 * HOUR));
    assert!(
        maintenance.start_pruning_if_due(start()),
        "a clock that was set back does not put it off"
    );
}

#[test]
fn role_sessions_of_a_lost_portal_are_stopped_after_a_while() {
    let mut maintenance = Maintenance::default();
    let mut sessions = TrackedRoleSessions::default();
    sessions.sync_from_index(vec![record(admin(), Renewal::On)]);
    let due_at = start() + ORPHAN_GRACE;
    let mut due = |sessions: &TrackedRoleSessions, now| maintenance.due_orphans(sessions, &|_| false, now);
    assert_eq!(due(&sessions, start()), (vec![], Some(due_at)));
    // The portal is back for a time.
    let none = TrackedRoleSessions::default();
    assert_eq!(due(&none, start() + HOUR / 60), (vec![], None));
    let again = start() + HOUR / 30;
    assert_eq!(due(&sessions, again), (vec![], Some(again + ORPHAN_GRACE)));
    assert_eq!(due(&sessions, again + ORPHAN_GRACE), (vec![admin()], None));
}

#[test]
fn programs_that_use_a_former_default_are_checked_while_there_are_any() {
    let mut maintenance = Maintenance::default();
    let user = |expires_at| StaleDefaultUser {
        program: ProcessInfo {
            name: "terraform".into(),
            pid: 1,
            started: 1,
            folder: None,
        },
        role: admin(),
        expires_at,
    };
    let read = maintenance.start_history_read(start());
    let users = [user(start() + HOUR)];
    assert_eq!(
        maintenance.stale_users_check_at(&users, start()),
        None,
        "a check is under way"
    );
    assert!(maintenance.accept_history_read(read));
    assert_eq!(maintenance.stale_users_check_at(&[], start()), None);
    let next = Some(start() + STALE_USERS_CHECK_INTERVAL);
    assert_eq!(maintenance.stale_users_check_at(&users, start()), next);
    let soon = start() + Duration::from_secs(3);
    assert_eq!(
        maintenance.stale_users_check_at(&[user(soon)], start()),
        Some(soon)
    );
}
