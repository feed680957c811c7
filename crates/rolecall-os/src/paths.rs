//! The paths of every folder and file of Rolecall on this machine, declared once.
//!
//! It must not know what the files hold. Nothing is created but by the methods that say so: whoever writes a file creates
//! its folder.

use crate::environment::EnvironmentVariables;
use sha2::{Digest, Sha256};
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The name of Rolecall's folder inside the user's configuration, state and runtime folders.
const OWN_FOLDER: &str = "rolecall";
/// The name of the desktop's socket.
const SOCKET: &str = "desktop.sock";
/// The name of the folder that holds one folder per web view.
const WEB_VIEWS: &str = "web-view";

/// The folders of one Rolecall home, or of the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    config: PathBuf,
    state: PathBuf,
    runtime: PathBuf,
    locks: PathBuf,
    keyrings: Option<PathBuf>,
    home: Option<PathBuf>,
    user_home: Option<PathBuf>,
    home_id: String,
}

/// There is no home folder to store anything in. One by a relative path is none: it would be another in each folder that a program
/// is started in.
#[derive(Debug, Error)]
#[error("there is no home folder with an absolute path; set ROLECALL_HOME to one")]
pub struct NoHome;

impl Paths {
    /// Determines every path from the environment; creates nothing.
    ///
    /// # Errors
    /// [`NoHome`] without a home folder and `ROLECALL_HOME`, or if that is relative.
    pub fn from_environment(environment: &EnvironmentVariables) -> Result<Self, NoHome> {
        let keyrings = keyrings_folder(environment);
        match &environment.rolecall_home {
            Some(home) => Self::under_home(home, keyrings),
            None => Self::from_user_folders(environment, keyrings).ok_or(NoHome),
        }
        .map(|paths| Self {
            user_home: environment.home.clone(),
            ..paths
        })
    }

