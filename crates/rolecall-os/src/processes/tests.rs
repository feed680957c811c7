//! A process is told from others by its id and start time.

use super::*;

#[test]
fn the_parent_runs_and_no_other_process_is_taken_for_it() {
    let programs = SystemProcesses { home: None };
    let parent = programs.parent().unwrap();
    assert_eq!(programs.parent().as_ref(), Some(&parent), "it stays the same");
    assert!(
        !parent.name.is_empty() && !parent.name.contains('/'),
        "a name without folders: {:?}",
        parent.name
    );
    assert!(programs.is_running(&parent));
    let moved = ProcessInfo {
        folder: Some("/elsewhere".into()),
        ..parent.clone()
    };
    assert!(programs.is_running(&moved), "it is the same in another folder");
    for (pid, started) in [
        (parent.pid, parent.started + 1),
        (parent.pid, 0),
        (u32::MAX, parent.started),
        (0, parent.started),
    ] {
        let other = ProcessInfo {
            pid,
            started,
            ..parent.clone()
        };
        assert!(!programs.is_running(&other), "{other:?}");
    }
}

#[test]
fn this_process_is_known_by_the_name_it_takes() {
    let programs = SystemProcesses { home: None };
    let this = programs.current_process_as("aws").unwrap();
    assert_eq!((this.name.as_str(), this.pid), ("aws", std::process::id()));
    assert!(programs.is_running(&this));
}
