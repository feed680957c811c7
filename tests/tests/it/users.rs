//! An IAM user with an MFA device: added, used with one code, asked for a fresh one, and removed; nobody signs in.

use anyhow::{Context as _, Result, ensure};
use journeys::arguments::Watch;
use journeys::leaks::{self, Found};
use journeys::{DesktopSetup, Emulator, TestDesktop, foreign};
use rolecall_fakes::leak::Secret;
use serde_json::{Value, json};
use std::time::SystemTime;

pub(crate) const USER: &str = "arn:aws:iam::128467390551:user/operations/carol";
pub(crate) const DEVICE: &str = "arn:aws:iam::128467390551:mfa/carol-phone";
pub(crate) const KEY: &str = "AKIAIOSFODNN7EXAMPLE";
pub(crate) const SECRET: &str = "CANARY-demo-secret-key/carol+Northwind00";
const SEED: &str = "NNSXSIDUNBSSAZDFNVXSAZDFOZUWGZJB";
/// It takes a code of the last hour.
const EMERGENCY: &str = "EmergencyOperator";

#[test]
fn an_iam_user_with_an_mfa_device_is_a_role_like_the_others() -> Result<()> {
    let desktop = TestDesktop::new(DesktopSetup::Terminal)?;
    let emulator = Emulator::playing("demo", "auto", &desktop.logs())?;
    let watch = Watch::begin();
    says_what_is_wrong_with_a_key(&desktop, &emulator)?;
    is_added(&desktop, &emulator)?;
    is_used_with_one_code(&desktop, &emulator)?;
    leads_to_a_role(&desktop, &emulator)?;
    says_what_is_wrong_with_a_code(&desktop, &emulator)?;
    reads_codes_from_a_command(&desktop, &emulator)?;
    computes_codes_itself(&desktop, &emulator)?;
    keeps_the_key_to_itself(&desktop, &emulator)?;
    is_removed(&desktop)?;
    let seen = watch.end()?;
    ensure!(seen.holds("credential-process"), "the watch sees arguments");
    let issued = emulator.issued()?;
    none(seen.leaks(&[&secrets()[..], &issued[..]].concat()))
}

pub(crate) fn secrets() -> [Secret; 2] {
    [
        Secret::new("secret-access-key", SECRET),
        Secret::new("mfa-seed", SEED),
    ]
}

fn none(found: Vec<Found>) -> Result<()> {
    ensure!(found.is_empty(), "{found:#?}");
    Ok(())
}

/// Adds carol; `input` is read from standard input.
fn add(desktop: &TestDesktop, emulator: &Emulator, input: &str) -> Result<journeys::CommandOutput> {
    let (url, region) = (emulator.url.as_str(), emulator.region.as_str());
    let mut add = vec!["role", "add", "carol", "--user", "--access-key-id", KEY];
    add.extend(["--mfa-serial", DEVICE, "--endpoint-url", url, "--region", region]);
    desktop.rolecall_with_input(&add, input)
}

pub(crate) fn is_added(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let added = add(desktop, emulator, SECRET)?.done()?;
    ensure!(added.remarked.contains(USER), "{}", added.remarked);
    ensure!(!added.remarked.contains(SECRET), "the secret is shown");
    Ok(())
}

fn says_what_is_wrong_with_a_key(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    for (input, code, words) in [
        ("not her secret", 2, "secret access key"),
        ("CANARY-not-her-secret", 4, "is not that of the access key"),
    ] {
        let refused = add(desktop, emulator, input)?.ended_with(code)?;
        ensure!(refused.remarked.contains(words), "{}", refused.remarked);
    }
    let none = desktop.json(&["role", "list", "--json"])?;
    ensure!(none["roles"] == json!([]), "a failed add stores nothing: {none}");
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
    let code = emulator.next_mfa_code(DEVICE)?;
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
    let code = emulator.next_mfa_code(DEVICE)?;
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

fn says_what_is_wrong_with_a_code(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let used = emulator.next_mfa_code(DEVICE)?;
    let test = |code: &str| desktop.rolecall(&["role", "test", "emergency", "--mfa-code", code]);
    test(&used)?.done()?;
    let again = test(&used)?.ended_with(4)?;
    ensure!(again.remarked.contains("used before"), "{}", again.remarked);
    let wrong = if emulator.next_mfa_code(DEVICE)? == "000000" {
        "111111"
    } else {
        "000000"
    };
    let refused = test(wrong)?.ended_with(4)?;
    ensure!(refused.remarked.contains("wrong"), "{}", refused.remarked);
    let no_code = test("12345")?.ended_with(2)?;
    ensure!(no_code.remarked.contains("six digits"), "{}", no_code.remarked);
    Ok(())
}

fn reads_codes_from_a_command(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let shown = desktop.home().join("shown");
    std::fs::write(&shown, emulator.next_mfa_code(DEVICE)?)?;
    let command = format!("cat '{}'", shown.display());
    desktop
        .rolecall(&["role", "edit", "carol", "--mfa-command", &command])?
        .done()?;
    desktop.rolecall(&["role", "test", "emergency"])?.done()?;
    std::fs::write(&shown, "no code")?;
    let none = desktop.rolecall(&["role", "test", "emergency"])?.ended_with(2)?;
    ensure!(none.remarked.contains("six digits"), "{}", none.remarked);
    desktop
        .rolecall(&["role", "edit", "carol", "--mfa-command", ""])?
        .done()?;
    Ok(())
}

fn computes_codes_itself(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let stored = desktop.rolecall_with_input(&["role", "mfa-seed", "carol"], SEED)?;
    let stored = stored.done()?;
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

/// Neither a program nor a file nor a log has the secret of the key or of the device. That the search works is shown by what was
/// planted.
fn keeps_the_key_to_itself(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let everything = "tr '\\0' '\\n' < /proc/self/environ; tr '\\0' ' ' < /proc/self/cmdline";
    let ran = desktop.rolecall(&["exec", "carol", "--", "sh", "-c", everything])?;
    let ran = ran.done()?;
    ensure!(ran.printed.contains("AWS_SESSION_TOKEN="), "{}", ran.printed);
    none(leaks::in_text(&secrets(), "an environment", &ran.printed))?;
    none(leaks::in_text(&secrets(), "standard error", &ran.remarked))?;
    let secrets = [
        &secrets()[..],
        &[Secret::new("planted", "CANARY-planted-in-home")][..],
    ]
    .concat();
    std::fs::write(desktop.home().join("planted"), "key = CANARY-planted-in-home\n")?;
    for folder in [desktop.home(), desktop.run(), desktop.logs()] {
        let found = leaks::in_files(&secrets, &folder, SystemTime::UNIX_EPOCH, &[])?;
        let (planted, leaked): (Vec<Found>, Vec<Found>) =
            found.into_iter().partition(|found| found.kind == "planted");
        ensure!(folder != desktop.home() || planted.len() == 1, "{planted:#?}");
        none(leaked)?;
    }
    emulator.called("CreateAccessKey", 0)
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
