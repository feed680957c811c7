//! Many callers at one instant, and many roles behind a portal that counts requests.

use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use super::Figure;
use super::sandbox::Sandbox;
use crate::checkout::Checkout;
use crate::command;
use crate::loopback::{self, EmulatorProcess};

const CALLERS: usize = 64;
const ACCOUNTS: usize = 500;
const ROLES: usize = 4;
const RATE: u32 = 20;

/// Measures both.
///
/// # Errors
/// When a program fails or an output is missing.
pub(super) fn figures(checkout: &Checkout, sandbox: &Sandbox) -> Result<Vec<Figure>> {
    let mut figures = vec![callers(checkout, sandbox)?];
    figures.extend(listing(checkout, sandbox)?);
    Ok(figures)
}

/// Starts all of them on credentials that have ended, and waits for the last.
fn callers(checkout: &Checkout, sandbox: &Sandbox) -> Result<Figure> {
    let emulator = loopback::start(checkout, "release", &["--consent", "auto"])?;
    sandbox.sign_in(&emulator, "many")?;
    let target = format!("many/{}", account_and_role(checkout)?);
    emulator.control("POST /settings", Some(&json!({"credentials_ttl": 1})))?;
    command::output(sandbox.rolecall(&format!("start {target}")))?;
    thread::sleep(Duration::from_millis(1100));
    emulator.control("POST /settings", Some(&json!({"credentials_ttl": 3600})))?;
    let before = calls(&emulator, "GetRoleCredentials")?;
    let started = Instant::now();
    let processes: Vec<Child> = (0..CALLERS)
        .map(|_| {
            let mut caller = sandbox.rolecall(&format!("credential-process {target}"));
            caller.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()
        })
        .collect::<Result<_, _>>()?;
    let mut outputs = Vec::new();
    for caller in processes {
        outputs.push(caller.wait_with_output()?.stdout);
    }
    let duration = started.elapsed();
    let requests_made = calls(&emulator, "GetRoleCredentials")? - before;
    sandbox.remove_portal("many")?;
    outputs.dedup();
    let document: Value = serde_json::from_slice(outputs.first().context("no output")?)?;
    if outputs.len() != 1 || document.get("SecretAccessKey").is_none() {
        bail!("the {CALLERS} callers got {} different outputs", outputs.len());
    }
    Ok(Figure {
        what: "64 programs asking for the same expired credentials at once",
        measured: format!(
            "{requests_made} request to AWS, {CALLERS} outputs in {:.2} s",
            duration.as_secs_f64()
        ),
        against: String::new(),
        ratio: None,
        budget: "1 request, 64 outputs",
    })
}

/// Returns an assignment of the demo organization.
fn account_and_role(checkout: &Checkout) -> Result<String> {
    let file = checkout.root.join("crates/rolecall-emulator/orgs/demo.json");
    let organization: Value = serde_json::from_str(&std::fs::read_to_string(file)?)?;
    let id = organization.pointer("/accounts/0/id").and_then(Value::as_str);
    let role = organization.pointer("/accounts/0/roles/0");
    let role = role.and_then(|role| role.as_str().or_else(|| role.get("name")?.as_str()));
    Ok(format!(
        "{}/{}",
        id.context("an account")?,
        role.context("a role")?
    ))
}

fn listing(checkout: &Checkout, sandbox: &Sandbox) -> Result<Vec<Figure>> {
    let (accounts, roles, rate) = (ACCOUNTS.to_string(), ROLES.to_string(), RATE.to_string());
    let arguments = [
        "--accounts",
        &accounts,
        "--roles",
        &roles,
        "--latency",
        "50",
        "--rate",
        &rate,
    ];
    let emulator = loopback::start_with(
        checkout,
        "release",
        &[&arguments[..], &["--consent", "auto"]].concat(),
    )?;
    sandbox.sign_in(&emulator, "large")?;
    let started = Instant::now();
    let lists = sandbox
        .rolecall("roles --refresh --json")
        .stdout(Stdio::piped())
        .spawn()?;
    let first = wait_for_response(&emulator, "ListAccountRoles", started)?;
    let list = String::from_utf8(lists.wait_with_output()?.stdout)?;
    let duration = started.elapsed();
    let list: Value = serde_json::from_str(&list)?;
    let listed = list["assignments"].as_array().map_or(0, Vec::len);
    if listed != ACCOUNTS * ROLES {
        bail!("{listed} roles are listed");
    }
    let requests = calls(&emulator, "ListAccounts")? + calls(&emulator, "ListAccountRoles")?;
    // A second's worth may go at once.
    let permitted = Duration::from_secs(requests.saturating_sub(u64::from(RATE))) / RATE;
    let throttled = calls(&emulator, "throttled")?;
    sandbox.remove_portal("large")?;
    Ok(vec![
        Figure {
            what: "500 accounts × 4 roles at 50 ms and 20 requests/s",
            measured: format!(
                "{:.1} s, {requests} requests, {throttled} refused",
                duration.as_secs_f64()
            ),
            against: format!("what the rate permits: {:.1} s", permitted.as_secs_f64()),
            ratio: Some(duration.as_secs_f64() / permitted.as_secs_f64()),
            budget: "≤ 1.1, none refused",
        },
        Figure {
            what: "the same, from the start of the program to AWS's first response with roles",
            measured: format!("{} ms", first.as_millis()),
            against: String::new(),
            ratio: None,
            budget: "≤ 500 ms",
        },
    ])
}

fn calls(emulator: &EmulatorProcess, operation: &str) -> Result<u64> {
    let counters = emulator.control("GET /counters", None)?;
    Ok(counters[operation].as_u64().unwrap_or(0))
}

/// Waits until an operation succeeded, and returns how long after `started` that was.
fn wait_for_response(emulator: &EmulatorProcess, operation: &str, started: Instant) -> Result<Duration> {
    loop {
        let all = emulator.control("GET /calls", None)?;
        let duration = started.elapsed();
        let mut all = all.as_array().context("calls")?.iter();
        if all.any(|call| call["operation"] == operation && call["status"] == 200) {
            return Ok(duration);
        }
        if duration > Duration::from_secs(60) {
            bail!("{operation} was not called");
        }
        thread::sleep(Duration::from_millis(5));
    }
}
