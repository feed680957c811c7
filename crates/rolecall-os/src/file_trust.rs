//! Whether a file may be obeyed: nobody but the user and root can change it, nor put another in its place.
//!
//! The rules are those of OpenSSH's `StrictModes` (sshd_config(5)): the file, and every folder on the way to it up to the user's
//! home, or to the root for a file elsewhere, belongs to the user or to root and cannot be written by others. As in OpenSSH, the file
//! and the folder that holds it may not be writable for a group either. Folders above may be for the user's own group, which some
//! systems give every user together with umask 002 and in which nobody else is; and a folder with the sticky bit, such as /tmp, lets
//! nobody replace the files of others. It must not know what the file holds.

use std::io;
use std::path::PathBuf;
use thiserror::Error;

/// Why a file may not be obeyed.
#[cfg_attr(not(unix), expect(dead_code, reason = "nothing is refused there"))]
#[derive(Debug, Error)]
pub(crate) enum FileTrustError {
    /// This path belongs to another user.
    #[error("{path} belongs to another user")]
    OtherOwner {
        /// The file, or a folder above it.
        path: PathBuf,
        /// Whether it is a folder.
        is_folder: bool,
    },
    /// Other users can write to this path.
    #[error("{0} can be written by other users")]
    WritableByOthers(PathBuf),
    /// The file or a folder cannot be examined.
    #[error(transparent)]
    Io(#[from] io::Error),
}

#[cfg(unix)]
pub(crate) use unix::check;

/// Every file may be obeyed: these systems protect a user's folder by its access list.
#[cfg(not(unix))]
pub(crate) fn check(
    _file: &std::path::Path,
    _user_home: Option<&std::path::Path>,
) -> Result<(), FileTrustError> {
    Ok(())
}

#[cfg(unix)]
mod unix {
    use super::FileTrustError;
    use crate::private_group::is_private_group;
    use std::fs::{self, Metadata};
    use std::io;
    use std::os::unix::fs::MetadataExt;
    use std::path::{Path, PathBuf};

    const ROOT: u32 = 0;
    const GROUP_MAY_WRITE: u32 = 0o020;
    const OTHERS_MAY_WRITE: u32 = 0o002;
    const STICKY: u32 = 0o1000;
    /// How many symbolic links are followed.
    const MAX_LINKS: usize = 16;

    /// Checks `file`, where its links lead, and the folders above, as far as they exist. `user_home` is where the folders above end that
    /// are the user's concern.
    ///
    /// # Errors
    /// [`FileTrustError`].
    pub(crate) fn check(file: &Path, user_home: Option<&Path>) -> Result<(), FileTrustError> {
        let mut path = file.to_owned();
        for link in 0..MAX_LINKS {
            let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
                return Ok(());
            };
            // A link may lead into folders of a tool, which only have to be safe as folders above.
            check_folders(folder, user_home, link == 0)?;
            let path_here = folder.join(name);
            let metadata = match fs::symlink_metadata(&path_here) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
                metadata => metadata?,
            };
            check_owner(&path_here, &metadata)?;
            if metadata.is_symlink() {
                path = folder.join(fs::read_link(&path_here)?);
                continue;
            }
            if metadata.mode() & (GROUP_MAY_WRITE | OTHERS_MAY_WRITE) != 0 {
                return Err(FileTrustError::WritableByOthers(path_here));
            }
            return Ok(());
        }
        Err(io::Error::new(io::ErrorKind::InvalidInput, "too many links").into())
    }

    /// Checks the folders above a file by the names in its path, and those that links among them lead to.
    fn check_folders(folder: &Path, user_home: Option<&Path>, is_own: bool) -> Result<(), FileTrustError> {
        let home = user_home.and_then(|home| home.canonicalize().ok());
        let real = match folder.canonicalize() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            real => Some(real?),
        };
        let ends: Vec<&Path> = user_home.into_iter().chain(home.as_deref()).collect();
        for start in [Some(folder), real.as_deref()].into_iter().flatten() {
            let is_in_home = ends.iter().any(|end| start.starts_with(end));
            for above in start.ancestors().filter(|above| !above.as_os_str().is_empty()) {
                check_folder(above, is_own && above == start)?;
                if is_in_home && ends.contains(&above) {
                    break;
                }
            }
        }
        Ok(())
    }

    fn check_folder(folder: &Path, is_own: bool) -> Result<(), FileTrustError> {
        let metadata = match fs::metadata(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            metadata => metadata?,
        };
        check_owner(folder, &metadata)?;
        let mode = metadata.mode();
        if mode & STICKY != 0 && !is_own {
            return Ok(());
        }
        let group_writes = mode & GROUP_MAY_WRITE != 0 && (is_own || !is_private_group(metadata.gid()));
        if mode & OTHERS_MAY_WRITE != 0 || group_writes {
            return Err(FileTrustError::WritableByOthers(PathBuf::from(folder)));
        }
        Ok(())
    }

    fn check_owner(path: &Path, metadata: &Metadata) -> Result<(), FileTrustError> {
        let owner = metadata.uid();
        if owner == ROOT || owner == rustix::process::geteuid().as_raw() {
            return Ok(());
        }
        Err(FileTrustError::OtherOwner {
            path: path.to_owned(),
            is_folder: metadata.is_dir(),
        })
    }
}

#[cfg(test)]
mod tests;
