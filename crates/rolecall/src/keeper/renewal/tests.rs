//! Every decision by hand, and days of them at random.

use super::{
    LONGEST_PAUSE, Living, PAUSE_OF_OTHERS, Plan, SHORTEST_PAUSE, SOON, Tried, due_at, is_due, plan,
};
use proptest::prelude::*;
use rolecall_model::Timestamp;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::assignment::Assignment;
use rolecall_model::portal::PortalName;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use std::time::Duration;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

fn assignment(number: usize) -> Assignment {
    Assignment {
        portal: PortalName::parse("acme").unwrap(),
        account_id: AccountId::parse("111122223333").unwrap(),
        role_name: RoleName::new(format!("Role{number:03}")),
    }
}

/// A role session that was started and issued at 0.
fn record(expires: i64, renewal: Renewal) -> RoleSessionRecord {
    RoleSessionRecord {
        assignment: assignment(0),
        started_at: at(0),
        issued_at: at(0),
        expires_at: at(expires),
        renewal,
    }
}

fn living(record: &RoleSessionRecord) -> Living<'_> {
    Living {
        record,
        ends_at: None,
        needs_sign_in: false,
        tried: None,
        is_busy: false,
        is_tidy: false,
    }
}

fn renews() -> Plan {
    Plan {
        renew: vec![assignment(0)],
        ..Plan::default()
    }
}

fn looks_at(second: i64) -> Plan {
    Plan {
        next: Some(at(second)),
        ..Plan::default()
    }
}

fn tidies() -> Plan {
    Plan {
        tidy: true,
        ..Plan::default()
    }
}

fn ends() -> Plan {
    Plan {
        end: vec![assignment(0)],
        ..Plan::default()
    }
}

#[test]
fn nothing_needs_no_look() {
    assert_eq!(plan(&[], at(0)), Plan::default());
}

#[test]
fn a_quarter_of_the_life_or_twenty_minutes_is_left_when_it_is_renewed() {
    for (life, due) in [
        (15 * MINUTE, 15 * MINUTE - 225),
        (HOUR, 45 * MINUTE),
        (12 * HOUR, 12 * HOUR - 20 * MINUTE),
    ] {
        let record = record(life, Renewal::On);
        assert_eq!(plan(&[living(&record)], at(due - 1)), looks_at(due));
        assert_eq!(plan(&[living(&record)], at(due)), renews());
        assert_eq!(plan(&[living(&record)], at(life + HOUR)), renews());
    }
}

#[test]
fn what_programs_made_and_what_is_not_to_live_on_is_erased_at_its_end_and_not_renewed() {
    for renewal in [Renewal::OnDemand, Renewal::Off] {
        let record = record(HOUR, renewal);
        assert_eq!(plan(&[living(&record)], at(59 * MINUTE)), looks_at(HOUR));
        assert_eq!(plan(&[living(&record)], at(HOUR)), tidies());
        let tidy = Living {
            is_tidy: true,
            ..living(&record)
        };
        assert_eq!(plan(&[tidy], at(HOUR)), Plan::default());
    }
}

#[test]
fn the_limit_ends_it_and_credentials_that_reach_the_limit_are_the_last() {
    for renewal in Renewal::ALL {
        let record = record(HOUR, renewal);
        let limited = |end| Living {
            ends_at: Some(at(end)),
            ..living(&record)
        };
        assert_eq!(plan(&[limited(HOUR)], at(50 * MINUTE)), looks_at(HOUR));
        assert_eq!(plan(&[limited(30 * MINUTE)], at(0)), looks_at(30 * MINUTE));
        assert_eq!(plan(&[limited(30 * MINUTE)], at(30 * MINUTE)), ends());
        assert_eq!(plan(&[limited(HOUR)], at(HOUR)), ends(), "exactly at its end");
        assert_eq!(plan(&[limited(HOUR)], at(13 * HOUR)), ends());
    }
    let record = record(HOUR, Renewal::On);
    let longer = Living {
        ends_at: Some(at(HOUR + 1)),
        ..living(&record)
    };
    assert_eq!(plan(&[longer], at(45 * MINUTE)), renews());
}

