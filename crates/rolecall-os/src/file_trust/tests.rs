//! Who may change a file that is obeyed.

#![cfg(unix)]

use super::{FileTrustError, check};
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};

/// A home with a file in `config/own`, all of it private.
fn home() -> (tempfile::TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("config/own/settings.toml");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, "").unwrap();
    for path in [
        home.path(),
        &home.path().join("config"),
        &home.path().join("config/own"),
    ] {
        set_mode(path, 0o700);
    }
    set_mode(&file, 0o600);
    (home, file)
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// Returns what is refused, below the home.
fn refused(home: &Path, file: &Path) -> Option<String> {
    let path = match check(file, Some(home)) {
        Ok(()) => return None,
        Err(FileTrustError::OtherOwner { path, is_folder }) => {
            assert_eq!(is_folder, path.is_dir());
            path
        }
        Err(FileTrustError::WritableByOthers(path)) => path,
        Err(FileTrustError::Io(error)) => panic!("{error}"),
    };
    let home = home.canonicalize().unwrap();
    let below = path
        .canonicalize()
        .unwrap()
        .strip_prefix(home)
        .unwrap()
        .to_owned();
    Some(below.display().to_string())
}

#[test]
fn what_others_can_change_is_refused() {
    for (path, mode, is_refused) in [
        ("config/own/settings.toml", 0o600, false),
        ("config/own/settings.toml", 0o644, false),
        ("config/own/settings.toml", 0o660, true),
        ("config/own/settings.toml", 0o602, true),
        ("config/own", 0o755, false),
        ("config/own", 0o770, true),
        ("config/own", 0o1777, true),
        ("config", 0o755, false),
        ("config", 0o757, true),
        ("config", 0o1777, false),
        ("", 0o777, true),
    ] {
        let (home, file) = home();
        set_mode(&home.path().join(path), mode);
        let expected = is_refused.then(|| path.to_owned());
        assert_eq!(refused(home.path(), &file), expected, "{path} {mode:o}");
    }
}

#[test]
fn a_link_is_checked_where_it_leads() {
    let (home, file) = home();
    let store = home.path().join("store");
    fs::create_dir(&store).unwrap();
    set_mode(&store, 0o755);
    fs::rename(&file, store.join("settings.toml")).unwrap();
    symlink("../../store/settings.toml", &file).unwrap();
    assert_eq!(refused(home.path(), &file), None);
    set_mode(&store, 0o777);
    assert_eq!(refused(home.path(), &file).as_deref(), Some("store"));
    set_mode(&store, 0o755);
    set_mode(&store.join("settings.toml"), 0o666);
    assert_eq!(
        refused(home.path(), &file).as_deref(),
        Some("store/settings.toml")
    );

    // A folder on the way is a link.
    let (home, file) = super::tests::home();
    let elsewhere = home.path().join("elsewhere");
    fs::rename(home.path().join("config"), &elsewhere).unwrap();
    symlink("elsewhere", home.path().join("config")).unwrap();
    assert_eq!(refused(home.path(), &file), None);
    set_mode(&elsewhere, 0o777);
    assert_eq!(refused(home.path(), &file).as_deref(), Some("elsewhere"));
}

#[test]
fn what_does_not_exist_yet_is_no_reason_to_refuse() {
    let (home, file) = home();
    fs::remove_file(&file).unwrap();
    assert_eq!(refused(home.path(), &file), None);
    fs::remove_dir_all(home.path().join("config")).unwrap();
    assert_eq!(refused(home.path(), &file), None);
    set_mode(home.path(), 0o777);
    assert_eq!(refused(home.path(), &file).as_deref(), Some(""));
}

#[test]
fn what_belongs_to_another_user_is_refused() {
    if !rustix::process::geteuid().is_root() {
        // Only root can give a file away.
        return;
    }
    for path in ["config/own/settings.toml", "config/own", "config", ""] {
        let (home, file) = home();
        chown(home.path().join(path), Some(65_534), None).unwrap();
        assert_eq!(refused(home.path(), &file).as_deref(), Some(path));
    }
}
