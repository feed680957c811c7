//! Autostart: whether the desktop starts Rolecall, without its window, when the user logs in. It is off until they ask.
//!
//! It must not know when to ask. On free desktops it is an entry of the user's own (Desktop Application Autostart
//! Specification), elsewhere what the system has for it.

#[cfg(all(unix, not(target_os = "macos")))]
mod entry;
#[cfg(any(windows, target_os = "macos"))]
mod login_item;
#[cfg(all(unix, not(target_os = "macos")))]
mod quoting;

#[cfg(all(unix, not(target_os = "macos")))]
use entry::Place;
#[cfg(any(windows, target_os = "macos"))]
use login_item::Place;

use crate::environment::Environment;
use crate::places::Places;
use thiserror::Error;

/// The program of the window.
const WINDOW: &str = "rolecall-app";
/// Starts it without showing the window.
const HIDDEN: &str = "--hidden";

/// Why autostart could not be set.
#[derive(Debug, Error)]
pub enum AutostartError {
    /// There is no program to start.
    #[error("the program rolecall-app is not found")]
    NoProgram,
    /// The desktop cannot be told to start a program at this path.
    #[error("the desktop cannot start a program at such a path: {path}")]
    ImpossiblePath {
        /// The path.
        path: String,
    },
    /// There is no place for it, or it cannot be written.
    #[error("autostart cannot be set: {detail}")]
    Failed {
        /// What the system said.
        detail: String,
    },
}

/// Whether Rolecall is started at login.
#[derive(Clone, Debug)]
pub struct Autostart {
    place: Place,
}

impl Autostart {
    /// Reads nothing yet. With `ROLECALL_HOME`, it is that home's own.
    pub fn new(environment: &Environment, places: &Places) -> Self {
        Self {
            place: Place::new(environment, places),
        }
    }

    /// Tells whether the desktop starts it: nobody turned it off, here or in the desktop's own settings.
    pub fn is_on(&self) -> bool {
        self.place.is_on()
    }

    /// Turns it on or off, because the user asked.
    ///
    /// # Errors
    /// [`AutostartError`]; then nothing was changed.
    pub fn set(&self, on: bool) -> Result<(), AutostartError> {
        if on {
            self.place.turn_on()
        } else {
            self.place.turn_off()
        }
    }
}

fn failed(error: &dyn std::error::Error) -> AutostartError {
    AutostartError::Failed {
        detail: error.to_string(),
    }
}
