//! The autostart entry of freedesktop systems: a file of the user in `$XDG_CONFIG_HOME/autostart`.

use super::{AutostartError, HIDDEN_ARGUMENT, PROGRAM, failed, quoting};
use crate::app_id::APP_ID;
use crate::atomic_file;
use crate::environment::{EnvironmentVariables, beside_this_program};
use crate::paths::Paths;
use crate::private_files;
use crate::random::SystemRandom;
use std::fs;
use std::io;
use std::path::PathBuf;

/// How often writing starts over because another program changed the file meanwhile.
const MAX_ATTEMPTS: usize = 5;

/// The path of the entry and what it starts.
#[derive(Clone, Debug)]
pub(super) struct AutostartEntry {
    path: Option<PathBuf>,
    program: Option<PathBuf>,
    home: Option<PathBuf>,
}

impl AutostartEntry {
    /// Reads nothing yet. Each `ROLECALL_HOME` has its own entry.
    pub(super) fn new(environment: &EnvironmentVariables, paths: &Paths) -> Self {
        let default_config = || environment.home.as_ref().map(|home| home.join(".config"));
        let config = environment.xdg_config_home.clone().or_else(default_config);
        let name = match paths.home_id() {
            "" => format!("{APP_ID}.desktop"),
            id => format!("{APP_ID}-{id}.desktop"),
        };
        Self {
            path: config.map(|config| config.join("autostart").join(name)),
            program: program(environment),
            home: paths.custom_home(),
        }
    }

    /// An entry that is hidden, or turned off by GNOME's key, starts nothing.
    pub(super) fn is_on(&self) -> bool {
        let text = self.path.as_ref().and_then(|path| fs::read_to_string(path).ok());
        text.is_some_and(|text| is_started(&text))
    }

    pub(super) fn turn_on(&self) -> Result<(), AutostartError> {
        let text = self.text()?;
        let entry = self.path()?;
        let path = atomic_file::resolve(&entry).map_err(|error| failed(&error))?;
        if let Some(folder) = path.parent() {
            private_files::create_user_folder(folder).map_err(|error| failed(&error))?;
        }
        for _ in 0..MAX_ATTEMPTS {
            let (_, version) = atomic_file::read(&path).map_err(|error| failed(&error))?;
            if atomic_file::replace(&path, text.as_bytes(), &version, &SystemRandom)
                .map_err(|error| failed(&error))?
            {
                return Ok(());
            }
        }
        Err(failed(&io::Error::other("another program keeps changing it")))
    }

    /// An entry that is already off stays as the user left it.
    pub(super) fn turn_off(&self) -> Result<(), AutostartError> {
        if !self.is_on() {
            return Ok(());
        }
        match fs::remove_file(self.path()?) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(&error)),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    fn path(&self) -> Result<PathBuf, AutostartError> {
        let no_home = || {
            failed(&io::Error::new(
                io::ErrorKind::NotFound,
                "there is no home folder",
            ))
        };
        self.path.clone().ok_or_else(no_home)
    }

    fn text(&self) -> Result<String, AutostartError> {
        let program = self.program.as_ref().ok_or(AutostartError::NoProgram)?;
        let impossible = || AutostartError::ImpossiblePath {
            path: program.display().to_string(),
        };
        let path = program.to_str().ok_or_else(impossible)?;
        let home = match &self.home {
            Some(home) => Some(format!("ROLECALL_HOME={}", home.to_str().ok_or_else(impossible)?)),
            None => None,
        };
        let mut command: Vec<&str> = Vec::new();
        if let Some(home) = &home {
            command.extend(["/usr/bin/env", home]);
        }
        if path.contains(['=', '%']) {
            // A program path must not contain `=`, and GLib does not find one that contains `%`.
            command.extend(["/bin/sh", "-c", r#"exec "$0" "$@""#]);
        }
        command.extend([path, HIDDEN_ARGUMENT]);
        let exec = quoting::exec(&command);
        Ok(format!(
            "[Desktop Entry]\nType=Application\nName=Rolecall\nComment=Sign in to AWS and switch roles\n\
             TryExec={}\nExec={}\nIcon={APP_ID}\nTerminal=false\nStartupNotify=false\n",
            quoting::text(path),
            exec.ok_or_else(impossible)?,
        ))
    }
}

/// Returns the program to start: the AppImage that this program runs in, or else the program in the search path, so that
/// package updates are followed, or else the one beside this program.
fn program(environment: &EnvironmentVariables) -> Option<PathBuf> {
    let beside = beside_this_program(PROGRAM);
    let is_same = |found: &PathBuf| beside.is_none() || found.canonicalize().ok() == beside;
    environment
        .app_image
        .clone()
        .or_else(|| environment.find_program(PROGRAM).filter(is_same))
        .or(beside)
}

fn is_started(text: &str) -> bool {
    let mut in_entry = false;
    let (mut has_command, mut is_off) = (false, false);
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            in_entry = line == "[Desktop Entry]";
        }
        let Some((key, value)) = line.split_once('=').filter(|_| in_entry) else {
            continue;
        };
        match (key.trim_end(), value.trim_start()) {
            ("Exec", command) => has_command = !command.is_empty(),
            ("Hidden", "true") | ("X-GNOME-Autostart-enabled", "false") => is_off = true,
            _ => {}
        }
    }
    has_command && !is_off
}

#[cfg(test)]
mod tests;
