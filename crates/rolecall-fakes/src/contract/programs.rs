//! The suite of [`Programs`]: which program is which.

use rolecall::ports::Programs;
use rolecall_model::history::ProcessInfo;

/// The suite of [`Programs`] on a machine that tells of programs; this one has a parent that runs.
///
/// # Panics
/// When the machine breaks its word.
pub fn programs(programs: &dyn Programs) {
    let parent = programs.parent().expect("a machine that tells of programs");
    assert_eq!(programs.parent().as_ref(), Some(&parent), "it stays the same");
    assert!(
        !parent.name.is_empty() && !parent.name.contains('/'),
        "a name without folders: {:?}",
        parent.name
    );
    assert!(programs.is_running(&parent), "who started this one runs");
    let moved = ProcessInfo {
        folder: Some("/elsewhere".into()),
        ..parent.clone()
    };
    assert!(programs.is_running(&moved), "it is the same in another folder");
    let others = [
        ProcessInfo {
            started: parent.started + 1,
            ..parent.clone()
        },
        ProcessInfo {
            started: 0,
            ..parent.clone()
        },
        ProcessInfo {
            pid: u32::MAX,
            ..parent.clone()
        },
        ProcessInfo { pid: 0, ..parent },
    ];
    for other in others {
        assert!(
            !programs.is_running(&other),
            "another that has or had the same number, or none: {other:?}"
        );
    }
}
