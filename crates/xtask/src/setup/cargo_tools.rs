//! Cargo tools that the checks use and that Debian does not have.

use std::fs::File;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;

use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};

/// The release of cargo-deny that `deny.toml` is written for.
const CARGO_DENY: &str = "0.20.2";

/// Returns cargo-deny, built into `target/tools` unless the machine has it.
///
/// # Errors
/// When it has to be built and that fails.
pub(crate) fn cargo_deny(checkout: &Checkout, log: &File) -> Result<PathBuf> {
    if command::is_installed("cargo-deny") {
        return Ok(PathBuf::from("cargo-deny"));
    }
    let ours = checkout.tools().join("bin/cargo-deny");
    if !ours.is_file() {
        let mut install = command::cargo(&checkout.root)
            .split_args("install cargo-deny --locked --debug --quiet --version");
        install.arg(CARGO_DENY).arg("--root").arg(checkout.tools());
        install.arg("--target-dir").arg(checkout.tools().join("build"));
        command::logged(install, log, Duration::from_secs(1200))?;
    }
    Ok(ours)
}
