//! Folders and files are created private; links and folders of other users are refused.

#![cfg(unix)]

use super::*;
use std::os::unix::fs::{PermissionsExt, symlink};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn folders_and_files_are_private_from_birth() {
    let world = tempfile::tempdir().unwrap();
    let folder = world.path().join("a/b/c");
    create_private_folder(&folder).unwrap();
    for made in ["a", "a/b", "a/b/c"] {
        assert_eq!(mode(&world.path().join(made)), 0o700, "{made}");
    }
    let file = folder.join("f");
    drop(create_new(&file).unwrap());
    assert_eq!(mode(&file), 0o600);
    assert_eq!(
        create_new(&file).unwrap_err().kind(),
        io::ErrorKind::AlreadyExists
    );
}

#[test]
fn a_folder_that_others_can_write_is_refused() {
    let world = tempfile::tempdir().unwrap();
    let folder = world.path().join("shared");
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).unwrap();
    assert_eq!(
        create_private_folder(&folder).unwrap_err().kind(),
        io::ErrorKind::PermissionDenied
    );
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    create_private_folder(&folder).unwrap();
}

#[test]
fn a_folder_of_another_user_is_refused() {
    let world = tempfile::tempdir().unwrap();
    let folder = world.path().join("foreign");
    fs::create_dir(&folder).unwrap();
    if std::os::unix::fs::chown(&folder, Some(65534), Some(65534)).is_err() {
        return;
    }
    assert_eq!(
        create_private_folder(&folder).unwrap_err().kind(),
        io::ErrorKind::PermissionDenied
    );
}

#[test]
fn a_link_is_not_followed() {
    let world = tempfile::tempdir().unwrap();
    let victim = world.path().join("victim");
    fs::write(&victim, "precious").unwrap();
    let link = world.path().join("link");
    symlink(&victim, &link).unwrap();
    assert!(open_or_create(&link).is_err());
    assert!(create_new(&link).is_err());
    assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
}
