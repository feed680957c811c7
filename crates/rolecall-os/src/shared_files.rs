//! The files that AWS tools share, `~/.aws/config` and `~/.aws/credentials` (AWS SDKs and Tools Reference Guide, "Location of the
//! shared config and credentials files"). They are only read.

use crate::environment::EnvironmentVariables;
use crate::text_file::read_text_up_to;
use rolecall::profiles::SharedFileTexts;
use std::io;
use std::path::{Path, PathBuf};

/// In bytes: thousands of profiles are less.
const MAX_SIZE: u64 = 16 * 1024 * 1024;

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
