//! `rolecall settings edit`: the user edits a copy of the file; only a valid one replaces it.
//!
//! It must not know which editor runs, nor how the file is replaced.

use crate::context::Context;
use crate::desktop;
use crate::failure::Failure;
use crate::machine::{EditedDraft, ProgramError};
use rolecall::problem::Problem;
use rolecall::settings::read_settings;
use std::cell::Cell;

pub(super) async fn run(ctx: &Context) -> Result<(), Failure> {
    let file = &ctx.ports.store.settings_file;
    let editor = ctx.machine.editor().ok_or_else(|| {
        Failure::Message(format!(
            "No editor is set. Set the environment variable VISUAL or EDITOR, for example EDITOR=nano, or edit {} yourself.",
            file.shown_path()
        ))
    })?;
    let original = file.read().map_err(|error| Failure::from_error(&error))?;
    let draft = ctx.machine.edit_draft(&editor, &original).await;
    let draft = draft.map_err(|error| not_started(&error))?;
    if draft.text.as_ref() == Ok(&original) {
        ctx.machine.remove_draft(&draft.path);
        if !draft.editor_succeeded {
            return Err(Failure::Message(
                "The editor ended with an error. The settings were not changed.".to_owned(),
            ));
        }
        ctx.terminal.note("The settings were not changed.");
        return Ok(());
    }
    let text = valid_text(&draft)?;
    let is_stale = Cell::new(false);
    let changed = crate::settings::change(&ctx.ports, |current| {
        is_stale.set(current != original);
        if is_stale.get() {
            Err(Problem::invalid_input("Another program changed the settings."))
        } else {
            Ok(text.to_owned())
        }
    });
    match changed {
        Ok(()) => {
            ctx.machine.remove_draft(&draft.path);
            desktop::notify_changed(ctx).await;
            ctx.terminal.note("The settings were changed.");
            Ok(())
        }
        Err(_) if is_stale.get() => Err(not_changed(&draft, "another program changed the file meanwhile")),
        Err(failure) => {
            failure.print(&ctx.terminal);
            Err(not_changed(&draft, "the file could not be replaced"))
        }
    }
}

/// Returns the text if it may replace the file.
fn valid_text(draft: &EditedDraft) -> Result<&str, Failure> {
    if !draft.editor_succeeded {
        return Err(not_changed(draft, "the editor ended with an error"));
    }
    let text = draft.text.as_ref().map_err(|reason| not_changed(draft, reason))?;
    let valid = read_settings(text).map_err(|error| not_changed(draft, &error.to_string()));
    valid.map(|_| text.as_str())
}

fn not_changed(draft: &EditedDraft, reason: &str) -> Failure {
    let path = draft.path.display();
    Failure::Message(format!(
        "The settings were not changed: {reason}. Your text is in {path}."
    ))
}

fn not_started(error: &ProgramError) -> Failure {
    Failure::Message(format!(
        "The settings could not be edited: {error}. They were not changed."
    ))
}
