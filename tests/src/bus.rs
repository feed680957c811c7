//! A session bus of its own, which starts nothing automatically. It must not know what is on it.

use crate::programs;
use crate::started::Started;
use crate::wait::{self, TIMEOUT};
use anyhow::Result;
use std::path::Path;
use std::process::Command;

/// A session bus at work.
#[derive(Debug)]
pub struct Bus {
    _daemon: Started,
    address: String,
}

impl Bus {
    /// Starts one in `folder`.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn start(folder: &Path, logs: &Path) -> Result<Self> {
        let socket = folder.join("bus");
        let address = format!("unix:path={}", socket.display());
        let configuration = folder.join("bus.conf");
        std::fs::write(&configuration, configuration_text(&address))?;
        let mut command = Command::new(programs::tool("dbus-daemon", "dbus-daemon")?);
        command
            .arg("--config-file")
            .arg(&configuration)
            .args(["--nofork", "--nopidfile"]);
        let daemon = Started::start("bus", command, logs)?;
        wait::until_so("the session bus", TIMEOUT, || Ok(socket.exists()))?;
        Ok(Self {
            _daemon: daemon,
            address,
        })
    }

    /// Returns its address.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Calls a method and returns what was answered, as text.
    ///
    /// # Errors
    /// When the call is answered by an error.
    pub fn call(&self, name: &str, object: &str, method: &str, arguments: &[&str]) -> Result<String> {
        call(&self.address, name, object, method, arguments)
    }
}

fn call(address: &str, name: &str, object: &str, method: &str, arguments: &[&str]) -> Result<String> {
    let mut command = Command::new(programs::tool("gdbus", "libglib2.0-bin")?);
    command.env("DBUS_SESSION_BUS_ADDRESS", address);
    command
        .args([
            "call",
            "--session",
            "--timeout",
            "10",
            "-d",
            name,
            "-o",
            object,
            "-m",
            method,
        ])
        .args(arguments);
    let output = command.output()?;
    anyhow::ensure!(
        output.status.success(),
        "{method}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// No service folder: whatever is installed on this machine stays out of the journey.
fn configuration_text(address: &str) -> String {
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>{address}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#
    )
}
