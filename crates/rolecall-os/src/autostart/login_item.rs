//! Autostart as macOS and Windows have it: a launch agent, or a value in the user's own part of the registry.

use super::{AutostartError, HIDDEN, WINDOW, failed};
use crate::environment::{Environment, beside_this_program};
use crate::places::Places;
use auto_launch::{AutoLaunch, AutoLaunchBuilder, MacOSLaunchMode, WindowsEnableMode};
use std::path::PathBuf;

/// The name under which it is kept.
const NAME: &str = "Rolecall";

/// What is started. A home of its own is not: the system's place has room for one.
#[derive(Clone, Debug)]
pub(super) struct Place {
    program: Option<PathBuf>,
}

impl Place {
    /// Asks nothing yet.
    pub(super) fn new(environment: &Environment, _places: &Places) -> Self {
        Self {
            program: beside_this_program(WINDOW).or_else(|| environment.find_program(WINDOW)),
        }
    }

    pub(super) fn is_on(&self) -> bool {
        self.item().is_ok_and(|item| item.is_enabled().unwrap_or(false))
    }

    pub(super) fn turn_on(&self) -> Result<(), AutostartError> {
        self.item()?.enable().map_err(|error| failed(&error))
    }

    pub(super) fn turn_off(&self) -> Result<(), AutostartError> {
        if !self.is_on() {
            return Ok(());
        }
        self.item()?.disable().map_err(|error| failed(&error))
    }

    fn item(&self) -> Result<AutoLaunch, AutostartError> {
        let program = self.program.as_ref().ok_or(AutostartError::NoProgram)?;
        let impossible = || AutostartError::ImpossiblePath {
            path: program.display().to_string(),
        };
        let path = program.to_str().ok_or_else(impossible)?;
        // A value of the registry is a command line, in which a path with blanks stands in quotes.
        let path = if cfg!(windows) {
            format!("\"{path}\"")
        } else {
            path.to_owned()
        };
        AutoLaunchBuilder::new()
            .set_app_name(NAME)
            .set_app_path(&path)
            .set_args(&[HIDDEN])
            .set_macos_launch_mode(MacOSLaunchMode::LaunchAgent)
            .set_windows_enable_mode(WindowsEnableMode::CurrentUser)
            .build()
            .map_err(|error| failed(&error))
    }
}
