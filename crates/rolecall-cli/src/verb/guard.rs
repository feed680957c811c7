//! The production guard at the terminal: a warning where standard error is shown, and the question where the domain wants a
//! confirmation.
//!
//! The question goes to the user's terminal itself, wherever the output goes. The domain decides what needs one.

use crate::context::Context;
use crate::failure::Failure;
use crate::messages::role_sessions as messages;
use crate::state::AccountLists;
use crate::terminal::{Style, Text};
use rolecall::problem::Problem;
use rolecall::production_guard::{Confirmation, ConfirmationNeeded, require_confirmation};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::settings::{Environment, Settings};

/// Asks for the confirmation that the settings require before `role` is used, and warns that it is production otherwise.
/// `yes` gives the confirmation in advance.
///
/// # Errors
/// The user did not confirm, or there is no terminal to ask on.
pub(super) fn confirm(ctx: &Context, settings: &Settings, role: &RoleRef, yes: bool) -> Result<(), Failure> {
    let has_reader = ctx.terminal.stderr_caps().is_terminal;
    if !has_reader && (yes || !settings.ask_before_production) {
        // Reading the lists is not worth the time.
        return Ok(());
    }
    let lists = AccountLists::read(&ctx.ports, settings, role);
    let account = lists.account(role);
    let name = Some(account.name.as_str()).filter(|name| !name.is_empty());
    let what = messages::account_and_role(name.unwrap_or(account.id.as_str()), role.role_name.as_str());
    let confirmation = Confirmation::from_flag(yes);
    match require_confirmation(settings, role, lists.iter(), confirmation) {
        Err(reason) => ask(ctx, reason, &what),
        Ok(()) => {
            if has_reader && settings.is_production(&account) {
                ctx.terminal.note(marked(messages::production(&what)));
            }
            Ok(())
        }
    }
}

fn ask(ctx: &Context, reason: ConfirmationNeeded, what: &str) -> Result<(), Failure> {
    let question = match reason {
        ConfirmationNeeded::Production => messages::production(what),
        ConfirmationNeeded::NotListed => messages::may_be_production(what),
    };
    let question = marked(question).plain(messages::CONTINUE);
    ctx.terminal.clear_progress();
    match ctx
        .machine
        .ask(&question.render(ctx.terminal.stderr_caps().use_colour))
    {
        Some(reply) if messages::is_yes(&reply) => Ok(()),
        Some(_) => Err(Failure::Message(messages::CANCELLED.to_owned())),
        None => Err(unasked(reason, what)),
    }
}

fn unasked(reason: ConfirmationNeeded, what: &str) -> Failure {
    let (summary, advice) = match reason {
        ConfirmationNeeded::Production => (messages::unconfirmed(what), messages::CONFIRM_WITH_YES),
        ConfirmationNeeded::NotListed => (messages::unconfirmed_unlisted(what), messages::LIST_OR_CONFIRM),
    };
    Problem {
        summary,
        advice: advice.to_owned(),
        ..Problem::from(&reason)
    }
    .into()
}

/// Puts the mark of production before a text.
fn marked(text: String) -> Text {
    let (style, label) = label(Environment::Production);
    Text::styled(style, label).plain(&text)
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
