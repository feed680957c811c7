//! The terminal: what a user or a program reads from the command.
//!
//! It owns escaping, colour, columns and progress. Nothing reaches a line but through [`Text`], which makes hostile
//! text printable. It must not know what is shown.

mod json;
mod table;
mod text;

pub use table::{Column, Table};
pub use text::{Style, Text};

use crate::failure::Failure;
use serde::Serialize;
use std::io::{self, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What one output stream can do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Face {
    /// A user is looking at it.
    pub is_terminal: bool,
    /// Colours are wanted.
    pub coloured: bool,
    /// Its columns, where known.
    pub width: Option<usize>,
}

struct Stream {
    writer: Mutex<Box<dyn Write + Send>>,
    face: Face,
}

impl Stream {
    fn writer(&self) -> MutexGuard<'_, Box<dyn Write + Send>> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let mut writer = self.writer();
        writer.write_all(bytes)?;
        writer.flush()
    }
}

/// The two output streams: answers go to one, everything said on the way to the other.
#[expect(missing_debug_implementations, reason = "two streams have nothing to show")]
pub struct Terminal {
    out: Stream,
    err: Stream,
    progress: Mutex<bool>,
}

impl Terminal {
    /// Takes the stream of answers and the stream of remarks.
    pub fn new(
        out: Box<dyn Write + Send>,
        out_face: Face,
        err: Box<dyn Write + Send>,
        err_face: Face,
    ) -> Self {
        Self {
            out: Stream {
                writer: Mutex::new(out),
                face: out_face,
            },
            err: Stream {
                writer: Mutex::new(err),
                face: err_face,
            },
            progress: Mutex::new(false),
        }
    }

    /// Returns what the stream of answers can do.
    pub fn out_face(&self) -> Face {
        self.out.face
    }

    /// Returns what the stream of remarks can do.
    pub fn err_face(&self) -> Face {
        self.err.face
    }

    /// Answers with one line.
    ///
    /// # Errors
    /// [`Failure::Closed`] when nobody reads any more, [`Failure::Output`] when writing failed.
    pub fn line(&self, text: impl Into<Text>) -> Result<(), Failure> {
        self.answer(text.into().rendered(self.out.face.coloured).as_bytes())
    }

    /// Answers with one JSON document.
    ///
    /// # Errors
    /// As [`Terminal::line`].
    pub fn json(&self, document: &impl Serialize) -> Result<(), Failure> {
        self.answer(
            json::document(document)
                .map_err(|error| Failure::Output(error.to_string()))?
                .as_bytes(),
        )
    }

    /// Answers with bytes that are for a program: they are not changed.
    ///
    /// # Errors
    /// As [`Terminal::line`].
    pub fn exact(&self, bytes: &[u8]) -> Result<(), Failure> {
        self.end_progress();
        self.out.write(bytes).map_err(|error| Failure::output(&error))
    }

    /// Says one line beside the answer. Nobody may be listening: that is no failure.
    pub fn remark(&self, text: impl Into<Text>) {
        self.end_progress();
        let line = text.into().rendered(self.err.face.coloured);
        drop(self.err.write(format!("{line}\n").as_bytes()));
    }

    /// Asks something: the line does not end, so that the answer is typed behind it.
    pub fn question(&self, text: impl Into<Text>) {
        self.end_progress();
        let line = text.into().rendered(self.err.face.coloured);
        drop(self.err.write(line.as_bytes()));
    }

    /// Shows how far something is, on a terminal alone; the next line of any kind takes its place.
    pub fn progress(&self, text: impl Into<Text>) {
        if !self.err.face.is_terminal {
            return;
        }
        *self.shows_progress() = true;
        let line = text
            .into()
            .fitted(self.err.face.width.unwrap_or(80).saturating_sub(1));
        drop(
            self.err
                .write(format!("\r\x1b[K{}", line.rendered(self.err.face.coloured)).as_bytes()),
        );
    }

    /// Takes the progress line away.
    pub fn end_progress(&self) {
        if std::mem::take(&mut *self.shows_progress()) {
            drop(self.err.write(b"\r\x1b[K"));
        }
    }

    fn answer(&self, line: &[u8]) -> Result<(), Failure> {
        let mut whole = line.to_vec();
        whole.push(b'\n');
        self.exact(&whole)
    }

    fn shows_progress(&self) -> MutexGuard<'_, bool> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
pub(crate) mod tests;
