//! The main job on the command line, from adding a portal to signing out.

use crate::steps::sign_in;
use anyhow::{Context as _, Result, ensure};
use journeys::browser::ConsolePage;
use journeys::{Chromium, DesktopSetup, Emulator, TestDesktop, foreign, leaks};
use serde_json::{Value, json};
use std::io::Write as _;

const TARGET: &str = "work/018734562290/AdministratorAccess";
const ACCOUNT: &str = "018734562290";

#[test]
fn a_user_signs_in_lists_starts_opens_exports_and_signs_out() -> Result<()> {
    let (desktop, emulator, chromium) = crate::steps::asking(DesktopSetup::Terminal)?;
    desktop.add_portal(&emulator)?;
    sign_in(&desktop, &chromium)?;
    lists(&desktop)?;
    starts(&desktop, &emulator)?;
    opens_the_console(&desktop, &chromium)?;
    is_well(&desktop)?;
    exports(&desktop, &emulator)?;
    assumes_a_defined_role(&desktop, &emulator)?;
    signs_out(&desktop, &emulator)?;
    let leaks = leaks::in_processes(&emulator.issued()?);
    ensure!(leaks.is_empty(), "{leaks:#?}");
    Ok(())
}

fn lists(desktop: &TestDesktop) -> Result<()> {
    let all = desktop.json(&["roles", "--json"])?;
    let listed = all["assignments"].as_array().map_or(0, Vec::len);
    ensure!(
        listed == crate::steps::roles_of_demo()?,
        "{listed} roles are listed"
    );
    let found = desktop.json(&["roles", "pay", "adm", "--json"])?;
    ensure!(
        found["assignments"][0]["target"] == TARGET,
        "the best match comes first: {found}"
    );
    let lines = desktop.rolecall(&["roles", "payments-dev"])?.done()?.printed;
    let first = lines.lines().next().unwrap_or_default();
    ensure!(
        first.split('\t').nth(1) == Some("payments-dev"),
        "a pipe gets tab-separated lines: {first:?}"
    );
    Ok(())
}

fn starts(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    desktop
        .rolecall(&["start", "payments-dev/AdministratorAccess"])?
        .done()?;
    let active = desktop.json(&["sessions", "--json"])?;
    ensure!(active["role_sessions"][0]["target"] == TARGET, "{active}");
    emulator.called("GetRoleCredentials", 1)?;
    let labels = desktop.keychain()?.labels(desktop.bus()?)?;
    ensure!(
        labels
            .iter()
            .any(|label| label.contains("Rolecall") && label.contains("AdministratorAccess")),
        "{labels:?}"
    );
    Ok(())
}

fn opens_the_console(desktop: &TestDesktop, chromium: &Chromium) -> Result<()> {
    let command = desktop.begin(&["console", TARGET, "--destination", "s3", "--region", "eu-north-1"])?;
    let page = chromium.console(&desktop.opened().next()?)?;
    let expected = ConsolePage {
        account_id: ACCOUNT.to_owned(),
        role_name: "AdministratorAccess".to_owned(),
        service: "S3".to_owned(),
        region: "eu-north-1".to_owned(),
    };
    ensure!(page == expected, "landed at {page:?}");
    command.finish()?.done()?;
    Ok(())
}

/// The issued secret key is the last one: reuse means that there is one alone.
fn exports(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let key = emulator.last_issued("secret-key")?;
    let token = emulator.last_issued("session-token")?;
    let exported = desktop.json(&["env", TARGET, "--shell", "json"])?;
    let text = exported.to_string();
    ensure!(
        text.contains(&key) && text.contains(&token),
        "the export holds what AWS issued"
    );
    let script = "eval \"$(\"$0\" env \"$1\" --shell bash)\"; printf '%s' \"$AWS_SECRET_ACCESS_KEY $AWS_SESSION_TOKEN\"";
    let evaluated = desktop.shell(script, &[TARGET])?.finish()?.done()?;
    ensure!(
        evaluated.printed == format!("{key} {token}"),
        "a shell gets the same"
    );
    let script = "printf %s \"$AWS_SECRET_ACCESS_KEY\"; exit 7";
    let run = desktop.rolecall(&["exec", TARGET, "--", "sh", "-c", script])?;
    ensure!(
        run.printed == key && run.code == Some(7),
        "a program gets it, and its exit code comes back"
    );
    let document = desktop.json(&["credential-process", TARGET])?;
    ensure!(
        document["Version"] == 1 && document["SecretAccessKey"] == *key,
        "SDKs get it"
    );
    emulator.called("GetRoleCredentials", 1)?;
    Ok(())
}

