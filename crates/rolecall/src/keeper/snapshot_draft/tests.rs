//! When the next snapshot differs from the last one.

use super::SnapshotDraft;
use crate::problem::{Problem, ProblemCode};
use crate::test_records::role;
use rolecall_model::role_ref::RoleRef;

fn admin() -> RoleRef {
    role("acme", "Admin")
}

#[test]
fn what_stays_the_same_is_no_change() {
    let mut draft = SnapshotDraft::default();
    draft.set_favourites(vec![admin()]);
    assert!(draft.is_changed());
    let first = draft.publish(Vec::new());
    assert!(!draft.is_changed());
    draft.set_favourites(vec![admin()]);
    draft.set_recents(Vec::new());
    draft.set_role_sessions(Vec::new());
    draft.set_stale_default_users(Vec::new());
    draft.dismiss_problems();
    draft.clear_problem(ProblemCode::StateStoreFailed);
    assert!(!draft.is_changed());
    draft.set_recents(vec![admin()]);
    let second = draft.publish(Vec::new());
    assert_eq!((first.revision, second.revision), (1, 2));
    assert!(second.rows_revision > first.rows_revision);
}

#[test]
fn a_problem_is_shown_once_until_it_is_solved_or_dismissed() {
    let mut draft = SnapshotDraft::default();
    let problem = |detail: &str| Problem::new(ProblemCode::StateStoreFailed, detail);
    draft.show_problem(problem("full"));
    draft.publish(Vec::new());
    draft.show_problem(problem("full"));
    assert!(!draft.is_changed());
    draft.show_problem(problem("locked"));
    assert_eq!(draft.publish(Vec::new()).problems, [problem("locked")]);
    assert!(draft.has_problem(ProblemCode::StateStoreFailed));
    draft.clear_problem(ProblemCode::StateStoreFailed);
    assert!(draft.is_changed() && !draft.has_problem(ProblemCode::StateStoreFailed));
    draft.show_problem(problem("full"));
    draft.dismiss_problems();
    assert_eq!(draft.publish(Vec::new()).problems, []);
}

#[test]
fn an_urgent_snapshot_is_urgent_once() {
    let mut draft = SnapshotDraft::default();
    draft.mark_urgent();
    assert!(draft.is_changed() && draft.is_urgent());
    draft.publish(Vec::new());
    assert!(!draft.is_changed() && !draft.is_urgent());
}
