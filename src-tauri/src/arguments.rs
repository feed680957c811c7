//! What the program is started with: read strictly, since any program can start it with anything.
//!
//! It must not know what is done about it.

use rolecall::hostile_text::printable;
use rolecall_model::desktop_message::Room;
use std::ffi::OsString;
use thiserror::Error;

/// What the program is asked to do at its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// Whether it starts without a window, as the desktop does at the beginning of a stay.
    pub(crate) hidden: bool,
    /// The room to show.
    pub(crate) room: Option<Room>,
}

/// The program was started with something it does not know. What it was is shown in visible form.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum WrongArguments {
    /// Not an argument at all.
    #[error("`{0}` is no argument of this program; there are --hidden and --room roles|history|settings")]
    Unknown(String),
    /// Said twice.
    #[error("{0} is given twice")]
    Twice(&'static str),
    /// Said without or with another room than there are.
    #[error("--room takes one of: roles, history, settings")]
    Room,
    /// A window that is not shown shows no room.
    #[error("--hidden and --room do not go together")]
    HiddenRoom,
}

/// A wrong argument is quoted no further than this, in letters.
const QUOTED: usize = 60;

/// Reads the arguments, without the program's own name.
///
/// # Errors
/// [`WrongArguments`] for whatever is not exactly known.
pub(crate) fn read(given: impl IntoIterator<Item = OsString>) -> Result<Arguments, WrongArguments> {
    let mut arguments = Arguments::default();
    let mut given = given.into_iter();
    while let Some(argument) = given.next() {
        match argument.to_str() {
            Some("--hidden") if arguments.hidden => return Err(WrongArguments::Twice("--hidden")),
            Some("--hidden") => arguments.hidden = true,
            Some("--room") if arguments.room.is_some() => return Err(WrongArguments::Twice("--room")),
            Some("--room") => arguments.room = Some(room(given.next()).ok_or(WrongArguments::Room)?),
            Some(_) | None => return Err(WrongArguments::Unknown(quoted(&argument))),
        }
    }
    if arguments.hidden && arguments.room.is_some() {
        return Err(WrongArguments::HiddenRoom);
    }
    Ok(arguments)
}

fn room(name: Option<OsString>) -> Option<Room> {
    match name?.to_str()? {
        "roles" => Some(Room::Roles),
        "history" => Some(Room::History),
        "settings" => Some(Room::Settings),
        _ => None,
    }
}

fn quoted(argument: &OsString) -> String {
    let text: String = argument.to_string_lossy().chars().take(QUOTED).collect();
    printable(&text).into_owned()
}

#[cfg(test)]
mod tests;
