//! The access key of an IAM user is replaced: to the end, and by a command that is killed in each step and run again.

use crate::users::{DEVICE, KEY, SECRET, USER, is_added, secrets};
use anyhow::{Context as _, Result, ensure};
use journeys::leaks;
use journeys::wait::{self, TIMEOUT};
use journeys::{DesktopSetup, Emulator, TestDesktop, foreign};
use rolecall_fakes::leak::Secret;
use rustix::process::Signal;
use serde_json::{Value, json};
use std::time::SystemTime;

/// Where the command is killed.
#[derive(Clone, Copy, Debug)]
enum Interruption {
    /// It waits for a call that AWS has not carried out.
    Before(&'static str),
    /// It waits for the response to a call that AWS has carried out.
    After(&'static str),
    /// It has that response, and waits for the keychain.
    InKeychain(&'static str),
    /// It tried the new key out and uses it: the settings name it.
    Switched,
}

/// In the order of the steps.
const INTERRUPTIONS: [Interruption; 10] = [
    Interruption::Before("CreateAccessKey"),
    Interruption::After("CreateAccessKey"),
    Interruption::InKeychain("CreateAccessKey"),
    Interruption::Before("GetCallerIdentity"),
    Interruption::Switched,
    Interruption::Before("UpdateAccessKey"),
    Interruption::After("UpdateAccessKey"),
    Interruption::Before("DeleteAccessKey"),
    Interruption::After("DeleteAccessKey"),
    Interruption::InKeychain("DeleteAccessKey"),
];

/// Longer than any command of this test takes.
const NEVER_MS: u64 = 600_000;
/// Long enough to suspend the keychain meanwhile.
const BRIEFLY_MS: u64 = 400;

#[test]
fn an_access_key_is_replaced_whenever_the_command_is_killed() -> Result<()> {
    let desktop = TestDesktop::new(DesktopSetup::Terminal)?;
    let emulator = Emulator::playing("demo", "auto", &desktop.logs())?;
    is_added(&desktop, &emulator)?;
    let code = emulator.next_mfa_code(DEVICE)?;
    desktop
        .rolecall(&["start", "carol", "--mfa-code", &code])?
        .done()?;
    let mut used = vec![KEY.to_owned()];
    let listed = keys(&desktop)?;
    ensure!(listed[0]["access_key_id"] == KEY, "{listed}");
    ensure!(listed[0]["age_days"].as_u64() > Some(100), "{listed}");

    let rotated = desktop.json(&["keys", "rotate", "carol", "--json"])?;
    ensure!(rotated["deleted_access_key_id"] == KEY, "{rotated}");
    ensure!(rotated["resumed"] == false, "{rotated}");
    used.push(one_key_works(&desktop, &emulator, &used)?);

    for interruption in INTERRUPTIONS {
        is_killed(&desktop, &emulator, interruption).with_context(|| format!("{interruption:?}"))?;
        test(&desktop, &emulator).with_context(|| format!("the key after {interruption:?}"))?;
        let resumed = desktop.rolecall(&["keys", "rotate", "carol"])?.done();
        resumed.with_context(|| format!("again after {interruption:?}"))?;
        let key = one_key_works(&desktop, &emulator, &used);
        used.push(key.with_context(|| format!("{interruption:?}"))?);
    }
    no_secret_is_in_a_file(&desktop, &emulator)
}

fn keys(desktop: &TestDesktop) -> Result<Value> {
    let mut listed = desktop.json(&["keys", "list", "carol", "--json"])?;
    Ok(listed["access_keys"].take())
}

/// Asks AWS with the key that the settings name, and a code.
fn test(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let code = emulator.next_mfa_code(DEVICE)?;
    desktop
        .rolecall(&["role", "test", "carol", "--mfa-code", &code])?
        .done()?;
    Ok(())
}

/// Kills a replacement where `interruption` says.
fn is_killed(desktop: &TestDesktop, emulator: &Emulator, interruption: Interruption) -> Result<()> {
    let (operation, kind, ms) = match interruption {
        Interruption::Before(operation) => (operation, "delay", NEVER_MS),
        Interruption::After(operation) => (operation, "delay_after", NEVER_MS),
        Interruption::InKeychain(operation) => (operation, "delay", BRIEFLY_MS),
        Interruption::Switched => ("GetCallerIdentity", "delay", BRIEFLY_MS),
    };
    let (called, done) = (emulator.calls(operation)?, emulator.done(operation)?);
    let settings = || std::fs::read_to_string(desktop.home().join(".config/rolecall/settings.toml"));
    let before = settings()?;
    let fault = json!({"operation": operation, "kind": kind, "ms": ms});
    emulator.control("POST /faults", Some(&fault))?;
    let rotating = desktop.begin(&["keys", "rotate", "carol"])?;
    let until = |what: &str, reached: &dyn Fn() -> Result<bool>| {
        wait::until_so(what, TIMEOUT, reached).with_context(|| rotating.remarked())
    };
    until("the call", &|| Ok(emulator.calls(operation)? > called))?;
    match interruption {
        Interruption::Before(_) => {}
        Interruption::After(_) => until(
            "the call is carried out",
            &|| Ok(emulator.done(operation)? > done),
        )?,
        Interruption::InKeychain(_) => {
            desktop.keychain()?.pause()?;
            until("the response", &|| Ok(emulator.done(operation)? > done))?;
        }
        Interruption::Switched => {
            desktop.keychain()?.pause()?;
            until("the new key is used", &|| Ok(settings()? != before))?;
        }
    }
    rotating.program().signal(Signal::KILL)?;
    let killed = rotating.finish()?;
    desktop.keychain()?.resume()?;
    ensure!(killed.code.is_none(), "it ended before: {killed:?}");
    emulator.control("DELETE /faults", None)?;
    Ok(())
}

/// Exactly one key is left, at AWS and in the keychain; it is none of `used`, and it works. Returns its id.
fn one_key_works(desktop: &TestDesktop, emulator: &Emulator, used: &[String]) -> Result<String> {
    let listed = keys(desktop)?;
    let [key] = listed.as_array().context("keys")?.as_slice() else {
        anyhow::bail!("not one key: {listed}");
    };
    ensure!(
        key["active"] == true && key["used_by_rolecall"] == true,
        "{listed}"
    );
    let id = key["access_key_id"].as_str().context("an id")?.to_owned();
    ensure!(!used.contains(&id), "{id} was used before");
    test(desktop, emulator)?;
    let identity = foreign::caller_identity(desktop, emulator, "carol")?;
    ensure!(identity["Arn"] == USER, "an SDK is {identity}");
    let labels = desktop.keychain()?.labels(desktop.bus()?)?;
    let stored: Vec<&String> = labels
        .iter()
        .filter(|label| label.contains("access key"))
        .collect();
    ensure!(stored.len() == 1 && stored[0].contains(&id), "{labels:?}");
    Ok(id)
}

fn no_secret_is_in_a_file(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let issued = emulator.issued()?;
    ensure!(
        emulator.done("CreateAccessKey")? > INTERRUPTIONS.len(),
        "keys were made"
    );
    let planted = [Secret::new("planted", "CANARY-planted-in-home")];
    std::fs::write(desktop.home().join("planted"), "key = CANARY-planted-in-home\n")?;
    let found = |secrets: &[Secret], folder: &std::path::Path| {
        leaks::in_files(secrets, folder, SystemTime::UNIX_EPOCH, &[])
    };
    ensure!(!found(&planted, &desktop.home())?.is_empty(), "nothing is found");
    let secrets = [&secrets()[..], &issued[..], &[Secret::new("first", SECRET)][..]].concat();
    for folder in [desktop.home(), desktop.run(), desktop.logs()] {
        let found = found(&secrets, &folder)?;
        ensure!(found.is_empty(), "{found:#?}");
    }
    Ok(())
}
