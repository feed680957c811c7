//! Roles that a certificate leads to, with keys in files and on a token, judged by an SDK.

use anyhow::{Context as _, Result, ensure};
use journeys::command::CommandOutput;
use journeys::leaks;
use journeys::{DesktopSetup, Emulator, TestDesktop, foreign, programs};
use rolecall_fakes::leak::Secret;
use rolecall_fakes::{CERTIFICATE_PASSWORD, certificate_file};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

const ROLE: &str = "arn:aws:iam::111122223333:role/team/RA";
const CHAINED: &str = "arn:aws:iam::111122223333:role/Elsewhere";
const ANCHOR: &str =
    "arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/66666666-7777-8888-9999-000000000000";
const PROFILE: &str =
    "arn:aws:rolesanywhere:eu-west-1:111122223333:profile/11111111-2222-3333-4444-555555555555";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/RA/";
const MODULE: &str = "/usr/lib/softhsm/libsofthsm2.so";
const PIN: &str = "CANARY-pin-4711";

/// Nobody is signed in, and no portal is known.
fn outside() -> Result<(TestDesktop, Emulator)> {
    let desktop = TestDesktop::new(DesktopSetup::Terminal)?;
    let emulator = Emulator::playing("roles_anywhere", "auto", &desktop.logs())?;
    Ok((desktop, emulator))
}

/// Copies a file so that only its user can read it.
fn private_copy(desktop: &TestDesktop, name: &str) -> Result<PathBuf> {
    use std::os::unix::fs::PermissionsExt as _;
    let copy = desktop.home().join(name);
    fs::copy(certificate_file(name), &copy)?;
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o600))?;
    Ok(copy)
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().context("a path in Unicode")
}

/// Defines a role with these `files`; `input` is what is entered.
fn add(
    desktop: &TestDesktop,
    emulator: &Emulator,
    name: &str,
    files: &[&str],
    input: &str,
) -> Result<CommandOutput> {
    let to = ["--role", ROLE, "--trust-anchor", ANCHOR, "--profile", PROFILE];
    let at = ["--region", "eu-west-1", "--endpoint-url", &emulator.url];
    let all = [&["role", "add", name, "--roles-anywhere"][..], files, &to, &at].concat();
    entered(desktop, input, &all)
}

fn entered(desktop: &TestDesktop, input: &str, arguments: &[&str]) -> Result<CommandOutput> {
    let file = desktop.outside().join("entered");
    fs::write(&file, input)?;
    let rolecall = programs::product("rolecall")?;
    let all = [&[text(&rolecall)?, text(&file)?][..], arguments].concat();
    let line = "input=$2; program=$1; shift 2; exec \"$program\" \"$@\" < \"$input\"";
    let output = desktop.shell(line, &all)?.finish()?;
    fs::remove_file(&file)?;
    Ok(output)
}

fn is_host(desktop: &TestDesktop, emulator: &Emulator, target: &str) -> Result<()> {
    let identity = foreign::caller_identity(desktop, emulator, target)?;
    let arn = identity["Arn"].as_str().unwrap_or_default();
    ensure!(arn.starts_with(SESSION), "an SDK is {identity}");
    Ok(())
}

/// Nothing of what was entered or issued is in a file of the user.
fn nothing_in_files(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let mut secrets = emulator.issued()?;
    ensure!(!secrets.is_empty(), "AWS issued something");
    secrets.push(Secret::new("PIN", PIN));
    let planted = desktop.home().join("planted");
    fs::write(&planted, PIN)?;
    let found = leaks::in_files(&secrets, &desktop.home(), SystemTime::UNIX_EPOCH, &[])?;
    let (of_test, others): (Vec<_>, Vec<_>) = found
        .into_iter()
        .partition(|found| found.place.contains("planted"));
    ensure!(!of_test.is_empty(), "a planted secret is found");
    fs::remove_file(planted)?;
    ensure!(others.is_empty(), "{others:#?}");
    Ok(())
}

