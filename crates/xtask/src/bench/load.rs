//! Many askers at one instant, and many roles behind a portal that counts requests.

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

const ASKERS: usize = 64;
const ACCOUNTS: usize = 500;
const ROLES: usize = 4;
const RATE: u32 = 20;

/// Measures both.
///
/// # Errors
/// When a program fails or an answer is missing.
pub(super) fn figures(checkout: &Checkout, sandbox: &Sandbox) -> Result<Vec<Figure>> {
    let mut figures = vec![askers(checkout, sandbox)?];
    figures.extend(listing(checkout, sandbox)?);
    Ok(figures)
}

/// Starts all of them on credentials that have ended, and waits for the last.
fn askers(checkout: &Checkout, sandbox: &Sandbox) -> Result<Figure> {
    let emulator = loopback::start(checkout, "release", &["--consent", "auto"])?;
    sandbox.sign_in(&emulator, "many")?;
    let target = format!("many/{}", account_and_role(checkout)?);
    emulator.control("POST /settings", Some(&json!({"credentials_ttl": 1})))?;
    command::output(sandbox.rolecall(&format!("start {target}")))?;
    thread::sleep(Duration::from_millis(1100));
    emulator.control("POST /settings", Some(&json!({"credentials_ttl": 3600})))?;
    let before = calls(&emulator, "GetRoleCredentials")?;
    let began = Instant::now();
    let asked: Vec<Child> = (0..ASKERS)
        .map(|_| {
            let mut asker = sandbox.rolecall(&format!("credential-process {target}"));
            asker.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()
        })
        .collect::<Result<_, _>>()?;
    let mut answers = Vec::new();
    for asker in asked {
        answers.push(asker.wait_with_output()?.stdout);
    }
    let took = began.elapsed();
    let made = calls(&emulator, "GetRoleCredentials")? - before;
    sandbox.remove_portal("many")?;
    answers.dedup();
    let answer: Value = serde_json::from_slice(answers.first().context("no answer")?)?;
    if answers.len() != 1 || answer.get("SecretAccessKey").is_none() {
        bail!("the {ASKERS} askers got {} different answers", answers.len());
    }
    Ok(Figure {
        what: "64 programs asking for the same expired credentials at once",
        measured: format!(
            "{made} request to AWS, {ASKERS} answers in {:.2} s",
            took.as_secs_f64()
        ),
        against: String::new(),
        ratio: None,
        budget: "1 request, 64 answers",
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
    let words = [
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
        &[&words[..], &["--consent", "auto"]].concat(),
    )?;
    sandbox.sign_in(&emulator, "large")?;
    let began = Instant::now();
    let lists = sandbox
        .rolecall("roles --refresh --json")
        .stdout(Stdio::piped())
        .spawn()?;
    let first = until_answered(&emulator, "ListAccountRoles", began)?;
    let list = String::from_utf8(lists.wait_with_output()?.stdout)?;
    let took = began.elapsed();
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
                took.as_secs_f64()
            ),
            against: format!("what the rate permits: {:.1} s", permitted.as_secs_f64()),
            ratio: Some(took.as_secs_f64() / permitted.as_secs_f64()),
            budget: "≤ 1.1, none refused",
        },
        Figure {
            what: "the same, from the start of the program to AWS's first answer with roles",
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

/// Waits until an operation was answered well, and returns how long after `began` that was.
fn until_answered(emulator: &EmulatorProcess, operation: &str, began: Instant) -> Result<Duration> {
    loop {
        let all = emulator.control("GET /calls", None)?;
        let took = began.elapsed();
        let mut all = all.as_array().context("calls")?.iter();
        if all.any(|call| call["operation"] == operation && call["status"] == 200) {
            return Ok(took);
        }
        if took > Duration::from_secs(60) {
            bail!("{operation} was not called");
        }
        thread::sleep(Duration::from_millis(5));
    }
}
