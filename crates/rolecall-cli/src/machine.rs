//! What the command needs of the machine beside the domain's ports: facts of the environment, and other programs.
//!
//! It must not know how a program is started; `compose` does.

use async_trait::async_trait;
use rolecall_model::history::ProcessInfo;
use rolecall_model::secret::ExportText;
use std::ffi::OsString;
use std::path::PathBuf;
use thiserror::Error;

/// A program to start, and how its environment differs from this one's.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its name or path.
    pub name: OsString,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// Variables that it gets.
    pub set: Vec<(&'static str, ExportText)>,
    /// Variables that it does not get.
    pub removed: &'static [&'static str],
}

/// Why a program was not started.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProgramError {
    /// There is none of this name.
    #[error("not found")]
    NotFound,
    /// It may not be run, or the system refused.
    #[error("{detail}")]
    Failed {
        /// What the system said.
        detail: String,
    },
}

/// A place where something is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// What is kept there.
    pub what: &'static str,
    /// Its path.
    pub path: PathBuf,
    /// What is wrong with it, if anything is.
    pub trouble: Option<String>,
}

/// The machine, as far as a command needs it.
#[async_trait]
pub trait Machine: Send + Sync {
    /// Returns the program of the user's shell.
    fn shell(&self) -> Option<PathBuf>;
    /// Tells whether the environment says which region to work in.
    fn has_region(&self) -> bool;
    /// Returns the names of environment variables that hold credentials: SDKs take those before any profile.
    fn credentials_in_environment(&self) -> Vec<&'static str>;
    /// Returns where things are kept, and looks at each.
    fn places(&self) -> Vec<Place>;
    /// Returns what happened on this machine that the user should hear of, each once.
    fn news(&self) -> Vec<String>;
    /// Returns this process as the program `name` that it is about to become, where it can.
    fn this_program(&self, name: &str) -> Option<ProcessInfo>;
    /// Becomes `program` where the system can do that; elsewhere waits for it. Returns its exit code.
    ///
    /// # Errors
    /// [`ProgramError`].
    fn become_program(&self, program: &Program) -> Result<u8, ProgramError>;
    /// Tells whether a user sits at standard input.
    fn has_user(&self) -> bool;
    /// Returns one line of standard input without its end; empty when there is none.
    fn read_line(&self) -> String;
    /// Tells whether the desktop of Rolecall starts when the user logs in.
    fn starts_by_itself(&self) -> bool;
    /// Tells whether there is a display for a window.
    fn has_display(&self) -> bool;
    /// Opens the window of Rolecall, which goes on by itself.
    ///
    /// # Errors
    /// [`ProgramError`].
    fn open_window(&self) -> Result<(), ProgramError>;
    /// Returns when the user presses Ctrl-C.
    async fn interrupted(&self);
}
