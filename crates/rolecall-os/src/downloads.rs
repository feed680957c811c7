//! Files that a user asked to be written where their downloads are: new, private, never in the place of another.
//!
//! It must not know what they hold.

use crate::environment::Environment;
use crate::private_files::create_new;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// A folder that holds so many files of one name is not looked through further.
const MOST: u32 = 1000;

/// Writes `bytes` as a new file `STEM.EXTENSION` into the user's folder of downloads, or their home folder, readable by them alone;
/// where that name is taken, as `STEM-2.EXTENSION` and so on. Returns the path to show, with `~` for the home folder.
///
/// # Errors
/// What the system said.
pub fn write_download(
    environment: &Environment,
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
    Ok(shown(&path, home))
}

/// The desktop's own word for it: `XDG_DOWNLOAD_DIR` of `user-dirs.dirs`, or what the system calls so.
fn downloads_folder(home: Option<&Path>) -> Option<PathBuf> {
    directories::UserDirs::new()?
        .download_dir()
        .map(Path::to_owned)
        .or_else(|| home.map(|home| home.join("Downloads")))
}

/// Half a file would pass for a whole one: what cannot be filled is not left there.
fn write_new(
    folder: &Path,
    stem: &str,
    extension: &str,
    fill: impl Fn(&mut File) -> io::Result<()>,
) -> io::Result<PathBuf> {
    for number in 1..=MOST {
        let name = match number {
            1 => format!("{stem}.{extension}"),
            other => format!("{stem}-{other}.{extension}"),
        };
        let path = folder.join(name);
        match create_new(&path) {
            Ok(mut file) => {
                let filled = fill(&mut file);
                if filled.is_err() {
                    // What the filling said counts.
                    drop(fs::remove_file(&path));
                }
                return filled.map(|()| path);
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

fn shown(path: &Path, home: Option<&Path>) -> String {
    let in_home = home.and_then(|home| path.strip_prefix(home).ok());
    match in_home {
        Some(rest) => Path::new("~").join(rest).display().to_string(),
        None => path.display().to_string(),
    }
}

#[cfg(test)]
mod tests;
