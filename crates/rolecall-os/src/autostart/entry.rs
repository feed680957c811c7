//! The autostart entry of a free desktop: a file of the user's own in `$XDG_CONFIG_HOME/autostart`.

use super::{AutostartError, HIDDEN, WINDOW, failed, quoting};
use crate::atomic_file;
use crate::environment::{Environment, beside_this_program};
use crate::places::Places;
use crate::private_files;
use crate::random::SystemRandom;
use std::fs;
use std::io;
use std::path::PathBuf;

/// How often another program may get in between.
const ATTEMPTS: usize = 5;

/// Where the entry is and what it starts.
#[derive(Clone, Debug)]
pub(super) struct Place {
    entry: Option<PathBuf>,
    program: Option<PathBuf>,
    home: Option<PathBuf>,
}

impl Place {
    /// Reads nothing yet. A home of its own has an entry of its own.
    pub(super) fn new(environment: &Environment, places: &Places) -> Self {
        let of_home = || environment.home.as_ref().map(|home| home.join(".config"));
        let config = environment.xdg_config_home.clone().or_else(of_home);
        let name = match places.home_id() {
            "" => "rolecall.desktop".to_owned(),
            id => format!("rolecall-{id}.desktop"),
        };
        Self {
            entry: config.map(|config| config.join("autostart").join(name)),
            program: program(environment),
            home: places.own_home(),
        }
    }

    /// An entry that is hidden, or turned off as GNOME does it, starts nothing.
    pub(super) fn is_on(&self) -> bool {
        let text = self
            .entry
            .as_ref()
            .and_then(|entry| fs::read_to_string(entry).ok());
        text.is_some_and(|text| is_started(&text))
    }

    pub(super) fn turn_on(&self) -> Result<(), AutostartError> {
        let text = self.text()?;
        let entry = self.entry()?;
        let path = atomic_file::resolve(&entry).map_err(|error| failed(&error))?;
        if let Some(folder) = path.parent() {
            private_files::make_folder_anywhere(folder).map_err(|error| failed(&error))?;
        }
        for _ in 0..ATTEMPTS {
            let (_, seen) = atomic_file::read(&path).map_err(|error| failed(&error))?;
            if atomic_file::replace(&path, text.as_bytes(), &seen, &SystemRandom)
                .map_err(|error| failed(&error))?
            {
                return Ok(());
            }
        }
        Err(failed(&io::Error::other("another program keeps changing it")))
    }

    /// One that is turned off already stays as the user left it.
    pub(super) fn turn_off(&self) -> Result<(), AutostartError> {
        if !self.is_on() {
            return Ok(());
        }
        match fs::remove_file(self.entry()?) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(&error)),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    fn entry(&self) -> Result<PathBuf, AutostartError> {
        let no_home = || {
            failed(&io::Error::new(
                io::ErrorKind::NotFound,
                "there is no home folder",
            ))
        };
        self.entry.clone().ok_or_else(no_home)
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
            // The first is forbidden in the place of the program, and the second is not found there by GLib.
            command.extend(["/bin/sh", "-c", r#"exec "$0" "$@""#]);
        }
        command.extend([path, HIDDEN]);
        let exec = quoting::exec(&command);
        Ok(format!(
            "[Desktop Entry]\nType=Application\nName=Rolecall\nComment=Sign in to AWS and switch roles\n\
             TryExec={}\nExec={}\nIcon=rolecall\nTerminal=false\nStartupNotify=false\n",
            quoting::text(path),
            exec.ok_or_else(impossible)?,
        ))
    }
}

/// What the desktop is to start: the AppImage that this program runs in, or the program as the search path has it, so that
/// an update of the package is followed; else as it lies beside this one.
fn program(environment: &Environment) -> Option<PathBuf> {
    let beside = beside_this_program(WINDOW);
    let is_same = |found: &PathBuf| beside.is_none() || found.canonicalize().ok() == beside;
    environment
        .app_image
        .clone()
        .or_else(|| environment.find_program(WINDOW).filter(is_same))
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
