//! Only the own child of exactly that name is found.

use super::children::named;
use std::fs;

/// The rest of a `stat`, from the process group on.
const REST: &str = "77 0 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 98765 1";

fn found(processes: &[(&str, &str)]) -> Vec<i32> {
    let proc = tempfile::tempdir().unwrap();
    for (pid, stat) in processes {
        fs::create_dir(proc.path().join(pid)).unwrap();
        fs::write(proc.path().join(pid).join("stat"), format!("{stat} {REST}")).unwrap();
    }
    named(proc.path(), 42, "WebKitNetworkPr")
        .into_iter()
        .map(|pid| pid.as_raw_nonzero().get())
        .collect()
}

#[test]
fn a_child_is_found_by_its_parent_and_its_whole_name() {
    assert_eq!(found(&[("77", "77 (WebKitNetworkPr) S 42")]), [77]);
    for other in [
        "77 (WebKitNetworkPr) S 43",
        "77 (WebKitWebProces) S 42",
        "77 (x) S 42 (WebKitNetworkPr) S 1",
        "",
    ] {
        assert!(found(&[("77", other)]).is_empty(), "{other:?}");
    }
}

#[test]
fn folders_that_are_no_processes_are_skipped() {
    assert_eq!(
        found(&[
            ("77", "77 (WebKitNetworkPr) S 42"),
            ("78", "78 (bash) S 42"),
            ("self", "77 (WebKitNetworkPr) S 42"),
        ]),
        [77]
    );
}
