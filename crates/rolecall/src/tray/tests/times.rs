//! The tray changes exactly when it says it will.

use super::*;
use proptest::prelude::*;

type Seen = (TrayIcon, String, Vec<MenuEntry>);

fn seen(snapshot: &Snapshot, at: Timestamp) -> Seen {
    (icon(snapshot, at), tooltip(snapshot, at), menu(snapshot, at))
}

fn nanosecond() -> SignedDuration {
    SignedDuration::from_nanos(1)
}

#[test]
fn nothing_changes_without_role_sessions() {
    assert_eq!(changes_at(&Snapshot::default(), noon()), None);
    assert_eq!(changes_at(&corp(), noon()), None);
    let waits = active_state(role(DEV, "Admin"), -5, RoleSessionPhase::WaitingForSignIn);
    let snapshot = Snapshot {
        role_sessions: vec![waits],
        ..corp()
    };
    assert_eq!(changes_at(&snapshot, noon()), None, "only a sign-in changes it");
}

#[test]
fn a_label_changes_once_a_minute_until_its_end() {
    let snapshot = Snapshot {
        role_sessions: vec![alive(role(DEV, "Admin"), Renewal::Off, 12 * 60)],
        ..corp()
    };
    let mut at = noon();
    let mut changes = 0;
    while let Some(next) = changes_at(&snapshot, at) {
        assert!(next > at && next.duration_since(at) <= minutes(1));
        (at, changes) = (next, changes + 1);
    }
    assert_eq!(at, noon() + minutes(12 * 60), "the last is its end");
    // One for each minute, one when it ends soon and one at its end.
    assert_eq!(changes, 12 * 60 + 2);
}

#[test]
fn the_icon_says_ten_minutes_before_the_end_that_it_comes() {
    for (renewal, then) in [
        (Renewal::Off, TrayIcon::Expiring),
        (Renewal::On, TrayIcon::Active),
        (Renewal::OnDemand, TrayIcon::Active),
    ] {
        let snapshot = Snapshot {
            role_sessions: vec![alive(role(DEV, "Admin"), renewal, 60)],
            ..corp()
        };
        let soon = noon() + minutes(50);
        assert_eq!(icon(&snapshot, soon - nanosecond()), TrayIcon::Active);
        assert_eq!(icon(&snapshot, soon), then, "{renewal:?}");
    }
}

#[test]
fn the_icon_says_the_most_urgent() {
    let with = |role_sessions| Snapshot {
        role_sessions,
        ..corp()
    };
    let well = alive(role(DEV, "Admin"), Renewal::On, 3);
    let ends = alive(role(DEV, "Deploy"), Renewal::Off, 3);
    let waits = active_state(role(PROD, "Admin"), -3, RoleSessionPhase::WaitingForSignIn);
    assert_eq!(icon(&with(Vec::new()), noon()), TrayIcon::Idle);
    assert_eq!(icon(&with(vec![well.clone()]), noon()), TrayIcon::Active);
    assert_eq!(
        icon(&with(vec![well.clone(), ends.clone()]), noon()),
        TrayIcon::Expiring
    );
    assert_eq!(icon(&with(vec![well, ends, waits]), noon()), TrayIcon::Problem);
    let mut locked = corp();
    locked.portals[0].problem = Some(problem(ProblemCode::KeychainLocked));
    assert_eq!(icon(&locked, noon()), TrayIcon::Problem);
    locked.portals[0].problem = Some(problem(ProblemCode::Unreachable));
    assert_eq!(
        icon(&locked, noon()),
        TrayIcon::Idle,
        "a list that is old harms nobody"
    );
}

fn some_life() -> impl Strategy<Value = RoleSessionPhase> {
    prop_oneof![
        3 => Just(RoleSessionPhase::Active),
        1 => Just(RoleSessionPhase::Renewing),
        1 => Just(RoleSessionPhase::WaitingForSignIn),
        1 => Just(RoleSessionPhase::Refused(problem(ProblemCode::NotAssigned))),
        1 => Just(RoleSessionPhase::Retrying { problem: problem(ProblemCode::Unreachable), at: noon() }),
    ]
}

fn some_role_session() -> impl Strategy<Value = RoleSessionState> {
    let number = 0_u32..70;
    let renewal = proptest::sample::select(Renewal::ALL.to_vec());
    // Around every step, and in between.
    let left = prop_oneof![
        -60_i64..60,
        60_i64..50_000,
        proptest::sample::select(vec![0, 60, 600, 601, 5400, 5401, 14_400, 14_401, 43_200, 43_201]),
    ];
    let nanos = 0_i64..2_000_000_000;
    let limit = proptest::option::of(-10_i64..50_000);
    (number, renewal, left, nanos, limit, some_life()).prop_map(
        |(number, renewal, left, nanos, limit, phase)| {
            let mut state = alive(role(&format!("{number:012}"), "Admin"), renewal, 60);
            state.record.expires_at =
                noon() + SignedDuration::from_secs(left) + SignedDuration::from_nanos(nanos);
            state.phase = phase;
            state.limit_at = limit.map(|seconds| noon() + SignedDuration::from_secs(seconds));
            state
        },
    )
}

fn some_day() -> impl Strategy<Value = Snapshot> {
    let few = proptest::collection::vec(some_role_session(), 0..4);
    let many = proptest::collection::vec(some_role_session(), 50..70);
    let default = proptest::option::of(0_u32..70);
    (prop_oneof![8 => few, 1 => many], default).prop_map(|(role_sessions, default)| {
        let mut snapshot = Snapshot {
            role_sessions,
            ..corp()
        };
        snapshot.favourites = Arc::new([role("000000000001", "Admin"), role("000000000002", "Admin")].into());
        settings(&mut snapshot).default_role = default.map(|number| role(&format!("{number:012}"), "Admin"));
        snapshot
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]
    #[test]
    fn it_is_the_same_until_then_and_another_from_then(
        snapshot in some_day(),
        parts in proptest::collection::vec(0.0_f64..1.0, 5),
    ) {
        let mut now = noon();
        for _ in 0..4 {
            let present = seen(&snapshot, now);
            let Some(then) = changes_at(&snapshot, now) else {
                for hours in [1, 7, 40] {
                    prop_assert_eq!(&seen(&snapshot, now + minutes(60 * hours)), &present);
                }
                break;
            };
            prop_assert!(then > now);
            prop_assert_ne!(&seen(&snapshot, then), &present, "it changes then");
            prop_assert_eq!(&seen(&snapshot, then - nanosecond()), &present);
            for part in &parts {
                let at = now + then.duration_since(now).mul_f64(*part);
                prop_assert_eq!(&seen(&snapshot, at.min(then - nanosecond())), &present);
            }
            now = then;
        }
    }
}
