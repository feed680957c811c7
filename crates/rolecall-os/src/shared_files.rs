//! The files that AWS tools share, `~/.aws/config` and `~/.aws/credentials` (AWS SDKs and Tools Reference Guide, "Location of the
//! shared config and credentials files"): read, and replaced with a backup when the user asks for it.

use crate::atomic_file;
use crate::environment::EnvironmentVariables;
use crate::private_files::create_new;
use crate::random::SystemRandom;
use crate::text_file::read_text_up_to;
use rolecall::profiles::SharedFileTexts;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// In bytes: thousands of profiles are less.
const MAX_SIZE: u64 = 16 * 1024 * 1024;
/// How many names of a backup are tried.
const MAX_BACKUPS: u32 = 1000;

/// Returns the texts of both files, where the environment says that they are.
///
/// # Errors
/// The file that is there and cannot be read; [`io::ErrorKind::InvalidData`] when it is larger than 16 megabytes or not UTF-8.
pub fn read_shared_files(
    environment: &EnvironmentVariables,
) -> Result<SharedFileTexts, (PathBuf, io::Error)> {
    let home = environment.home.as_deref();
    Ok(SharedFileTexts {
        config: read(home, environment.aws_config_file.as_deref(), "config")?,
        credentials: read(
            home,
            environment.aws_shared_credentials_file.as_deref(),
            "credentials",
        )?,
    })
}

/// Replaces a shared file that still has the text `before`, and keeps that text beside it, readable by the user alone. Returns where.
///
/// # Errors
/// [`io::ErrorKind::ResourceBusy`] where another program has changed the file, or that of writing; the file is unchanged then.
pub fn replace_shared_file(path: &Path, before: &str, after: &str) -> io::Result<PathBuf> {
    let path = atomic_file::resolve(path)?;
    let (bytes, version) = atomic_file::read(&path)?;
    let changed = || io::Error::new(io::ErrorKind::ResourceBusy, "another program changed it");
    if bytes != before.as_bytes() {
        return Err(changed());
    }
    let backup = write_backup(&path, before)?;
    match atomic_file::replace(&path, after.as_bytes(), &version, &SystemRandom) {
        Ok(true) => Ok(backup),
        failed => {
            // Nothing was replaced: it would be one more file with secrets.
            fs::remove_file(&backup)?;
            failed.and(Err(changed()))
        }
    }
}

/// Writes a new file `NAME.backup`, or `NAME.backup-2` up to `NAME.backup-1000`.
fn write_backup(path: &Path, text: &str) -> io::Result<PathBuf> {
    for number in 1..=MAX_BACKUPS {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".backup");
        if number > 1 {
            name.push(format!("-{number}"));
        }
        let backup = path.with_file_name(name);
        match create_new(&backup) {
            Ok(mut file) => {
                let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
                if let Err(error) = written {
                    fs::remove_file(&backup)?;
                    return Err(error);
                }
                return Ok(backup);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

fn read(
    home: Option<&Path>,
    replacement: Option<&Path>,
    name: &str,
) -> Result<(PathBuf, String), (PathBuf, io::Error)> {
    let path = match (replacement, home) {
        (Some(path), Some(home)) => path
            .strip_prefix("~")
            .map_or_else(|_| path.to_owned(), |rest| home.join(rest)),
        (Some(path), None) => path.to_owned(),
        (None, Some(home)) => home.join(".aws").join(name),
        (None, None) => return Ok((PathBuf::from(name), String::new())),
    };
    match read_text_up_to(&path, MAX_SIZE) {
        Ok(text) => Ok((path, text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok((path, String::new())),
        Err(error) => Err((path, error)),
    }
}

#[cfg(test)]
mod tests;
