//! Processes that are killed at any time while they write: no stored data is lost or torn.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test may end at once")]

use rolecall::ports::{CatalogueStore, Random, SettingsFile};
use rolecall_model::account::{Account, AccountId};
use rolecall_model::portal::PortalName;
use rolecall_os::{EnvironmentVariables, Paths, SettingsToml, StateDatabase, SystemRandom};
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

const CHILD: &str = "ROLECALL_TEST_CHILD";
/// How often a writer is killed.
const ROUNDS: usize = 300;
/// How often a writer that writes in place is killed before the control is said to prove nothing.
const CONTROL_ROUNDS: usize = 3_000;
const LINES: usize = 2_000;

fn paths(home: &Path) -> Paths {
    let environment = EnvironmentVariables {
        rolecall_home: Some(home.to_owned()),
        ..EnvironmentVariables::default()
    };
    Paths::from_environment(&environment).unwrap()
}

/// A text that shows whether it is complete.
fn settings(number: usize) -> String {
    let line = format!("[section-of-version-{number}]\n");
    format!("{}# end {number}\n", line.repeat(LINES))
}

fn is_whole(text: &str) -> bool {
    let number = text
        .rsplit("# end ")
        .next()
        .and_then(|end| end.trim().parse().ok());
    number.is_some_and(|number| text == settings(number))
}

/// Writes until the process is killed.
fn write_for_ever(what: &str, home: &Path) -> ! {
    let paths = paths(home);
    let (file, database) = (SettingsToml::new(&paths), StateDatabase::new(&paths));
    let portal = PortalName::parse("acme").unwrap();
    for number in 0.. {
        match what {
            "settings" => file.edit(&mut |_| settings(number)).unwrap(),
            "in place" => fs::write(paths.settings_file(), settings(number)).unwrap(),
            _ => database.save_accounts(&portal, &accounts(number)).unwrap(),
        }
    }
    std::process::exit(1);
}

/// As many accounts in every version, all of the version's name.
fn accounts(version: usize) -> Vec<Account> {
    let account = |number: usize| Account {
        id: AccountId::parse(&format!("{number:012}")).unwrap(),
        name: format!("version {version}"),
        email: None,
    };
    (0..200).map(account).collect()
}

fn writer(test: &str, what: &str, home: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(CHILD, what)
        .env("ROLECALL_TEST_HOME", home)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Kills writers at random times; returns how often `is_good` returned false. The control ends with the first.
fn kill_often(test: &str, what: &str, home: &Path, mut is_good: impl FnMut() -> bool) -> usize {
    let is_control = what == "in place";
    let mut bad = 0;
    for _ in 0..if is_control { CONTROL_ROUNDS } else { ROUNDS } {
        let mut child = writer(test, what, home);
        let random = SystemRandom.bytes();
        thread::sleep(Duration::from_micros(5_000 + 60 * u64::from(random[0])));
        child.kill().unwrap();
        child.wait().unwrap();
        bad += usize::from(!is_good());
        if is_control && bad > 0 {
            break;
        }
    }
    bad
}

fn run_child() {
    if let (Some(what), Some(home)) = (std::env::var_os(CHILD), std::env::var_os("ROLECALL_TEST_HOME")) {
        write_for_ever(what.to_str().unwrap(), Path::new(&home));
    }
}

#[test]
fn settings_are_old_or_new_never_torn() {
    run_child();
    let world = tempfile::tempdir().unwrap();
    let file = SettingsToml::new(&paths(world.path()));
    file.edit(&mut |_| settings(0)).unwrap();
    let folder = world.path().join("config");
    let bad = kill_often(
        "settings_are_old_or_new_never_torn",
        "settings",
        world.path(),
        || folder.read_dir().unwrap().count() <= 2 && is_whole(&file.read().unwrap()),
    );
    assert_eq!(bad, 0, "of {ROUNDS}");
    file.edit(&mut |text| format!("{text}\n")).unwrap();
    assert_eq!(
        folder.read_dir().unwrap().count(),
        1,
        "what killed processes left is gone"
    );

    let bad = kill_often(
        "settings_are_old_or_new_never_torn",
        "in place",
        world.path(),
        || is_whole(&file.read().unwrap()),
    );
    assert!(
        bad > 0,
        "the control: writing in place was never torn in {CONTROL_ROUNDS} rounds, so the test proves nothing"
    );
}

#[test]
fn a_change_of_the_state_database_is_whole_or_nothing() {
    run_child();
    let world = tempfile::tempdir().unwrap();
    let portal = PortalName::parse("acme").unwrap();
    let database = StateDatabase::new(&paths(world.path()));
    database.save_accounts(&portal, &accounts(0)).unwrap();
    let test = "a_change_of_the_state_database_is_whole_or_nothing";
    let bad = kill_often(test, "database", world.path(), || {
        let reader = StateDatabase::new(&paths(world.path()));
        let listed = reader.catalogue(&portal).unwrap().accounts;
        let whole = listed
            .windows(2)
            .all(|pair| pair[0].account.name == pair[1].account.name);
        whole && listed.len() == 200 && reader.take_warning().is_none()
    });
    assert_eq!(bad, 0, "of {ROUNDS}");
}
