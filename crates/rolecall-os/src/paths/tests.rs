//! The paths that each environment gives.

use super::*;
use crate::tests::{home, paths_in};

fn desktop() -> EnvironmentVariables {
    EnvironmentVariables {
        home: Some(PathBuf::from("/home/ada")),
        ..EnvironmentVariables::default()
    }
}

#[test]
#[cfg(all(unix, not(target_os = "macos")))]
fn paths_follow_the_xdg_specification() {
    let runtime = tempfile::tempdir().unwrap();
    let paths = Paths::from_environment(&EnvironmentVariables {
        xdg_config_home: Some("/c".into()),
        xdg_state_home: Some("/s".into()),
        xdg_runtime_dir: Some(runtime.path().into()),
        ..desktop()
    })
    .unwrap();
    assert_eq!(paths.settings_file(), Path::new("/c/rolecall/settings.toml"));
    assert_eq!(paths.state_database(), Path::new("/s/rolecall/state.db"));
    assert_eq!(paths.runtime_folder(), runtime.path().join("rolecall"));
    assert_eq!(
        paths.desktop_socket(),
        runtime.path().join("rolecall/desktop.sock")
    );
    assert_eq!(paths.home_id(), "");
}

#[test]
#[cfg(all(unix, not(target_os = "macos")))]
fn without_a_runtime_folder_of_the_user_there_is_one_in_the_state_folder() {
    let file = tempfile::NamedTempFile::new().unwrap();
    for runtime in [None, Some("/nowhere/at/all".into()), Some(file.path().to_owned())] {
        let environment = EnvironmentVariables {
            xdg_runtime_dir: runtime,
            ..desktop()
        };
        let paths = Paths::from_environment(&environment).unwrap();
        assert_eq!(
            paths.settings_file(),
            Path::new("/home/ada/.config/rolecall/settings.toml")
        );
        assert_eq!(
            paths.runtime_folder(),
            Path::new("/home/ada/.local/state/rolecall/run")
        );
    }
}

#[test]
#[cfg(all(unix, not(target_os = "macos")))]
fn programs_with_and_without_a_runtime_folder_use_the_same_locks() {
    let runtime = tempfile::tempdir().unwrap();
    let with = |folder: Option<PathBuf>| {
        Paths::from_environment(&EnvironmentVariables {
            xdg_runtime_dir: folder,
            ..desktop()
        })
        .unwrap()
    };
    let (with_runtime, without_runtime) = (with(Some(runtime.path().to_owned())), with(None));
    assert_ne!(with_runtime.runtime_folder(), without_runtime.runtime_folder());
    assert_eq!(
        with_runtime.lock_folder(),
        Path::new("/home/ada/.local/state/rolecall/run")
    );
    assert_eq!(with_runtime.lock_folder(), without_runtime.lock_folder());
}

#[test]
#[cfg(unix)]
fn the_runtime_folder_is_private() {
    use std::os::unix::fs::PermissionsExt;
    let (_home, paths) = home();
    let folder = paths.create_runtime_folder().unwrap();
    assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn folders_of_web_views_are_removed_and_nothing_else() {
    let (_home, paths) = home();
    paths.remove_web_view_folders().unwrap();
    for opening in 1..=3 {
        let folder = paths.web_view_folder(opening);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("salt"), "").unwrap();
    }
    std::fs::write(paths.desktop_socket(), "").unwrap();
    paths.remove_web_view_folders().unwrap();
    assert!(!paths.web_view_folder(1).parent().unwrap().exists());
    assert!(paths.desktop_socket().exists());
}

#[test]
fn two_homes_have_two_ids() {
    let (first, second) = (paths_in("/homes/one"), paths_in("/homes/two"));
    assert_ne!(first.home_id(), second.home_id());
    assert!(!first.home_id().is_empty());
    assert_eq!(
        first.settings_file(),
        Path::new("/homes/one/config/settings.toml")
    );
    assert_eq!(first.state_database(), Path::new("/homes/one/state/state.db"));
    assert_eq!(first.runtime_folder(), Path::new("/homes/one/run"));
}

#[test]
fn without_a_home_there_is_an_error() {
    assert!(Paths::from_environment(&EnvironmentVariables::default()).is_err());
    for relative in ["", ".", "home", "../home"] {
        let environment = EnvironmentVariables {
            rolecall_home: Some(relative.into()),
            ..desktop()
        };
        assert!(Paths::from_environment(&environment).is_err(), "{relative:?}");
    }
}

#[test]
fn a_demo_is_a_home_of_its_own() {
    let paths = Paths::from_environment(&desktop()).unwrap();
    let demo = paths.demo().unwrap();
    assert_ne!(demo.home_id(), paths.home_id());
    assert_ne!(demo.settings_file(), paths.settings_file());
    let again = EnvironmentVariables {
        rolecall_home: Some(paths.demo_home()),
        ..desktop()
    };
    assert_eq!(Paths::from_environment(&again).unwrap(), demo);
}

#[test]
#[cfg(unix)]
fn a_home_behind_a_link_has_one_id_before_and_after_it_is_made() {
    let world = tempfile::tempdir().unwrap();
    let (real, link) = (world.path().join("real"), world.path().join("link"));
    std::fs::create_dir(&real).unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let before = paths_in(link.join("a/b"));
    std::fs::create_dir_all(real.join("a/b")).unwrap();
    assert_eq!(before, paths_in(link.join("a/b")));
    assert_eq!(before, paths_in(real.join("a/b/")));
}
