//! `rolecall app`: opens the window.

use crate::failure::Failure;
use crate::machine::ProgramError;
use crate::surroundings::Surroundings;

pub(super) fn run(here: &Surroundings) -> Result<(), Failure> {
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
