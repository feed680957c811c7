//! Diagnostics: what is wrong with a file or folder of Rolecall, or with the environment. It changes nothing.

use crate::file_lock::is_brief;
use crate::lock_owner::owner_of;
use crate::paths::Paths;
use crate::private_files;
use rolecall::ports::{FileFault, LockOwner};
use std::env;
use std::fs;
use std::io;
use std::path::Path;

/// Environment variables with credentials, which AWS SDKs prefer to any profile.
const CREDENTIAL_VARIABLES: [&str; 3] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

/// Returns the names of the environment variables that are set to AWS credentials.
pub fn credential_variables_set() -> Vec<&'static str> {
    let is_set = |name: &&str| env::var_os(name).is_some_and(|value| !value.is_empty());
    CREDENTIAL_VARIABLES.into_iter().filter(is_set).collect()
}

/// What is wrong with the permissions of a file or folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PermissionProblem {
    /// It belongs to another user.
    OtherOwner,
    /// Other users can reach it.
    Open {
        /// Its permissions, the lowest nine bits.
        mode: u32,
    },
    /// Its permissions cannot be read.
    Unreadable {
        /// What the system says.
        detail: String,
    },
}

/// Returns what is wrong with the permissions of `path`: another user owns it, or others can read or write it. Nothing for a
/// path that does not exist.
pub fn permission_problem(path: &Path) -> Option<PermissionProblem> {
    match fs::metadata(path) {
        Ok(metadata) => foreign_access(&metadata),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => Some(PermissionProblem::Unreadable {
            detail: error.kind().to_string(),
        }),
    }
}

/// Returns why nothing can be written at `path`, which need not exist: because of the folder that it is or would be in, or of its
/// file system.
pub fn write_fault(path: &Path) -> Option<FileFault> {
    let existing = path.ancestors().find(|ancestor| ancestor.exists())?;
    private_files::write_fault(existing).or_else(|| {
        let folder = path.parent().filter(|folder| folder.exists())?;
        private_files::write_fault(folder)
    })
}

/// Returns who holds a file of Rolecall that programs hold for moments only: a process that is suspended, or another program.
pub fn long_owner(paths: &Paths) -> Option<LockOwner> {
    let locks = fs::read_dir(paths.lock_folder()).into_iter().flatten().flatten();
    let locks = locks.map(|entry| entry.path());
    let mut held = locks
        .chain([paths.history_log()])
        .filter_map(|path| owner_of(&path));
    held.find(|owner| !is_brief(owner))
}

#[cfg(unix)]
fn foreign_access(metadata: &fs::Metadata) -> Option<PermissionProblem> {
    use std::os::unix::fs::MetadataExt;
    const OTHERS: u32 = 0o077;
    if metadata.uid() != rustix::process::geteuid().as_raw() {
        return Some(PermissionProblem::OtherOwner);
    }
    (metadata.mode() & OTHERS != 0).then(|| PermissionProblem::Open {
        mode: metadata.mode() & 0o777,
    })
}

#[cfg(not(unix))]
fn foreign_access(_metadata: &fs::Metadata) -> Option<PermissionProblem> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::{PermissionProblem, permission_problem};
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    #[test]
    #[cfg(target_os = "linux")]
    fn a_program_that_holds_a_lock_file_is_found() {
        let (_home, paths) = crate::tests::home();
        let folder = paths.create_lock_folder().unwrap();
        let long_owner = || super::long_owner(&paths).map(|found| found.pid);
        assert_eq!(long_owner(), None);
        let mut owner = crate::tests::hold_lock(&folder.join("settings.lock"));
        assert_eq!(long_owner(), Some(owner.id()));
        owner.kill().unwrap();
        owner.wait().unwrap();
    }

    #[test]
    fn access_by_others_is_reported() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state.db");
        assert_eq!(permission_problem(&file), None, "it does not exist");
        fs::write(&file, "").unwrap();
        fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
        assert_eq!(
            permission_problem(&file),
            Some(PermissionProblem::Open { mode: 0o644 })
        );
        fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
        assert_eq!(permission_problem(&file), None);
    }
}
