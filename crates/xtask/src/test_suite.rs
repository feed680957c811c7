//! `cargo xtask test`: every check and every test, quiet when green and clear when red.

mod test_run;

use std::fs::File;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};
use crate::programs::{self, TestProgram};
use crate::setup::{self, cargo_tools};
use crate::tidy;
use test_run::TestRun;

const CHECK_DEADLINE: Duration = Duration::from_secs(2700);
const TEST_DEADLINE: Duration = Duration::from_secs(1500);

/// The scripts that the page must have. Building comes last: what it leaves is put into the program.
const PAGE_SCRIPTS: [&str; 5] = ["lint", "check", "test", "test:page", "build"];

/// Runs everything and prints the sum.
///
/// # Errors
/// When any step failed; each has been shown by then.
pub(crate) fn run(checkout: &Checkout) -> Result<()> {
    let mut test_run = TestRun::new(checkout)?;
    if test_run.step("setup", |_| setup::run(checkout)) {
        let page_is_built = page(checkout, &mut test_run);
        checks(checkout, &mut test_run, page_is_built);
        if page_is_built {
            tests(checkout, &mut test_run)?;
        } else {
            test_run.not_run("build and tests", "the page was not built");
        }
    }
    test_run.close()
}

/// Runs the page's scripts and tells whether it can be put into the program.
fn page(checkout: &Checkout, test_run: &mut TestRun) -> bool {
    let mut built = false;
    for script in PAGE_SCRIPTS {
        built = test_run.step(&format!("page {script}"), |log| {
            if !scripts(checkout)?.contains(&script.to_owned()) {
                bail!("ui/package.json has no script `{script}`");
            }
            let mut npm = quiet(command::program("npm", &checkout.ui()).split_args("run --silent"));
            npm.arg(script);
            command::logged(npm, log, TEST_DEADLINE)
        });
    }
    built
}

fn scripts(checkout: &Checkout) -> Result<Vec<String>> {
    let manifest =
        std::fs::read_to_string(checkout.ui().join("package.json")).context("cannot read ui/package.json")?;
    let manifest: Value = serde_json::from_str(&manifest).context("ui/package.json is not JSON")?;
    let scripts = manifest.get("scripts").and_then(Value::as_object);
    Ok(scripts
        .into_iter()
        .flat_map(|scripts| scripts.keys().cloned())
        .collect())
}

fn checks(checkout: &Checkout, test_run: &mut TestRun, page_is_built: bool) {
    let root = &checkout.root;
    let cargo = |words: &str| quiet(command::cargo(root).split_args(words));
    test_run.step("format", |log| {
        command::logged(cargo("fmt --all --check"), log, CHECK_DEADLINE)
    });
    test_run.step("tidy", |log| tidy::run_into(checkout, log));
    test_run.step("dependencies", |log| {
        let deny = cargo_tools::cargo_deny(checkout, log)?;
        command::logged(cargo("fetch --locked"), log, CHECK_DEADLINE)?;
        let check = command::program(deny, root)
            .split_args("--offline --log-level error check licenses bans sources");
        command::logged(quiet(check), log, CHECK_DEADLINE)
    });
    if !page_is_built {
        test_run.not_run("clippy", "the page was not built");
        return;
    }
    // As shipped, then with what only the journeys use: code behind a feature is linted too.
    test_run.step("clippy", |log| {
        command::logged(
            cargo("clippy --workspace --all-targets -- -D warnings"),
            log,
            CHECK_DEADLINE,
        )
    });
    test_run.step("clippy, as tested", |log| {
        let mut clippy = cargo("clippy --workspace --all-targets --features");
        clippy
            .arg(tested_features(checkout)?)
            .args(["--", "-D", "warnings"]);
        command::logged(clippy, log, CHECK_DEADLINE)
    });
}

fn tests(checkout: &Checkout, test_run: &mut TestRun) -> Result<()> {
    let features = tested_features(checkout)?;
    let mut programs = Vec::new();
    let built = test_run.step("build", |log| {
        programs = programs::build_tests(checkout, &features, log)?;
        Ok(())
    });
    if !built {
        test_run.not_run("tests", "the build failed");
        return Ok(());
    }
    // The journeys drive whole programs; they come last, so that a smaller test fails first.
    programs.sort_by_key(|program| {
        (
            program.package == "journeys",
            program.package.clone(),
            program.target.clone(),
        )
    });
    for package in packages(&programs) {
        test_run.step(&format!("test {package}"), |log| {
            let of_package = programs.iter().filter(|program| program.package == package);
            run_all(of_package.map(|program| test_command(checkout, program)), log)
        });
    }
    test_run.step("test documentation", |log| {
        let mut doc = fresh(
            checkout,
            command::cargo(&checkout.root).split_args("test --workspace --doc --features"),
        );
        doc.arg(&features);
        command::logged(doc, log, TEST_DEADLINE)
    });
    Ok(())
}

/// Runs every command, also after one failed, and then tells the failures.
fn run_all(commands: impl Iterator<Item = Command>, log: &File) -> Result<()> {
    let failures: Vec<String> = commands
        .filter_map(|test| {
            command::logged(test, log, TEST_DEADLINE)
                .err()
                .map(|e| e.to_string())
        })
        .collect();
    if failures.is_empty() {
        Ok(())
    } else {
        bail!("{}", failures.join("\n"))
    }
}

fn packages(programs: &[TestProgram]) -> Vec<String> {
    let mut names: Vec<String> = programs.iter().map(|program| program.package.clone()).collect();
    names.dedup();
    names
}

fn test_command(checkout: &Checkout, program: &TestProgram) -> Command {
    let mut test = fresh(checkout, command::program(&program.file, &program.folder));
    test.env("CARGO_MANIFEST_DIR", &program.folder);
    test
}

fn tested_features(checkout: &Checkout) -> Result<String> {
    programs::shell_features(checkout, &["custom-protocol", "e2e"])
}

/// Gives a test an environment in which nothing of the person's desktop or AWS settings is left.
fn fresh(checkout: &Checkout, command: Command) -> Command {
    let mut command = quiet(command);
    for (key, _) in std::env::vars_os() {
        let name = key.to_string_lossy();
        if name.starts_with("AWS_") || name.starts_with("ROLECALL_") {
            command.env_remove(&key);
        }
    }
    for key in [
        "DBUS_SESSION_BUS_ADDRESS",
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "XAUTHORITY",
        "BROWSER",
    ] {
        command.env_remove(key);
    }
    command
        .env("ROLECALL_PYTHON", checkout.python())
        .env("ROLECALL_BINDINGS", "check")
        .env("INSTA_UPDATE", "no");
    command
}

/// Asks a program for plain output, as in continuous integration.
fn quiet(mut command: Command) -> Command {
    command
        .env("CI", "true")
        .env("CARGO_TERM_COLOR", "never")
        .env("NO_COLOR", "1")
        .env_remove("FORCE_COLOR");
    command
}
