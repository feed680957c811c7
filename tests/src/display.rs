//! A display of its own, and pictures of it.

use crate::programs;
use crate::started::Started;
use anyhow::{Result, ensure};
use std::path::Path;
use std::process::Command;

/// A display at work.
#[derive(Debug)]
pub struct Display {
    _server: Started,
    name: String,
}

impl Display {
    /// Starts one of the size that Rolecall's window has at first.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn start(logs: &Path) -> Result<Self> {
        let mut command = Command::new(programs::tool("Xvfb", "xvfb")?);
        command.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1080x720x24",
            "-nolisten",
            "tcp",
            "-noreset",
        ]);
        let mut server = Started::start("display", command, logs)?;
        let number: u32 = server.line(|line| line.trim().parse().ok())?;
        Ok(Self {
            _server: server,
            name: format!(":{number}"),
        })
    }

    /// Returns its name, as in `DISPLAY`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Writes a picture of all that it shows to `file`.
    ///
    /// # Errors
    /// When it cannot.
    pub fn photograph(&self, file: &Path) -> Result<()> {
        let mut command = Command::new(programs::tool("import", "imagemagick")?);
        command
            .args(["-display", &self.name, "-window", "root"])
            .arg(file);
        let output = command.output()?;
        ensure!(
            output.status.success(),
            "no picture: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(())
    }

    /// Counts the colours that it shows.
    ///
    /// # Errors
    /// When it cannot.
    pub fn colours(&self) -> Result<u32> {
        let file = tempfile::Builder::new().suffix(".png").tempfile()?;
        self.photograph(file.path())?;
        let mut command = Command::new(programs::tool("identify", "imagemagick")?);
        command.args(["-format", "%k"]).arg(file.path());
        Ok(String::from_utf8_lossy(&command.output()?.stdout)
            .trim()
            .parse()?)
    }
}
