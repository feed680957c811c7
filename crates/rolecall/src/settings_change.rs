//! Changing what the user set: an edit of the newest text, refused whole or made whole.

use crate::ports::Ports;
use crate::problem::Problem;

/// Changes the settings file by `edit`, which may run again when another program changed the file meanwhile.
///
/// # Errors
/// What `edit` refused, or why the file could not be replaced; then it is as it was.
pub fn change_settings<E: Into<Problem>>(
    ports: &Ports,
    edit: impl Fn(&str) -> Result<String, E>,
) -> Result<(), Problem> {
    let mut refused = None;
    let replaced = ports.store.settings_file.edit(&mut |text| {
        // Only what the last run says counts.
        refused = None;
        edit(text).unwrap_or_else(|error| {
            refused = Some(error.into());
            text.to_owned()
        })
    });
    refused.map_or_else(|| replaced.map_err(|error| Problem::from(&error)), Err)
}
