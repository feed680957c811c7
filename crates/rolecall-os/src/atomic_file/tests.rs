//! Replacing a file: changes of others, links, permissions, what is no file, what killed processes leave.

use super::*;
use crate::random::SystemRandom;

fn replaced(path: &Path, text: &str) -> bool {
    let (_, version) = read(path).unwrap();
    replace(path, text.as_bytes(), &version, &SystemRandom).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_file_is_made_and_replaced() {
    let world = tempfile::tempdir().unwrap();
    let path = world.path().join("f");
    assert!(!read(&path).unwrap().1.existed());
    assert!(replaced(&path, "one"));
    assert!(replaced(&path, "two"));
    assert_eq!(read(&path).unwrap().0, b"two");
    assert_eq!(names(world.path()), ["f"]);
}

#[test]
fn a_change_by_others_is_not_overwritten() {
    let world = tempfile::tempdir().unwrap();
    let path = world.path().join("f");
    for (before, after) in [
        (None, Some("theirs")),
        (Some("ours"), Some("theirs")),
        (Some("ours"), None),
    ] {
        match before {
            Some(text) => fs::write(&path, text).unwrap(),
            None => drop(fs::remove_file(&path)),
        }
        let (_, version) = read(&path).unwrap();
        match after {
            Some(text) => fs::write(&path, text).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        assert!(!replace(&path, b"new", &version, &SystemRandom).unwrap());
        assert_eq!(fs::read_to_string(&path).ok().as_deref(), after);
    }
    assert!(names(world.path()).is_empty(), "a temporary file is left");
}

#[test]
fn what_is_no_file_is_refused() {
    let world = tempfile::tempdir().unwrap();
    assert!(read(world.path()).is_err());
    let (_, version) = read(&world.path().join("missing/f")).unwrap();
    assert!(replace(&world.path().join("missing/f"), b"x", &version, &SystemRandom).is_err());
}

#[test]
fn what_killed_processes_left_is_removed_and_nothing_else() {
    let world = tempfile::tempdir().unwrap();
    for name in [".f.0011.new", "f", ".g.0011.new", ".f.swp", "f.new"] {
        fs::write(world.path().join(name), "x").unwrap();
    }
    remove_temporary_files(&world.path().join("f")).unwrap();
    assert_eq!(names(world.path()), [".f.swp", ".g.0011.new", "f", "f.new"]);
}

#[cfg(unix)]
mod on_unix {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn permissions_stay_and_new_files_are_private() {
        let world = tempfile::tempdir().unwrap();
        let path = world.path().join("f");
        replaced(&path, "one");
        assert_eq!(mode(&path), 0o600);
        for unchanged in [0o600, 0o640, 0o644, 0o400] {
            fs::set_permissions(&path, fs::Permissions::from_mode(unchanged)).unwrap();
            replaced(&path, &format!("{unchanged:o}"));
            assert_eq!(mode(&path), unchanged);
        }
    }

    #[test]
    fn links_are_followed_and_stay_links() {
        let world = tempfile::tempdir().unwrap();
        fs::create_dir(world.path().join("dotfiles")).unwrap();
        let (first, second) = (world.path().join("a"), world.path().join("b"));
        symlink("b", &first).unwrap();
        symlink("dotfiles/f", &second).unwrap();
        let resolved = resolve(&first).unwrap();
        assert_eq!(resolved, world.path().join("dotfiles/f"));
        assert!(replaced(
            &resolved,
            "through two links to a file that was not there"
        ));
        assert!(
            fs::symlink_metadata(&first).unwrap().is_symlink()
                && fs::symlink_metadata(&second).unwrap().is_symlink()
        );
        assert!(fs::read_to_string(&first).unwrap().starts_with("through"));
        symlink("loop", world.path().join("loop")).unwrap();
        assert!(resolve(&world.path().join("loop")).is_err());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_pipe_is_not_waited_for() {
        let world = tempfile::tempdir().unwrap();
        let pipe = world.path().join("pipe");
        rustix::fs::mknodat(
            rustix::fs::CWD,
            &pipe,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::from_raw_mode(0o600),
            0,
        )
        .unwrap();
        assert!(read(&pipe).is_err());
    }
}
