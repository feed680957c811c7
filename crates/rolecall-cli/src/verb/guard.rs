//! The guard for production accounts: a warning in the terminal, and a confirmation if the settings require it.
//!
//! The domain decides what production is. Without a user at a terminal there is no confirmation, because nobody could reply.

use crate::context::Context;
use crate::failure::Failure;
use crate::messages::role_sessions as messages;
use crate::state;
use crate::terminal::{Style, Text};
use rolecall_model::account::Account;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::settings::{Environment, Settings};

/// Warns that `role` is production, and asks for confirmation if the settings require it. `yes` skips the question.
///
/// # Errors
/// The user did not confirm.
pub(super) fn confirm(ctx: &Context, settings: &Settings, role: &RoleRef, yes: bool) -> Result<(), Failure> {
    let Some((account, warning)) = warning(ctx, settings, role) else {
        return Ok(());
    };
    if yes || !settings.needs_confirmation(&account) || !ctx.machine.is_interactive() {
        ctx.terminal.note(warning);
        return Ok(());
    }
    ctx.terminal.prompt(warning.plain(messages::CONTINUE));
    if messages::is_yes(&ctx.machine.read_line()) {
        return Ok(());
    }
    Err(Failure::Message(messages::CANCELLED.to_owned()))
}

/// Warns that `role` is production, if standard error is a terminal.
pub(super) fn print_warning(ctx: &Context, settings: &Settings, role: &RoleRef) {
    if let Some((_, warning)) = warning(ctx, settings, role) {
        ctx.terminal.note(warning);
    }
}

/// Returns nothing if standard error is not a terminal: then reading the cached list is not worth the time.
fn warning(ctx: &Context, settings: &Settings, role: &RoleRef) -> Option<(Account, Text)> {
    if !ctx.terminal.stderr_caps().is_terminal {
        return None;
    }
    let account = state::account(&ctx.ports, settings, role);
    if !settings.is_production(&account) {
        return None;
    }
    let (style, label) = label(Environment::Production);
    let name = Some(account.name.as_str()).filter(|name| !name.is_empty());
    let name = name.unwrap_or(account.id.as_str());
    let role = role.role_name.as_str();
    let warning = Text::styled(style, label).plain(&messages::production(name, role));
    Some((account, warning))
}

/// Returns the style and the text of an environment.
pub(super) fn label(environment: Environment) -> (Style, &'static str) {
    let style = match environment {
        Environment::Production => Style::Error,
        Environment::Staging => Style::Warning,
        Environment::Development => Style::Success,
    };
    (style, environment.id())
}

#[cfg(test)]
mod tests;
