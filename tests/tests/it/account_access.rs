//! A portal of account access manager on the command line, beside the access portal of the same organization.

use anyhow::{Context as _, Result, ensure};
use journeys::{Chromium, DesktopSetup, Emulator, TestDesktop, foreign, leaks};
use serde_json::json;

const TARGET: &str = "operators/457192830061/StorefrontOperator";
/// May be assumed for an hour at most.
const AUDITOR: &str = "operators/905837246611/WarehouseAuditor";

#[test]
fn roles_of_account_access_manager_are_listed_used_renewed_and_given_up() -> Result<()> {
    let (desktop, emulator, chromium) = crate::steps::asking(DesktopSetup::Terminal)?;
    adds(&desktop, &emulator)?;
    signs_in(&desktop, &chromium)?;
    lists(&desktop, &emulator)?;
    is_used(&desktop, &emulator)?;
    is_renewed(&desktop, &emulator)?;
    signs_out(&desktop, &emulator)?;
    signs_in_with_a_code(&desktop, &emulator)?;
    let leaks = leaks::in_processes(&emulator.issued()?);
    ensure!(leaks.is_empty(), "{leaks:#?}");
    Ok(())
}

/// Where its users sign in is not in the address: it is given, or taken from the one portal of the region.
fn adds(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let url = format!(
        "https://aa-northwind.account-access.{}.app.aws/#/",
        emulator.region
    );
    let add = [
        "portal",
        "add",
        "operators",
        &url,
        "--endpoint-url",
        &emulator.url,
    ];
    let refused = desktop.rolecall(&add)?.ended_with(2)?;
    ensure!(
        refused.remarked.contains("--identity-center-url"),
        "{}",
        refused.remarked
    );
    desktop.add_portal(emulator)?;
    let with_duration = [&add[..], &["--duration", "7200"]].concat();
    let added = desktop.rolecall(&with_duration)?.done()?;
    ensure!(
        added.remarked.contains(&emulator.start_url) && added.remarked.contains("work"),
        "it says where one signs in: {}",
        added.remarked
    );
    let portals = desktop.json(&["portal", "list", "--json"])?;
    let access = &portals["portals"][1]["account_access"];
    ensure!(
        access["tenant_id"] == "aa-northwind" && access["identity_center_url"] == emulator.start_url,
        "{portals}"
    );
    Ok(())
}

fn signs_in(desktop: &TestDesktop, chromium: &Chromium) -> Result<()> {
    for portal in ["operators", "work"] {
        let command = desktop.begin(&["sign-in", portal])?;
        chromium.allow(&desktop.opened().next()?)?;
        command.finish()?.done()?;
    }
    Ok(())
}

fn lists(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let all = desktop.json(&["roles", "--json"])?;
    let assignments = all["assignments"].as_array().context("a list")?;
    let own: Vec<_> = assignments
        .iter()
        .filter(|role| role["portal"] == "operators")
        .map(|role| role["target"].as_str().unwrap_or_default())
        .collect();
    ensure!(own == [AUDITOR, TARGET], "the roles without their paths: {own:?}");
    ensure!(assignments.len() > own.len(), "beside permission sets");
    emulator.called("ListRoles", 1)?;
    let found = desktop
        .rolecall(&["roles", "storefront", "operator"])?
        .done()?
        .printed;
    ensure!(found.starts_with(TARGET), "{found:?}");
    Ok(())
}

fn is_used(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let identity = foreign::caller_identity(desktop, emulator, TARGET)?;
    let arn = "arn:aws:sts::457192830061:assumed-role/StorefrontOperator/alice";
    ensure!(identity["Arn"] == arn, "an SDK is {identity}");
    foreign::caller_identity(desktop, emulator, TARGET)?;
    emulator.called("GetAccessCredentials", 1)?;
    let key = emulator.last_issued("secret-key")?;
    let script = "printf %s \"$AWS_SECRET_ACCESS_KEY\"";
    let run = desktop.rolecall(&["exec", TARGET, "--", "sh", "-c", script])?;
    ensure!(run.printed == key, "a program gets the same");
    let too_long = desktop
        .rolecall(&["credential-process", AUDITOR])?
        .ended_with(4)?;
    ensure!(
        too_long.printed.is_empty() && too_long.remarked.contains("duration_seconds"),
        "it says what is too long: {}",
        too_long.remarked
    );
    Ok(())
}

/// The access token ends before the sign-in does.
fn is_renewed(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    desktop.rolecall(&["stop", TARGET])?.done()?;
    emulator.control("POST /expire", Some(&json!({"what": "access_tokens"})))?;
    let document = desktop.json(&["credential-process", TARGET])?;
    let key = emulator.last_issued("secret-key")?;
    ensure!(document["SecretAccessKey"] == *key, "new credentials");
    ensure!(emulator.calls("CreateToken/refresh_token")? == 1, "one renewal");
    Ok(())
}

fn signs_out(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let labels = || desktop.keychain()?.labels(desktop.bus()?);
    let is_own = |label: &String| label.contains("operators") || label.contains("StorefrontOperator");
    ensure!(labels()?.iter().any(is_own), "{:?}", labels()?);
    let said = desktop.rolecall(&["sign-out", "operators"])?.done()?.remarked;
    ensure!(said.contains("expires at AWS on its own"), "{said}");
    ensure!(emulator.calls("Logout")? == 0, "there is nothing to call");
    ensure!(
        !labels()?.iter().any(is_own),
        "left in the keychain: {:?}",
        labels()?
    );
    let answer = desktop.rolecall(&["credential-process", TARGET])?.ended_with(3)?;
    ensure!(
        answer.printed.is_empty(),
        "nothing is printed without credentials"
    );
    let status = desktop.json(&["portal", "list", "--json"])?;
    ensure!(
        status["portals"][0]["sign_in"] == "signed_in",
        "the other stays: {status}"
    );
    Ok(())
}

fn signs_in_with_a_code(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let command = desktop.begin(&["sign-in", "operators", "--device-code"])?;
    let code = crate::steps::user_code(|| command.remarked())?;
    let decision = json!({"user_code": code, "allow": true, "user": "alice"});
    emulator.control("POST /device", Some(&decision))?;
    command.finish()?.done()?;
    let document = desktop.json(&["credential-process", TARGET])?;
    ensure!(document["Version"] == 1, "SDKs get it");
    Ok(())
}
