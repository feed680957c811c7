//! What a role is used for: `--reason`, or what its role session was started for, and the refusal where the settings demand one.
//!
//! The domain decides where a reason is needed. This module must not know what a verb does with the role.

use crate::command_line::ReasonArg;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::reasons as messages;
use crate::state::AccountLists;
use rolecall::problem::Problem;
use rolecall::production_guard::{ReasonNeeded, require_reason};
use rolecall::role_session::role_session_reason;
use rolecall_model::reason::Reason;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::settings::Settings;

/// Returns what the user uses `role` for: what `arg` says, or what its role session was started for.
///
/// # Errors
/// The text is no reason, or the settings demand one and there is none.
pub(super) fn of_user(
    ctx: &Context,
    settings: &Settings,
    role: &RoleRef,
    arg: &ReasonArg,
) -> Result<Option<Reason>, Failure> {
    let given = arg.reason.as_deref().map(Reason::parse).transpose();
    let given = given.map_err(|error| Failure::from_error(&error))?;
    let reason = given.or_else(|| of_role_session(ctx, role));
    require(ctx, settings, role, reason.as_ref()).map_err(|needed| Problem {
        advice: messages::GIVE_REASON.to_owned(),
        ..Problem::from(&needed)
    })?;
    Ok(reason)
}

/// Returns what a program uses `role` for: nobody can be asked, so it is what the role session was started for.
///
/// # Errors
/// The settings demand a reason, and no role session was started with one.
pub(super) fn of_program(
    ctx: &Context,
    settings: &Settings,
    role: &RoleRef,
) -> Result<Option<Reason>, Failure> {
    let reason = of_role_session(ctx, role);
    require(ctx, settings, role, reason.as_ref()).map_err(|needed| Problem {
        advice: messages::start_with_reason(&role.target()),
        ..Problem::from(&needed)
    })?;
    Ok(reason)
}

fn of_role_session(ctx: &Context, role: &RoleRef) -> Option<Reason> {
    role_session_reason(&ctx.ports, role).unwrap_or_else(|error| {
        tracing::warn!(%error, "nobody knows what a role session is used for");
        None
    })
}

fn require(
    ctx: &Context,
    settings: &Settings,
    role: &RoleRef,
    reason: Option<&Reason>,
) -> Result<(), ReasonNeeded> {
    if reason.is_some() || !settings.require_reason_for_production {
        // Reading the lists is not worth the time.
        return Ok(());
    }
    let lists = AccountLists::read(&ctx.ports, settings, role);
    require_reason(settings, role, lists.iter(), reason)
}

#[cfg(test)]
mod tests;
