//! `rolecall env`, `exec`, `shell` and `console`.

use super::program;
use rolecall::console::DestinationError;
use rolecall::export::{ExportError, ReplacedRegion};
use rolecall::messages::input;

pub(crate) const CONTAINS_SECRETS: &str =
    "This output contains secrets. To use it without showing it: eval \"$(rolecall env …)\"";
/// Credentials were given to a program without being kept for the next.
pub(crate) const NOT_STORED: &str = "These credentials are not kept, because the local database could not be changed: the next \
                                   program asks AWS again.";
pub(crate) const UNKNOWN_SHELL: &str = "Your shell is unknown because SHELL is not set.";
/// No format suits the user's shell.
pub(crate) fn no_format(shell: &str) -> String {
    format!("Nothing was printed: there is no format for your shell \"{shell}\".")
}

/// What a shell says that has nothing to evaluate. Why is on standard error.
pub(crate) fn nothing_exported(exit_code: u8) -> String {
    format!("rolecall env ended with {exit_code} and exported nothing.")
}

pub(crate) const NAME_FORMAT: &str =
    "Name the shell that reads the output with --shell, or use `rolecall exec`, which works in every shell.";
pub(crate) const NAME_SHELL: &str = "Start it with `rolecall exec TARGET -- SHELL`.";
pub(crate) const CHECK_PROGRAM: &str = "Check the name and your PATH.";
pub(crate) const OPEN_LINK: &str = "Use --print and open the link in a browser yourself.";
pub(crate) const OPEN_ONE_TIME_LINK: &str =
    "If no page opens, open this link in a browser of your own within a minute. It works once:";
pub(crate) const DESTINATION_FORM: &str =
    "Use a service such as s3, a path such as /s3/buckets, or a console URL.";

pub(crate) fn not_exported(error: &ExportError) -> String {
    format!(
        "Nothing was printed: {}. Use `rolecall exec` instead.",
        input::cannot_carry(error)
    )
}

/// The user's own region is not used.
pub(crate) fn replaced_region(replaced: &ReplacedRegion) -> String {
    let ReplacedRegion {
        name,
        value,
        region,
        partition,
    } = replaced;
    let partition = partition.id();
    format!(
        "{name} was {value}, which is not a region of the role's partition {partition}: it is {region} for \
         this role. Set it again for other roles."
    )
}

pub(crate) fn program_not_found(name: &str) -> String {
    format!("Program not found: \"{name}\".")
}

pub(crate) fn program_not_started(name: &str, detail: &str) -> String {
    format!("\"{name}\" could not be started: {detail}. Check that it is executable.")
}

pub(crate) fn invalid_destination(text: &str, error: &DestinationError) -> String {
    format!("Invalid destination \"{text}\". {}", input::destination(error))
}

pub(crate) fn opening_console(role: &str) -> String {
    format!(
        "Opening the console as {role} and waiting for your browser. {}",
        program::PRESS_CTRL_C
    )
}

pub(crate) fn opened_console(role: &str) -> String {
    format!("Opened the console in your browser as {role}.")
}
