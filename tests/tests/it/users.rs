//! An IAM user with an MFA device: added, used with one code, asked for a fresh one, its key replaced, and removed; nobody signs in.

use anyhow::{Context as _, Result, ensure};
use journeys::arguments::Watch;
use journeys::started::Started;
use journeys::wait::{self, TIMEOUT};
use journeys::{CommandOutput, DesktopSetup, Emulator, TestDesktop, foreign, leaks, programs};
use rolecall_fakes::leak::Secret;
use rustix::process::Signal;
use serde_json::{Value, json};
use std::time::SystemTime;

const USER: &str = "arn:aws:iam::128467390551:user/operations/carol";
const DEVICE: &str = "arn:aws:iam::128467390551:mfa/carol-phone";
const KEY: &str = "AKIAIOSFODNN7EXAMPLE";
const SECRET: &str = "CANARY-demo-secret-key/carol+Northwind00";
const SEED: &str = "NNSXSIDUNBSSAZDFNVXSAZDFOZUWGZJB";
/// It takes a code of the last hour.
const EMERGENCY: &str = "EmergencyOperator";

#[test]
fn an_iam_user_with_an_mfa_device_is_a_role_like_the_others() -> Result<()> {
    let desktop = TestDesktop::new(DesktopSetup::Terminal)?;
    let emulator = Emulator::playing("demo", "auto", &desktop.logs())?;
    let watch = Watch::begin();
    is_added(&desktop, &emulator)?;
    is_used_with_one_code(&desktop, &emulator)?;
    leads_to_a_role(&desktop, &emulator)?;
    says_what_is_wrong(&desktop, &emulator)?;
    computes_codes_itself(&desktop, &emulator)?;
    replaces_its_key(&desktop, &emulator)?;
    is_removed(&desktop)?;
    let seen = watch.end()?;
    ensure!(seen.holds("credential-process"), "the watch sees arguments");
    let secrets = [
        Secret::new("secret-access-key", SECRET),
        Secret::new("mfa-seed", SEED),
    ];
    let issued = emulator.issued()?;
    let found = seen.leaks(&[&secrets[..], &issued[..]].concat());
    ensure!(found.is_empty(), "in arguments: {found:?}");
    for folder in [desktop.home(), desktop.run(), desktop.logs()] {
        let found = leaks::in_files(&secrets, &folder, SystemTime::UNIX_EPOCH, &[])?;
        ensure!(found.is_empty(), "in files: {found:?}");
    }
    Ok(())
}

/// Runs `rolecall` with `input` on its standard input.
fn with_input(desktop: &TestDesktop, arguments: &[&str], input: &str) -> Result<CommandOutput> {
    let mut command = desktop.command(&programs::product("rolecall")?);
    command.args(arguments);
    let said = desktop.outside().join("entered");
    std::fs::create_dir_all(&said)?;
    let name = desktop.next_name("command");
    let mut program = Started::start_with_input(&name, command, &said, &format!("{input}\n"))?;
    let code = program.ended(TIMEOUT)?;
    Ok(CommandOutput {
        code,
        printed: program.printed(),
        remarked: program.diagnostics(),
    })
}

/// What the device shows; each code works once, so the next one is shown first.
fn next_code(emulator: &Emulator) -> Result<String> {
    emulator.control("POST /clock", Some(&json!({"advance_seconds": 30})))?;
    let shown = emulator.control("POST /mfa", Some(&json!({"serial_number": DEVICE})))?;
    Ok(shown["code"].as_str().context("a code")?.to_owned())
}

fn is_added(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let (url, region) = (emulator.url.as_str(), emulator.region.as_str());
    let mut add = vec!["role", "add", "carol", "--user", "--access-key-id", KEY];
    add.extend(["--mfa-serial", DEVICE, "--endpoint-url", url, "--region", region]);
    let refused = with_input(desktop, &add, "not her secret")?.ended_with(2)?;
    ensure!(
        refused.remarked.contains("secret access key"),
        "{}",
        refused.remarked
    );
    let refused = with_input(desktop, &add, "CANARY-not-her-secret")?.ended_with(4)?;
    ensure!(
        refused.remarked.contains("is not that of the access key"),
        "{}",
        refused.remarked
    );
    let none = desktop.json(&["role", "list", "--json"])?;
    ensure!(none["roles"] == json!([]), "a failed add stores nothing: {none}");
    let added = with_input(desktop, &add, SECRET)?.done()?;
    ensure!(added.remarked.contains(USER), "{}", added.remarked);
    ensure!(!added.remarked.contains(SECRET), "the secret is shown");
    Ok(())
}

fn is_used_with_one_code(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let unasked = desktop
        .rolecall(&["credential-process", "carol"])?
        .ended_with(3)?;
    ensure!(
        unasked.remarked.contains(DEVICE) && unasked.printed.is_empty(),
        "{unasked:?}"
    );
    let code = next_code(emulator)?;
    desktop
        .rolecall(&["start", "carol", "--mfa-code", &code])?
        .done()?;
    let identity = foreign::caller_identity(desktop, emulator, "carol")?;
    ensure!(identity["Arn"] == USER, "an SDK is {identity}");
    let ran = desktop.rolecall(&["exec", "carol", "--", "sh", "-c", "echo $AWS_ACCESS_KEY_ID"])?;
    let id = ran.done()?.printed;
    ensure!(id.starts_with("ASIA"), "the key itself is handed out: {id}");
    emulator.called("GetSessionToken", 1)
}

