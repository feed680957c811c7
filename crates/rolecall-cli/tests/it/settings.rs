//! `rolecall settings edit` with a real editor and a real file.

use crate::sandbox::Sandbox;
use journeys::CommandOutput;
use rolecall_emulator::Organization;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;

/// Edits with a command of the shell, in a process group of its own.
fn edit(sandbox: &Sandbox, editor: &str) -> CommandOutput {
    let mut command = sandbox.rolecall(&["settings", "edit"]);
    command
        .env("VISUAL", editor)
        .env("EDITOR", "false")
        .process_group(0);
    sandbox.finish(command)
}

fn drafts(sandbox: &Sandbox) -> Vec<PathBuf> {
    let file = PathBuf::from(sandbox.succeed(&["settings", "path"]).printed.trim_end());
    let entries = fs::read_dir(file.parent().unwrap()).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| *path != file).collect()
}

#[test]
fn only_a_valid_text_replaces_the_file_and_an_interrupt_is_for_the_editor() {
    let sandbox = Sandbox::with_organization(Organization::generated(1, 1));
    sandbox.succeed(&["settings", "set", "history_days", "30"]);
    let history_days = || sandbox.succeed(&["settings", "get", "history_days"]).printed;

    let changed = edit(&sandbox, "sed -i s/30/31/");
    assert_eq!(
        (changed.code, history_days().as_str()),
        (Some(0), "31\n"),
        "{}",
        changed.remarked
    );
    let interrupted = edit(&sandbox, "trap '' INT; kill -INT 0; sed -i s/31/32/");
    assert_eq!(interrupted.code, Some(0), "{}", interrupted.remarked);
    assert_eq!(history_days(), "32\n");
    let cancelled = edit(&sandbox, "kill -INT 0; true");
    assert_eq!(cancelled.code, Some(1), "{}", cancelled.remarked);
    assert!(drafts(&sandbox).is_empty(), "nothing was typed");

    let invalid = edit(&sandbox, "sed -i s/32/0/");
    assert_eq!((invalid.code, history_days().as_str()), (Some(1), "32\n"));
    let draft = drafts(&sandbox).remove(0);
    assert!(
        invalid.remarked.contains(&draft.display().to_string()),
        "{}",
        invalid.remarked
    );
    assert_eq!(fs::read_to_string(draft).unwrap(), "history_days = 0\n");
}
