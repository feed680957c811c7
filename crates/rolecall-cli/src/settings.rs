//! The user's settings: read before each verb, and changed by some of them.
//!
//! It must not know what a setting means.

use crate::context::Context;
use crate::failure::Failure;
use crate::messages::program as messages;
use crate::terminal::{Style, Text};
use rolecall::ports::Ports;
use rolecall::problem::Problem;
use rolecall::settings::{read_settings, read_settings_and_faults};
use rolecall_model::settings::Settings;

/// Reads the settings file.
///
/// # Errors
/// The file cannot be read or parsed.
pub(crate) fn load(ports: &Ports) -> Result<Settings, Failure> {
    let text = ports.store.settings_file.read();
    let text = text.map_err(|error| Failure::from_error(&error))?;
    read_settings(&text).map_err(|error| Failure::from_error(&error))
}

/// Returns which parts of the settings file are not used, because they are invalid.
pub(crate) fn left_out(ports: &Ports) -> Option<Problem> {
    let text = ports.store.settings_file.read().ok()?;
    let (_, faults) = read_settings_and_faults(&text).ok()?;
    Problem::settings_left_out(&faults)
}

/// Prints on standard error which parts of the settings file are not used.
pub(crate) fn print_left_out(ctx: &Context) {
    if let Some(problem) = left_out(&ctx.ports) {
        let text = messages::warning(&problem.summary, &problem.advice);
        ctx.terminal.note(Text::styled(Style::Warning, &text));
    }
}

/// Changes the text of the settings file with `edit`, which runs again if another program changed the file meanwhile.
///
/// # Errors
/// The failure of `edit`, or the file cannot be read or replaced.
pub(crate) fn change<E: Into<Problem>>(
    ports: &Ports,
    edit: impl Fn(&str) -> Result<String, E>,
) -> Result<(), Failure> {
    rolecall::settings_change::change_settings(ports, edit).map_err(Failure::from)
}
