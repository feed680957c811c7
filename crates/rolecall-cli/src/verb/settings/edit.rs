//! `rolecall settings edit`: the user edits a copy of the file; only a valid one replaces it.
//!
//! It must not know which editor runs, nor how the file is replaced.

use crate::context::Context;
use crate::desktop;
use crate::failure::Failure;
use crate::machine::{EditedDraft, ProgramError};
use crate::messages::settings::{self as messages, DraftFault};
use rolecall::messages::settings_file::fault_at_line;
use rolecall::problem::Problem;
use rolecall::settings::check_settings;
use std::cell::Cell;

pub(super) async fn run(ctx: &Context) -> Result<(), Failure> {
    let file = &ctx.ports.store.settings_file;
    let editor = ctx.machine.editor().ok_or_else(|| {
        let path = file.shown_path();
        Failure::Message(messages::no_editor(&path))
    })?;
    let original = file.read().map_err(|error| Failure::from_error(&error))?;
    let draft = ctx.machine.edit_draft(&editor, &original).await;
    let draft = draft.map_err(|error| not_started(&error))?;
    if draft.text.as_ref() == Ok(&original) {
        ctx.machine.remove_draft(&draft.path);
        if !draft.editor_succeeded {
            return Err(Failure::Message(messages::EDITOR_FAILED.to_owned()));
        }
        ctx.terminal.note(messages::UNCHANGED);
        return Ok(());
    }
    let text = valid_text(&draft)?;
    let is_stale = Cell::new(false);
    let changed = crate::settings::change(&ctx.ports, |current| {
        is_stale.set(current != original);
        if is_stale.get() {
            Err(Problem::invalid_input(messages::CHANGED_BY_OTHERS))
        } else {
            Ok(text.to_owned())
        }
    });
    match changed {
        Ok(()) => {
            ctx.machine.remove_draft(&draft.path);
            desktop::notify_changed(ctx).await;
            ctx.terminal.note(messages::CHANGED);
            Ok(())
        }
        Err(_) if is_stale.get() => Err(not_changed(&draft, DraftFault::Stale)),
        Err(failure) => {
            failure.print(&ctx.terminal);
            Err(not_changed(&draft, DraftFault::NotReplaced))
        }
    }
}

/// Returns the text if it may replace the file.
fn valid_text(draft: &EditedDraft) -> Result<&str, Failure> {
    if !draft.editor_succeeded {
        return Err(not_changed(draft, DraftFault::Editor));
    }
    let invalid = |reason: &str| not_changed(draft, DraftFault::Invalid(reason));
    let text = draft.text.as_ref().map_err(|reason| invalid(reason))?;
    let valid = check_settings(text).map_err(|error| invalid(&fault_at_line(&error)));
    valid.map(|()| text.as_str())
}

fn not_changed(draft: &EditedDraft, fault: DraftFault<'_>) -> Failure {
    Failure::Message(messages::draft_not_used(fault, &draft.path))
}

fn not_started(error: &ProgramError) -> Failure {
    Failure::Message(messages::not_edited(&error.to_string()))
}
