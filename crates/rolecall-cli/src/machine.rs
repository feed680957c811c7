//! What the command needs from the machine besides the domain's ports: the environment, the terminal and other programs.
//!
//! It must not know how a program is started; `compose` does.

use async_trait::async_trait;
use rolecall::problem::Problem;
use rolecall::profiles::SharedFileTexts;
use rolecall_model::history::ProcessInfo;
use rolecall_model::secret::{ExportText, RoleSecret};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// A program to run, with the changes to its environment.
#[derive(Clone, Debug)]
pub struct ProgramSpec {
    /// Its name or path.
    pub name: OsString,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// Environment variables to set.
    pub added_variables: Vec<(&'static str, ExportText)>,
    /// Environment variables to remove.
    pub removed_variables: Vec<&'static str>,
}

/// Why a program was not started.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProgramError {
    /// No program has this name.
    #[error("not found")]
    NotFound,
    /// The program is not executable, or the system refused to start it.
    #[error("{detail}")]
    Failed {
        /// The system's error.
        detail: String,
    },
}

/// A text after the user edited it, in a private file that stays until it is removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditedDraft {
    /// Where the text is.
    pub path: PathBuf,
    /// The text, or why it cannot be read.
    pub text: Result<String, String>,
    /// Whether the editor ended well.
    pub editor_succeeded: bool,
}

/// A path that Rolecall uses, and the result of checking it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathReport {
    /// What is stored there.
    pub kind: PathKind,
    /// The path.
    pub path: PathBuf,
    /// What is wrong with it; `None` if it is safe and can be used.
    pub problem: Option<PathProblem>,
}

/// What is stored at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathKind {
    /// The settings file.
    SettingsFile,
    /// The state database.
    StateDatabase,
    /// The folder of lock files.
    LockFiles,
    /// The socket of the desktop.
    Socket,
}

/// Why a path is not safe or cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathProblem {
    /// It belongs to another user.
    OtherOwner,
    /// Other users can reach it.
    Open {
        /// Its permissions.
        mode: u32,
    },
    /// Its permissions cannot be read.
    Unreadable {
        /// What the system says.
        detail: String,
    },
    /// It cannot be used as it has to be.
    Unusable(Box<Problem>),
}

/// An independent process that was started.
pub trait StartedProgram: Send {
    /// Returns why it ended, in its own words; nothing while it runs. It does not wait.
    fn ended(&mut self) -> Option<String>;
}

/// The parts of the machine that the command uses.
#[async_trait]
pub trait Machine: Send + Sync {
    /// Returns the path of the user's shell.
    fn shell(&self) -> Option<PathBuf>;
    /// Returns the user's editor, a command of the shell.
    fn editor(&self) -> Option<OsString>;
    /// Writes `text` to a private file beside the settings file, opens it in `editor` and waits until that ends. An interrupt
    /// meanwhile is for the editor.
    ///
    /// # Errors
    /// [`ProgramError`]; then nothing was edited.
    async fn edit_draft(&self, editor: &OsStr, text: &str) -> Result<EditedDraft, ProgramError>;
    /// Removes the file of an edited text.
    fn remove_draft(&self, path: &Path);
    /// Returns the text of the file at `path`.
    ///
    /// # Errors
    /// What the system says; a file of more than a megabyte, or of something else than UTF-8, is refused.
    fn read_text(&self, path: &Path) -> Result<String, String>;
    /// Returns the texts of the files that AWS tools share.
    ///
    /// # Errors
    /// The file that cannot be read, and what the system says.
    fn read_shared_files(&self) -> Result<SharedFileTexts, (PathBuf, String)>;
    /// Replaces a shared file that still has the text `before`, and keeps that text in a file beside it. Returns where.
    ///
    /// # Errors
    /// What the system says; the file is unchanged then.
    fn replace_shared_file(&self, path: &Path, before: &str, after: &str) -> Result<PathBuf, String>;
    /// Returns the value of an environment variable.
    fn variable(&self, name: &str) -> Option<String>;
    /// Returns the names of the environment variables that are set to AWS credentials. SDKs prefer them to any profile.
    fn credential_variables_set(&self) -> Vec<&'static str>;
    /// Checks the paths that Rolecall uses: their permissions, whether they can be written, and whether another program holds them.
    fn check_paths(&self) -> Vec<PathReport>;
    /// Returns the warnings since the last call.
    fn take_warnings(&self) -> Vec<String>;
    /// Describes this process under the name of the program it will exec. `None` where the system does not support that.
    fn current_process_as(&self, program_name: &str) -> Option<ProcessInfo>;
    /// Replaces this process with `program`. Where the system does not support that, runs it and returns its exit code.
    ///
    /// # Errors
    /// [`ProgramError::NotFound`] or [`ProgramError::Failed`]; then no program was started.
    fn exec_into(&self, program: &ProgramSpec) -> Result<u8, ProgramError>;
    /// Writes `question` to the terminal that this process belongs to and returns the line that the user replies, without its line
    /// break; empty if they end the input. Standard input and output may be anything. `None` if there is no terminal.
    fn ask(&self, question: &str) -> Option<String>;
    /// As [`Self::ask`], for a question that a program may be waiting behind: it can be given up, and where another program has the
    /// terminal, nobody is asked.
    async fn ask_at_once(&self, question: &str) -> Option<String>;
    /// Returns a secret: what the user replies to `question`, without it being shown, where standard input is a terminal, else the
    /// first line of standard input. `None` if there is none, or the user gave up.
    fn read_secret(&self, question: &str) -> Option<RoleSecret>;
    /// Reads standard input to its end and returns it. Where that is a terminal, writes `request` to it first, shows nothing of what is
    /// typed, and reads up to an empty line.
    ///
    /// # Errors
    /// What the system says; more than a megabyte, or something else than UTF-8, is refused.
    fn pasted(&self, request: &str) -> Result<RoleSecret, String>;
    /// Returns whether Rolecall's window and tray start when the user logs in.
    fn starts_at_login(&self) -> bool;
    /// Returns whether there is a display to open a window on.
    fn has_display(&self) -> bool;
    /// Starts Rolecall's window as an independent process.
    ///
    /// # Errors
    /// [`ProgramError::NotFound`] or [`ProgramError::Failed`].
    fn open_window(&self) -> Result<Box<dyn StartedProgram>, ProgramError>;
    /// Waits until the user presses Ctrl-C.
    async fn wait_for_interrupt(&self);
}