#[test]
fn an_expired_sign_in_waits_and_what_expires_meanwhile_is_erased_once() {
    let record = record(HOUR, Renewal::On);
    let waits = Living {
        needs_sign_in: true,
        ..living(&record)
    };
    assert_eq!(plan(&[waits], at(50 * MINUTE)), looks_at(HOUR));
    assert_eq!(plan(&[waits], at(HOUR)), tidies());
    let tidy = Living {
        is_tidy: true,
        ..waits
    };
    assert_eq!(plan(&[tidy], at(HOUR)), Plan::default());
    let limited = Living {
        ends_at: Some(at(2 * HOUR)),
        ..tidy
    };
    assert_eq!(plan(&[limited], at(HOUR)), looks_at(2 * HOUR));
    assert_eq!(plan(&[limited], at(2 * HOUR)), ends());
    let signed_in = Living {
        needs_sign_in: false,
        ..tidy
    };
    assert_eq!(plan(&[signed_in], at(12 * HOUR)), renews());
}

#[test]
fn a_failure_pauses_and_pauses_grow_to_a_ceiling() {
    let record = record(HOUR, Renewal::On);
    let mut tried = None;
    let mut now = at(45 * MINUTE);
    let mut pauses = Vec::new();
    for _ in 0..12 {
        let failed = Tried::failed(tried, now, 1.0);
        let again_at = failed.again_at.unwrap();
        let held = Living {
            tried: Some(failed),
            is_tidy: true,
            ..living(&record)
        };
        let expected = if now < record.expires_at {
            again_at.min(record.expires_at)
        } else {
            again_at
        };
        assert_eq!(plan(&[held], now).next, Some(expected));
        assert_eq!(plan(&[held], again_at).renew, [assignment(0)]);
        pauses.push(again_at.duration_since(now));
        now = again_at;
        tried = Some(failed);
    }
    assert!(pauses.windows(2).all(|pair| pair[0] <= pair[1]), "{pauses:?}");
    assert_eq!(pauses[0].as_secs(), 5);
    assert_eq!(pauses[11].unsigned_abs(), LONGEST_PAUSE);
    let spread = Tried::failed(None, now, 0.0).again_at.unwrap();
    assert!(spread.duration_since(now).as_millis() == 2_500, "half is jitter");
}

#[test]
fn news_of_the_machine_end_the_pause_but_no_two_tries_are_closer_than_a_second() {
    let now = at(HOUR);
    let mut tried = Tried::failed(None, now, 1.0);
    tried.hurry(now, SHORTEST_PAUSE);
    assert_eq!(tried.again_at, Some(now + Duration::from_secs(1)));
    tried = Tried::failed(Some(tried), now, 1.0);
    tried.hurry(now + Duration::from_secs(3), SHORTEST_PAUSE);
    assert_eq!(tried.again_at, Some(now + Duration::from_secs(3)));
    let mut early = Tried::failed(None, now, 1.0);
    early.hurry(now, PAUSE_OF_OTHERS);
    assert_eq!(
        early.again_at,
        Some(now + Duration::from_secs(5)),
        "never later than without"
    );
    // The clock was set back.
    tried.hurry(at(0), SHORTEST_PAUSE);
    assert_eq!(tried.again_at, Some(at(0) + Duration::from_secs(1)));
    let mut refused = Tried::refused(now);
    refused.hurry(now, SHORTEST_PAUSE);
    assert_eq!(refused.again_at, None);
}

#[test]
fn a_refusal_is_final_and_the_credentials_last_to_their_end() {
    let record = record(HOUR, Renewal::On);
    let refused = Living {
        tried: Some(Tried::refused(at(45 * MINUTE))),
        ..living(&record)
    };
    assert_eq!(plan(&[refused], at(46 * MINUTE)), looks_at(HOUR));
    assert_eq!(plan(&[refused], at(HOUR)), tidies());
    assert!(!is_due(&refused, at(HOUR)));
}

#[test]
fn what_is_busy_is_left_alone() {
    let record = record(HOUR, Renewal::On);
    let busy = Living {
        is_busy: true,
        ends_at: Some(at(HOUR)),
        ..living(&record)
    };
    for now in [0, 45 * MINUTE, HOUR, 12 * HOUR] {
        assert_eq!(plan(&[busy], at(now)), Plan::default());
    }
}

#[test]
fn a_limit_that_cannot_be_enforced_is_tried_again() {
    let record = record(2 * HOUR, Renewal::Off);
    let now = at(HOUR);
    let failed = Living {
        ends_at: Some(now),
        tried: Some(Tried::failed(None, now, 1.0)),
        ..living(&record)
    };
    assert_eq!(plan(&[failed], now), looks_at(HOUR + 5));
    assert_eq!(plan(&[failed], at(HOUR + 5)), ends());
}

