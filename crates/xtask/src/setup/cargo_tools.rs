//! Cargo tools that the checks use and Debian does not package.

use std::fs::File;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;

use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};

/// The version of cargo-deny that `deny.toml` is written for.
const CARGO_DENY_VERSION: &str = "0.20.2";

/// Returns the path of cargo-deny. Builds it into `target/tools` unless it is installed already.
///
/// # Errors
/// If the build fails.
pub(crate) fn ensure_cargo_deny(checkout: &Checkout, log: &File) -> Result<PathBuf> {
    if command::is_installed("cargo-deny") {
        return Ok(PathBuf::from("cargo-deny"));
    }
    let local_path = checkout.tools().join("bin/cargo-deny");
    if !local_path.is_file() {
        let mut install = command::cargo(&checkout.root)
            .split_args("install cargo-deny --locked --debug --quiet --version");
        install
            .arg(CARGO_DENY_VERSION)
            .arg("--root")
            .arg(checkout.tools());
        install.arg("--target-dir").arg(checkout.tools().join("build"));
        command::run_logged(install, log, Duration::from_secs(1200))?;
    }
    Ok(local_path)
}
