//! Values and comparisons that the suites share.

use rolecall_model::Timestamp;
use rolecall_model::portal::PortalName;
use std::fmt::Debug;

/// How many characters of an item a failure shows.
const MAX_SHOWN: usize = 200;

pub(super) fn portal_name(text: &str) -> PortalName {
    PortalName::parse(text).expect("a portal name")
}

/// Returns the time `second` seconds after a fixed one.
pub(super) fn time(second: i64) -> Timestamp {
    Timestamp::from_second(1_772_366_400 + second).expect("a time in range")
}

/// Checks that two lists are equal; a failure shows the first difference and not two long lists.
pub(super) fn assert_lists<T: PartialEq + Debug>(actual: &[T], expected: &[T], rule: &str) {
    let different = actual
        .iter()
        .zip(expected)
        .position(|(actual, expected)| actual != expected);
    let index = different.unwrap_or_else(|| actual.len().min(expected.len()));
    assert!(
        actual == expected,
        "{rule}: item {index} is {} instead of {}",
        shortened(&actual.get(index)),
        shortened(&expected.get(index))
    );
}

fn shortened(item: &dyn Debug) -> String {
    format!("{item:?}").chars().take(MAX_SHOWN).collect()
}
