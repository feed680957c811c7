//! The clipboard of a display, read by xclip.

use crate::display::Display;
use crate::programs;
use crate::started::Started;
use anyhow::{Result, ensure};
use std::path::Path;
use std::process::Command;

/// Returns the text in the clipboard; nothing when it is empty.
///
/// # Errors
/// When xclip is not there.
pub fn text(display: &Display) -> Result<Option<String>> {
    read(display, &[])
}

/// Returns the kinds in which the clipboard is offered.
///
/// # Errors
/// When xclip is not there.
pub fn kinds(display: &Display) -> Result<Vec<String>> {
    let kinds = read(display, &["-t", "TARGETS"])?.unwrap_or_default();
    Ok(kinds.lines().map(str::to_owned).collect())
}

fn read(display: &Display, more: &[&str]) -> Result<Option<String>> {
    let mut command = Command::new(programs::tool("xclip", "xclip")?);
    command
        .args(["-display", display.name(), "-selection", "clipboard", "-o"])
        .args(more);
    let output = command.output()?;
    Ok(output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned()))
}

/// Puts `text` into the clipboard, as another program does; it stays there as long as the answer lives.
///
/// # Errors
/// When xclip is not there.
pub fn put(display: &Display, text: &str, logs: &Path) -> Result<Started> {
    let mut command = Command::new(programs::tool("xclip", "xclip")?);
    command.args([
        "-display",
        display.name(),
        "-selection",
        "clipboard",
        "-i",
        "-quiet",
    ]);
    let owner = Started::start_with_input("xclip", command, logs, text)?;
    crate::wait::until_so("the clipboard", crate::wait::TIMEOUT, || {
        Ok(self::text(display)?.as_deref() == Some(text))
    })?;
    ensure!(owner.id() > 0, "xclip is gone");
    Ok(owner)
}
