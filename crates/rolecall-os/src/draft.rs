//! A text that the user edits in an editor of their own: a private file, beside the file that the text is for.
//!
//! It must not know what the text means, nor replace the other file.

use crate::atomic_file;
use crate::private_files;
use crate::random::SystemRandom;
use rolecall::ports::Random;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file with a text to edit. It stays until it is removed.
#[derive(Debug)]
pub struct Draft {
    path: PathBuf,
}

impl Draft {
    /// Writes `text` to a new file with mode 0600 beside `file`, with a name of its own that has the same ending.
    ///
    /// # Errors
    /// That of creating or writing it.
    pub fn create(file: &Path, text: &str) -> io::Result<Self> {
        let folder = file.parent().unwrap_or_else(|| Path::new("."));
        private_files::create_user_folder(folder)?;
        let random = hex::encode(&SystemRandom.bytes()[..4]);
        let part = |part: Option<&OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
        let (stem, extension) = (part(file.file_stem()), part(file.extension()));
        let path = folder.join(format!("{stem}-draft-{random}.{extension}"));
        let written = private_files::create_new(&path)?.write_all(text.as_bytes());
        if written.is_err() {
            remove_draft(&path);
        }
        written.map(|()| Self { path })
    }

    /// Returns where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens it in `editor`, waits until that ends, and returns whether it ended well. The editor is a command of the shell, as
    /// in the variable `EDITOR`; the path is added as its last argument.
    ///
    /// # Errors
    /// That of starting it.
    pub fn edit(&self, editor: &OsStr) -> io::Result<bool> {
        Ok(editor_command(editor).arg(&self.path).status()?.success())
    }

    /// Returns its text.
    ///
    /// # Errors
    /// That of reading it; [`io::ErrorKind::InvalidData`] when it is not UTF-8.
    pub fn read(&self) -> io::Result<String> {
        let (bytes, _) = atomic_file::read(&self.path)?;
        String::from_utf8(bytes)
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8 text"))
    }
}

/// Removes a draft that is no longer needed; one that cannot be removed stays, readable only by the user.
pub fn remove_draft(path: &Path) {
    drop(fs::remove_file(path));
}

#[cfg(unix)]
fn editor_command(editor: &OsStr) -> Command {
    let mut script = editor.to_owned();
    script.push(" \"$@\"");
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(script).arg(editor);
    command
}

#[cfg(not(unix))]
fn editor_command(editor: &OsStr) -> Command {
    let editor = editor.to_string_lossy();
    let mut words = editor.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    command
}

#[cfg(test)]
mod tests;
