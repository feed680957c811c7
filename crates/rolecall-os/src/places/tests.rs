//! Where things are kept, by what the environment says.

use super::*;

fn desktop() -> Environment {
    Environment {
        home: Some(PathBuf::from("/home/ada")),
        ..Environment::default()
    }
}

#[test]
#[cfg(all(unix, not(target_os = "macos")))]
fn places_follow_the_xdg_specification() {
    let runtime = tempfile::tempdir().unwrap();
    let places = Places::from_environment(&Environment {
        xdg_config_home: Some("/c".into()),
        xdg_state_home: Some("/s".into()),
        xdg_runtime_dir: Some(runtime.path().into()),
        ..desktop()
    })
    .unwrap();
    assert_eq!(places.settings_file(), Path::new("/c/rolecall/settings.toml"));
    assert_eq!(places.state_database(), Path::new("/s/rolecall/state.db"));
    assert_eq!(places.runtime_folder(), runtime.path().join("rolecall"));
    assert_eq!(
        places.desktop_socket(),
        runtime.path().join("rolecall/desktop.sock")
    );
    assert_eq!(places.home_id(), "");
}

#[test]
#[cfg(all(unix, not(target_os = "macos")))]
fn without_a_runtime_folder_of_ones_own_there_is_one_under_state() {
    let file = tempfile::NamedTempFile::new().unwrap();
    for runtime in [None, Some("/nowhere/at/all".into()), Some(file.path().to_owned())] {
        let environment = Environment {
            xdg_runtime_dir: runtime,
            ..desktop()
        };
        let places = Places::from_environment(&environment).unwrap();
        assert_eq!(
            places.settings_file(),
            Path::new("/home/ada/.config/rolecall/settings.toml")
        );
        assert_eq!(
            places.runtime_folder(),
            Path::new("/home/ada/.local/state/rolecall/run")
        );
    }
}

#[test]
#[cfg(all(unix, not(target_os = "macos")))]
fn programs_with_and_without_a_runtime_folder_meet_the_same_locks() {
    let runtime = tempfile::tempdir().unwrap();
    let with = |folder: Option<PathBuf>| {
        Places::from_environment(&Environment {
            xdg_runtime_dir: folder,
            ..desktop()
        })
        .unwrap()
    };
    let (told, untold) = (with(Some(runtime.path().to_owned())), with(None));
    assert_ne!(told.runtime_folder(), untold.runtime_folder());
    assert_eq!(
        told.lock_folder(),
        Path::new("/home/ada/.local/state/rolecall/run")
    );
    assert_eq!(told.lock_folder(), untold.lock_folder());
}

#[test]
#[cfg(unix)]
fn the_runtime_folder_is_private() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().unwrap();
    let places = Places::from_environment(&Environment {
        rolecall_home: Some(home.path().to_owned()),
        ..Environment::default()
    })
    .unwrap();
    let folder = places.make_runtime_folder().unwrap();
    assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn what_web_views_left_is_removed_and_nothing_else() {
    let home = tempfile::tempdir().unwrap();
    let places = Places::from_environment(&Environment {
        rolecall_home: Some(home.path().to_owned()),
        ..Environment::default()
    })
    .unwrap();
    places.forget_web_view_folders().unwrap();
    for opening in 1..=3 {
        let folder = places.web_view_folder(opening);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("salt"), "").unwrap();
    }
    std::fs::write(places.desktop_socket(), "").unwrap();
    places.forget_web_view_folders().unwrap();
    assert!(!places.web_view_folder(1).parent().unwrap().exists());
    assert!(places.desktop_socket().exists());
}

#[test]
fn two_homes_have_two_ids() {
    let at = |home: &str| {
        Places::from_environment(&Environment {
            rolecall_home: Some(home.into()),
            ..desktop()
        })
    };
    let (one, two) = (at("/homes/one").unwrap(), at("/homes/two").unwrap());
    assert_ne!(one.home_id(), two.home_id());
    assert!(!one.home_id().is_empty());
    assert_eq!(one.settings_file(), Path::new("/homes/one/config/settings.toml"));
    assert_eq!(one.state_database(), Path::new("/homes/one/state/state.db"));
    assert_eq!(one.runtime_folder(), Path::new("/homes/one/run"));
}

#[test]
fn no_home_is_said() {
    assert!(Places::from_environment(&Environment::default()).is_err());
}

#[test]
fn a_demo_is_a_home_of_its_own() {
    let places = Places::from_environment(&desktop()).unwrap();
    let demo = places.demo().unwrap();
    assert_ne!(demo.home_id(), places.home_id());
    assert_ne!(demo.settings_file(), places.settings_file());
    let again = Environment {
        rolecall_home: Some(places.demo_home()),
        ..desktop()
    };
    assert_eq!(Places::from_environment(&again).unwrap(), demo);
}

#[test]
#[cfg(unix)]
fn a_home_behind_a_link_has_one_id_before_and_after_it_is_made() {
    let world = tempfile::tempdir().unwrap();
    let (real, link) = (world.path().join("real"), world.path().join("link"));
    std::fs::create_dir(&real).unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let places = || {
        Places::from_environment(&Environment {
            rolecall_home: Some(link.join("a/b")),
            ..desktop()
        })
        .unwrap()
    };
    let before = places();
    std::fs::create_dir_all(real.join("a/b")).unwrap();
    assert_eq!(before, places());
    let direct = Environment {
        rolecall_home: Some(real.join("a/b/")),
        ..desktop()
    };
    assert_eq!(before, Places::from_environment(&direct).unwrap());
}
