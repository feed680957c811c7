//! Builds the product's programs and its tests, and returns where they are.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::Value;
use toml_edit::DocumentMut;

use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};

const BUILD_DEADLINE: Duration = Duration::from_secs(2700);

/// One built test program and the package it belongs to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TestProgram {
    /// The package's name.
    pub(crate) package: String,
    /// The target's name: the library, a program, or a file in `tests/`.
    pub(crate) target: String,
    /// The package's folder, which is where its tests expect to run.
    pub(crate) folder: PathBuf,
    /// The file to run.
    pub(crate) file: PathBuf,
}

/// Returns those of the requested features that the shell declares, in the form that cargo takes.
///
/// # Errors
/// When the shell's manifest cannot be read.
pub(crate) fn shell_features(checkout: &Checkout, requested: &[&str]) -> Result<String> {
    let manifest = fs::read_to_string(checkout.root.join("src-tauri/Cargo.toml"))?;
    let manifest: DocumentMut = manifest.parse().context("src-tauri/Cargo.toml is not TOML")?;
    let declared = manifest.get("features").and_then(|table| table.as_table_like());
    let features: Vec<String> = requested
        .iter()
        .filter(|feature| declared.is_some_and(|table| table.contains_key(feature)))
        .map(|feature| format!("rolecall-app/{feature}"))
        .collect();
    Ok(features.join(","))
}

/// Builds every program and every test in one go, so that no dependency is built twice.
///
/// # Errors
/// When something does not compile; what is wrong is in `log`.
pub(crate) fn build_tests(checkout: &Checkout, features: &str, log: &File) -> Result<Vec<TestProgram>> {
    let mut build = command::cargo(&checkout.root).split_args(
        "build --workspace --bins --tests --examples --message-format=json-render-diagnostics --features",
    );
    build.arg(features);
    let messages = command::output_with_logged_errors(build, log)?;
    Ok(messages.lines().filter_map(test_program).collect())
}

/// Builds the programs that users run, for `profile` (`dev` or `release`).
///
/// # Errors
/// When something does not compile; what is wrong is in `log`.
pub(crate) fn build_product(checkout: &Checkout, packages: &[&str], profile: &str, log: &File) -> Result<()> {
    let mut build = command::cargo(&checkout.root).split_args("build --profile");
    build.arg(profile);
    for package in packages {
        build.args(["--package", package]);
    }
    if packages.contains(&"rolecall-app") {
        build
            .arg("--features")
            .arg(shell_features(checkout, &["custom-protocol"])?);
    }
    command::run_logged(build, log, BUILD_DEADLINE)
}

/// Builds the page into `ui/dist`, from where it is put into the program.
///
/// # Errors
/// When the page does not build.
pub(crate) fn build_page(checkout: &Checkout, log: &File) -> Result<()> {
    command::run_logged(
        command::program("npm", &checkout.ui()).split_args("run --silent build"),
        log,
        Duration::from_secs(300),
    )
}

fn test_program(message: &str) -> Option<TestProgram> {
    let message: Value = serde_json::from_str(message).ok()?;
    if message.get("reason")?.as_str()? != "compiler-artifact" || message.pointer("/profile/test")? != true {
        return None;
    }
    let manifest = Path::new(message.get("manifest_path")?.as_str()?);
    Some(TestProgram {
        package: package_name(message.get("package_id")?.as_str()?).to_owned(),
        target: message.pointer("/target/name")?.as_str()?.to_owned(),
        folder: manifest.parent()?.to_path_buf(),
        file: PathBuf::from(message.get("executable")?.as_str()?),
    })
}

/// Reads the name out of `path+file:///w/tests#journeys@0.1.0` or `path+file:///w/crates/rolecall#0.1.0`.
fn package_name(id: &str) -> &str {
    let (path, rest) = id.rsplit_once('#').unwrap_or(("", id));
    match rest.split_once('@') {
        Some((name, _)) => name,
        None => path.rsplit('/').next().unwrap_or(path),
    }
}

#[cfg(test)]
mod tests {
    use super::{TestProgram, package_name, test_program};

    #[test]
    fn a_test_artifact_is_read() {
        let message = r#"{"reason":"compiler-artifact","package_id":"path+file:///w/tests#journeys@0.1.0",
            "manifest_path":"/w/tests/Cargo.toml","target":{"kind":["test"],"name":"window"},
            "profile":{"test":true},"executable":"/t/window-1"}"#;
        let program = TestProgram {
            package: "journeys".into(),
            target: "window".into(),
            folder: "/w/tests".into(),
            file: "/t/window-1".into(),
        };
        assert_eq!(test_program(message), Some(program));
    }

    #[test]
    fn both_forms_of_a_package_id_are_understood() {
        assert_eq!(
            package_name("path+file:///w/src-tauri#rolecall-app@0.1.0"),
            "rolecall-app"
        );
        assert_eq!(package_name("path+file:///w/crates/rolecall#0.1.0"), "rolecall");
    }
}
