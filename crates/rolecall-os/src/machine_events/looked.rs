//! Events of a system that does not tell: a look every second.

use super::LOOK_EVERY;
use crate::places::Places;
use rolecall::ports::MachineEvent;
use rolecall_model::Timestamp;
use std::time::Duration;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

/// The wall clock and the timer drift apart less than this in a second.
const JUMP: Duration = Duration::from_secs(2);

/// A look every second.
#[derive(Debug)]
pub(super) struct Watch {
    looks: Interval,
    last: (Timestamp, Instant),
    look_is_due: bool,
}

impl Watch {
    /// Begins to watch.
    pub(super) fn begin(_places: &Places) -> Self {
        let mut looks = interval_at(Instant::now() + LOOK_EVERY, LOOK_EVERY);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            looks,
            last: (Timestamp::now(), Instant::now()),
            look_is_due: false,
        }
    }

    /// Returns the next event.
    pub(super) async fn next(&mut self) -> MachineEvent {
        if std::mem::take(&mut self.look_is_due) {
            return MachineEvent::FilesChanged;
        }
        self.looks.tick().await;
        let now = (Timestamp::now(), Instant::now());
        // A clock that went back has passed no time at all.
        let passed = Duration::try_from(now.0.duration_since(self.last.0));
        let waited = now.1 - self.last.1;
        self.last = now;
        if passed.map_or(true, |passed| passed.abs_diff(waited) > JUMP) {
            self.look_is_due = true;
            return MachineEvent::ClockChanged;
        }
        MachineEvent::FilesChanged
    }
}

#[cfg(test)]
mod tests;
