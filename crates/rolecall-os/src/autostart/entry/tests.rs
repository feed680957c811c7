//! Entries as the desktop environment reads them, and as a user left them.

use super::*;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

struct EntryWorld {
    folder: tempfile::TempDir,
}

impl EntryWorld {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn entry(&self) -> PathBuf {
        self.folder.path().join("config/autostart/rolecall.desktop")
    }

    fn autostart(&self, program: &Path) -> AutostartEntry {
        AutostartEntry {
            path: Some(self.entry()),
            program: Some(program.to_owned()),
            home: None,
        }
    }

    fn write(&self, text: &str) {
        fs::create_dir_all(self.entry().parent().unwrap()).unwrap();
        fs::write(self.entry(), text).unwrap();
    }
}

#[test]
fn it_is_off_until_it_is_turned_on() {
    let world = EntryWorld::new();
    let autostart = world.autostart(Path::new("/usr/bin/rolecall-app"));
    assert!(!autostart.is_on());
    autostart.turn_off().unwrap();
    assert!(!world.entry().exists(), "off makes nothing");
    autostart.turn_on().unwrap();
    assert!(autostart.is_on());
    assert_eq!(
        fs::read_to_string(world.entry()).unwrap(),
        "[Desktop Entry]\nType=Application\nName=Rolecall\nComment=Sign in to AWS and switch roles\n\
         TryExec=/usr/bin/rolecall-app\nExec=\"/usr/bin/rolecall-app\" \"--hidden\"\nIcon=rolecall\n\
         Terminal=false\nStartupNotify=false\n"
    );
    autostart.turn_on().unwrap();
    assert_eq!(fs::read_dir(world.entry().parent().unwrap()).unwrap().count(), 1);
    autostart.turn_off().unwrap();
    assert!(!autostart.is_on() && !world.entry().exists());
    autostart.turn_off().unwrap();
}

#[test]
fn what_the_user_turned_off_elsewhere_stays_off_and_as_it_is() {
    let world = EntryWorld::new();
    let autostart = world.autostart(Path::new("/usr/bin/rolecall-app"));
    for theirs in [
        "[Desktop Entry]\nType=Application\nExec=rolecall-app\nHidden=true\n",
        "[Desktop Entry]\nExec=rolecall-app\n  Hidden = true  \n",
        "# mine\n[Desktop Entry]\nExec=rolecall-app\nX-GNOME-Autostart-enabled=false\n",
        "[Other]\nExec=rolecall-app\n",
        "[Desktop Entry]\nExec=\n",
        "",
    ] {
        world.write(theirs);
        assert!(!autostart.is_on(), "{theirs}");
        autostart.turn_off().unwrap();
        assert_eq!(fs::read_to_string(world.entry()).unwrap(), theirs);
    }
    world.write("[Desktop Entry]\nExec=rolecall-app\n[Other]\nHidden=true\n");
    assert!(autostart.is_on(), "hidden is another group");
    world.write("[Desktop Entry]\nExec=rolecall-app\nHidden=true\n");
    autostart.turn_on().unwrap();
    assert!(autostart.is_on(), "the user asked for it here");
}

#[test]
fn an_entry_that_is_a_link_is_written_where_it_leads() {
    let world = EntryWorld::new();
    let real = world.folder.path().join("dotfiles.desktop");
    fs::create_dir_all(world.entry().parent().unwrap()).unwrap();
    symlink(&real, world.entry()).unwrap();
    let autostart = world.autostart(Path::new("/usr/bin/rolecall-app"));
    autostart.turn_on().unwrap();
    assert!(world.entry().is_symlink() && autostart.is_on());
    assert!(fs::read_to_string(&real).unwrap().contains("--hidden"));
    autostart.turn_off().unwrap();
    assert!(
        !autostart.is_on() && real.exists(),
        "the link goes, not what is elsewhere"
    );
}

#[test]
fn a_home_of_its_own_starts_in_that_home() {
    let world = EntryWorld::new();
    let autostart = AutostartEntry {
        home: Some(PathBuf::from("/homes/my own")),
        ..world.autostart(Path::new("/usr/bin/rolecall-app"))
    };
    autostart.turn_on().unwrap();
    let text = fs::read_to_string(world.entry()).unwrap();
    assert!(
        text.contains(
            r#"Exec="/usr/bin/env" "ROLECALL_HOME=/homes/my own" "/usr/bin/rolecall-app" "--hidden""#
        ),
        "{text}"
    );
}

#[test]
fn what_cannot_be_started_is_refused_and_nothing_is_written() {
    use std::os::unix::ffi::OsStringExt;
    let world = EntryWorld::new();
    let not_text = PathBuf::from(std::ffi::OsString::from_vec(b"/opt/\xff/rolecall-app".to_vec()));
    let refused = world.autostart(&not_text).turn_on();
    assert!(
        matches!(refused, Err(AutostartError::ImpossiblePath { .. })),
        "{refused:?}"
    );
    let without_program = AutostartEntry {
        program: None,
        ..world.autostart(Path::new("/x"))
    };
    assert!(matches!(
        without_program.turn_on(),
        Err(AutostartError::NoProgram)
    ));
    assert!(!world.entry().exists());
}

/// The desktop's own reader of entries starts exactly the program, whatever its path.
#[test]
fn the_desktop_starts_a_program_at_any_path() {
    if Command::new("gio").arg("version").output().is_err() {
        return;
    }
    let world = EntryWorld::new();
    for name in [
        "plain",
        "two words",
        "100%",
        "%f %% %U",
        "a=b",
        "a=b 100% \"$0\" $@",
        "qu\"ote's",
        "$HOME `id` $(id)",
        "back\\slash\\\\",
        "tab\tand\nline",
        "ümläut \u{202e}",
        " blank first; & # ~ * ? < > | ",
    ] {
        let folder = world.folder.path().join(name);
        fs::create_dir(&folder).unwrap();
        let program = folder.join("rolecall-app");
        fs::write(&program, "#!/bin/sh\nprintf '%s|' \"$0\" \"$@\" > \"${0%/*}/.new\" && mv \"${0%/*}/.new\" \"${0%/*}/started\"\n")
            .unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        world.autostart(&program).turn_on().unwrap();
        let launched = Command::new("gio")
            .arg("launch")
            .arg(world.entry())
            .output()
            .unwrap();
        assert!(launched.status.success(), "{name:?}: {launched:?}");
        let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while !folder.join("started").exists() {
            assert!(std::time::Instant::now() < until, "{name:?} was not started");
            std::thread::yield_now();
        }
        let started = fs::read_to_string(folder.join("started")).unwrap();
        assert_eq!(started, format!("{}|--hidden|", program.display()), "{name:?}");
    }
}
