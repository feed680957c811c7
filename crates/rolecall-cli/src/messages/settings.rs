//! `rolecall settings`: what was changed, and why something was not.

use std::path::Path;

pub(crate) const NOT_SET: &str = "not set";
pub(crate) const EMPTY_LIST: &str = "an empty list";
pub(crate) const CHANGED: &str = "The settings were changed.";
pub(crate) const UNCHANGED: &str = "The settings were not changed.";
pub(crate) const EDITOR_FAILED: &str = "The editor ended with an error. The settings were not changed.";
pub(crate) const CHANGED_BY_OTHERS: &str = "Another program changed the settings.";

/// Why an edited text did not replace the file.
#[derive(Clone, Copy, Debug)]
pub(crate) enum DraftFault<'a> {
    /// The editor ended with an error.
    Editor,
    /// Another program changed the file meanwhile.
    Stale,
    /// The file could not be replaced.
    NotReplaced,
    /// The text cannot be read, or is not valid.
    Invalid(&'a str),
}

pub(crate) fn unchanged_value(key: &str, value: &str) -> String {
    format!("{key} is {value}, as before.")
}

pub(crate) fn changed_value(key: &str, value: &str, before: &str) -> String {
    format!("{key} is now {value}; it was {before}.")
}

pub(crate) fn new_value(key: &str, value: &str) -> String {
    format!("{key} is now {value}; it was not set.")
}

pub(crate) fn removed_value(key: &str, before: &str, default: Option<&str>) -> String {
    format!("{key} is no longer set; it was {before}{}.", its_default(default))
}

pub(crate) fn no_value(key: &str, default: Option<&str>) -> String {
    format!("{key} is not set{}.", its_default(default))
}

fn its_default(default: Option<&str>) -> String {
    default.map_or_else(String::new, |default| format!("; its default is {default}"))
}

/// Returns a number with its unit, which is given in the plural.
pub(crate) fn number(number: &str, unit: &str) -> String {
    match number {
        "1" => format!("1 {}", unit.trim_end_matches('s')),
        number => format!("{number} {unit}"),
    }
}

pub(crate) fn unknown(key: &str) -> String {
    format!("There is no setting {key}.")
}

pub(crate) fn no_editor(path: &str) -> String {
    format!(
        "No editor is set. Set the environment variable VISUAL or EDITOR, for example EDITOR=nano, or edit {path} yourself."
    )
}

pub(crate) fn draft_not_used(fault: DraftFault<'_>, draft: &Path) -> String {
    let reason = match fault {
        DraftFault::Editor => "the editor ended with an error",
        DraftFault::Stale => "another program changed the file meanwhile",
        DraftFault::NotReplaced => "the file could not be replaced",
        DraftFault::Invalid(reason) => reason,
    };
    format!(
        "The settings were not changed: {reason}. Your text is in {}.",
        draft.display()
    )
}

pub(crate) fn not_edited(detail: &str) -> String {
    format!("The settings could not be edited: {detail}. They were not changed.")
}
