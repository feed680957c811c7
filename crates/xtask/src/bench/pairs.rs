//! Two programs started alternately, so that other load on the machine affects both.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::Figure;
use super::sandbox::Sandbox;
use crate::checkout::Checkout;
use crate::command;
use crate::loopback;

const PAIRS: usize = 200;
const WARM_UP: usize = 10;

/// Measures the warm `credential-process` against `secret-tool`, and the bare start.
///
/// # Errors
/// When a program fails, or the two do not read the same secret.
pub(super) fn figures(checkout: &Checkout, sandbox: &Sandbox) -> Result<Vec<Figure>> {
    let emulator = loopback::start(checkout, "release", &["--consent", "auto"])?;
    sandbox.sign_in(&emulator, "demo")?;
    let target = sandbox.first_target()?;
    let ours = || sandbox.rolecall(&format!("credential-process {target}"));
    let theirs = || {
        let mut tool = sandbox.program("secret-tool");
        tool.args(["lookup", "service", "rolecall", "username"]);
        tool.arg(format!("role-session {target}"));
        tool
    };
    same_secret(&command::output(ours())?, &command::output(theirs())?)?;
    let (ours, theirs) = alternately(ours, theirs)?;
    sandbox.remove_portal("demo")?;
    let version = || sandbox.rolecall("--version");
    let nothing = || sandbox.program("true");
    let (version, nothing) = alternately(version, nothing)?;
    Ok(vec![
        Figure {
            what: "`rolecall credential-process`, warm, whole process",
            measured: ours.text(),
            against: format!("`secret-tool lookup` of the same item: {}", theirs.text()),
            ratio: Some(ours.median / theirs.median),
            budget: "≤ 1.0",
        },
        Figure {
            what: "`rolecall --version`",
            measured: version.text(),
            against: format!("`true`: {}", nothing.text()),
            ratio: None,
            budget: "≤ 3 ms",
        },
    ])
}

/// A tool that finds nothing is fast.
fn same_secret(document: &str, item: &str) -> Result<()> {
    let document: Value = serde_json::from_str(document).context("no credentials")?;
    let secret = document.get("SecretAccessKey").and_then(Value::as_str);
    if !item.contains(secret.context("no secret access key")?) {
        bail!("secret-tool does not print the item that rolecall prints");
    }
    Ok(())
}

/// Milliseconds of many runs.
struct Times {
    median: f64,
    minimum: f64,
}

impl Times {
    fn from_durations(mut all: Vec<Duration>) -> Result<Self> {
        all.sort();
        let milliseconds = |time: Option<&Duration>| time.map(|time| time.as_secs_f64() * 1e3);
        Ok(Self {
            median: milliseconds(all.get(all.len() / 2)).context("nothing was measured")?,
            minimum: milliseconds(all.first()).context("nothing was measured")?,
        })
    }

    fn text(&self) -> String {
        format!("{:.1} ms (minimum {:.1})", self.median, self.minimum)
    }
}

fn alternately(first: impl Fn() -> Command, second: impl Fn() -> Command) -> Result<(Times, Times)> {
    let (mut first_times, mut second_times) = (Vec::new(), Vec::new());
    for turn in 0..WARM_UP + PAIRS {
        let pair = (timed(first())?, timed(second())?);
        if turn >= WARM_UP {
            first_times.push(pair.0);
            second_times.push(pair.1);
        }
    }
    Ok((
        Times::from_durations(first_times)?,
        Times::from_durations(second_times)?,
    ))
}

fn timed(mut program: Command) -> Result<Duration> {
    program.stdout(Stdio::null()).stderr(Stdio::null());
    let started = Instant::now();
    let status = program.status()?;
    let duration = started.elapsed();
    if !status.success() {
        bail!("`{}` failed ({status})", command::command_line(&program));
    }
    Ok(duration)
}
