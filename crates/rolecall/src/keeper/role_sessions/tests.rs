//! The state of role sessions, and which of them may be renewed or ended.

use super::TrackedRoleSessions;
use crate::keeper::event::StopScope;
use crate::problem::{Problem, ProblemCode};
use crate::role_session_status::{RoleSessionOutcome, RoleSessionPhase, RoleSessionState};
use crate::test_records::{minute, record, role};
use rolecall_model::Timestamp;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use tokio::task::AbortHandle;

fn renewed(role: RoleRef) -> RoleSessionRecord {
    record(role, Renewal::On)
}

fn tracked(roles: &[RoleRef]) -> TrackedRoleSessions {
    let mut sessions = TrackedRoleSessions::default();
    let gone = sessions.sync_from_index(roles.iter().cloned().map(renewed).collect());
    assert!(gone.is_empty());
    sessions
}

fn task() -> AbortHandle {
    tokio::spawn(std::future::pending::<()>()).abort_handle()
}

fn phase(sessions: &TrackedRoleSessions, role: &RoleRef, now: Timestamp) -> Option<RoleSessionPhase> {
    let states = sessions.states(&|_| false, now);
    let state = states.into_iter().find(|state| state.record.role == *role);
    state.map(|state| state.phase)
}

fn unreachable() -> Problem {
    Problem::new(ProblemCode::Unreachable, "")
}

#[test]
fn nothing_renews_from_the_moment_that_a_sign_in_ended() {
    let mut sessions = TrackedRoleSessions::default();
    let records = [Renewal::On, Renewal::Off, Renewal::OnDemand]
        .map(|renewal| record(role("acme", renewal.id()), renewal));
    sessions.sync_from_index(records.to_vec());
    let waiting = |is_needed: bool| -> Vec<bool> {
        let states = sessions.states(&|_| is_needed, minute(1));
        let is_waiting = |state: &RoleSessionState| {
            let waits = state.outcome() == RoleSessionOutcome::WaitingForSignIn;
            assert_eq!(waits, state.needs_user(minute(1)), "the icon shows it at once");
            waits
        };
        states.iter().map(is_waiting).collect()
    };
    assert_eq!(waiting(false), [false, false, false]);
    assert_eq!(waiting(true), [true, false, false]);
}

#[tokio::test]
async fn a_portal_is_asked_once_until_it_answers_and_then_by_a_few() {
    let due: Vec<RoleRef> = (0..9).map(|number| role("acme", &format!("R{number}"))).collect();
    let mut sessions = tracked(&due);
    assert_eq!(sessions.admit_renewals(due.clone(), minute(45)), due[..1]);
    let first = task();
    let id = first.id();
    sessions.set_task(&due[0], first);
    assert_eq!(sessions.admit_renewals(due[1..].to_vec(), minute(45)), []);
    assert!(sessions.finish_task(id, &due[0]));
    assert!(!sessions.finish_task(id, &due[0]), "it counts once");
    sessions.on_renewed(renewed(due[0].clone()), minute(45));
    assert_eq!(sessions.admit_renewals(due[1..].to_vec(), minute(45)), due[1..5]);
    assert_eq!(
        sessions.admit_renewals(due[1..].to_vec(), minute(47)),
        due[1..2],
        "it answered too long ago"
    );
}

#[tokio::test]
async fn a_portal_that_does_not_answer_lets_all_wait_that_are_due_there() {
    let (first, second, other) = (role("acme", "A"), role("acme", "B"), role("lab", "A"));
    let mut sessions = tracked(&[first.clone(), second.clone(), other.clone()]);
    sessions.on_failed(&first, unreachable(), minute(45), 1.0);
    for waiting in [&first, &second] {
        let phase = phase(&sessions, waiting, minute(45));
        assert!(
            matches!(phase, Some(RoleSessionPhase::Retrying { .. })),
            "{phase:?}"
        );
    }
    assert_eq!(sessions.plan(&|_| false, minute(45)).to_renew, [other]);
}

#[tokio::test]
async fn a_locked_keychain_lets_all_wait_until_it_answers() {
    let (first, second) = (role("acme", "A"), role("lab", "B"));
    let mut sessions = tracked(&[first.clone(), second.clone()]);
    let locked = Problem::new(ProblemCode::KeychainLocked, "");
    sessions.on_failed(&first, locked, minute(45), 1.0);
    assert!(sessions.keychain_locked());
    assert_eq!(sessions.plan(&|_| false, minute(46)).to_renew, []);
    assert_eq!(sessions.admit_ends(vec![first.clone(), second]), [first]);
    sessions.on_keychain_unlocked(minute(46));
    assert!(!sessions.keychain_locked());
    assert_eq!(sessions.plan(&|_| false, minute(46)).to_renew.len(), 2);
}

#[test]
fn what_is_being_stopped_is_not_tracked_though_the_index_holds_it() {
    let (first, second) = (role("acme", "A"), role("acme", "B"));
    let mut sessions = tracked(&[first.clone(), second.clone()]);
    let scope = StopScope::RoleSessions(vec![first.clone()]);
    sessions.stop(scope.clone());
    assert!(sessions.find(&first).is_none());
    let records = || vec![renewed(first.clone()), renewed(second.clone())];
    sessions.sync_from_index(records());
    assert!(sessions.find(&first).is_none() && sessions.find(&second).is_some());
    sessions.on_stop_finished(&scope);
    sessions.sync_from_index(records());
    assert!(sessions.find(&first).is_some(), "it could not be stopped");
}

#[test]
fn a_read_that_began_before_a_stop_finished_does_not_count() {
    let mut sessions = tracked(&[]);
    let before = sessions.start_read();
    sessions.on_stop_finished(&StopScope::All);
    let after = sessions.start_read();
    assert!(!sessions.accept_read(before));
    assert!(sessions.accept_read(after));
}

#[test]
fn a_refusal_holds_until_credentials_are_new_or_the_index_says_otherwise() {
    let admin = role("acme", "A");
    let refused = Problem::new(ProblemCode::NotAssigned, "");
    for is_saved in [false, true] {
        let mut sessions = tracked(std::slice::from_ref(&admin));
        sessions.on_refused(&admin, refused.clone(), is_saved, minute(45));
        assert_eq!(
            phase(&sessions, &admin, minute(45)),
            Some(RoleSessionPhase::Refused(refused.clone()))
        );
        // Where the refusal was saved, somebody wants it again.
        sessions.sync_from_index(vec![renewed(admin.clone())]);
        let is_due = sessions.find(&admin).unwrap().is_due(minute(46));
        assert_eq!(is_due, is_saved);
        sessions.on_renewal_enabled(&admin);
        sessions.sync_from_index(vec![renewed(admin.clone())]);
        assert!(sessions.find(&admin).unwrap().is_due(minute(46)));
    }
}

#[test]
fn what_a_task_changed_in_the_index_is_left_alone_until_that_is_read() {
    let admin = role("acme", "A");
    let mut sessions = tracked(std::slice::from_ref(&admin));
    sessions.mark_stale(&admin);
    assert_eq!(sessions.plan(&|_| false, minute(50)).to_renew, []);
    sessions.on_index_unreadable();
    assert_eq!(sessions.plan(&|_| false, minute(50)).to_renew.len(), 1);
    sessions.mark_stale(&admin);
    let gone = sessions.sync_from_index(Vec::new());
    assert_eq!(gone.len(), 1);
}
