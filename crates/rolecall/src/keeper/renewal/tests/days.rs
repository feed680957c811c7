//! Days of many role sessions at random.

use super::super::{MAX_BACKOFF, MAX_LEAD, Plan, RenewalInput, RetryState, due_at, plan};
use super::{HOUR, MINUTE, input, record, role_ref, time};
use proptest::prelude::*;
use rolecall_model::Timestamp;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use std::time::Duration;

/// One role session of a simulated day.
#[derive(Clone, Debug)]
struct Day {
    lifetime: i64,
    limit: Option<i64>,
    renewal: Renewal,
    stops_at: Option<i64>,
}

fn day() -> impl Strategy<Value = Day> {
    let lifetime = prop_oneof![Just(15 * MINUTE), Just(HOUR), Just(12 * HOUR), 60..12 * HOUR];
    let renewal = prop_oneof![
        4 => Just(Renewal::On),
        1 => Just(Renewal::Off),
        1 => Just(Renewal::OnDemand)
    ];
    (
        lifetime,
        proptest::option::of(60..30 * HOUR),
        renewal,
        proptest::option::of(0..30 * HOUR),
    )
        .prop_map(|(lifetime, limit, renewal, stops_at)| Day {
            lifetime,
            limit,
            renewal,
            stops_at,
        })
}

struct Simulated {
    day: Day,
    record: Option<RoleSessionRecord>,
    retry: Option<RetryState>,
    is_cleaned_up: bool,
    renewals: i64,
}

impl Simulated {
    fn end(&self) -> Option<Timestamp> {
        self.day.limit.map(time)
    }

    /// New credentials; as the use case does it, they do not outlast the limit.
    fn issue(&mut self, now: Timestamp) {
        let end = self.end();
        let lifetime = Duration::from_secs(u64::try_from(self.day.lifetime).unwrap());
        let record = self.record.as_mut().expect("nothing is renewed that is gone");
        record.issued_at = now;
        record.expires_at = end.map_or(now + lifetime, |end| end.min(now + lifetime));
        self.retry = None;
        self.is_cleaned_up = false;
    }
}

const DAYS: i64 = 3 * 24 * HOUR;

/// Lets three days go by; `fails` says which attempts fail.
fn simulate(days: Vec<Day>, mut fails: impl FnMut() -> bool) -> Result<(), TestCaseError> {
    let mut all: Vec<Simulated> = days
        .into_iter()
        .enumerate()
        .map(|(number, day)| {
            let record = RoleSessionRecord {
                role: role_ref(number),
                ..record(day.lifetime, day.renewal)
            };
            Simulated {
                record: Some(record),
                day,
                retry: None,
                is_cleaned_up: false,
                renewals: 0,
            }
        })
        .collect();
    all.iter_mut().for_each(|session| session.issue(time(0)));
    let mut now = time(0);
    let mut checks = 0;
    while now < time(DAYS) {
        checks += 1;
        prop_assert!(checks < 60_000, "too many checks");
        for session in &mut all {
            if session.day.stops_at.is_some_and(|stop| time(stop) <= now) {
                session.record = None;
            }
        }
        let plan = check(&all, now);
        if let Some(next) = plan.next_check {
            prop_assert!(next > now, "the next check is not ahead");
        }
        act(&mut all, &plan, now, &mut fails)?;
        let sessions = all.iter().filter(|session| session.record.is_some());
        let stops = sessions.filter_map(|session| session.day.stops_at).map(time);
        let stop = stops.filter(|stop| *stop > now).min();
        let acted = !plan.to_renew.is_empty() || !plan.to_end.is_empty() || plan.needs_clean_up;
        match [plan.next_check, stop].into_iter().flatten().min() {
            _ if acted => {}
            Some(next) => now = next,
            None => break,
        }
    }
    all.iter().try_for_each(judge)
}

fn check(all: &[Simulated], now: Timestamp) -> Plan {
    let sessions: Vec<RenewalInput<'_>> = all
        .iter()
        .filter_map(|session| {
            Some(RenewalInput {
                limit_at: session.end(),
                retry: session.retry,
                is_cleaned_up: session.is_cleaned_up,
                ..input(session.record.as_ref()?)
            })
        })
        .collect();
    plan(&sessions, now)
}

/// Does what the plan says, as the keeper does it.
fn act(
    all: &mut [Simulated],
    plan: &Plan,
    now: Timestamp,
    fails: &mut impl FnMut() -> bool,
) -> Result<(), TestCaseError> {
    let number = |role: &RoleRef| role.role_name.as_str()[4..].parse::<usize>().unwrap();
    for renewed in &plan.to_renew {
        let session = &mut all[number(renewed)];
        prop_assert!(
            session.end().is_none_or(|end| now < end),
            "renewed beyond its limit"
        );
        prop_assert!(
            session.day.stops_at.is_none_or(|stop| now < time(stop)),
            "renewed after stop"
        );
        prop_assert_eq!(session.day.renewal, Renewal::On);
        if fails() {
            session.retry = Some(RetryState::after_failure(session.retry, now, 0.5));
        } else {
            session.issue(now);
            session.renewals += 1;
        }
    }
    for ended in &plan.to_end {
        all[number(ended)].record = None;
    }
    for session in all.iter_mut().filter(|_| plan.needs_clean_up) {
        let Some(record) = &session.record else { continue };
        if record.expires_at <= now {
            session.is_cleaned_up = true;
            if record.renewal != Renewal::On {
                session.record = None;
            }
        }
    }
    Ok(())
}

/// No more renewals than the lifetime of the role session needs.
fn judge(session: &Simulated) -> Result<(), TestCaseError> {
    let day = &session.day;
    let lives = [day.limit, day.stops_at, Some(DAYS)]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or(DAYS);
    let soon = i64::try_from(MAX_LEAD.as_secs()).unwrap();
    let period = day.lifetime - soon.min(day.lifetime / 4 + 1);
    let needed = if day.renewal == Renewal::On {
        lives / period
    } else {
        0
    };
    prop_assert!(
        session.renewals <= needed,
        "{} renewals where {needed} do: {day:?}",
        session.renewals
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
    fn whatever_is_known_the_next_check_is_ahead_and_soon_enough(
        issued in -DAYS..DAYS,
        expires in -DAYS..DAYS,
        end in proptest::option::of(-DAYS..DAYS),
        retry in proptest::option::of((0_u32..40, -DAYS..DAYS, any::<bool>())),
        now in -DAYS..DAYS,
        needs_sign_in in any::<bool>(),
        is_cleaned_up in any::<bool>(),
    ) {
        let record = RoleSessionRecord {
            issued_at: time(issued),
            ..record(expires, Renewal::On)
        };
        let session = RenewalInput {
            limit_at: end.map(time),
            retry: retry.map(|(failures, when, refused)| RetryState {
                failures,
                last_failed_at: time(when),
                retry_at: (!refused).then(|| time(when) + MAX_BACKOFF),
            }),
            needs_sign_in,
            is_cleaned_up,
            ..input(&record)
        };
        let now = time(now);
        let plan = plan(&[session], now);
        prop_assert!(plan.next_check.is_none_or(|next| next > now));
        prop_assert!(plan.to_renew.is_empty() || end.is_none_or(|end| time(end) > now));
        let acts = !plan.to_renew.is_empty() || !plan.to_end.is_empty() || plan.needs_clean_up;
        prop_assert!(
            acts || plan.next_check.is_some() || time(expires) <= now || needs_sign_in,
            "a living role session is forgotten: {plan:?}"
        );
        prop_assert!(due_at(&record, now) <= time(expires));
    }
}
