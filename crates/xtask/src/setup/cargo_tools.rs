//! Cargo tools that the checks use and that Debian does not have.

use std::fs::File;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;

use crate::command;
use crate::layout::Layout;
use crate::setup::With as _;

/// The release of cargo-deny that `deny.toml` is written for.
const CARGO_DENY: &str = "0.20.2";

/// Returns cargo-deny, built into `target/tools` unless the machine has it.
///
/// # Errors
/// When it has to be built and that fails.
pub(crate) fn cargo_deny(layout: &Layout, log: &File) -> Result<PathBuf> {
    if command::present("cargo-deny") {
        return Ok(PathBuf::from("cargo-deny"));
    }
    let ours = layout.tools().join("bin/cargo-deny");
    if !ours.is_file() {
        let mut install =
            command::cargo(&layout.root).with("install cargo-deny --locked --debug --quiet --version");
        install.arg(CARGO_DENY).arg("--root").arg(layout.tools());
        install.arg("--target-dir").arg(layout.tools().join("build"));
        command::logged(install, log, Duration::from_secs(1200))?;
    }
    Ok(ours)
}
