//! A clock that runs faster, for test builds: a day of role sessions passes in minutes.

use async_trait::async_trait;
use rolecall::ports::Clock;
use rolecall_model::Timestamp;
use std::sync::Arc;
use std::time::Duration;

/// Runs `factor` times as fast as the machine's clock, starting at `start`.
pub(super) struct PacedClock {
    machine: Arc<dyn Clock>,
    start: Timestamp,
    factor: u32,
}

impl PacedClock {
    /// Parses `MILLISECONDS:FACTOR`: the start as milliseconds since 1970, and 1 to 10,000.
    pub(super) fn parse(text: &str, machine: Arc<dyn Clock>) -> Option<Self> {
        let (start, factor) = text.split_once(':')?;
        Some(Self {
            machine,
            start: Timestamp::from_millisecond(start.parse().ok()?).ok()?,
            factor: factor
                .parse()
                .ok()
                .filter(|factor| (1..=10_000).contains(factor))?,
        })
    }

    fn since_start(&self, at: Timestamp) -> Duration {
        Duration::try_from(at.duration_since(self.start)).unwrap_or_default()
    }
}

#[async_trait]
impl Clock for PacedClock {
    fn now(&self) -> Timestamp {
        self.start + self.since_start(self.machine.now()) * self.factor
    }

    fn elapsed(&self) -> Duration {
        self.machine.elapsed() * self.factor
    }

    async fn sleep(&self, duration: Duration) {
        self.machine.sleep(duration / self.factor).await;
    }

    async fn sleep_until(&self, at: Timestamp) {
        // Rounding must not wake it early by the faster clock.
        let real = self.since_start(at) / self.factor + Duration::from_millis(1);
        self.machine.sleep_until(self.start + real).await;
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

    struct StoppedClock(Timestamp);

    #[async_trait]
    impl Clock for StoppedClock {
        fn now(&self) -> Timestamp {
            self.0
        }
        fn elapsed(&self) -> Duration {
            Duration::ZERO
        }
        async fn sleep(&self, _duration: Duration) {}
        async fn sleep_until(&self, _at: Timestamp) {}
    }

    #[test]
    fn ten_seconds_are_an_hour_at_360_times() {
        let machine = Arc::new(StoppedClock(Timestamp::from_millisecond(1_010_000).unwrap()));
        let clock = PacedClock::parse("1000000:360", machine).unwrap();
        assert_eq!(clock.now(), Timestamp::from_millisecond(4_600_000).unwrap());
    }

    #[test]
    fn a_malformed_pace_is_refused() {
        let machine = || Arc::new(StoppedClock(Timestamp::UNIX_EPOCH));
        for text in ["", "1000", "1000:0", "1000:20000", "x:5", "1000:5:6"] {
            assert!(PacedClock::parse(text, machine()).is_none(), "{text}");
        }
    }
}
