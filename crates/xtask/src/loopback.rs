//! The loopback AWS with the demo organization, started for as long as a task needs it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::command;
use crate::layout::Layout;

/// A running emulator; it ends with this value.
pub(crate) struct Emulator {
    child: Child,
    /// Its one base URL.
    pub(crate) url: String,
    start_url: String,
    region: String,
}

impl Emulator {
    /// Completes a call of `rolecall` so that it adds this emulator as the portal `demo`.
    pub(crate) fn add_portal(&self, mut rolecall: Command) -> Command {
        rolecall.args([
            "portal",
            "add",
            "demo",
            "--start-url",
            &self.start_url,
            "--region",
            &self.region,
        ]);
        rolecall.args(["--endpoint-url", &self.url]);
        rolecall
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        command::end(&mut self.child);
    }
}

/// Starts the built emulator and waits until it says where it is.
///
/// # Errors
/// When it does not start or says something else.
pub(crate) fn start(layout: &Layout, profile: &str, more: &[&str]) -> Result<Emulator> {
    let mut emulator = command::program(layout.program(profile, "rolecall-emulator"), &layout.root);
    emulator
        .args([
            "--listen",
            "127.0.0.1:0",
            "--org",
            "crates/rolecall-emulator/orgs/demo.json",
        ])
        .args(more);
    let mut child = emulator
        .stdout(Stdio::piped())
        .spawn()
        .context("the emulator does not start")?;
    let mut line = String::new();
    if let Some(out) = child.stdout.take() {
        BufReader::new(out).read_line(&mut line)?;
    }
    // From here on the child ends with this value, also when what it said is of no use.
    let mut emulator = Emulator {
        child,
        url: String::new(),
        start_url: String::new(),
        region: String::new(),
    };
    let ready: Value = serde_json::from_str(&line).context("the emulator did not say where it is")?;
    let text = |key: &str| -> Result<String> {
        let value = ready.get(key).and_then(Value::as_str);
        Ok(value
            .with_context(|| format!("the emulator did not tell its {key}"))?
            .to_owned())
    };
    emulator.url = text("url")?;
    emulator.start_url = text("start_url")?;
    emulator.region = text("region")?;
    Ok(emulator)
}