#[test]
fn a_certificate_in_files_leads_to_a_role_and_to_the_next_until_it_ends() -> Result<()> {
    let (desktop, emulator) = outside()?;
    let key = private_copy(&desktop, "p-256.key")?;
    let certificate = private_copy(&desktop, "p-256.pem")?;
    let files = ["--certificate", text(&certificate)?, "--private-key", text(&key)?];
    let added = add(
        &desktop,
        &emulator,
        "host",
        &[&files[..], &["--duration", "900"]].concat(),
        "",
    )?;
    let added = added.done()?;
    ensure!(!added.remarked.contains("Others can read"), "{}", added.remarked);
    is_host(&desktop, &emulator, "host")?;
    is_host(&desktop, &emulator, "host")?;
    emulator.called("CreateSession", 1)?;
    desktop.rolecall(&["stop", "host"])?.done()?;
    is_host(&desktop, &emulator, "host")?;
    emulator.called("CreateSession", 2)?;

    let chained = ["role", "add", "next", "--assume", CHAINED, "--from", "host"];
    desktop.rolecall(&chained)?.done()?;
    let identity = foreign::caller_identity(&desktop, &emulator, "next")?;
    ensure!(
        identity["Arn"]
            .as_str()
            .unwrap_or_default()
            .contains("/Elsewhere/"),
        "{identity}"
    );
    nothing_in_files(&desktop, &emulator)?;

    desktop.rolecall(&["stop", "--all"])?.done()?;
    fs::copy(certificate_file("expired.pem"), &certificate)?;
    let expired = desktop.rolecall(&["credential-process", "host"])?.ended_with(4)?;
    ensure!(
        expired.printed.is_empty() && expired.remarked.contains("has expired"),
        "{}",
        expired.remarked
    );
    let listed = desktop.rolecall(&["role", "list"])?.done()?;
    ensure!(
        listed.printed.contains("The certificate has ended"),
        "{}",
        listed.printed
    );
    fs::copy(certificate_file("rsa-2048.pem"), &certificate)?;
    let other = desktop.rolecall(&["credential-process", "host"])?.ended_with(2)?;
    ensure!(
        other.remarked.contains("does not belong to the certificate"),
        "{}",
        other.remarked
    );
    fs::copy(certificate_file("p-256.pem"), &certificate)?;
    is_host(&desktop, &emulator, "host")
}

#[test]
fn a_file_with_a_password_is_opened_with_the_one_in_the_keychain() -> Result<()> {
    let (desktop, emulator) = outside()?;
    let file = private_copy(&desktop, "rsa-2048.p12")?;
    let files = ["--pkcs12", text(&file)?];
    let wrong = add(&desktop, &emulator, "host", &files, "wrong\n")?.ended_with(2)?;
    ensure!(wrong.remarked.contains("does not open"), "{}", wrong.remarked);
    add(
        &desktop,
        &emulator,
        "host",
        &files,
        &format!("{CERTIFICATE_PASSWORD}\n"),
    )?
    .done()?;
    is_host(&desktop, &emulator, "host")?;
    let listed = desktop.json(&["role", "list", "--json"])?;
    let ends_at = &listed["roles"][0]["certificate_ends_at"];
    ensure!(*ends_at == json!("2046-11-25T01:37:09Z"), "{listed}");
    nothing_in_files(&desktop, &emulator)?;
    desktop.rolecall(&["role", "remove", "host"])?.done()?;
    desktop.rolecall(&["credential-process", "host"])?.ended_with(2)?;

    // An encrypted key in text, which others can read.
    let key = certificate_file("p-256-pbkdf2.key");
    let certificate = certificate_file("p-256.pem");
    let files = ["--certificate", text(&certificate)?, "--private-key", text(&key)?];
    let none = add(&desktop, &emulator, "pem", &files, "")?.ended_with(2)?;
    ensure!(
        none.remarked.contains("there is no password"),
        "{}",
        none.remarked
    );
    add(&desktop, &emulator, "pem", &files, CERTIFICATE_PASSWORD)?.done()?;
    is_host(&desktop, &emulator, "pem")
}

