//! Only the own child of that very name is found.

use super::children::{is_child, named};
use std::fs;

#[test]
fn a_child_is_known_by_its_parent_and_its_whole_name() {
    assert!(is_child(
        "77 (WebKitNetworkPr) S 42 77 0 0",
        42,
        "WebKitNetworkPr"
    ));
    assert!(!is_child(
        "77 (WebKitNetworkPr) S 43 77 0 0",
        42,
        "WebKitNetworkPr"
    ));
    assert!(!is_child(
        "77 (WebKitWebProces) S 42 77 0 0",
        42,
        "WebKitNetworkPr"
    ));
    assert!(!is_child(
        "77 (x) S 42 (WebKitNetworkPr) S 1 0",
        42,
        "WebKitNetworkPr"
    ));
    assert!(!is_child("", 42, "WebKitNetworkPr"));
}

#[test]
fn processes_are_looked_through_by_number() {
    let proc = tempfile::tempdir().unwrap();
    for (pid, stat) in [
        ("77", "77 (WebKitNetworkPr) S 42 77"),
        ("78", "78 (bash) S 42 78"),
        ("self", "77 (WebKitNetworkPr) S 42 77"),
    ] {
        fs::create_dir(proc.path().join(pid)).unwrap();
        fs::write(proc.path().join(pid).join("stat"), stat).unwrap();
    }
    let found: Vec<i32> = named(proc.path(), 42, "WebKitNetworkPr")
        .into_iter()
        .map(|pid| pid.as_raw_nonzero().get())
        .collect();
    assert_eq!(found, [77]);
}