    fn under_home(home: &Path, keyrings: Option<PathBuf>) -> Result<Self, NoHome> {
        if !home.is_absolute() {
            return Err(NoHome);
        }
        let home = without_links(home);
        Ok(Self {
            config: home.join("config"),
            state: home.join("state"),
            runtime: home.join("run"),
            locks: home.join("run"),
            keyrings,
            home_id: short_hash(home.as_os_str().as_encoded_bytes()),
            home: Some(home),
            user_home: None,
        })
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    fn from_user_folders(environment: &EnvironmentVariables, keyrings: Option<PathBuf>) -> Option<Self> {
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
            // After `sudo` or `su` it is another user's, and without a login it does not exist: a folder made there would
            // lock its owner out, or could not be made.
            .filter(|folder| crate::private_files::is_own_folder(folder))
            .map_or_else(|| locks.clone(), |folder| folder.join(OWN_FOLDER));
        Some(Self {
            config: config.join(OWN_FOLDER),
            state,
            runtime,
            locks,
            keyrings,
            home: None,
            user_home: None,
            home_id: String::new(),
        })
    }

    #[cfg(any(windows, target_os = "macos"))]
    fn from_user_folders(_environment: &EnvironmentVariables, keyrings: Option<PathBuf>) -> Option<Self> {
        let folders = directories::ProjectDirs::from("", "", OWN_FOLDER)?;
        // macOS makes it of HOME.
        if !folders.config_dir().is_absolute() {
            return None;
        }
        let state = folders.data_local_dir().join("state");
        Some(Self {
            config: folders.config_dir().to_owned(),
            runtime: state.join("run"),
            locks: state.join("run"),
            state,
            keyrings,
            home: None,
            user_home: None,
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

    /// Returns the path of the history log, from which entries are moved into the state database.
    pub fn history_log(&self) -> PathBuf {
        self.state.join("history.new")
    }

    /// Returns the folder of files that last until the user logs out: the desktop's socket, the web view's files.
    pub fn runtime_folder(&self) -> PathBuf {
        self.runtime.clone()
    }

    /// Returns the folder of lock files. It is in the state folder even where there is a runtime folder: a program that was
    /// started without `XDG_RUNTIME_DIR` (by cron, by `sudo -u`) must use the same locks.
    pub fn lock_folder(&self) -> PathBuf {
        self.locks.clone()
    }

    /// Returns the path of the socket on which the desktop listens for other programs of Rolecall.
    pub fn desktop_socket(&self) -> PathBuf {
        self.runtime.join(SOCKET)
    }

    /// Returns the path of a symbolic link to [`Self::desktop_socket`], where programs without `XDG_RUNTIME_DIR` look for it;
    /// nothing where there is one path for all.
    #[cfg(unix)]
    pub(crate) fn desktop_socket_link(&self) -> Option<PathBuf> {
        (self.locks != self.runtime).then(|| self.locks.join(SOCKET))
    }

    /// Returns the folder for the files of the web view of one window: the `opening`-th since this program started.
    pub fn web_view_folder(&self, opening: u32) -> PathBuf {
        self.runtime.join(WEB_VIEWS).join(opening.to_string())
    }

    /// Removes the folders of every web view.
    ///
    /// # Errors
    /// That of removing them; none where there are none.
    pub fn remove_web_view_folders(&self) -> io::Result<()> {
        match std::fs::remove_dir_all(self.runtime.join(WEB_VIEWS)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Returns the folder of gnome-keyring's files.
    pub fn keyrings_folder(&self) -> Option<PathBuf> {
        self.keyrings.clone()
    }

    /// Returns what distinguishes the keychain items of this home from those of another: 12 hexadecimal digits, or nothing for
    /// the user's own folders.
    pub fn home_id(&self) -> &str {
        &self.home_id
    }

    /// Returns the folder that `ROLECALL_HOME` names, which holds everything; nothing for the user's own folders.
    pub fn custom_home(&self) -> Option<PathBuf> {
        self.home.clone()
    }

    /// Returns the user's home folder, if the environment names one.
    pub(crate) fn user_home(&self) -> Option<&Path> {
        self.user_home.as_deref()
    }

    /// Returns the paths of the demo: a home of its own under the state folder.
    ///
    /// # Errors
    /// [`NoHome`].
    pub fn demo(&self) -> Result<Self, NoHome> {
        let demo = Self::under_home(&self.demo_home(), self.keyrings.clone())?;
        Ok(Self {
            user_home: self.user_home.clone(),
            ..demo
        })
    }

    /// Returns the folder of the demo; as `ROLECALL_HOME` it gives the same paths.
    pub fn demo_home(&self) -> PathBuf {
        self.state.join("demo")
    }

    /// Creates the runtime folder with mode 0700 and returns it.
    ///
    /// # Errors
    /// [`io::ErrorKind::PermissionDenied`] when others own it or can write it, or that of creating it.
    pub fn create_runtime_folder(&self) -> io::Result<PathBuf> {
        crate::private_files::create_private_folder(&self.runtime)?;
        Ok(self.runtime.clone())
    }

    /// Creates the folder of lock files with mode 0700 and returns it.
    ///
    /// # Errors
    /// [`io::ErrorKind::PermissionDenied`] when others own it or can write it, or that of creating it.
    pub fn create_lock_folder(&self) -> io::Result<PathBuf> {
        crate::private_files::create_private_folder(&self.locks)?;
        Ok(self.locks.clone())
    }
}

fn keyrings_folder(environment: &EnvironmentVariables) -> Option<PathBuf> {
    let data = environment.xdg_data_home.clone();
    let data = data.or_else(|| environment.home.as_ref().map(|home| home.join(".local/share")))?;
    Some(data.join("keyrings"))
}

/// Returns the path without symbolic links, also of a folder that does not exist yet: its id must be the same later.
fn without_links(path: &Path) -> PathBuf {
    path.ancestors()
        .find_map(|existing| {
            Some(
                existing
                    .canonicalize()
                    .ok()?
                    .join(path.strip_prefix(existing).ok()?),
            )
        })
        .map_or_else(|| path.to_owned(), |found| found.components().collect())
}

fn short_hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    hex::encode(&digest[..6])
}

#[cfg(test)]
mod tests;
