//! The loopback AWS as a program: started, asked and told through its control interface.

use crate::http;
use crate::programs;
use crate::started::Started;
use anyhow::{Context as _, Result, ensure};
use rolecall_fakes::leak::Secret;
use rustix::process::Signal;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use url::Url;

/// No two secrets are alike in so many first characters.
const ENOUGH: usize = 96;

/// An emulator at work.
#[derive(Debug)]
pub struct Emulator {
    program: Started,
    /// Its base address, which is a portal's endpoint URL.
    pub url: String,
    /// The start URL of the portal it plays.
    pub start_url: String,
    /// Its region.
    pub region: String,
    address: String,
}

impl Emulator {
    /// Starts one with `arguments` (see its README).
    ///
    /// # Errors
    /// When it does not become ready.
    pub fn start(arguments: &[&str], logs: &Path) -> Result<Self> {
        let mut command = Command::new(programs::product("rolecall-emulator")?);
        command.args(arguments);
        let mut program = Started::start("emulator", command, logs)?;
        let ready: Value = program.line(|line| serde_json::from_str(line).ok())?;
        let text = |name: &str| {
            ready[name]
                .as_str()
                .map(str::to_owned)
                .with_context(|| format!("no {name} in {ready}"))
        };
        let url = text("url")?;
        let parsed = Url::parse(&url)?;
        let port = parsed.port().context("the emulator has a port")?;
        Ok(Self {
            program,
            address: format!("127.0.0.1:{port}"),
            start_url: text("start_url")?,
            region: text("region")?,
            url,
        })
    }

    /// Plays an organization that ships with it, where alice signs in.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn playing(organization: &str, consent: &str, logs: &Path) -> Result<Self> {
        let file = programs::organization(organization);
        let file = file.to_str().context("a path in Unicode")?;
        Self::start(&["--org", file, "--consent", consent], logs)
    }

    /// Asks or tells it: `GET /counters`, `POST /clock`.
    ///
    /// # Errors
    /// When it refuses.
    pub fn control(&self, line: &str, body: Option<&Value>) -> Result<Value> {
        let (method, path) = line.split_once(' ').context("a method and a path")?;
        http::json(&self.address, &format!("{method} /_emulator{path}"), body)
    }

    /// Returns how often an operation was called.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn calls(&self, operation: &str) -> Result<u64> {
        let counters = self.control("GET /counters", None)?;
        Ok(counters[operation].as_u64().unwrap_or(0))
    }

    /// Tells that an operation was called so often, and no more.
    ///
    /// # Errors
    /// When it was called less or more often.
    pub fn called(&self, operation: &str, times: u64) -> Result<()> {
        let calls = self.calls(operation)?;
        ensure!(calls == times, "{calls} calls of {operation} instead of {times}");
        Ok(())
    }

    /// Returns how often an operation was carried out: it counts as called before that.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn done(&self, operation: &str) -> Result<usize> {
        let calls = self.control("GET /calls", None)?;
        let calls = calls.as_array().context("a list of calls")?;
        Ok(calls.iter().filter(|call| call["operation"] == operation).count())
    }

    /// Returns what an MFA device shows next: each code works once.
    ///
    /// # Errors
    /// When it has no such device.
    pub fn next_mfa_code(&self, serial_number: &str) -> Result<String> {
        self.control("POST /clock", Some(&json!({"advance_seconds": 30})))?;
        let shown = self.control("POST /mfa", Some(&json!({"serial_number": serial_number})))?;
        Ok(shown["code"].as_str().context("a code")?.to_owned())
    }

    /// Returns every secret that it has handed out, to be looked for; of the long ones the beginning is enough.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn issued(&self) -> Result<Vec<Secret>> {
        let issued = self.values()?;
        let secret = |(kind, value): (String, String)| {
            Secret::new(kind, value.chars().take(ENOUGH).collect::<String>())
        };
        Ok(issued.into_iter().map(secret).collect())
    }

    /// Returns every secret that it has handed out as (kind, value).
    ///
    /// # Errors
    /// When it does not answer.
    pub fn values(&self) -> Result<Vec<(String, String)>> {
        let issued = self.control("GET /issued", None)?;
        let issued = issued.as_array().context("a list of secrets")?;
        let text = |item: &Value, name: &str| item[name].as_str().unwrap_or_default().to_owned();
        Ok(issued
            .iter()
            .map(|item| (text(item, "kind"), text(item, "value")))
            .collect())
    }

    /// Returns the last secret of a kind that it has handed out.
    ///
    /// # Errors
    /// When it has handed out none.
    pub fn last_issued(&self, kind: &str) -> Result<String> {
        let mut issued = self.values()?.into_iter().rev();
        issued
            .find_map(|(each, value)| (each == kind).then_some(value))
            .with_context(|| format!("no {kind} was issued"))
    }

    /// Makes it answer nobody, as a network that is away.
    ///
    /// # Errors
    /// When it is gone.
    pub fn pause(&self) -> Result<()> {
        self.program.signal(Signal::STOP)
    }

    /// Makes it answer again.
    ///
    /// # Errors
    /// When it is gone.
    pub fn resume(&self) -> Result<()> {
        self.program.signal(Signal::CONT)
    }
}