fn leads_to_a_role(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let organization = emulator.control("GET /org", None)?;
    let arn = emergency_role(&organization).context("the role of emergencies")?;
    let add = ["role", "add", "emergency", "--assume", &arn, "--from", "carol"];
    desktop.rolecall(&add)?.done()?;
    let identity = foreign::caller_identity(desktop, emulator, "emergency")?;
    let named = identity["Arn"].as_str().unwrap_or_default();
    ensure!(
        named.ends_with("/EmergencyOperator/carol"),
        "an SDK is {identity}"
    );
    emulator.called("GetSessionToken", 1)?;

    // Her code becomes too old for the role after an hour: one of its own is always fresh.
    let device = ["role", "edit", "emergency", "--mfa-serial", DEVICE];
    desktop.rolecall(&device)?.done()?;
    let code = next_code(emulator)?;
    let tested = ["role", "test", "emergency", "--mfa-code", &code];
    desktop.rolecall(&tested)?.done()?;
    emulator.called("GetSessionToken", 1)
}

fn emergency_role(organization: &Value) -> Option<String> {
    let accounts = organization["accounts"].as_array()?;
    accounts.iter().find_map(|account| {
        let roles = account["iam_roles"].as_array()?;
        roles.iter().find(|role| role["name"] == EMERGENCY)?;
        let id = account["id"].as_str()?;
        Some(format!("arn:aws:iam::{id}:role/emergency/{EMERGENCY}"))
    })
}

fn says_what_is_wrong(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let used = next_code(emulator)?;
    let test = |code: &str| desktop.rolecall(&["role", "test", "emergency", "--mfa-code", code]);
    test(&used)?.done()?;
    let again = test(&used)?.ended_with(4)?;
    ensure!(again.remarked.contains("used before"), "{}", again.remarked);
    let no_code = test("12345")?.ended_with(2)?;
    ensure!(no_code.remarked.contains("six digits"), "{}", no_code.remarked);
    Ok(())
}

fn computes_codes_itself(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let stored = with_input(desktop, &["role", "mfa-seed", "carol"], SEED)?.done()?;
    ensure!(
        stored.remarked.contains("both in the keychain"),
        "{}",
        stored.remarked
    );
    // The clock of AWS is far from that of this machine: the codes are those of AWS's time.
    emulator.control("POST /clock", Some(&json!({"advance_seconds": 30})))?;
    desktop.rolecall(&["role", "test", "emergency"])?.done()?;
    Ok(())
}

/// Killed while AWS answers, in each call that changes something, and completed the next time.
fn replaces_its_key(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let keys = || desktop.json(&["keys", "list", "carol", "--json"]);
    let listed = keys()?;
    ensure!(listed["access_keys"][0]["access_key_id"] == KEY, "{listed}");
    for operation in ["CreateAccessKey", "UpdateAccessKey", "DeleteAccessKey"] {
        let (before, calls) = (keys()?, emulator.calls(operation)?);
        emulator.control("POST /settings", Some(&json!({"latency_ms": 400})))?;
        let rotating = desktop.begin(&["keys", "rotate", "carol"])?;
        let called = wait::until(operation, TIMEOUT, || {
            Ok((emulator.calls(operation)? > calls).then_some(()))
        });
        called.with_context(|| rotating.remarked())?;
        rotating.program().signal(Signal::KILL)?;
        rotating.finish()?;
        emulator.control("POST /settings", Some(&json!({"latency_ms": 0})))?;
        desktop.rolecall(&["credential-process", "carol"])?.done()?;
        desktop.rolecall(&["keys", "rotate", "carol"])?.done()?;
        let after = keys()?;
        let [key] = after["access_keys"].as_array().context("keys")?.as_slice() else {
            anyhow::bail!("not one key after {operation}: {after}");
        };
        ensure!(
            key["active"] == true && key["used_by_rolecall"] == true,
            "{after}"
        );
        ensure!(after["access_keys"][0]["access_key_id"] != before["access_keys"][0]["access_key_id"]);
    }
    let identity = foreign::caller_identity(desktop, emulator, "carol")?;
    ensure!(identity["Arn"] == USER, "an SDK is {identity}");
    Ok(())
}

fn is_removed(desktop: &TestDesktop) -> Result<()> {
    desktop.rolecall(&["role", "remove", "carol"])?.ended_with(2)?;
    desktop.rolecall(&["role", "remove", "emergency"])?.done()?;
    desktop.rolecall(&["role", "remove", "carol"])?.done()?;
    let labels = desktop.keychain()?.labels(desktop.bus()?)?;
    ensure!(
        !labels.iter().any(|label| label.contains("carol")),
        "left in the keychain: {labels:?}"
    );
    Ok(())
}
