//! The main journey on the command line, from an empty home to signed out, and what it leaves behind.

use crate::sandbox::{Sandbox, follow};
use journeys::leaks;
use journeys::wait::{self, TIMEOUT};
use serde_json::json;

#[test]
fn from_an_empty_home_to_signed_out() {
    let sandbox = Sandbox::new();
    assert!(sandbox.succeed(&[]).printed.contains("rolecall portal add"));
    sandbox.add_portal();
    sign_in(&sandbox);
    let targets = sandbox.targets();
    assert_eq!(targets.len(), 12);
    let target = targets[3].as_str();
    sandbox.succeed(&["start", target]);

    let role_sessions = sandbox.succeed(&["sessions", "--json"]).json().unwrap();
    assert_eq!(role_sessions["role_sessions"][0]["target"], target);
    shells_and_programs_get_credentials(&sandbox, target);

    let account = target.split('/').nth(1).unwrap();
    let link = sandbox.succeed(&["console", target, "--destination", "s3", "--print"]);
    let page = follow(link.printed.trim());
    assert!(page.contains(account), "{page}");
    let doctor = sandbox.succeed(&["doctor", "--json"]).json().unwrap();
    let findings = doctor["findings"].as_array().unwrap();
    let is_good = findings.iter().all(|finding| finding["state"] != "failed");
    assert!(is_good, "{findings:?}");
    let mut details = findings.iter().map(|finding| finding["detail"].as_str().unwrap());
    assert!(details.any(|detail| detail.contains(":assumed-role/")));
    assert_eq!(sandbox.emulator.calls("GetRoleCredentials"), 1);

    sandbox.succeed(&["sign-out"]);
    assert_eq!(sandbox.emulator.calls("Logout"), 1);
    assert_eq!(sandbox.succeed(&["sessions"]).printed, "");
    let refused = sandbox.run(&["start", target]);
    assert_eq!((refused.code, refused.printed.as_str()), (Some(3), ""));
    assert_eq!(sandbox.targets().len(), 12, "the list stays");
    assert_no_secret_in_files(&sandbox);
}

fn shells_and_programs_get_credentials(sandbox: &Sandbox, target: &str) {
    let variables = sandbox
        .succeed(&["env", target, "--shell", "json"])
        .json()
        .unwrap();
    let key = variables["AWS_ACCESS_KEY_ID"].as_str().unwrap();
    let exec = |line| sandbox.run(&["exec", target, "--", "sh", "-c", line]);
    let printed = exec("echo $AWS_ACCESS_KEY_ID $AWS_PROFILE; umask").printed;
    assert_eq!(printed.lines().collect::<Vec<_>>(), [key, "0022"]);
    assert_eq!(exec("exit 7").code, Some(7));
    let line = r#"eval "$("$0" env "$1" --shell bash)"; echo "$AWS_ACCESS_KEY_ID""#;
    assert_eq!(sandbox.shell(line, target).printed.trim(), key);
}

#[test]
fn sign_in_with_a_code() {
    let sandbox = Sandbox::new();
    sandbox.add_portal();
    let ask = json!({"consent": "page"});
    sandbox.emulator.command("settings", ask).unwrap();
    let command = sandbox.begin(&["sign-in", "--device-code"]);
    let code = wait::until("a user code", TIMEOUT, || {
        let remarked = command.remarked();
        let code = |line: &str| {
            line.trim()
                .strip_prefix("Your code:")
                .map(|code| code.trim().to_owned())
        };
        Ok(remarked.lines().find_map(code))
    });
    let allow = json!({"user_code": code.unwrap(), "allow": true});
    sandbox.emulator.command("device", allow).unwrap();
    let ended = command.finish().unwrap().done().unwrap();
    assert!(ended.remarked.contains("started yourself"), "{}", ended.remarked);
    assert_eq!(sandbox.targets().len(), 12);
}

/// Signs in with the page in a browser, as [`follow`] is one.
fn sign_in(sandbox: &Sandbox) {
    let command = sandbox.begin(&["sign-in", "--no-browser"]);
    let link = wait::until("the link", TIMEOUT, || {
        let printed = command.printed();
        Ok(printed.split_once('\n').map(|(link, _)| link.to_owned()))
    });
    follow(&link.unwrap());
    command.finish().unwrap().done().unwrap();
}

#[test]
fn a_locked_and_a_missing_keychain_have_an_exit_code() {
    let (sandbox, target) = Sandbox::with_target();
    sandbox.desktop.lock_keychain().unwrap();
    let output = sandbox.run(&["credential-process", &target]);
    assert_eq!(
        (output.code, output.printed.as_str()),
        (Some(5), ""),
        "{output:?}"
    );
    assert!(output.remarked.contains("keychain"), "{}", output.remarked);
    let mut without_bus = sandbox.rolecall(&["credential-process", &target]);
    without_bus.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    let output = sandbox.finish(without_bus);
    assert_eq!(
        (output.code, output.printed.as_str()),
        (Some(5), ""),
        "{output:?}"
    );
}

/// Searches all files except the keychain's own for every secret that the emulator issued.
fn assert_no_secret_in_files(sandbox: &Sandbox) {
    let planted = sandbox.emulator.issued().remove(0);
    std::fs::write(sandbox.desktop.home().join("planted"), planted.value).unwrap();
    let keychain = sandbox.desktop.home().join(".local/share/keyrings");
    let (folder, began) = (sandbox.desktop.home(), sandbox.desktop.began());
    let found = leaks::in_files(&sandbox.secrets(), &folder, began, &[keychain]).unwrap();
    assert_eq!(found.len(), 1, "only the planted secret: {found:?}");
}
