//! Comparing lists so that a failure shows one short difference and not two long lists.

use std::fmt::Debug;

/// How much of an item is shown.
const SHOWN: usize = 200;

/// Checks that two lists are equal.
pub(super) fn assert_same<T: PartialEq + Debug>(kept: &[T], expected: &[T], promise: &str) {
    let different = kept
        .iter()
        .zip(expected)
        .position(|(kept, expected)| kept != expected);
    let at = different.unwrap_or_else(|| kept.len().min(expected.len()));
    let (one, other) = (kept.get(at), expected.get(at));
    assert!(
        kept == expected,
        "{promise}: item {at} is {} instead of {}",
        short(&one),
        short(&other)
    );
}

fn short(item: &dyn Debug) -> String {
    format!("{item:?}").chars().take(SHOWN).collect()
}
