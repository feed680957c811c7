//! Autostart on macOS and Windows: a launch agent, or a value in the user's part of the registry.

use super::{AutostartError, HIDDEN_ARGUMENT, PROGRAM, failed};
use crate::environment::{EnvironmentVariables, beside_this_program};
use crate::paths::Paths;
use auto_launch::{AutoLaunch, AutoLaunchBuilder, MacOSLaunchMode, WindowsEnableMode};
use std::path::PathBuf;

/// The name of the launch agent or registry value.
const NAME: &str = "Rolecall";

/// The program to start. A `ROLECALL_HOME` has no entry of its own here.
#[derive(Clone, Debug)]
pub(super) struct LoginItem {
    program: Option<PathBuf>,
}

impl LoginItem {
    /// Reads nothing yet.
    pub(super) fn new(environment: &EnvironmentVariables, _places: &Paths) -> Self {
        Self {
            program: beside_this_program(PROGRAM).or_else(|| environment.find_program(PROGRAM)),
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
        // A registry value is a command line, in which a path with spaces needs quotes.
        let path = if cfg!(windows) {
            format!("\"{path}\"")
        } else {
            path.to_owned()
        };
        AutoLaunchBuilder::new()
            .set_app_name(NAME)
            .set_app_path(&path)
            .set_args(&[HIDDEN_ARGUMENT])
            .set_macos_launch_mode(MacOSLaunchMode::LaunchAgent)
            .set_windows_enable_mode(WindowsEnableMode::CurrentUser)
            .build()
            .map_err(|error| failed(&error))
    }
}
