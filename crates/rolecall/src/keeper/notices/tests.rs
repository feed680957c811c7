//! What is told, and that it is told once.

use super::{
    Change, Facts, NoticeCause, NoticeKind, Standing, changes, is_fresh, matters, standing_at_start,
};
use crate::keeper::care::Care;
use crate::problem::{Problem, ProblemCode};
use rolecall_model::Timestamp;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::assignment::Assignment;
use rolecall_model::portal::PortalName;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use std::collections::HashMap;
use std::time::Duration;

const MINUTE: i64 = 60;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + minute * MINUTE).unwrap()
}

fn portal() -> PortalName {
    PortalName::parse("acme").unwrap()
}

fn role(name: &str) -> Assignment {
    Assignment {
        portal: portal(),
        account_id: AccountId::parse("111122223333").unwrap(),
        role_name: RoleName::new(name),
    }
}

/// Started and issued at 0, for an hour.
fn care(renewals: &[(&str, Renewal)]) -> Care {
    let mut care = Care::default();
    let record = |(name, renewal): &(&str, Renewal)| RoleSessionRecord {
        assignment: role(name),
        started_at: at(0),
        issued_at: at(0),
        expires_at: at(60),
        renewal: *renewal,
    };
    let gone = care.settle(renewals.iter().map(record).collect());
    assert!(gone.is_empty());
    care
}

fn known(care: &Care, needs_sign_in: bool, now: Timestamp) -> (Vec<NoticeCause>, Option<Timestamp>) {
    let name = portal();
    let facts = Facts {
        care,
        portals: vec![&name],
        needs_sign_in: &move |_| needs_sign_in,
        asked: &HashMap::new(),
        news: &[],
    };
    matters(&facts, now)
}

#[test]
fn only_what_a_user_started_and_is_not_renewed_is_told_before_its_end() {
    let care = care(&[("A", Renewal::Off), ("B", Renewal::On), ("C", Renewal::OnDemand)]);
    assert_eq!(known(&care, false, at(49)), (vec![], Some(at(50))));
    let (matters, next) = known(&care, false, at(50));
    assert_eq!(
        matters,
        [NoticeCause::Expiring {
            assignment: role("A"),
            expires_at: at(60)
        }]
    );
    assert_eq!(next, None);
    assert_eq!(
        known(&care, false, at(60)),
        (vec![], None),
        "what ended ends no more"
    );
}

#[test]
fn the_end_by_a_limit_is_no_news_before_it_comes() {
    let mut care = care(&[("A", Renewal::Off)]);
    care.set_ends(|_| Some(at(60)));
    assert_eq!(known(&care, false, at(55)), (vec![], None));
}

#[test]
fn a_failure_is_told_when_little_is_left_and_not_before_it_lasted() {
    let problem = Problem::new(ProblemCode::Unreachable, "");
    let mut care = care(&[("A", Renewal::On)]);
    care.failed(&role("A"), problem.clone(), at(45), 0.5);
    assert_eq!(known(&care, false, at(46)), (vec![], Some(at(50))));
    let told = vec![NoticeCause::NotRenewed {
        assignment: role("A"),
        problem: problem.clone(),
    }];
    assert_eq!(known(&care, false, at(50)), (told.clone(), None));
    care.failed(&role("A"), problem.clone(), at(52), 0.5);
    assert_eq!(known(&care, false, at(61)), (told, None), "also when it is over");
    let (waits, _) = known(&care, true, at(61));
    assert!(matches!(waits.as_slice(), [NoticeCause::SignIn { waiting, .. }] if waiting.len() == 1));

    // Woken up after the end: a network needs a moment.
    let mut late = self::care(&[("A", Renewal::On)]);
    late.failed(&role("A"), problem, at(700), 0.5);
    assert_eq!(known(&late, false, at(701)), (vec![], Some(at(702))));
    assert_eq!(known(&late, false, at(702)).0.len(), 1);
    assert_eq!(
        known(&late, false, at(800)).0,
        [],
        "nobody tried for long: it was asleep"
    );
    late.failed(
        &role("A"),
        Problem::new(ProblemCode::Unreachable, ""),
        at(800),
        0.5,
    );
    assert_eq!(known(&late, false, at(800)), (vec![], Some(at(802))));
}

