//! `rolecall app`: shows the window of the desktop that runs, or starts one, or ends it.

use crate::command_line::AppArgs;
use crate::desktop;
use crate::failure::Failure;
use crate::machine::ProgramError;
use crate::surroundings::Surroundings;
use rolecall::ports::RunningDesktopError;
use rolecall_model::desktop_message::DesktopMessage;

pub(super) async fn run(here: &Surroundings, args: &AppArgs) -> Result<(), Failure> {
    if args.quit {
        return quit(here).await;
    }
    match desktop::tell(here, &DesktopMessage::Show { room: None }).await {
        Ok(()) => Ok(()),
        Err(RunningDesktopError::NotRunning) => open(here),
        Err(RunningDesktopError::Failed { detail }) => Err(stuck(&detail)),
    }
}

async fn quit(here: &Surroundings) -> Result<(), Failure> {
    match desktop::tell(here, &DesktopMessage::Quit).await {
        Ok(()) => here.terminal.remark("Rolecall's window and tray end."),
        Err(RunningDesktopError::NotRunning) => here.terminal.remark("Rolecall's window does not run."),
        Err(RunningDesktopError::Failed { detail }) => return Err(stuck(&detail)),
    }
    Ok(())
}

fn stuck(detail: &str) -> Failure {
    Failure::Failed(format!(
        "Rolecall's window runs and does not answer: {detail}. Try again, or end it and start it again."
    ))
}

fn open(here: &Surroundings) -> Result<(), Failure> {
    if !here.machine.has_display() {
        return Err(Failure::Failed(
            "There is no display to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set. \
             Open Rolecall from your desktop, or use this command alone."
                .to_owned(),
        ));
    }
    here.machine.open_window().map_err(|error| {
        Failure::Failed(match error {
            ProgramError::NotFound => "The window of Rolecall is not installed beside this command. \
                                       Install the desktop package, or use this command alone."
                .to_owned(),
            ProgramError::Failed { detail } => {
                format!("The window could not be started: {detail}. `rolecall doctor` tells more.")
            }
        })
    })
}

#[cfg(test)]
mod tests;
