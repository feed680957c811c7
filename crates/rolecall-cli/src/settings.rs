//! The user's settings: read before each verb, and changed by some of them.
//!
//! It must not know what a setting means.

use crate::failure::Failure;
use rolecall::ports::Ports;
use rolecall::problem::Problem;
use rolecall::settings::read_settings;
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
