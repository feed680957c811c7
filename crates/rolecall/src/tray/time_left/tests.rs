//! Minutes as the window shows them, and the moments at which they become others.

use super::*;
use proptest::prelude::*;

#[derive(serde::Deserialize)]
struct Case {
    seconds: u64,
    words: String,
}

#[test]
fn the_words_are_those_of_the_window() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("cases.json")).unwrap();
    for Case { seconds, words } in cases {
        assert_eq!(duration_text(Duration::from_secs(seconds)), words, "{seconds} s");
    }
}

proptest! {
    #[test]
    fn a_step_is_when_the_words_change(left in 1_u64..200_000_000_000_000, part in 0.0_f64..1.0) {
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
        prop_assert!(step == end || next != shown, "{} stays", shown);
        prop_assert!(step.duration_since(now) <= jiff::SignedDuration::from_mins(1));
    }
}
