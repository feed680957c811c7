//! The list has every kind of hostile name.

use super::*;
use std::collections::BTreeSet;

#[test]
fn all_differ_and_none_is_empty() {
    let names = names();
    let set: BTreeSet<&String> = names.iter().collect();
    assert_eq!(set.len(), names.len());
    assert!(names.len() >= 60);
    assert!(names.iter().all(|name| !name.is_empty()));
}

#[test]
fn every_kind_of_hostile_name_is_there() {
    let names = names();
    for needle in [
        "\0",
        "\n",
        "\r\n",
        "\u{1b}]52",
        "\u{202e}",
        "\u{2066}",
        "\u{200d}",
        "'",
        "\"",
        "`",
        "$(",
        "%PATH%",
    ] {
        assert!(names.iter().any(|name| name.contains(needle)), "{needle:?}");
    }
    assert!(names.iter().any(|name| name.starts_with('-')));
    assert!(names.iter().any(|name| name.trim().is_empty()));
    assert!(names.iter().any(|name| name.chars().count() > 256));
    assert!(names_up_to(32).iter().all(|name| name.len() <= 32));
}
