//! How long to wait before asking again: full jitter, so that many waiting programs spread out
//! (AWS Architecture Blog, "Exponential backoff and jitter").

use crate::ports::Random;
use std::time::Duration;

const INITIAL_WAIT: Duration = Duration::from_millis(400);
const MAX_WAIT: Duration = Duration::from_secs(20);

/// Returns a random wait before try number `attempt` (from 1), never shorter than what AWS asked for.
pub(crate) fn backoff(attempt: u32, retry_in: Option<Duration>, random: &dyn Random) -> Duration {
    let ceiling = INITIAL_WAIT
        .saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1)))
        .min(MAX_WAIT);
    let jittered = ceiling.mul_f64(random_fraction(random));
    retry_in.map_or(jittered, |asked| asked.min(MAX_WAIT).saturating_add(jittered))
}

/// Returns a number in [0, 1).
pub(crate) fn random_fraction(random: &dyn Random) -> f64 {
    let [a, b, ..] = random.bytes();
    f64::from(u16::from_be_bytes([a, b])) / 65_536.0
}

#[cfg(test)]
mod tests {
    use super::{MAX_WAIT, backoff};
    use crate::ports::Random;
    use std::time::Duration;

    struct Always(u8);
    impl Random for Always {
        fn bytes(&self) -> [u8; 32] {
            [self.0; 32]
        }
    }

    #[test]
    fn waits_grow_and_stay_under_the_ceiling() {
        let waits: Vec<Duration> = (1..12)
            .map(|attempt| backoff(attempt, None, &Always(255)))
            .collect();
        assert!(waits.windows(2).all(|pair| pair[0] <= pair[1]), "{waits:?}");
        assert!(waits.iter().all(|wait| *wait <= MAX_WAIT));
        assert_eq!(backoff(5, None, &Always(0)), Duration::ZERO);
    }

    #[test]
    fn what_aws_asks_for_is_the_least() {
        let asked = Duration::from_secs(3);
        assert!(backoff(1, Some(asked), &Always(0)) >= asked);
        assert!(
            backoff(1, Some(Duration::from_secs(86_400)), &Always(0)) <= MAX_WAIT,
            "an absurd wait is cut"
        );
    }
}
