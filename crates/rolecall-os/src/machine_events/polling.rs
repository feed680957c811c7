//! Events where the system reports none: files count as changed every second.

use super::POLL_INTERVAL;
use crate::paths::Paths;
use rolecall::ports::MachineEvent;
use rolecall_model::Timestamp;
use std::time::Duration;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

/// Between two ticks the wall clock and the timer differ by at most this, unless the clock was changed.
const MAX_DRIFT: Duration = Duration::from_secs(2);

/// Reports every second that files may have changed, and before that a changed clock.
#[derive(Debug)]
pub(super) struct PollingWatcher {
    ticks: Interval,
    last: (Timestamp, Instant),
    files_are_due: bool,
}

impl PollingWatcher {
    /// Starts the timer. It needs a runtime.
    pub(super) fn start(_places: &Paths) -> Self {
        let mut ticks = interval_at(Instant::now() + POLL_INTERVAL, POLL_INTERVAL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            ticks,
            last: (Timestamp::now(), Instant::now()),
            files_are_due: false,
        }
    }

    /// Waits for the next event.
    pub(super) async fn next(&mut self) -> MachineEvent {
        if std::mem::take(&mut self.files_are_due) {
            return MachineEvent::FilesChanged;
        }
        self.ticks.tick().await;
        let now = (Timestamp::now(), Instant::now());
        // The duration of a clock that was set back is negative, and its conversion fails.
        let passed = Duration::try_from(now.0.duration_since(self.last.0));
        let waited = now.1 - self.last.1;
        self.last = now;
        if passed.map_or(true, |passed| passed.abs_diff(waited) > MAX_DRIFT) {
            self.files_are_due = true;
            return MachineEvent::ClockChanged;
        }
        MachineEvent::FilesChanged
    }
}

#[cfg(test)]
mod tests;
