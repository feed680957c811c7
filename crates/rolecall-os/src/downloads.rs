//! Files that the user saves to the downloads folder: new, private, never replacing another.
//!
//! It must not know what they hold.

use crate::environment::EnvironmentVariables;
use crate::private_files::create_new;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// How many names are tried.
const MAX_ATTEMPTS: u32 = 1000;

/// Writes `bytes` to a new file `STEM.EXTENSION` in the user's downloads folder, or else their home folder, readable by them
/// alone. Where that name is taken it is `STEM-2.EXTENSION`, up to `STEM-1000`. Returns the path for display, with `~` for
/// the home folder.
///
/// # Errors
/// [`io::ErrorKind::NotFound`] without a home folder, [`io::ErrorKind::AlreadyExists`] when every name is taken, or that of
/// writing the file; then no file is left.
pub fn write_download(
    environment: &EnvironmentVariables,
    stem: &str,
    extension: &str,
    bytes: &[u8],
) -> io::Result<String> {
    let home = environment.home.as_deref();
    let folder = downloads_folder(home)
        .filter(|folder| folder.is_dir())
        .or_else(|| home.map(Path::to_owned))
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "there is no home folder"))?;
    let path = write_new(&folder, stem, extension, |file| {
        file.write_all(bytes)?;
        file.sync_all()
    })?;
    Ok(display_path(&path, home))
}

/// `XDG_DOWNLOAD_DIR` of `user-dirs.dirs`, or the downloads folder of the system.
fn downloads_folder(home: Option<&Path>) -> Option<PathBuf> {
    directories::UserDirs::new()?
        .download_dir()
        .map(Path::to_owned)
        .or_else(|| home.map(|home| home.join("Downloads")))
}

/// A file that cannot be written completely is removed.
fn write_new(
    folder: &Path,
    stem: &str,
    extension: &str,
    write: impl Fn(&mut File) -> io::Result<()>,
) -> io::Result<PathBuf> {
    for number in 1..=MAX_ATTEMPTS {
        let name = match number {
            1 => format!("{stem}.{extension}"),
            number => format!("{stem}-{number}.{extension}"),
        };
        let path = folder.join(name);
        match create_new(&path) {
            Ok(mut file) => {
                let written = write(&mut file);
                if written.is_err() {
                    // The error of writing is the one to report.
                    drop(fs::remove_file(&path));
                }
                return written.map(|()| path);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(
        io::ErrorKind::AlreadyExists,
        "every name is taken",
    ))
}

fn display_path(path: &Path, home: Option<&Path>) -> String {
    let in_home = home.and_then(|home| path.strip_prefix(home).ok());
    match in_home {
        Some(rest) => Path::new("~").join(rest).display().to_string(),
        None => path.display().to_string(),
    }
}

#[cfg(test)]
mod tests;
