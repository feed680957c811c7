//! Standard output and standard error of the command.
//!
//! It owns escaping, colour, columns and progress. Every line is built as a [`Text`], which escapes control characters.
//! It must not know what is printed.

mod json;
mod table;
mod text;

pub use table::{Column, Table};
pub use text::{Style, Text};

use serde::Serialize;
use std::io::{self, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};
use thiserror::Error;

/// Why standard output could not be written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OutputError {
    /// The reader closed the pipe.
    #[error("the reader closed it")]
    Closed,
    /// Writing failed, for example because the disk is full.
    #[error("{detail}")]
    Failed {
        /// The system's error.
        detail: String,
    },
}

impl From<io::Error> for OutputError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::Closed
        } else {
            Self::Failed {
                detail: error.to_string(),
            }
        }
    }
}

/// The capabilities of one output stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StreamCaps {
    /// Whether it is a terminal.
    pub is_terminal: bool,
    /// Whether it understands escape sequences.
    pub takes_escapes: bool,
    /// Whether to use colours.
    pub use_colour: bool,
    /// Its width in columns, if known.
    pub width: Option<usize>,
}

struct Stream {
    writer: Mutex<Box<dyn Write + Send>>,
    caps: StreamCaps,
}

impl Stream {
    fn new(writer: Box<dyn Write + Send>, caps: StreamCaps) -> Self {
        Self {
            writer: Mutex::new(writer),
            caps,
        }
    }

    fn writer(&self) -> MutexGuard<'_, Box<dyn Write + Send>> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let mut writer = self.writer();
        writer.write_all(bytes)?;
        writer.flush()
    }
}

/// The two output streams: results go to standard output, notes and progress to standard error.
#[expect(missing_debug_implementations, reason = "two streams have nothing to show")]
pub struct Terminal {
    stdout: Stream,
    stderr: Stream,
    has_progress_line: Mutex<bool>,
}

impl Terminal {
    /// Returns a terminal that writes to `stdout` and `stderr`.
    pub fn new(
        stdout: Box<dyn Write + Send>,
        stdout_caps: StreamCaps,
        stderr: Box<dyn Write + Send>,
        stderr_caps: StreamCaps,
    ) -> Self {
        Self {
            stdout: Stream::new(stdout, stdout_caps),
            stderr: Stream::new(stderr, stderr_caps),
            has_progress_line: Mutex::new(false),
        }
    }

    /// Returns the capabilities of standard output.
    pub fn stdout_caps(&self) -> StreamCaps {
        self.stdout.caps
    }

    /// Returns the capabilities of standard error.
    pub fn stderr_caps(&self) -> StreamCaps {
        self.stderr.caps
    }

    /// Prints one line on standard output.
    ///
    /// # Errors
    /// [`OutputError::Closed`] if the reader closed the pipe, [`OutputError::Failed`] if writing failed.
    pub fn print_line(&self, text: impl Into<Text>) -> Result<(), OutputError> {
        self.write_line(&text.into().render(self.stdout.caps.use_colour))
    }

    /// Prints one JSON document on standard output.
    ///
    /// # Errors
    /// As [`Terminal::print_line`].
    pub fn print_json(&self, document: &impl Serialize) -> Result<(), OutputError> {
        let text = json::to_ascii(document).map_err(io::Error::from)?;
        self.write_line(&text)
    }

    /// Writes bytes for a program to standard output, unchanged.
    ///
    /// # Errors
    /// As [`Terminal::print_line`].
    pub fn write_raw(&self, bytes: &[u8]) -> Result<(), OutputError> {
        self.clear_progress();
        self.stdout.write(bytes).map_err(OutputError::from)
    }

    /// Prints one line on standard error. It is no failure if that is closed.
    pub fn note(&self, text: impl Into<Text>) {
        self.clear_progress();
        let line = text.into().render(self.stderr.caps.use_colour);
        drop(self.stderr.write(format!("{line}\n").as_bytes()));
    }

    /// Shows a progress line if standard error is a terminal that can erase it. The next line of any kind replaces it.
    pub fn show_progress(&self, text: impl Into<Text>) {
        if !self.stderr.caps.takes_escapes {
            return;
        }
        *self.has_progress_line() = true;
        let line = text
            .into()
            .truncated(self.stderr.caps.width.unwrap_or(80).saturating_sub(1));
        let line = line.render(self.stderr.caps.use_colour);
        drop(self.stderr.write(format!("\r\x1b[K{line}").as_bytes()));
    }

    /// Removes the progress line.
    pub fn clear_progress(&self) {
        if std::mem::take(&mut *self.has_progress_line()) {
            drop(self.stderr.write(b"\r\x1b[K"));
        }
    }

    fn write_line(&self, line: &str) -> Result<(), OutputError> {
        self.write_raw(format!("{line}\n").as_bytes())
    }

    fn has_progress_line(&self) -> MutexGuard<'_, bool> {
        self.has_progress_line
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
pub(crate) mod tests;
