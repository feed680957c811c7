//! A day in the tray: 50 role sessions at 3 portals stay active for 24 simulated hours while programs ask for their
//! credentials at random moments, and nothing else happens.
//!
//! No credentials are ever handed out expired, AWS is asked no more often than it must be, nobody is notified, and more
//! days need no more memory than one. The tests run one at a time, since every allocation of this program is counted.

#![expect(clippy::unwrap_used, reason = "what a test asks for must be there")]

#[path = "soak/calls.rs"]
mod calls;
#[path = "soak/day.rs"]
mod day;

use day::{Day, run};
use rolecall_fakes::soak;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use std::alloc::System;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

#[global_allocator]
static HEAP: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

static EXCLUSIVE: Mutex<()> = Mutex::new(());

/// So long before their end credentials of an hour are renewed.
const LEAD: Duration = Duration::from_mins(15);
/// How many days are compared with one.
const DAYS: (u64, u64) = (30, 3);
/// The keeper may hold so many bytes more after three days than after one: less than two for each of the 3,600 renewals in between,
/// and room for a table that grew once. More days may not hold more.
const MAX_HELD_GROWTH: usize = 4 << 10;
/// So many bytes may be left of a world that is gone: what the test harness allocates meanwhile.
const MAX_LEAKED: usize = 4 << 10;

#[test]
fn a_quiet_day_asks_aws_for_what_is_needed_and_no_more() {
    let _exclusive = EXCLUSIVE.lock().unwrap_or_else(PoisonError::into_inner);
    run(async {
        let mut day = Day::begin(1).await;
        day.pass(Duration::from_hours(24)).await;
        day.assert_all_active().await;
        assert!(day.reads > 200_000, "{} reads", day.reads);
        day.assert_asked_no_more_than_needed(LEAD, 0);
        day.assert_nobody_was_notified();
    });
}

#[test]
fn more_days_need_no_more_memory_than_one() {
    let _exclusive = EXCLUSIVE.lock().unwrap_or_else(PoisonError::into_inner);
    let one_day = after_days(1);
    let more_days = after_days(soak::size(DAYS.0, DAYS.1));
    println!("after one day {one_day:?}, after more {more_days:?}");
    assert!(
        more_days.held <= one_day.held + MAX_HELD_GROWTH,
        "{one_day:?} {more_days:?}"
    );
    assert!(more_days.left <= MAX_LEAKED, "{one_day:?} {more_days:?}");
    assert!(more_days.tasks <= one_day.tasks, "{one_day:?} {more_days:?}");
}

/// Memory at the end of some days.
#[derive(Debug)]
struct Memory {
    /// What the keeper and its tasks hold, in bytes. What the fakes recorded of these days is not among it.
    held: usize,
    /// What is left when the keeper, the fakes and the runtime are gone, in bytes: what nobody can reach any more.
    left: usize,
    /// How many tasks are under way when everything waits.
    tasks: usize,
}

fn after_days(days: u64) -> Memory {
    let before = live_bytes();
    let (mut held, mut tasks) = (0, 0);
    run(async {
        let mut day = Day::begin(1).await;
        day.reads_at_once = 1;
        day.pass(Duration::from_hours(24 * days)).await;
        day.assert_all_active().await;
        tasks = tokio::runtime::Handle::current().metrics().num_alive_tasks();
        let Day {
            world, keeper, task, ..
        } = day;
        let with_keeper = live_bytes();
        task.abort();
        drop((task.await, keeper));
        world.clock.until_idle().await;
        held = with_keeper.saturating_sub(live_bytes());
    });
    let left = live_bytes().saturating_sub(before);
    Memory { held, left, tasks }
}

/// Returns how many bytes are allocated and not freed. Unlike resident memory they do not depend on the allocator's pages.
fn live_bytes() -> usize {
    let stats = HEAP.stats();
    stats.bytes_allocated.wrapping_sub(stats.bytes_deallocated)
}