#[test]
fn a_sign_in_is_asked_for_only_when_something_waits_for_it() {
    let care = care(&[("A", Renewal::On), ("B", Renewal::Off)]);
    assert_eq!(known(&care, true, at(44)).0, []);
    let (matters, _) = known(&care, true, at(45));
    assert_eq!(
        matters,
        [NoticeCause::SignIn {
            portal: portal(),
            waiting: vec![role("A")],
            program: None
        }]
    );
    let name = portal();
    let asked = HashMap::from([(portal(), None)]);
    let facts = Facts {
        care: &Care::default(),
        portals: vec![&name],
        needs_sign_in: &|_| true,
        asked: &asked,
        news: &[],
    };
    assert_eq!(super::matters(&facts, at(0)).0.len(), 1, "a program waits");
}

fn expiring(name: &str) -> NoticeCause {
    NoticeCause::Expiring {
        assignment: role(name),
        expires_at: at(60),
    }
}

fn of(changes: &[Change], kind: NoticeKind) -> (usize, usize, bool) {
    let change = changes.iter().find(|change| change.kind == kind);
    change.map_or((0, 0, false), |change| {
        (change.new.len(), change.over.len(), change.is_empty)
    })
}

#[test]
fn each_end_is_one_cause_and_what_is_over_is_taken_away() {
    let none = |_| false;
    let (first, standing) = changes(&Standing::new(), &[expiring("A")], none);
    assert_eq!(of(&first, NoticeKind::Expiring), (1, 0, false));
    let (again, standing) = changes(&standing, &[expiring("A")], none);
    assert_eq!(again, []);
    let (more, standing) = changes(&standing, &[expiring("A"), expiring("B")], none);
    assert_eq!(of(&more, NoticeKind::Expiring), (1, 0, false));
    let (fewer, standing) = changes(&standing, &[expiring("B")], none);
    assert_eq!(of(&fewer, NoticeKind::Expiring), (0, 1, false));
    let (gone, _) = changes(&standing, &[], none);
    assert_eq!(of(&gone, NoticeKind::Expiring), (0, 1, true));
}

#[test]
fn all_sign_ins_are_one_cause_and_what_is_undecided_is_not_over() {
    let sign_in = |name: &str| NoticeCause::SignIn {
        portal: PortalName::parse(name).unwrap(),
        waiting: vec![],
        program: None,
    };
    let (first, standing) = changes(&Standing::new(), &[sign_in("acme")], |_| false);
    assert_eq!(of(&first, NoticeKind::SignIn), (1, 0, false));
    let both = [sign_in("acme"), sign_in("lab")];
    let (more, standing) = changes(&standing, &both, |_| false);
    assert_eq!(more, [], "the user knows");
    let (held, standing) = changes(&standing, &[], |kind| kind == NoticeKind::SignIn);
    assert_eq!(held, []);
    let (over, _) = changes(&standing, &[], |_| false);
    assert_eq!(of(&over, NoticeKind::SignIn), (0, 1, true));
}

#[test]
fn what_an_earlier_run_told_stands_until_it_is_known_to_be_over() {
    let standing = standing_at_start();
    let (changed, standing) = changes(&standing, &[], |_| true);
    assert_eq!(changed, []);
    let (over, _) = changes(&standing, &[], |_| false);
    assert_eq!(of(&over, NoticeKind::SignIn), (0, 1, true));
    assert_eq!(of(&over, NoticeKind::NotRenewed), (0, 1, true));
}

#[test]
fn news_are_news_for_an_hour() {
    assert!(is_fresh(at(0), at(59)));
    assert!(!is_fresh(at(0), at(60)));
    assert!(
        is_fresh(at(10), at(0)),
        "a clock that was set back takes nothing away"
    );
    assert_eq!(Duration::from_mins(10), super::ENDS_SOON);
}
