//! Time that a test moves.
//!
//! It must not read the wall clock. Under `#[tokio::test(start_paused = true)]` tokio's own time moves only when
//! every task waits; without it a millisecond in which nothing happens counts as that.

use crate::locked;
use async_trait::async_trait;
use jiff::SignedDuration;
use rolecall::ports::Clock;
use rolecall_model::Timestamp;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;
use tokio::sync::watch;

/// The fake clock starts at 2026-03-01 12:00:00 UTC.
const START: i64 = 1_772_366_400;

/// A wait of this length ends, under paused tokio time, exactly when no task can run.
const QUIET: Duration = Duration::from_millis(1);

/// A clock whose time only a test moves.
///
/// [`FakeClock::when_idle`] jumps to the next wake-up as soon as every task waits: tests need not move it.
/// [`FakeClock::manual`] moves by [`FakeClock::advance`] and [`FakeClock::skip`] alone.
#[derive(Debug)]
pub struct FakeClock {
    elapsed: watch::Sender<Duration>,
    sleepers: Mutex<Sleepers>,
    jumps_when_idle: bool,
}

#[derive(Debug, Default)]
struct Sleepers {
    deadlines: BTreeMap<u64, WakeTime>,
    next: u64,
    jumps: u64,
    held: u32,
    wall_offset: SignedDuration,
}

/// When a sleeper wakes.
#[derive(Clone, Copy, Debug)]
enum WakeTime {
    /// After so much time of the clock that does not jump.
    Elapsed(Duration),
    /// When the wall clock reads this.
    Wall(Timestamp),
}

impl WakeTime {
    /// Returns the time of the clock that does not jump, as things stand.
    fn elapsed(self, wall_offset: SignedDuration) -> Duration {
        match self {
            Self::Elapsed(elapsed) => elapsed,
            Self::Wall(at) => at
                .duration_since(start())
                .checked_sub(wall_offset)
                .and_then(|left| Duration::try_from(left).ok())
                .unwrap_or_default(),
        }
    }
}

fn start() -> Timestamp {
    Timestamp::from_second(START).expect("a time in range")
}

impl FakeClock {
    /// Makes a clock that only [`FakeClock::advance`] and [`FakeClock::skip`] move.
    pub fn manual() -> Self {
        Self {
            elapsed: watch::Sender::new(Duration::ZERO),
            sleepers: Mutex::default(),
            jumps_when_idle: false,
        }
    }

    /// Makes a clock that jumps to the next wake-up when every task waits.
    pub fn when_idle() -> Self {
        Self {
            jumps_when_idle: true,
            ..Self::manual()
        }
    }

    /// Returns how much time went by since the clock was made.
    pub fn elapsed(&self) -> Duration {
        *self.elapsed.borrow()
    }

    /// Returns the time as AWS has it: [`FakeClock::set_wall`] does not change it.
    pub fn true_now(&self) -> Timestamp {
        start() + self.elapsed()
    }

    /// Sets this machine's wall clock wrong by `offset`: `now` jumps, and whoever sleeps until a time that it jumped over wakes.
    pub fn set_wall(&self, offset: SignedDuration) {
        {
            let mut sleepers = locked(&self.sleepers);
            sleepers.wall_offset = offset;
            sleepers.jumps += 1;
        }
        self.elapsed.send_modify(|_| {});
    }

    /// Returns how many tasks sleep.
    pub fn sleepers(&self) -> usize {
        locked(&self.sleepers).deadlines.len()
    }

    /// Moves the time by `by` at once; whoever was to wake on the way wakes at its end.
    pub fn skip(&self, by: Duration) {
        locked(&self.sleepers).jumps += 1;
        self.elapsed.send_modify(|elapsed| *elapsed += by);
    }

    /// Moves the time by `by`, stopping at each wake-up on the way until every task waits again.
    pub async fn advance(&self, by: Duration) {
        let _held = ClockHold::new(self);
        let end = self.elapsed() + by;
        tokio::time::sleep(QUIET).await;
        while let Some(next) = self.next_deadline().filter(|next| *next <= end) {
            self.move_to(next);
            tokio::time::sleep(QUIET).await;
        }
        self.move_to(end);
        tokio::time::sleep(QUIET).await;
    }

    /// Returns when every task waits; no time goes by.
    pub async fn until_idle(&self) {
        let _held = ClockHold::new(self);
        tokio::time::sleep(QUIET).await;
    }

    fn next_deadline(&self) -> Option<Duration> {
        let now = self.elapsed();
        let sleepers = locked(&self.sleepers);
        sleepers
            .deadlines
            .values()
            .map(|deadline| deadline.elapsed(sleepers.wall_offset))
            .filter(|deadline| *deadline > now)
            .min()
    }

    fn move_to(&self, time: Duration) {
        locked(&self.sleepers).jumps += 1;
        self.elapsed
            .send_modify(|elapsed| *elapsed = (*elapsed).max(time));
    }

    /// Jumps to the next wake-up, unless somebody else did since `seen` or a test holds the clock.
    fn jump(&self, seen: u64) {
        let free = {
            let sleepers = locked(&self.sleepers);
            sleepers.jumps == seen && sleepers.held == 0
        };
        if let Some(next) = self.next_deadline().filter(|_| free) {
            self.move_to(next);
        }
    }

    async fn wait(&self, deadline: WakeTime) {
        let _sleeper = Sleeper::new(self, deadline);
        let mut elapsed = self.elapsed.subscribe();
        // The lock is taken inside the other, here and nowhere the other way round.
        let due = |elapsed: &Duration| *elapsed >= deadline.elapsed(locked(&self.sleepers).wall_offset);
        loop {
            let seen = locked(&self.sleepers).jumps;
            tokio::select! {
                biased;
                _ = elapsed.wait_for(due) => return,
                () = tokio::time::sleep(QUIET), if self.jumps_when_idle => self.jump(seen),
            }
        }
    }
}

#[async_trait]
impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        self.true_now() + locked(&self.sleepers).wall_offset
    }

    fn elapsed(&self) -> Duration {
        Self::elapsed(self)
    }

    async fn sleep(&self, duration: Duration) {
        self.wait(WakeTime::Elapsed(self.elapsed().saturating_add(duration)))
            .await;
    }

    async fn sleep_until(&self, at: Timestamp) {
        self.wait(WakeTime::Wall(at)).await;
    }
}

struct Sleeper<'a> {
    clock: &'a FakeClock,
    id: u64,
}

impl<'a> Sleeper<'a> {
    fn new(clock: &'a FakeClock, deadline: WakeTime) -> Self {
        let mut sleepers = locked(&clock.sleepers);
        let id = sleepers.next;
        sleepers.next += 1;
        sleepers.deadlines.insert(id, deadline);
        Self { clock, id }
    }
}

impl Drop for Sleeper<'_> {
    fn drop(&mut self) {
        locked(&self.clock.sleepers).deadlines.remove(&self.id);
    }
}

struct ClockHold<'a>(&'a FakeClock);

impl<'a> ClockHold<'a> {
    fn new(clock: &'a FakeClock) -> Self {
        locked(&clock.sleepers).held += 1;
        Self(clock)
    }
}

impl Drop for ClockHold<'_> {
    fn drop(&mut self) {
        let mut sleepers = locked(&self.0.sleepers);
        sleepers.held -= 1;
        // Whoever found that all wait did so while the clock was held: the owner may have more to do.
        sleepers.jumps += 1;
    }
}

#[cfg(test)]
mod tests;
