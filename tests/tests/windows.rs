//! The command on Windows: the linked program under Wine, from adding a portal to signing out.

use anyhow::{Context as _, Result, ensure};
use journeys::{Emulator, Wine, programs};
use serde_json::{Value, json};

const TARGET: &str = "work/018734562290/AdministratorAccess";

/// Windows takes no credential above 2,560 bytes: the longer ones are stored in parts.
const TOKEN_LENGTHS: [usize; 4] = [1 << 10, 4 << 10, 8 << 10, 64 << 10];

#[test]
fn a_user_of_windows_signs_in_lists_starts_exports_and_signs_out() -> Result<()> {
    let wine = Wine::new()?;
    let organization = programs::organization("demo");
    let organization = organization.to_str().context("a path in Unicode")?;
    let emulator = Emulator::start(&["--consent", "auto", "--org", organization], &wine.logs())?;
    wine.add_portal(&emulator)?;
    wine.rolecall(&["sign-in", "--device-code"])?.done()?;
    let targets = targets(&wine)?;
    starts(&wine, &emulator)?;
    exports(&wine, &emulator)?;
    runs_programs(&wine, &emulator)?;
    long_tokens_come_back(&wine, &emulator, &targets)?;
    has_a_default_and_a_history(&wine)?;
    stops_and_signs_out(&wine, &emulator)
}

fn targets(wine: &Wine) -> Result<Vec<String>> {
    let all = wine.json(&["roles", "--json"])?;
    let all = all["assignments"].as_array().context("assignments")?;
    let targets: Vec<String> = all
        .iter()
        .filter_map(|each| each["target"].as_str().map(str::to_owned))
        .collect();
    ensure!(targets.iter().any(|target| target == TARGET), "{targets:?}");
    Ok(targets)
}

fn starts(wine: &Wine, emulator: &Emulator) -> Result<()> {
    wine.rolecall(&["start", "payments-dev/AdministratorAccess"])?
        .done()?;
    let active = wine.json(&["sessions", "--json"])?;
    ensure!(active["role_sessions"][0]["target"] == TARGET, "{active}");
    emulator.called("GetRoleCredentials", 1)
}

fn exports(wine: &Wine, emulator: &Emulator) -> Result<()> {
    let key = emulator.last_issued("secret-key")?;
    let token = emulator.last_issued("session-token")?;
    let exported = wine.rolecall(&["env", TARGET, "--shell", "powershell"])?.done()?;
    let is_set = |name: &str, value: &str| {
        let mut lines = exported.printed.lines();
        lines.any(|line| line.contains(name) && line.contains(value))
    };
    ensure!(
        is_set("$Env:AWS_SECRET_ACCESS_KEY", &key) && is_set("$Env:AWS_SESSION_TOKEN", &token),
        "PowerShell gets what AWS issued"
    );
    let exported = wine.rolecall(&["env", TARGET, "--shell", "cmd"])?.done()?.printed;
    let lines = format!("@echo off\n{exported}\necho %AWS_SECRET_ACCESS_KEY%#%AWS_SESSION_TOKEN%\n");
    let evaluated = wine.batch(&lines)?.done()?;
    ensure!(
        evaluated.printed.trim() == format!("{key}#{token}"),
        "cmd gets the same: {} bytes",
        evaluated.printed.len()
    );
    emulator.called("GetRoleCredentials", 1)
}

fn runs_programs(wine: &Wine, emulator: &Emulator) -> Result<()> {
    let key = emulator.last_issued("secret-key")?;
    let run = wine.rolecall(&[
        "exec",
        TARGET,
        "--",
        "cmd",
        "/c",
        "echo %AWS_SECRET_ACCESS_KEY%& exit 7",
    ])?;
    ensure!(
        run.printed.trim() == key && run.code == Some(7),
        "a program gets it, and its exit code comes back: {:?} {}",
        run.code,
        run.remarked
    );
    Ok(())
}

fn long_tokens_come_back(wine: &Wine, emulator: &Emulator, targets: &[String]) -> Result<()> {
    let others = targets.iter().filter(|target| *target != TARGET);
    for ((length, target), calls) in TOKEN_LENGTHS.iter().zip(others).zip(2..) {
        emulator.control("POST /settings", Some(&json!({"session_token_bytes": length})))?;
        let first = wine.json(&["credential-process", target])?;
        let again = wine.json(&["credential-process", target])?;
        let token = emulator.last_issued("session-token")?;
        ensure!(
            token.len() >= *length,
            "{} bytes instead of {length}",
            token.len()
        );
        ensure!(
            first["SessionToken"] == *token && again == first,
            "a token of {length} bytes"
        );
        emulator.called("GetRoleCredentials", calls)?;
    }
    Ok(())
}

fn has_a_default_and_a_history(wine: &Wine) -> Result<()> {
    wine.rolecall(&["default", TARGET])?.done()?;
    let document = wine.json(&["credential-process", "@default"])?;
    ensure!(document["Version"] == 1, "@default is a role");
    let history = wine.json(&["history", "--json"])?;
    let events: Vec<&Value> = history["entries"]
        .as_array()
        .context("entries")?
        .iter()
        .map(|entry| &entry["event"])
        .collect();
    for event in ["signed-in", "issued", "given", "default-changed"] {
        ensure!(
            events.iter().any(|each| *each == event),
            "{event} is not in {events:?}"
        );
    }
    Ok(())
}

fn stops_and_signs_out(wine: &Wine, emulator: &Emulator) -> Result<()> {
    wine.rolecall(&["stop", TARGET])?.done()?;
    let stored = wine.credentials()?;
    ensure!(!stored.is_empty(), "the sign-in is in the Credential Manager");
    wine.rolecall(&["sign-out"])?.done()?;
    emulator.called("Logout", 1)?;
    wine.rolecall(&["credential-process", TARGET])?.ended_with(3)?;
    let stored = wine.credentials()?;
    ensure!(stored.is_empty(), "{stored:?}");
    Ok(())
}