fn is_well(desktop: &TestDesktop) -> Result<()> {
    let report = desktop.json(&["doctor", "--json"])?;
    let findings = report["findings"].as_array().context("findings")?;
    let is_good = findings.iter().all(|finding| finding["state"] != "failed");
    ensure!(is_good, "{findings:?}");
    let who = |finding: &Value| finding["detail"].to_string().contains(":assumed-role/");
    ensure!(findings.iter().any(who), "it tells as whom: {findings:?}");
    Ok(())
}

/// A role of another account that the portal does not list, written into the settings file by hand.
fn assumes_a_defined_role(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    let path = desktop.rolecall(&["settings", "path"])?.done()?.printed;
    let mut settings = std::fs::OpenOptions::new().append(true).open(path.trim())?;
    let arn = "arn:aws:iam::350917624483:role/deploy/PaymentsDeploy";
    let from = "work/128467390551/Deployer";
    write!(
        settings,
        "\n[role.pay-deploy]\nassume = \"{arn}\"\nfrom = \"{from}\"\n"
    )?;
    let identity = foreign::caller_identity(desktop, emulator, "pay-deploy")?;
    let caller = identity["Arn"].as_str().unwrap_or_default();
    ensure!(
        caller == "arn:aws:sts::350917624483:assumed-role/PaymentsDeploy/alice",
        "an SDK is {caller}"
    );
    ensure!(emulator.calls("AssumeRole")? == 1, "it is asked once");
    let listed = desktop.rolecall(&["roles", "pay-deploy"])?.done()?.printed;
    ensure!(listed.starts_with("pay-deploy\tpayments-prod\t"), "{listed:?}");
    Ok(())
}

fn signs_out(desktop: &TestDesktop, emulator: &Emulator) -> Result<()> {
    desktop.rolecall(&["sign-out"])?.done()?;
    emulator.called("Logout", 1)?;
    let answer = desktop.rolecall(&["credential-process", TARGET])?.ended_with(3)?;
    ensure!(
        answer.printed.is_empty(),
        "nothing is printed without credentials"
    );
    ensure!(
        answer.remarked.contains("sign-in"),
        "it says what to do: {}",
        answer.remarked
    );
    let active = desktop.json(&["sessions", "--json"])?;
    ensure!(active["role_sessions"] == json!([]), "{active}");
    let listed = desktop.json(&["roles", "--json"])?;
    let is_listed = listed["assignments"]
        .as_array()
        .is_some_and(|all| !all.is_empty());
    ensure!(is_listed, "the list stays");
    let labels = desktop.keychain()?.labels(desktop.bus()?)?;
    ensure!(
        !labels
            .iter()
            .any(|label| label.contains("AdministratorAccess") || label.contains("PaymentsDeploy")),
        "left in the keychain: {labels:?}"
    );
    Ok(())
}

#[test]
fn a_device_code_signs_in_where_there_is_no_browser() -> Result<()> {
    let (desktop, emulator, chromium) = crate::steps::asking(DesktopSetup::Terminal)?;
    desktop.add_portal(&emulator)?;
    let command = desktop.begin(&["sign-in", "--device-code"])?;
    let code = crate::steps::user_code(|| command.remarked())?;
    let said = command.remarked();
    let link = said
        .split_whitespace()
        .find(|word| word.contains(&code) && word.starts_with("http"));
    ensure!(said.contains("Confirm only"), "the warning is there: {said}");
    chromium
        .driver()
        .go(link.context("a link that holds the code")?)?;
    ensure!(
        chromium.driver().text_of("#user-code")?.contains(&code),
        "the page shows the same code"
    );
    chromium.press_allow()?;
    command.finish()?.done()?;
    ensure!(
        emulator.calls("CreateToken/device_code")? > 0,
        "{}",
        emulator.control("GET /counters", None)?
    );
    ensure!(desktop.opened().all()?.is_empty(), "no browser was opened");
    let roles = desktop.json(&["roles", "--json"])?;
    ensure!(roles["assignments"].as_array().is_some_and(|all| !all.is_empty()));
    Ok(())
}

#[test]
fn boto3_gets_its_credentials_from_rolecall() -> Result<()> {
    let (desktop, emulator) = crate::steps::terminal()?;
    let who = foreign::caller_identity(&desktop, &emulator, TARGET)?;
    ensure!(who["Account"] == ACCOUNT, "{who}");
    let arn = who["Arn"].as_str().unwrap_or_default();
    ensure!(
        arn.contains("assumed-role/AWSReservedSSO_AdministratorAccess"),
        "{who}"
    );
    emulator.called("GetCallerIdentity", 1)?;
    foreign::caller_identity(&desktop, &emulator, TARGET)?;
    emulator.called("GetRoleCredentials", 1)?;
    desktop.rolecall(&["sign-out"])?.done()?;
    let refused = foreign::refused(&desktop, &emulator, TARGET)?;
    ensure!(refused.code != Some(0), "signed out, there are none");
    ensure!(
        refused.remarked.contains("CredentialRetrievalError"),
        "{}",
        refused.remarked
    );
    Ok(())
}
