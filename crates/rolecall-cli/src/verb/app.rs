//! `rolecall app`: shows Rolecall's window, starts it if it is not running, or quits it.

use crate::command_line::AppArgs;
use crate::context::Context;
use crate::desktop;
use crate::failure::Failure;
use crate::machine::ProgramError;
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
        Ok(()) => ctx.terminal.note("Rolecall is quitting."),
        Err(RunningDesktopError::NotRunning) => ctx.terminal.note("Rolecall is not running."),
        Err(RunningDesktopError::Failed { detail }) => return Err(not_responding(&detail)),
    }
    Ok(())
}

fn not_responding(detail: &str) -> Failure {
    Failure::Message(format!(
        "Rolecall's window is running but not responding: {detail}. Try again, or quit it and start it again."
    ))
}

fn open(ctx: &Context) -> Result<(), Failure> {
    if !ctx.machine.has_display() {
        return Err(Failure::Message(
            "No display to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set. Open Rolecall from your \
             desktop environment, or use the command line."
                .to_owned(),
        ));
    }
    ctx.machine.open_window().map_err(|error| {
        Failure::Message(match error {
            ProgramError::NotFound => {
                "Rolecall's window is not installed. Install the desktop package, or use the \
                                       command line."
                    .to_owned()
            }
            ProgramError::Failed { detail } => {
                format!("The window could not be started: {detail}. Run `rolecall doctor` for details.")
            }
        })
    })
}

#[cfg(test)]
mod tests;
