//! Autostart: whether Rolecall is started, without its window, when the user logs in. It is off until the user turns it on.
//!
//! It must not know when to turn it on. On freedesktop systems it is a file of the user (Desktop Application Autostart
//! Specification), on macOS a launch agent, on Windows a registry value.

#[cfg(all(unix, not(target_os = "macos")))]
mod entry;
#[cfg(any(windows, target_os = "macos"))]
mod login_item;
#[cfg(all(unix, not(target_os = "macos")))]
mod quoting;

#[cfg(all(unix, not(target_os = "macos")))]
use entry::AutostartEntry;
#[cfg(any(windows, target_os = "macos"))]
use login_item::LoginItem as AutostartEntry;

use crate::environment::EnvironmentVariables;
use crate::paths::Paths;
use thiserror::Error;

/// The program that is started.
const PROGRAM: &str = "rolecall-app";
/// The argument that starts it without showing the window.
const HIDDEN_ARGUMENT: &str = "--hidden";

/// Why autostart could not be set.
#[derive(Debug, Error)]
pub enum AutostartError {
    /// There is no program to start.
    #[error("the program rolecall-app is not found")]
    NoProgram,
    /// The autostart entry cannot hold this path.
    #[error("the desktop environment cannot start a program at such a path: {path}")]
    ImpossiblePath {
        /// The path.
        path: String,
    },
    /// The entry cannot be written.
    #[error("autostart cannot be set: {detail}")]
    Failed {
        /// What the system said.
        detail: String,
    },
}

/// Whether Rolecall is started at login.
#[derive(Clone, Debug)]
pub struct Autostart {
    entry: AutostartEntry,
}

impl Autostart {
    /// Reads nothing yet. A `ROLECALL_HOME` has an entry of its own.
    pub fn new(environment: &EnvironmentVariables, paths: &Paths) -> Self {
        Self {
            entry: AutostartEntry::new(environment, paths),
        }
    }

    /// Tells whether it is started at login: it was turned on and not turned off, here or in the settings of the desktop environment.
    pub fn is_on(&self) -> bool {
        self.entry.is_on()
    }

    /// Turns it on or off.
    ///
    /// # Errors
    /// [`AutostartError`]; then nothing was changed.
    pub fn set(&self, on: bool) -> Result<(), AutostartError> {
        if on {
            self.entry.turn_on()
        } else {
            self.entry.turn_off()
        }
    }
}

fn failed(error: &dyn std::error::Error) -> AutostartError {
    AutostartError::Failed {
        detail: error.to_string(),
    }
}
