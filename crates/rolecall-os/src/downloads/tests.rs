//! Existing files are never changed, and new files are private.

use super::{display_path, write_new};
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

#[test]
fn an_existing_file_stays_and_the_new_one_takes_the_next_name() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("history.csv"), "mine").unwrap();
    let path = write_new(folder.path(), "history", "csv", |file| file.write_all(b"new")).unwrap();
    assert_eq!(path, folder.path().join("history-2.csv"));
    assert_eq!(
        fs::read_to_string(folder.path().join("history.csv")).unwrap(),
        "mine"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), "new");
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed_and_the_file_is_private() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = folder.path().join("elsewhere");
    symlink(&elsewhere, folder.path().join("history.csv")).unwrap();
    let path = write_new(folder.path(), "history", "csv", |file| file.write_all(b"new")).unwrap();
    assert!(!elsewhere.exists());
    assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn an_incomplete_file_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("history.csv"), "mine").unwrap();
    let failed = write_new(folder.path(), "history", "csv", |file| {
        file.write_all(b"half")?;
        Err(io::ErrorKind::StorageFull.into())
    });
    assert_eq!(failed.unwrap_err().kind(), io::ErrorKind::StorageFull);
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "what was there before");
}

#[test]
fn the_home_folder_is_shown_as_a_tilde() {
    let path = Path::new("/home/someone/Downloads/history.csv");
    assert_eq!(
        display_path(path, Some(Path::new("/home/someone"))),
        "~/Downloads/history.csv"
    );
    assert_eq!(display_path(path, None), "/home/someone/Downloads/history.csv");
}
