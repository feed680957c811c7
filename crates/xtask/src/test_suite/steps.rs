//! The single steps: what each runs, and how it is judged.

use std::fs::File;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::test_programs::{TEST_DEADLINE, isolated, plain};
use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};
use crate::programs;
use crate::setup::cargo_tools;

const CHECK_DEADLINE: Duration = Duration::from_secs(2700);

/// Describes a call of cargo with plain output.
pub(super) fn cargo(checkout: &Checkout, arguments: &str) -> Command {
    plain(command::cargo(&checkout.root).split_args(arguments))
}

/// Compares the format of all Rust files with rustfmt's.
pub(super) fn format(checkout: &Checkout, log: &File) -> Result<()> {
    command::run_logged(cargo(checkout, "fmt --all --check"), log, CHECK_DEADLINE)
}

/// Runs one script of the page, which must exist.
pub(super) fn page_script(checkout: &Checkout, script: &str, log: &File) -> Result<()> {
    let manifest =
        std::fs::read_to_string(checkout.ui().join("package.json")).context("cannot read ui/package.json")?;
    let manifest: Value = serde_json::from_str(&manifest).context("ui/package.json is not JSON")?;
    if manifest
        .get("scripts")
        .and_then(|scripts| scripts.get(script))
        .is_none()
    {
        bail!("ui/package.json has no script `{script}`");
    }
    let mut npm = plain(command::program("npm", &checkout.ui()).split_args("run --silent"));
    npm.arg(script);
    command::run_logged(npm, log, TEST_DEADLINE)
}

/// Checks licences, bans and sources of all dependencies.
pub(super) fn dependencies(checkout: &Checkout, log: &File) -> Result<()> {
    let deny = cargo_tools::ensure_cargo_deny(checkout, log)?;
    command::run_logged(cargo(checkout, "fetch --locked"), log, CHECK_DEADLINE)?;
    let check = command::program(deny, &checkout.root)
        .split_args("--offline --log-level error check licenses bans sources");
    command::run_logged(plain(check), log, CHECK_DEADLINE)
}

/// Lints packages (all, as `--workspace`) with all their tests.
pub(super) fn clippy(checkout: &Checkout, packages: &str, features: &str, log: &File) -> Result<()> {
    let mut clippy = cargo(checkout, "clippy --all-targets").split_args(packages);
    if !features.is_empty() {
        clippy.args(["--features", features]);
    }
    clippy.args(["--", "-D", "warnings"]);
    command::run_logged(clippy, log, CHECK_DEADLINE)
}

/// Runs the examples in the documentation.
pub(super) fn documentation(checkout: &Checkout, features: &str, log: &File) -> Result<()> {
    let test = command::cargo(&checkout.root).split_args("test --workspace --doc --features");
    let mut test = isolated(checkout, test);
    test.arg(features);
    command::run_logged(test, log, TEST_DEADLINE)
}

/// Runs the journey of the command that is linked for Windows, which is in `folder`.
pub(super) fn windows_journey(checkout: &Checkout, folder: &Path, log: &File) -> Result<()> {
    // The whole workspace, so that no dependency is built again with fewer features.
    let test = command::cargo(&checkout.root).split_args("test --workspace --test windows --features");
    let mut test = isolated(checkout, test);
    test.arg(all_features(checkout)?)
        .env("ROLECALL_WINDOWS_DIR", folder);
    command::run_logged(test, log, TEST_DEADLINE)
}

/// [`tested_features`], and that of the journey on Windows.
pub(super) fn all_features(checkout: &Checkout) -> Result<String> {
    Ok(format!("{},journeys/windows", tested_features(checkout)?))
}

/// The features of the shell that are tested.
pub(super) fn tested_features(checkout: &Checkout) -> Result<String> {
    programs::shell_features(checkout, &["custom-protocol", "e2e"])
}

/// The features of the shell that users get.
pub(super) fn shipped_features(checkout: &Checkout) -> Result<String> {
    programs::shell_features(checkout, &["custom-protocol"])
}
