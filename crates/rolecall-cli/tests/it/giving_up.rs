//! Giving secrets up with a real keychain: what is erased is what it holds, whatever became of the database and the settings.

use crate::sandbox::Sandbox;
use rolecall_emulator::Organization;
use std::fs;

/// Returns the labels of this home's items in the keychain.
fn items(sandbox: &Sandbox) -> Vec<String> {
    let line = "secret-tool search --all service \
                \"rolecall:$(printf %s \"$(realpath \"$ROLECALL_HOME\")\" | sha256sum | cut -c1-12)\" 2>/dev/null";
    let found = sandbox.shell(line, "").printed;
    let labels = found.lines().filter_map(|line| line.strip_prefix("label = "));
    labels.map(str::to_owned).collect()
}

fn damage(sandbox: &Sandbox) {
    fs::write(sandbox.home().join("state/state.db"), "no database at all").unwrap();
}

fn delete_database(sandbox: &Sandbox) {
    fs::remove_dir_all(sandbox.home().join("state")).unwrap();
}

/// Gives the database the version of a later Rolecall: bytes 60 to 63 of the file, SQLite's `user_version`.
fn make_database_newer(sandbox: &Sandbox) {
    let path = sandbox.home().join("state/state.db");
    let mut content = fs::read(&path).unwrap();
    content[60..64].copy_from_slice(&999_u32.to_be_bytes());
    fs::write(&path, content).unwrap();
}

fn edit_settings(sandbox: &Sandbox, edit: impl Fn(&str) -> String) {
    let path = sandbox.home().join("config/settings.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, edit(&text)).unwrap();
}

fn take_portal_out(sandbox: &Sandbox) {
    edit_settings(sandbox, |_| String::new());
}

fn change_endpoint(sandbox: &Sandbox) {
    edit_settings(sandbox, |text| {
        text.replace(sandbox.emulator.url(), "http://127.0.0.1:9")
    });
}

/// What happened, and the command that gives secrets up.
type Cell = (fn(&Sandbox), &'static [&'static str]);

#[test]
fn nothing_is_left_in_a_real_keychain() {
    let sandbox = Sandbox::with_sign_in(Organization::generated(2, 1));
    let target = sandbox.targets().remove(0);
    let settings = fs::read_to_string(sandbox.home().join("config/settings.toml")).unwrap();
    let cells: [Cell; 6] = [
        (delete_database, &["sign-out", "work"]),
        (damage, &["portal", "remove", "work"]),
        (make_database_newer, &["sign-out", "work"]),
        (make_database_newer, &["stop", "--all"]),
        (take_portal_out, &["sign-out", "work"]),
        (change_endpoint, &["portal", "remove", "work"]),
    ];
    for (happen, verb) in cells {
        let wanted = items(&sandbox)
            .iter()
            .filter(|label| label.contains("sign-in at work"))
            .count();
        if wanted == 0 {
            edit_settings(&sandbox, |_| settings.clone());
            sandbox.succeed(&["sign-in", "work", "--device-code"]);
        }
        sandbox.succeed(&["credential-process", &target]);
        assert_eq!(
            items(&sandbox).len(),
            3,
            "sign-in, registration and a role session"
        );
        happen(&sandbox);
        sandbox.succeed(verb);
        let mut left = items(&sandbox);
        if verb == ["stop", "--all"] {
            left.retain(|label| !label.contains(" at work"));
        }
        assert_eq!(left, Vec::<String>::new(), "{verb:?}");
        let refused = sandbox.run(&["credential-process", &target]);
        assert!(
            verb == ["stop", "--all"] || refused.printed.is_empty(),
            "{verb:?}"
        );
        drop(fs::remove_file(sandbox.home().join("state/state.db")));
    }
}

#[test]
fn a_portal_that_is_added_again_has_nothing_of_the_old_one() {
    let (sandbox, target) = Sandbox::with_target();
    sandbox.succeed(&["credential-process", &target]);
    take_portal_out(&sandbox);
    let emulator = &sandbox.emulator;
    let mut add = vec!["portal", "add", "work", "--endpoint-url", emulator.url()];
    add.extend(["--start-url", emulator.start_url(), "--region", emulator.region()]);
    sandbox.succeed(&add);
    assert_eq!(items(&sandbox), Vec::<String>::new());
    let refused = sandbox.run(&["credential-process", &target]);
    assert_eq!((refused.code, refused.printed.as_str()), (Some(3), ""));
}
