//! Minutes as a user reads them, and the moments at which they become others.

use super::*;
use proptest::prelude::*;

fn text(minutes: u64, seconds: u64) -> String {
    duration_text(Duration::from_secs(minutes * 60 + seconds))
}

#[test]
fn minutes_are_rounded_up_and_hours_more_coarsely() {
    for (minutes, seconds, says) in [
        (0, 1, "1 min"),
        (1, 0, "1 min"),
        (1, 1, "2 min"),
        (41, 1, "42 min"),
        (60, 0, "60 min"),
        (90, 0, "90 min"),
        (90, 1, "1 h 30 min"),
        (98, 0, "1 h 45 min"),
        (119, 59, "2 h"),
        (130, 0, "2 h 15 min"),
        (240, 0, "4 h"),
        (256, 0, "4 h 30 min"),
        (719, 59, "12 h"),
        (720, 0, "12 h"),
        (751, 0, "13 h"),
        (10_080, 0, "168 h"),
    ] {
        assert_eq!(text(minutes, seconds), says, "{minutes}:{seconds:02}");
    }
}

proptest! {
    #[test]
    fn a_step_is_when_the_words_may_change(left in 1_u64..200_000_000_000_000, part in 0.0_f64..1.0) {
        let end = Timestamp::from_second(1_790_000_000).unwrap();
        let now = end - Duration::from_nanos(left);
        let step = next_step(end, now).unwrap();
        prop_assert!(step > now && step <= end);
        let at = now + step.duration_since(now).mul_f64(part);
        if at < step {
            prop_assert_eq!(duration_text(remaining(end, at)), duration_text(remaining(end, now)));
        }
        let shown = duration_text(Duration::from_nanos(left));
        let next = duration_text(remaining(end, step));
        prop_assert!(step == end || next != shown || shown.ends_with('h') || shown == "1 h 30 min", "{} stays", shown);
        prop_assert!(step.duration_since(now) <= jiff::SignedDuration::from_mins(60));
    }
}
