//! `cargo xtask setup`: installs everything that building and testing requires, unless it is already installed.

pub(crate) mod cargo_tools;
pub(crate) mod debian;
mod npm;
mod python;

use anyhow::{Result, bail};

use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};

/// Prepares the machine and the checkout for building and testing.
///
/// # Errors
/// If something is missing and could not be installed. The error says what to do.
pub(crate) fn run(checkout: &Checkout) -> Result<()> {
    debian::install_required()?;
    require_node()?;
    npm::install(checkout)?;
    python::install(checkout)?;
    Ok(())
}

/// Checks the version of Node.js: Vite uses features of 20.19.
fn require_node() -> Result<()> {
    if !command::is_installed("node") || !command::is_installed("npm") {
        bail!(
            "Node.js 20.19 or newer, with npm, is needed and was not found. Install it and run this again."
        );
    }
    let version =
        command::output(command::program("node", std::path::Path::new(".")).split_args("--version"))?;
    let mut parts = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .map(|part| part.parse::<u32>().unwrap_or(0));
    let (major, minor) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if (major, minor) < (20, 19) {
        bail!(
            "Node.js 20.19 or newer is needed; this one is {}. Install a newer one and run this again.",
            version.trim()
        );
    }
    Ok(())
}
