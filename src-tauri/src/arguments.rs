//! The arguments of the program, parsed strictly: any program can start it with anything.
//!
//! It must not know what is done with them.

use rolecall::hostile_text::printable;
use rolecall_model::desktop_message::WindowView as View;
use std::ffi::OsString;

/// What the program is started for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Invocation {
    /// To run.
    Run(Arguments),
    /// To print what the arguments are.
    Help,
    /// To print its version.
    Version,
}

/// The arguments of the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// Whether it starts without a window, as it does at login.
    pub(crate) hidden: bool,
    /// The view to show.
    pub(crate) view: Option<View>,
}

/// The arguments are invalid. A wrong one is quoted with control characters made visible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ArgumentError {
    /// There is no such argument.
    Unexpected(String),
    /// An argument is there twice.
    Duplicate(&'static str),
    /// `--view` has no value or an unknown one.
    InvalidView,
    /// A hidden window shows no view.
    HiddenView,
}

/// A wrong argument is quoted up to this many characters.
const MAX_QUOTED: usize = 60;

/// Parses the arguments, without the program's own name. `--room` is the name that earlier versions had for `--view`; what follows
/// `--help` or `--version` is not read.
///
/// # Errors
/// [`ArgumentError`] for whatever is not exactly one of the known arguments.
pub(crate) fn parse(given: impl IntoIterator<Item = OsString>) -> Result<Invocation, ArgumentError> {
    let mut arguments = Arguments::default();
    let mut given = given.into_iter();
    while let Some(argument) = given.next() {
        match argument.to_str() {
            Some("--help" | "-h") => return Ok(Invocation::Help),
            Some("--version" | "-V") => return Ok(Invocation::Version),
            Some("--hidden") if arguments.hidden => return Err(ArgumentError::Duplicate("--hidden")),
            Some("--hidden") => arguments.hidden = true,
            Some("--view" | "--room") if arguments.view.is_some() => {
                return Err(ArgumentError::Duplicate("--view"));
            }
            Some("--view" | "--room") => {
                arguments.view = Some(view(given.next()).ok_or(ArgumentError::InvalidView)?);
            }
            Some(_) | None => return Err(ArgumentError::Unexpected(quoted(&argument))),
        }
    }
    if arguments.hidden && arguments.view.is_some() {
        return Err(ArgumentError::HiddenView);
    }
    Ok(Invocation::Run(arguments))
}

fn view(name: Option<OsString>) -> Option<View> {
    match name?.to_str()? {
        "roles" => Some(View::Roles),
        "history" => Some(View::History),
        "settings" => Some(View::Settings),
        _ => None,
    }
}

fn quoted(argument: &OsString) -> String {
    let text: String = argument.to_string_lossy().chars().take(MAX_QUOTED).collect();
    printable(&text).into_owned()
}

#[cfg(test)]
mod tests;
