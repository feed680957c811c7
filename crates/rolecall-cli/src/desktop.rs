//! Messages to Rolecall's window and tray, if they run. Everything else works the same without them.
//!
//! It must not know how they are reached.

use crate::context::Context;
use crate::failure::Failure;
use crate::messages::program as messages;
use crate::settings;
use rolecall::ports::RunningDesktopError;
use rolecall::problem::ProblemCode;
use rolecall::target::{parse_target, resolve_without_lists};
use rolecall_model::desktop_message::DesktopMessage;
use rolecall_model::role_ref::DefinedRoleName;
use std::time::Duration;

/// The longest time that a command waits for the desktop.
const TIMEOUT: Duration = Duration::from_millis(200);

/// The message after every change.
pub(crate) const CHANGED: DesktopMessage = DesktopMessage::Changed;

/// Sends `message` to the desktop.
///
/// # Errors
/// [`RunningDesktopError::NotRunning`], or [`RunningDesktopError::Failed`] if it does not reply within the timeout.
pub(crate) async fn send(ctx: &Context, message: &DesktopMessage) -> Result<(), RunningDesktopError> {
    tokio::select! {
        biased;
        sent = ctx.ports.desktop.running_desktop.tell(message) => sent,
        () = ctx.ports.clock.sleep(TIMEOUT) => Err(RunningDesktopError::Failed {
            detail: "it did not reply in time".to_owned(),
        }),
    }
}

/// Tells the desktop that something changed. It would notice later without this, so a failure is ignored.
pub(crate) async fn notify_changed(ctx: &Context) {
    drop(send(ctx, &CHANGED).await);
}

/// Tells the desktop that a program got no credentials of `target`, if `failure` says that the user has to do something: sign in, or
/// give a code of an MFA device. Returns what the desktop does then; nothing if it did not receive this.
pub(crate) async fn request_user(ctx: &Context, target: &str, failure: &Failure) -> Option<&'static str> {
    let Failure::Problem(problem, _) = failure else {
        return None;
    };
    let program = || ctx.ports.desktop.programs.parent();
    let (message, sentence) = if problem.code == ProblemCode::SignInNeeded {
        let needed = DesktopMessage::SignInNeeded {
            portal: problem.portal.clone()?,
            program: program(),
        };
        (needed, messages::WINDOW_ASKS_FOR_SIGN_IN)
    } else if problem.code == ProblemCode::MfaCodeNeeded {
        let needed = DesktopMessage::MfaCodeNeeded {
            role: defined_role(ctx, target)?,
            program: program(),
        };
        (needed, messages::DESKTOP_ASKS_FOR_CODE)
    } else {
        return None;
    };
    send(ctx, &message).await.is_ok().then_some(sentence)
}

/// Returns the name of the role that `target` means, where the user defined it.
fn defined_role(ctx: &Context, target: &str) -> Option<DefinedRoleName> {
    let settings = settings::load(&ctx.ports).ok()?;
    let role = resolve_without_lists(&parse_target(target).ok()?, &settings)?.ok()?;
    role.defined_name().cloned()
}

#[cfg(test)]
mod tests;
