//! The desktop that runs: told what changed here, asked to show something. Everything works the same without it.
//!
//! It must not know how the desktop is reached.

use crate::failure::Failure;
use crate::surroundings::Surroundings;
use rolecall::ports::RunningDesktopError;
use rolecall::problem::ProblemCode;
use rolecall_model::desktop_message::DesktopMessage;
use std::time::Duration;

/// However busy the desktop is, a command waits no longer for it.
const TIMEOUT: Duration = Duration::from_millis(200);

/// What is told after every change.
pub(crate) const CHANGED: DesktopMessage = DesktopMessage::Changed;

/// Tells the desktop something.
///
/// # Errors
/// None runs, or it did not take the message in time.
pub(crate) async fn tell(here: &Surroundings, message: &DesktopMessage) -> Result<(), RunningDesktopError> {
    tokio::select! {
        biased;
        told = here.ports.desktop.running_desktop.tell(message) => told,
        () = here.ports.clock.sleep(TIMEOUT) => Err(RunningDesktopError::Failed {
            detail: "it did not answer in time".to_owned(),
        }),
    }
}

/// Tells the desktop that something was changed here. A desktop that does not hear it sees it by itself, a little later.
pub(crate) async fn changed(here: &Surroundings) {
    drop(tell(here, &CHANGED).await);
}

/// Tells the desktop that a program was refused credentials, if `failure` is that nobody is signed in; returns whether it
/// was told.
pub(crate) async fn sign_in_needed(here: &Surroundings, failure: &Failure) -> bool {
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
    let program = here.ports.desktop.programs.parent();
    let needed = DesktopMessage::SignInNeeded { portal, program };
    tell(here, &needed).await.is_ok()
}

#[cfg(test)]
mod tests;
