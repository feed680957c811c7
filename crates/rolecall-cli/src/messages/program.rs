//! The program itself: how it starts, ends and fails, and its window.

use rolecall::problem::Problem;
use rolecall_model::portal::PortalName;
use std::path::Path;
use std::time::Duration;

/// Before every failure.
pub(crate) const PREFIX: &str = "rolecall:";
pub(crate) const PRESS_CTRL_C: &str = "Press Ctrl-C to cancel.";
/// Why the output could not be written; ends a sentence.
pub(crate) const READER_CLOSED: &str = "the reader closed it";
pub(crate) const CANCELLED: &str = "Cancelled. Nothing was changed.";
pub(crate) const WINDOW_ASKS_FOR_SIGN_IN: &str = "Rolecall's window is asking you to sign in.";
pub(crate) const DESKTOP_ASKS_FOR_CODE: &str =
    "Rolecall notifies you on the desktop, where you can enter the code. Then try again.";
pub(crate) const QUITTING: &str = "Rolecall is quitting.";
pub(crate) const NOT_RUNNING: &str = "Rolecall is not running.";
pub(crate) const NO_DISPLAY: &str = "No display to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set. Open Rolecall from your \
     desktop environment, or use the command line.";
pub(crate) const NOT_INSTALLED: &str =
    "Rolecall's window is not installed. Install the desktop package, or use the command line.";

/// There is no home folder.
pub const NO_DATA_FOLDER: &str = "No folder for Rolecall's files: HOME or ROLECALL_HOME is not an absolute path, or there is no home \
     folder. Set ROLECALL_HOME to the absolute path of a folder of yours.";

pub(crate) fn warning(summary: &str, advice: &str) -> String {
    format!("{PREFIX} {summary} {advice}")
}

pub(crate) fn not_responding(detail: &str) -> String {
    format!(
        "Rolecall's window is running but not responding: {detail}. Try again, or quit it and start it again."
    )
}

/// `credential-process` was ended.
pub(crate) fn out_of_time(limit: Duration) -> String {
    format!(
        "No credentials within {} s, so Rolecall gave up before the program that asked for them does. Try again; if a list of \
         many accounts is fetched for the first time, run `rolecall roles --refresh` first.",
        limit.as_secs()
    )
}

pub(crate) fn window_not_started(detail: &str) -> String {
    format!("The window could not be started: {detail}. Run `rolecall doctor` for details.")
}

/// The window ended before it was there; `reason` is its own last line.
pub(crate) fn window_ended(reason: &str) -> String {
    let reason = reason.trim_end_matches('.');
    format!(
        "The window could not be started: {reason}. Check that the display can be used, or use the command line."
    )
}

pub(crate) fn window_slow(limit: Duration) -> String {
    format!(
        "The window was started but is not there after {} s. Wait a moment, or end rolecall-app and try again.",
        limit.as_secs()
    )
}

/// The program could not start at all.
pub fn not_started(detail: &str) -> String {
    format!("Rolecall could not start: {detail}. Try again.")
}

pub(crate) fn output_failed(detail: &str) -> String {
    format!("The output could not be written: {detail}. Check where it is redirected to.")
}

/// A damaged database was moved to `damaged`.
pub fn database_moved_aside(damaged: &Path) -> String {
    format!(
        "The state database was damaged and has been replaced by a new one. Cached lists, favourites and the \
         history start empty. The damaged file is {}.",
        damaged.display()
    )
}

/// The database could not be read.
pub fn database_ignored(problem: &Problem) -> String {
    format!(
        "{} Lists, favourites and the history count as empty. {}",
        problem.summary, problem.advice
    )
}

/// The database could be read, but not changed.
pub fn database_not_saved(problem: &Problem) -> String {
    format!(
        "{} What changed there was not saved. {}",
        problem.summary, problem.advice
    )
}

pub(crate) fn sign_in_command(portal: &PortalName) -> String {
    format!("rolecall sign-in {portal}")
}

pub(crate) fn device_code_command(portal: &PortalName) -> String {
    format!("rolecall sign-in {portal} --device-code")
}
