//! The shell that evaluates what `rolecall env` prints: which format it reads, and how it notices that there is nothing to evaluate.

use crate::failure::Failure;
use crate::messages::credentials as messages;
use crate::terminal::Terminal;
use rolecall::export::{ExportFormat, failing_command};
use std::ffi::OsString;
use std::path::PathBuf;

/// Returns the format that the user named, else that of their `shell`, else that of the platform. Text for another shell than the
/// user's would be misunderstood by theirs: for a shell without a format there is none.
///
/// # Errors
/// There is no format for the user's shell.
pub(super) fn format(named: Option<&str>, shell: Option<PathBuf>) -> Result<ExportFormat, Failure> {
    if let Some(format) = named.and_then(ExportFormat::parse) {
        return Ok(format);
    }
    let Some(shell) = shell else {
        return Ok(if cfg!(windows) {
            ExportFormat::PowerShell
        } else {
            ExportFormat::Posix
        });
    };
    let name = shell.file_name().unwrap_or_default().to_string_lossy();
    ExportFormat::of_shell(&name)
        .ok_or_else(|| Failure::invalid_input(messages::no_format(&name), messages::NAME_FORMAT))
}

/// A call of `rolecall env`, whose arguments may be invalid.
pub(crate) struct Evaluation {
    /// The value of `--shell`.
    named: Option<String>,
}

impl Evaluation {
    /// Returns the call if these are the arguments of one.
    pub(crate) fn from_arguments(arguments: &[OsString]) -> Option<Self> {
        let [_, verb, arguments @ ..] = arguments else {
            return None;
        };
        let words: Vec<_> = arguments.iter().map(|word| word.to_string_lossy()).collect();
        let after = words.windows(2).find(|pair| pair[0] == "--shell");
        let joined = || words.iter().find_map(|word| word.strip_prefix("--shell="));
        let named = after.map(|pair| pair[1].as_ref()).or_else(joined);
        (verb == "env").then(|| Self {
            named: named.map(str::to_owned),
        })
    }

    /// Prints a command that fails in the user's `shell` if the call ended with a failure, unless a user reads the output: they see the
    /// failure itself.
    pub(crate) fn fail(&self, terminal: &Terminal, shell: Option<PathBuf>, exit_code: u8) {
        if exit_code == 0 || terminal.stdout_caps().is_terminal {
            return;
        }
        let format = format(self.named.as_deref(), shell).ok();
        let command = failing_command(format, exit_code, &messages::nothing_exported(exit_code));
        // Nobody evaluates it if the output is closed.
        drop(terminal.write_raw(command.as_bytes()));
    }
}
