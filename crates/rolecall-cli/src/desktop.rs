//! Messages to Rolecall's window and tray, if they run. Everything else works the same without them.
//!
//! It must not know how they are reached.

use crate::context::Context;
use crate::failure::Failure;
use rolecall::ports::RunningDesktopError;
use rolecall::problem::ProblemCode;
use rolecall_model::desktop_message::DesktopMessage;
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

/// Tells the desktop that a program got no credentials, if `failure` says that a sign-in is needed. Returns whether the
/// desktop received this.
pub(crate) async fn request_sign_in(ctx: &Context, failure: &Failure) -> bool {
    let Failure::Problem(problem, _) = failure else {
        return false;
    };
    let Some(portal) = problem
        .portal
        .clone()
        .filter(|_| problem.code == ProblemCode::SignInNeeded)
    else {
        return false;
    };
    let program = ctx.ports.desktop.programs.parent();
    let needed = DesktopMessage::SignInNeeded { portal, program };
    send(ctx, &needed).await.is_ok()
}

#[cfg(test)]
mod tests;