#[test]
fn many_that_are_due_at_once_come_in_the_order_of_their_ends() {
    let records: Vec<RoleSessionRecord> = (0..64)
        .map(|number| RoleSessionRecord {
            assignment: assignment(number),
            ..record(HOUR - i64::try_from(number).unwrap(), Renewal::On)
        })
        .collect();
    let all: Vec<Living<'_>> = records.iter().map(living).collect();
    let plan = plan(&all, at(13 * HOUR));
    assert_eq!(plan.renew.len(), 64);
    assert_eq!(plan.renew[0], assignment(63));
    assert_eq!(plan.next, None);
}

#[test]
fn a_clock_that_jumps_neither_hurries_nor_forgets() {
    // Issued while the clock was two hours ahead, seen after it was set right.
    let ahead = RoleSessionRecord {
        issued_at: at(2 * HOUR),
        expires_at: at(HOUR),
        ..record(HOUR, Renewal::On)
    };
    assert_eq!(plan(&[living(&ahead)], at(0)), looks_at(45 * MINUTE));
    // A pause of a clock that was a day ahead holds nobody back.
    let record = record(HOUR, Renewal::On);
    let held = Living {
        tried: Some(Tried::failed(None, at(24 * HOUR), 1.0)),
        ..living(&record)
    };
    assert_eq!(plan(&[held], at(50 * MINUTE)), renews());
    // A clock that goes far ahead makes everything due, which AWS then says is not so.
    assert_eq!(plan(&[living(&record)], at(400 * 24 * HOUR)), renews());
}

/// One role session of a simulated day.
#[derive(Clone, Debug)]
struct Day {
    life: i64,
    limit: Option<i64>,
    renewal: Renewal,
    stops_at: Option<i64>,
}

fn day() -> impl Strategy<Value = Day> {
    let life = prop_oneof![Just(15 * MINUTE), Just(HOUR), Just(12 * HOUR), 60..12 * HOUR];
    let renewal = prop_oneof![
        4 => Just(Renewal::On),
        1 => Just(Renewal::Off),
        1 => Just(Renewal::OnDemand)
    ];
    (
        life,
        proptest::option::of(60..30 * HOUR),
        renewal,
        proptest::option::of(0..30 * HOUR),
    )
        .prop_map(|(life, limit, renewal, stops_at)| Day {
            life,
            limit,
            renewal,
            stops_at,
        })
}

struct Simulated {
    day: Day,
    record: Option<RoleSessionRecord>,
    tried: Option<Tried>,
    tidy: bool,
    renewals: i64,
}

impl Simulated {
    fn end(&self) -> Option<Timestamp> {
        self.day.limit.map(at)
    }

    /// New credentials; as the use case does it, they do not outlast the limit.
    fn issue(&mut self, now: Timestamp) {
        let end = self.end();
        let life = Duration::from_secs(u64::try_from(self.day.life).unwrap());
        let record = self.record.as_mut().expect("nothing is renewed that is gone");
        record.issued_at = now;
        record.expires_at = end.map_or(now + life, |end| end.min(now + life));
        self.tried = None;
        self.tidy = false;
    }
}

const DAYS: i64 = 3 * 24 * HOUR;

/// Lets three days go by; `fails` says which tries fail.
fn simulate(days: Vec<Day>, mut fails: impl FnMut() -> bool) -> Result<(), TestCaseError> {
    let mut all: Vec<Simulated> = days
        .into_iter()
        .enumerate()
        .map(|(number, day)| {
            let record = RoleSessionRecord {
                assignment: assignment(number),
                ..record(day.life, day.renewal)
            };
            Simulated {
                record: Some(record),
                day,
                tried: None,
                tidy: false,
                renewals: 0,
            }
        })
        .collect();
    all.iter_mut().for_each(|one| one.issue(at(0)));
    let mut now = at(0);
    let mut looks = 0;
    while now < at(DAYS) {
        looks += 1;
        prop_assert!(looks < 60_000, "too many looks");
        for one in &mut all {
            if one.day.stops_at.is_some_and(|stop| at(stop) <= now) {
                one.record = None;
            }
        }
        let plan = look(&all, now);
        if let Some(next) = plan.next {
            prop_assert!(next > now, "the next look is not ahead");
        }
        act(&mut all, &plan, now, &mut fails)?;
        let living = all.iter().filter(|one| one.record.is_some());
        let stops = living.filter_map(|one| one.day.stops_at).map(at);
        let stop = stops.filter(|stop| *stop > now).min();
        let acted = !plan.renew.is_empty() || !plan.end.is_empty() || plan.tidy;
        match [plan.next, stop].into_iter().flatten().min() {
            _ if acted => {}
            Some(next) => now = next,
            None => break,
        }
    }
    all.iter().try_for_each(judge)
}

