//! What is wrong in the settings file. Keys are quoted, values never.

use crate::settings::SettingsError;

/// Returns what to do about an unreadable settings file.
pub(crate) fn fix(error: &SettingsError) -> String {
    format!("Fix it: line {} of the settings: {}.", error.line, error.message)
}
