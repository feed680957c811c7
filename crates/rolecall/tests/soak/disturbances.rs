//! What happens to laptops: networks that are cut, sleep, clocks that are set, programs that are killed.

use super::day::Day;
use jiff::SignedDuration;
use rolecall::keeper::Keeper;
use rolecall::ports::MachineEvent;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// The kind of trouble that is a clock set wrong.
const CLOCK: u64 = 3;

/// After trouble everything is as it should be within this time.
const SETTLES: Duration = Duration::from_secs(30);

impl Day {
    /// Returns how many hours have gone by.
    pub(crate) fn hours(&self) -> u64 {
        self.world.clock.elapsed().as_secs() / 3_600
    }

    /// Lets something happen that happens to laptops; tells whether it was the clock.
    pub(crate) async fn disturb(&mut self) -> bool {
        self.settles_at = Duration::MAX;
        let kind = self.random.below(5);
        match kind {
            0 => self.cut().await,
            1 => self.sleep(Duration::ZERO).await,
            2 => {
                // The network comes back some time after the machine does.
                let pause = self
                    .random
                    .between(Duration::from_secs(1), Duration::from_secs(30));
                self.sleep(pause).await;
            }
            CLOCK => self.set_clock().await,
            _ => self.kill().await,
        }
        self.settles_at = self.world.clock.elapsed() + SETTLES;
        kind == CLOCK
    }

    async fn cut(&mut self) {
        let time = self
            .random
            .between(Duration::from_secs(5), Duration::from_mins(4));
        self.is_cut.store(true, Ordering::Relaxed);
        self.pass(time).await;
        self.reconnect();
    }

    fn reconnect(&self) {
        self.is_cut.store(false, Ordering::Relaxed);
        self.world.machine_events.emit(MachineEvent::NetworkChanged);
    }

    async fn sleep(&mut self, without_network: Duration) {
        let time = self
            .random
            .between(Duration::from_mins(1), Duration::from_hours(3));
        let is_cut = !without_network.is_zero();
        self.is_cut.store(is_cut, Ordering::Relaxed);
        self.world.clock.skip(time);
        self.world.machine_events.emit(MachineEvent::ClockChanged);
        if is_cut {
            self.pass(without_network).await;
            self.reconnect();
        }
    }

    async fn set_clock(&mut self) {
        // Further ahead than credentials last, none are good, and the user must be notified.
        let minutes = i64::try_from(self.random.below(3 * 60 + 45)).unwrap() - 3 * 60;
        self.is_clock_wrong = true;
        self.world.clock.set_wall(SignedDuration::from_mins(minutes));
        self.world.machine_events.emit(MachineEvent::ClockChanged);
        let time = self
            .random
            .between(Duration::from_secs(5), Duration::from_mins(5));
        self.pass(time).await;
        self.world.clock.set_wall(SignedDuration::ZERO);
        self.world.machine_events.emit(MachineEvent::ClockChanged);
        self.is_clock_wrong = false;
    }

    async fn kill(&mut self) {
        self.task.abort();
        let time = self.random.between(Duration::ZERO, Duration::from_mins(5));
        self.pass(time).await;
        let (keeper, task) = Keeper::new(self.world.ports());
        self.keeper = keeper;
        self.task = tokio::spawn(task);
    }
}
