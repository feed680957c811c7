//! `rolecall app`: shows Rolecall's window, starts it if it is not running and waits until it is there, or quits it.

use crate::command_line::AppArgs;
use crate::context::Context;
use crate::desktop;
use crate::failure::Failure;
use crate::machine::ProgramError;
use crate::messages::program as messages;
use rolecall::ports::{Deadline, RunningDesktopError};
use rolecall_model::desktop_message::DesktopMessage;
use std::time::Duration;

/// How long the window may take to start.
const START_TIME: Duration = Duration::from_secs(30);
/// The time between two looks at a window that starts.
const CHECK_PAUSE: Duration = Duration::from_millis(50);

pub(super) async fn run(ctx: &Context, args: &AppArgs) -> Result<(), Failure> {
    if args.quit {
        return quit(ctx).await;
    }
    match desktop::send(ctx, &DesktopMessage::Show { view: None }).await {
        Ok(()) => Ok(()),
        Err(RunningDesktopError::NotRunning) => open(ctx).await,
        Err(RunningDesktopError::Failed { detail }) => Err(not_responding(&detail)),
    }
}

async fn quit(ctx: &Context) -> Result<(), Failure> {
    match desktop::send(ctx, &DesktopMessage::Quit).await {
        Ok(()) => ctx.terminal.note(messages::QUITTING),
        Err(RunningDesktopError::NotRunning) => ctx.terminal.note(messages::NOT_RUNNING),
        Err(RunningDesktopError::Failed { detail }) => return Err(not_responding(&detail)),
    }
    Ok(())
}

fn not_responding(detail: &str) -> Failure {
    Failure::Message(messages::not_responding(detail))
}

/// Starts the window and waits until it is there.
async fn open(ctx: &Context) -> Result<(), Failure> {
    if !ctx.machine.has_display() {
        return Err(Failure::Message(messages::NO_DISPLAY.to_owned()));
    }
    let mut window = ctx.machine.open_window().map_err(|error| {
        Failure::Message(match error {
            ProgramError::NotFound => messages::NOT_INSTALLED.to_owned(),
            ProgramError::Failed { detail } => messages::window_not_started(&detail),
        })
    })?;
    let clock = ctx.ports.clock.as_ref();
    let deadline = Deadline::from_now(clock, START_TIME);
    while deadline.allows(clock, CHECK_PAUSE) {
        // A program that ended because another one runs already has passed on its arguments.
        if let Ok(()) = desktop::send(ctx, &DesktopMessage::Show { view: None }).await {
            return Ok(());
        }
        if let Some(reason) = window.ended() {
            return Err(Failure::Message(messages::window_ended(&reason)));
        }
        clock.sleep(CHECK_PAUSE).await;
    }
    Err(Failure::Message(messages::window_slow(START_TIME)))
}

#[cfg(test)]
mod tests;
