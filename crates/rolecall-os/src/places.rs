//! Places: every folder and file of Rolecall on this machine, declared once.
//!
//! It must not know what the files hold. Naming a place makes nothing: whoever writes there makes it, privately.

use crate::environment::Environment;
use sha2::{Digest, Sha256};
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The folder of Rolecall inside a folder of the desktop's.
const OWN_FOLDER: &str = "rolecall";
/// The socket of the desktop.
const SOCKET: &str = "desktop.sock";
/// The folder of the web views' folders.
const WEB_VIEWS: &str = "web-view";

/// Where things are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    config: PathBuf,
    state: PathBuf,
    runtime: PathBuf,
    locks: PathBuf,
    keyrings: Option<PathBuf>,
    home: Option<PathBuf>,
    home_id: String,
}

/// This machine has no folder to keep things in.
#[derive(Debug, Error)]
#[error("there is no home folder; set ROLECALL_HOME to a folder of yours")]
pub struct NoHome;

impl Places {
    /// Works out every place; makes nothing.
    ///
    /// # Errors
    /// [`NoHome`].
    pub fn from_environment(environment: &Environment) -> Result<Self, NoHome> {
        let keyrings = keyrings_folder(environment);
        match &environment.rolecall_home {
            Some(home) => Self::under_one_folder(home, keyrings),
            None => Self::of_the_desktop(environment, keyrings).ok_or(NoHome),
        }
    }

    fn under_one_folder(home: &Path, keyrings: Option<PathBuf>) -> Result<Self, NoHome> {
        let home = std::path::absolute(home).map_err(|_| NoHome)?;
        let home = without_links(&home);
        Ok(Self {
            config: home.join("config"),
            state: home.join("state"),
            runtime: home.join("run"),
            locks: home.join("run"),
            keyrings,
            home_id: short_hash(home.as_os_str().as_encoded_bytes()),
            home: Some(home),
        })
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    fn of_the_desktop(environment: &Environment, keyrings: Option<PathBuf>) -> Option<Self> {
        let in_home = |path: &str| environment.home.as_ref().map(|home| home.join(path));
        let config = environment
            .xdg_config_home
            .clone()
            .or_else(|| in_home(".config"))?;
        let state = environment
            .xdg_state_home
            .clone()
            .or_else(|| in_home(".local/state"))?
            .join(OWN_FOLDER);
        let locks = state.join("run");
        let runtime = environment
            .xdg_runtime_dir
            .as_ref()
            // Of somebody else after `sudo` or `su`, gone where nobody has logged in: what is made there would shut its
            // owner out, or cannot be made.
            .filter(|folder| crate::private_files::is_own_folder(folder))
            .map_or_else(|| locks.clone(), |folder| folder.join(OWN_FOLDER));
        Some(Self {
            config: config.join(OWN_FOLDER),
            state,
            runtime,
            locks,
            keyrings,
            home: None,
            home_id: String::new(),
        })
    }

    #[cfg(any(windows, target_os = "macos"))]
    fn of_the_desktop(_environment: &Environment, keyrings: Option<PathBuf>) -> Option<Self> {
        let folders = directories::ProjectDirs::from("", "", OWN_FOLDER)?;
        let state = folders.data_local_dir().join("state");
        Some(Self {
            config: folders.config_dir().to_owned(),
            runtime: state.join("run"),
            locks: state.join("run"),
            state,
            keyrings,
            home: None,
            home_id: String::new(),
        })
    }

    /// Returns the path of `settings.toml`.
    pub fn settings_file(&self) -> PathBuf {
        self.config.join("settings.toml")
    }

    /// Returns the path of the state database.
    pub fn state_database(&self) -> PathBuf {
        self.state.join("state.db")
    }

    /// Returns the path of the file in which entries of the history wait to be taken into the state database.
    pub fn history_inbox(&self) -> PathBuf {
        self.state.join("history.new")
    }

    /// Returns the folder of what ends with the user's stay: the desktop's socket, what the web view needs.
    pub fn runtime_folder(&self) -> PathBuf {
        self.runtime.clone()
    }

    /// Returns the folder of lock files. It is under the state folder also where there is a runtime folder: a program
    /// that was started without that variable (by cron, by `sudo -u`) must meet the same locks.
    pub fn lock_folder(&self) -> PathBuf {
        self.locks.clone()
    }

    /// Returns the path of the socket on which the desktop hears other programs of Rolecall.
    pub fn desktop_socket(&self) -> PathBuf {
        self.runtime.join(SOCKET)
    }

    /// Returns the path of a link to [`Self::desktop_socket`], where programs that were not told of the runtime folder look
    /// for it; nothing where all look in one place.
    pub(crate) fn link_to_desktop_socket(&self) -> Option<PathBuf> {
        (self.locks != self.runtime).then(|| self.locks.join(SOCKET))
    }

    /// Returns the folder for what one window's web view cannot do without.
    pub fn web_view_folder(&self, opening: u32) -> PathBuf {
        self.runtime.join(WEB_VIEWS).join(opening.to_string())
    }

    /// Removes the folders of every window's web view.
    ///
    /// # Errors
    /// What the system said.
    pub fn forget_web_view_folders(&self) -> io::Result<()> {
        match std::fs::remove_dir_all(self.runtime.join(WEB_VIEWS)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Returns the folder where gnome-keyring keeps its files.
    pub fn keyrings_folder(&self) -> Option<PathBuf> {
        self.keyrings.clone()
    }

    /// Returns what tells the keychain items of this home from those of another; empty for the desktop's own.
    pub fn home_id(&self) -> &str {
        &self.home_id
    }

    /// Returns the folder under which all of it is, as `ROLECALL_HOME` named it; nothing for the desktop's own places.
    pub fn own_home(&self) -> Option<PathBuf> {
        self.home.clone()
    }

    /// Returns the places of a demo: a home of its own under the state folder.
    ///
    /// # Errors
    /// [`NoHome`].
    pub fn demo(&self) -> Result<Self, NoHome> {
        Self::under_one_folder(&self.demo_home(), self.keyrings.clone())
    }

    /// Returns the folder of the demo; as `ROLECALL_HOME` it leads to the same places.
    pub fn demo_home(&self) -> PathBuf {
        self.state.join("demo")
    }

    /// Makes the runtime folder, privately.
    ///
    /// # Errors
    /// What the system said, or that others own the folder or can write it.
    pub fn make_runtime_folder(&self) -> io::Result<PathBuf> {
        crate::private_files::make_folder(&self.runtime)?;
        Ok(self.runtime.clone())
    }

    /// Makes the folder of lock files, privately.
    ///
    /// # Errors
    /// What the system said, or that others own the folder or can write it.
    pub fn make_lock_folder(&self) -> io::Result<PathBuf> {
        crate::private_files::make_folder(&self.locks)?;
        Ok(self.locks.clone())
    }
}

fn keyrings_folder(environment: &Environment) -> Option<PathBuf> {
    let data = environment.xdg_data_home.clone();
    let data = data.or_else(|| environment.home.as_ref().map(|home| home.join(".local/share")))?;
    Some(data.join("keyrings"))
}

/// Returns the path without links, even of a folder that is not there yet: once it is, its id must be the same.
fn without_links(path: &Path) -> PathBuf {
    path.ancestors()
        .find_map(|there| Some(there.canonicalize().ok()?.join(path.strip_prefix(there).ok()?)))
        .map_or_else(|| path.to_owned(), |found| found.components().collect())
}

fn short_hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    hex::encode(&digest[..6])
}

#[cfg(test)]
mod tests;
