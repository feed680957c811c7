//! The loopback AWS, started for as long as a task needs it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::checkout::Checkout;
use crate::command;

/// A running emulator; it ends with this value.
pub(crate) struct EmulatorProcess {
    child: Child,
    /// Its one base URL.
    pub(crate) url: String,
    start_url: String,
    region: String,
}

impl EmulatorProcess {
    /// Completes a call of `rolecall` so that it adds this emulator as the portal `demo`.
    pub(crate) fn add_portal(&self, rolecall: Command) -> Command {
        self.add_portal_as("demo", rolecall)
    }

    /// Completes a call of `rolecall` so that it adds this emulator as a portal of that name.
    pub(crate) fn add_portal_as(&self, name: &str, mut rolecall: Command) -> Command {
        rolecall.args([
            "portal",
            "add",
            name,
            "--start-url",
            &self.start_url,
            "--region",
            &self.region,
        ]);
        rolecall.args(["--endpoint-url", &self.url]);
        rolecall
    }

    /// Calls its control API, as its README describes: `GET /counters`, `POST /settings`.
    ///
    /// # Errors
    /// When there is no response, or it is not a success.
    pub(crate) fn control(&self, line: &str, body: Option<&Value>) -> Result<Value> {
        let (method, path) = line.split_once(' ').context("a method and a path")?;
        let host = self.url.trim_start_matches("http://");
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut stream = TcpStream::connect(host)?;
        // HTTP/1.0: the response ends with the connection.
        let length = body.len();
        write!(
            stream,
            "{method} /_emulator{path} HTTP/1.0\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        )?;
        let mut response = String::new();
        stream.read_to_string(&mut response)?;
        let (head, body) = response.split_once("\r\n\r\n").context("this is not HTTP")?;
        let status = head.lines().next().unwrap_or_default();
        if !status.contains(" 200") {
            bail!("{line}: {status} {body}");
        }
        serde_json::from_str(body).with_context(|| format!("the response to {line} is not JSON"))
    }
}

impl Drop for EmulatorProcess {
    fn drop(&mut self) {
        command::end(&mut self.child);
    }
}

/// Starts the built emulator with the demo organization and waits until it reports its address.
///
/// # Errors
/// When it does not start or reports something else.
pub(crate) fn start(checkout: &Checkout, profile: &str, more: &[&str]) -> Result<EmulatorProcess> {
    let demo = ["--org", "crates/rolecall-emulator/orgs/demo.json"];
    start_with(checkout, profile, &[&demo[..], more].concat())
}

/// As [`start`], with the organization that `arguments` describe.
///
/// # Errors
/// As [`start`].
pub(crate) fn start_with(checkout: &Checkout, profile: &str, arguments: &[&str]) -> Result<EmulatorProcess> {
    let mut emulator = command::program(checkout.program(profile, "rolecall-emulator"), &checkout.root);
    emulator.args(["--listen", "127.0.0.1:0"]).args(arguments);
    let mut child = emulator
        .stdout(Stdio::piped())
        .spawn()
        .context("the emulator does not start")?;
    let mut line = String::new();
    if let Some(out) = child.stdout.take() {
        BufReader::new(out).read_line(&mut line)?;
    }
    // From here on the child ends with this value, also when its report cannot be used.
    let mut emulator = EmulatorProcess {
        child,
        url: String::new(),
        start_url: String::new(),
        region: String::new(),
    };
    let ready: Value = serde_json::from_str(&line).context("the emulator did not report its address")?;
    let text = |key: &str| -> Result<String> {
        let value = ready.get(key).and_then(Value::as_str);
        Ok(value
            .with_context(|| format!("the emulator did not report its {key}"))?
            .to_owned())
    };
    emulator.url = text("url")?;
    emulator.start_url = text("start_url")?;
    emulator.region = text("region")?;
    Ok(emulator)
}