fn look(all: &[Simulated], now: Timestamp) -> Plan {
    let living: Vec<Living<'_>> = all
        .iter()
        .filter_map(|one| {
            Some(Living {
                ends_at: one.end(),
                tried: one.tried,
                is_tidy: one.tidy,
                ..living(one.record.as_ref()?)
            })
        })
        .collect();
    plan(&living, now)
}

/// Does what the plan says, as the keeper does it.
fn act(
    all: &mut [Simulated],
    plan: &Plan,
    now: Timestamp,
    fails: &mut impl FnMut() -> bool,
) -> Result<(), TestCaseError> {
    let number = |assignment: &Assignment| assignment.role_name.as_str()[4..].parse::<usize>().unwrap();
    for renewed in &plan.renew {
        let one = &mut all[number(renewed)];
        prop_assert!(one.end().is_none_or(|end| now < end), "renewed beyond its limit");
        prop_assert!(
            one.day.stops_at.is_none_or(|stop| now < at(stop)),
            "renewed after stop"
        );
        prop_assert_eq!(one.day.renewal, Renewal::On);
        if fails() {
            one.tried = Some(Tried::failed(one.tried, now, 0.5));
        } else {
            one.issue(now);
            one.renewals += 1;
        }
    }
    for ended in &plan.end {
        all[number(ended)].record = None;
    }
    for one in all.iter_mut().filter(|_| plan.tidy) {
        let Some(record) = &one.record else { continue };
        if record.expires_at <= now {
            one.tidy = true;
            if record.renewal != Renewal::On {
                one.record = None;
            }
        }
    }
    Ok(())
}

/// No more renewals than the life of the role session needs.
fn judge(one: &Simulated) -> Result<(), TestCaseError> {
    let day = &one.day;
    let lives = [day.limit, day.stops_at, Some(DAYS)]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or(DAYS);
    let soon = i64::try_from(SOON.as_secs()).unwrap();
    let period = day.life - soon.min(day.life / 4 + 1);
    let needed = if day.renewal == Renewal::On {
        lives / period
    } else {
        0
    };
    prop_assert!(
        one.renewals <= needed,
        "{} renewals where {needed} do: {day:?}",
        one.renewals
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn days_of_many_need_no_more_than_they_must(days in proptest::collection::vec(day(), 0..12)) {
        simulate(days, || false)?;
    }

    #[test]
    fn days_with_failures_never_renew_what_ended(
        days in proptest::collection::vec(day(), 0..8),
        fails in proptest::collection::vec(any::<bool>(), 1..50),
    ) {
        let mut fails = fails.into_iter().cycle();
        simulate(days, move || fails.next().unwrap_or(false))?;
    }

    #[test]
    fn whatever_is_known_the_next_look_is_ahead_and_soon_enough(
        issued in -DAYS..DAYS,
        expires in -DAYS..DAYS,
        end in proptest::option::of(-DAYS..DAYS),
        tried in proptest::option::of((0_u32..40, -DAYS..DAYS, any::<bool>())),
        now in -DAYS..DAYS,
        needs_sign_in in any::<bool>(),
        is_tidy in any::<bool>(),
    ) {
        let record = RoleSessionRecord {
            issued_at: at(issued),
            ..record(expires, Renewal::On)
        };
        let one = Living {
            ends_at: end.map(at),
            tried: tried.map(|(failures, when, refused)| Tried {
                failures,
                at: at(when),
                again_at: (!refused).then(|| at(when) + LONGEST_PAUSE),
            }),
            needs_sign_in,
            is_tidy,
            ..living(&record)
        };
        let now = at(now);
        let plan = plan(&[one], now);
        prop_assert!(plan.next.is_none_or(|next| next > now));
        prop_assert!(plan.renew.is_empty() || end.is_none_or(|end| at(end) > now));
        let acts = !plan.renew.is_empty() || !plan.end.is_empty() || plan.tidy;
        prop_assert!(
            acts || plan.next.is_some() || at(expires) <= now || needs_sign_in,
            "a living role session is forgotten: {plan:?}"
        );
        prop_assert!(due_at(&record, now) <= at(expires));
    }
}