/// Makes a token of SoftHSM with a key, where its user's own settings point to.
fn make_token(desktop: &TestDesktop) -> Result<()> {
    let settings = desktop.home().join(".config/softhsm2");
    fs::create_dir_all(&settings)?;
    let tokens = desktop.home().join("tokens");
    fs::create_dir(&tokens)?;
    let line = format!("directories.tokendir = {}\n", tokens.display());
    fs::write(settings.join("softhsm2.conf"), line)?;
    let key = certificate_file("p-256.key");
    softhsm(
        desktop,
        &[
            "--init-token",
            "--free",
            "--label",
            "host",
            "--so-pin",
            "0000-0000",
            "--pin",
            PIN,
        ],
    )?;
    let into = ["--token", "host", "--label", "key", "--id", "A1", "--pin", PIN];
    softhsm(desktop, &[&["--import", text(&key)?][..], &into].concat())
}

fn softhsm(desktop: &TestDesktop, arguments: &[&str]) -> Result<()> {
    let mut command: Command = desktop.command(Path::new("softhsm2-util"));
    let output = command.args(arguments).output().context("softhsm2-util")?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.success(), "{arguments:?}: {said}");
    Ok(())
}

#[test]
fn a_key_on_a_token_is_used_with_its_pin_which_is_never_tried_twice() -> Result<()> {
    let (desktop, emulator) = outside()?;
    make_token(&desktop)?;
    let certificate = certificate_file("p-256.pem");
    let uri = format!("pkcs11:token=host;object=key?module-path={MODULE}");
    let files = ["--certificate", text(&certificate)?, "--pkcs11", &uri];
    let none = add(&desktop, &emulator, "host", &files, "")?.ended_with(2)?;
    ensure!(none.remarked.contains("needs its PIN"), "{}", none.remarked);
    let wrong = add(&desktop, &emulator, "host", &files, "0000\n")?.ended_with(4)?;
    ensure!(
        wrong.remarked.contains("Only a few tries are left"),
        "{}",
        wrong.remarked
    );
    add(&desktop, &emulator, "host", &files, &format!("{PIN}\n"))?.done()?;
    is_host(&desktop, &emulator, "host")?;
    nothing_in_files(&desktop, &emulator)?;

    desktop.rolecall(&["stop", "--all"])?.done()?;
    fs::rename(desktop.home().join("tokens"), desktop.home().join("pulled-out"))?;
    fs::create_dir(desktop.home().join("tokens"))?;
    let absent = desktop.rolecall(&["credential-process", "host"])?.ended_with(2)?;
    ensure!(absent.remarked.contains("is not there"), "{}", absent.remarked);
    fs::remove_dir(desktop.home().join("tokens"))?;
    fs::rename(desktop.home().join("pulled-out"), desktop.home().join("tokens"))?;
    is_host(&desktop, &emulator, "host")?;

    // Its PIN changes: the old one is given to it once.
    desktop.rolecall(&["stop", "--all"])?.done()?;
    fs::remove_dir_all(desktop.home().join("tokens"))?;
    fs::create_dir(desktop.home().join("tokens"))?;
    let key = certificate_file("p-256.key");
    let to = [
        "--label",
        "host",
        "--so-pin",
        "0000-0000",
        "--pin",
        "another-1234",
    ];
    softhsm(&desktop, &[&["--init-token", "--free"][..], &to].concat())?;
    let into = [
        "--token",
        "host",
        "--label",
        "key",
        "--id",
        "A1",
        "--pin",
        "another-1234",
    ];
    softhsm(&desktop, &[&["--import", text(&key)?][..], &into].concat())?;
    desktop.rolecall(&["credential-process", "host"])?.ended_with(4)?;
    let needed = desktop.rolecall(&["credential-process", "host"])?.ended_with(2)?;
    ensure!(needed.remarked.contains("needs its PIN"), "{}", needed.remarked);
    let edit = ["role", "edit", "host", "--roles-anywhere"];
    entered(&desktop, "another-1234\n", &edit)?.done()?;
    is_host(&desktop, &emulator, "host")
}
