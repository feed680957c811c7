//! A clock that goes faster, for builds made for tests: a day of role sessions passes in minutes.

use async_trait::async_trait;
use rolecall::ports::Clock;
use rolecall_model::Timestamp;
use std::sync::Arc;
use std::time::Duration;

/// From a moment of the machine's clock on, time goes so many times as fast.
pub(super) struct PacedClock {
    machine: Arc<dyn Clock>,
    from: Timestamp,
    times: u32,
}

impl PacedClock {
    /// Reads `MILLISECONDS:TIMES`.
    pub(super) fn read(text: &str, machine: Arc<dyn Clock>) -> Option<Self> {
        let (from, times) = text.split_once(':')?;
        Some(Self {
            machine,
            from: Timestamp::from_millisecond(from.parse().ok()?).ok()?,
            times: times.parse().ok().filter(|times| (1..=10_000).contains(times))?,
        })
    }

    fn passed(&self, until: Timestamp) -> Duration {
        Duration::try_from(until.duration_since(self.from)).unwrap_or_default()
    }
}

#[async_trait]
impl Clock for PacedClock {
    fn now(&self) -> Timestamp {
        self.from + self.passed(self.machine.now()) * self.times
    }

    async fn sleep(&self, duration: Duration) {
        self.machine.sleep(duration / self.times).await;
    }

    async fn sleep_until(&self, at: Timestamp) {
        // Rounding must not make it early by the clock that goes faster.
        let left = self.passed(at) / self.times + Duration::from_millis(1);
        self.machine.sleep_until(self.from + left).await;
    }
}

#[cfg(test)]
mod tests {
    use super::PacedClock;
    use async_trait::async_trait;
    use rolecall::ports::Clock;
    use rolecall_model::Timestamp;
    use std::sync::Arc;
    use std::time::Duration;

    struct Still(Timestamp);

    #[async_trait]
    impl Clock for Still {
        fn now(&self) -> Timestamp {
            self.0
        }
        async fn sleep(&self, _duration: Duration) {}
        async fn sleep_until(&self, _at: Timestamp) {}
    }

    #[test]
    fn ten_seconds_are_an_hour_at_360_times() {
        let machine = Arc::new(Still(Timestamp::from_millisecond(1_010_000).unwrap()));
        let clock = PacedClock::read("1000000:360", machine).unwrap();
        assert_eq!(clock.now(), Timestamp::from_millisecond(4_600_000).unwrap());
    }

    #[test]
    fn what_is_no_pace_is_refused() {
        let machine = || Arc::new(Still(Timestamp::UNIX_EPOCH));
        for text in ["", "1000", "1000:0", "1000:20000", "x:5", "1000:5:6"] {
            assert!(PacedClock::read(text, machine()).is_none(), "{text}");
        }
    }
}
