//! Aliases whose role seems to be renamed: the user is told, and says whether they move.
//!
//! It must not know how a rename is found or stored.

use crate::context::Context;
use crate::failure::Failure;
use crate::messages::labels as messages;
use crate::settings;
use crate::state::CachedLists;
use crate::terminal::{Style, Text};
use rolecall::labels::{AliasMove, alias_moves, move_aliases};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::settings::Settings;
use std::collections::HashSet;

/// Prints on standard error which aliases may move, and the commands that say so.
///
/// # Errors
/// The state database cannot be read.
pub(crate) fn print(ctx: &Context, settings: &Settings) -> Result<(), Failure> {
    for moved in open(ctx, settings)? {
        let (from, to) = (moved.rename.from.target(), moved.rename.to.target());
        let text = messages::role_renamed(&moved.aliases, &from, &to);
        ctx.terminal.note(Text::styled(Style::Warning, &text));
        if let Some(alias) = moved.aliases.first() {
            ctx.terminal.note(messages::move_or_keep(alias));
        }
    }
    Ok(())
}

/// Moves the aliases of `role` to its new name, or declines the rename for good. Returns the role that has the aliases now.
///
/// # Errors
/// No rename of the role is known, or the settings or the state database cannot be changed.
pub(crate) fn answer(
    ctx: &Context,
    settings: &Settings,
    role: RoleRef,
    moves: bool,
) -> Result<RoleRef, Failure> {
    let found = open(ctx, settings)?
        .into_iter()
        .find(|moved| moved.rename.from == role);
    let Some(AliasMove { rename, .. }) = found else {
        let summary = messages::not_renamed(&role.target());
        return Err(Failure::invalid_input(summary, messages::LIST_LABELS));
    };
    if moves {
        settings::change(&ctx.ports, |text| move_aliases(text, &rename))?;
        return Ok(rename.to);
    }
    let declined = ctx.ports.store.preference_store.decline_rename(&rename);
    declined.map_err(|error| Failure::from_error(&error))?;
    Ok(role)
}

fn open(ctx: &Context, settings: &Settings) -> Result<Vec<AliasMove>, Failure> {
    let renames = ctx.ports.store.preference_store.renames();
    let renames = renames.map_err(|error| Failure::from_error(&error))?;
    if renames.is_empty() || settings.aliases.is_empty() {
        return Ok(Vec::new());
    }
    let lists = CachedLists::read(&ctx.ports, settings)?;
    let listed: HashSet<&RoleRef> = lists.candidates.iter().map(|candidate| &candidate.role).collect();
    Ok(alias_moves(settings, &renames, |role| listed.contains(role)))
}
