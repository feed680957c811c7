//! boto3 as an independent client of the emulator. Needs a Python with boto3, named by `ROLECALL_PYTHON`;
//! without it the test fails, because a skipped test would prove nothing.

use std::path::{Path, PathBuf};
use std::process::Command;

use rolecall_emulator::{EmulatorHandle, Options, Organization, start};
use serde_json::Value;

use crate::support::*;

fn python() -> PathBuf {
    let Some(named) = std::env::var_os("ROLECALL_PYTHON") else {
        panic!(
            "ROLECALL_PYTHON is not set. `cargo xtask test` sets it; by hand: python3 -m venv target/tools/venv && \
             target/tools/venv/bin/pip install boto3 && export ROLECALL_PYTHON=$PWD/target/tools/venv/bin/python"
        )
    };
    let named = PathBuf::from(named);
    if named.is_absolute() || named.components().count() == 1 {
        return named;
    }
    // Tests run in the crate's folder; a relative path is meant from the workspace's.
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(named)
}

/// Runs a script of `boto3/` and returns the JSON it prints.
fn run(script: &str, arguments: &[&str]) -> Value {
    let output = Command::new(python())
        .arg("-B")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("boto3").join(script))
        .args(arguments)
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// With the organization of `orgs/iam.json`.
fn iam_emulator() -> EmulatorHandle {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("orgs/iam.json");
    emulator_of(Organization::from_file(&path).unwrap(), consent_auto)
}

#[test]
fn boto3_assumes_roles_of_every_kind_of_trust() {
    let emulator = iam_emulator();
    assert_eq!(run("assume_role.py", &[emulator.url()])["check"], "assume_role");
}

#[test]
fn the_python_client_of_roles_anywhere_gets_sessions() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut options = Options {
        organization: Organization::from_file(&folder.join("orgs/roles_anywhere.json")).unwrap(),
        https: true,
        ..Options::default()
    };
    consent_auto(&mut options.settings);
    let emulator = start(options).unwrap();
    let written = tempfile::tempdir().unwrap();
    let certificate = written.path().join("certificate.pem");
    std::fs::write(&certificate, emulator.certificate().unwrap()).unwrap();
    let certificates = folder.join("../rolecall-fakes/certificates");
    let arguments = [
        emulator.url(),
        emulator.https_url().unwrap(),
        certificate.to_str().unwrap(),
        certificates.to_str().unwrap(),
    ];
    assert_eq!(run("roles_anywhere.py", &arguments)["check"], "roles_anywhere");
}

#[test]
fn boto3_refreshes_a_sign_in_to_the_console() {
    let emulator = iam_emulator();
    assert_eq!(run("login.py", &[emulator.url()])["check"], "login");
}

#[test]
fn boto3_manages_users_keys() {
    let emulator = iam_emulator();
    assert_eq!(run("iam.py", &[emulator.url()])["check"], "iam");
}

#[test]
fn boto3_assumes_a_role_with_a_web_identity() {
    let emulator = iam_emulator();
    assert_eq!(run("web_identity.py", &[emulator.url()])["check"], "web_identity");
}

#[test]
fn boto3_assumes_a_role_with_a_saml_assertion() {
    let emulator = iam_emulator();
    assert_eq!(run("saml.py", &[emulator.url()])["check"], "saml");
}

#[test]
fn boto3_lists_the_roles_of_account_access_manager() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("orgs/demo.json");
    let mut options = Options {
        organization: Organization::from_file(&path).unwrap(),
        https: true,
        ..Options::default()
    };
    consent_auto(&mut options.settings);
    let emulator = start(options).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let certificate = folder.path().join("certificate.pem");
    std::fs::write(&certificate, emulator.certificate().unwrap()).unwrap();
    let arguments = [
        emulator.url(),
        emulator.https_url().unwrap(),
        certificate.to_str().unwrap(),
        emulator.start_url(),
    ];
    assert_eq!(run("account_access.py", &arguments)["check"], "account_access");
}

#[test]
fn boto3_signs_in_refreshes_and_calls_sts() {
    let emulator = auto_emulator();
    let arguments = [
        emulator.url(),
        emulator.start_url(),
        emulator.region(),
        "012345678901",
        "ReadOnly",
    ];
    let result = run("check.py", &arguments);
    assert_eq!(result["account"], "012345678901");
    assert!(result["arn"].as_str().unwrap().ends_with("/alice"));
    assert!(result["user_id"].as_str().unwrap().ends_with(":alice"));
    assert_eq!(result["accounts"], 4);
    assert_eq!(emulator.calls("CreateToken/refresh_token"), 2);
    assert_eq!(emulator.calls("Logout"), 1);
}
