//! `rolecall app`: shows Rolecall's window, starts it if it is not running, or quits it.

use crate::command_line::AppArgs;
use crate::context::Context;
use crate::desktop;
use crate::failure::Failure;
use crate::machine::ProgramError;
use crate::messages::program as messages;
use rolecall::ports::RunningDesktopError;
use rolecall_model::desktop_message::DesktopMessage;

pub(super) async fn run(ctx: &Context, args: &AppArgs) -> Result<(), Failure> {
    if args.quit {
        return quit(ctx).await;
    }
    match desktop::send(ctx, &DesktopMessage::Show { view: None }).await {
        Ok(()) => Ok(()),
        Err(RunningDesktopError::NotRunning) => open(ctx),
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

fn open(ctx: &Context) -> Result<(), Failure> {
    if !ctx.machine.has_display() {
        return Err(Failure::Message(messages::NO_DISPLAY.to_owned()));
    }
    ctx.machine.open_window().map_err(|error| {
        Failure::Message(match error {
            ProgramError::NotFound => messages::NOT_INSTALLED.to_owned(),
            ProgramError::Failed { detail } => messages::window_not_started(&detail),
        })
    })
}

#[cfg(test)]
mod tests;
