//! `cargo xtask test --quick`: an answer while working, from what changed since the main branch.
//!
//! Runs what needs neither a window, a keychain nor another program, of the packages that changed. It says
//! nothing of the packages that depend on them: `cargo xtask test` does.

use anyhow::Result;

use super::changes::{self, Package};
use super::steps;
use super::test_programs::{TEST_DEADLINE, isolated};
use super::test_run::TestRun;
use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};
use crate::tidy;

/// The integration tests that are run: package and target (`*` for all). All others need a desktop, start programs,
/// or take longer.
const FAST_TESTS: [(&str, &str); 2] = [("rolecall", "*"), ("rolecall-aws", "*")];

/// Integration tests of those packages that are not run.
const SLOW_TESTS: [(&str, &str); 3] = [
    ("rolecall", "export_shells"),
    ("rolecall", "rough_day"),
    ("rolecall", "soak"),
];

/// Runs the quick steps and prints the sum.
///
/// # Errors
/// When a step failed; each has been shown by then.
pub(crate) fn run(checkout: &Checkout) -> Result<()> {
    let test_run = TestRun::new(checkout)?;
    let files = changes::changed_files(checkout)?;
    let packages = changes::concerned(changes::packages(checkout)?, &files);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            test_run.step("format", |log| steps::format(checkout, log));
            test_run.step("tidy", |log| tidy::run_into(checkout, log));
            if files.iter().any(|file| file.starts_with("ui/")) {
                test_run.step("page test", |log| steps::page_script(checkout, "test", log));
            }
        });
        // One call per package: its dependencies are then always built with the same features.
        for package in &packages {
            check(checkout, &test_run, package);
        }
    });
    if packages.is_empty() {
        println!("no package changed");
    }
    test_run.close(false)
}

fn check(checkout: &Checkout, test_run: &TestRun, package: &Package) {
    let (name, selected) = (&package.name, format!("--package {}", package.name));
    let features = || match name.as_str() {
        "rolecall-app" => steps::tested_features(checkout),
        _ => Ok(String::new()),
    };
    test_run.step(&format!("clippy {name}"), |log| {
        steps::clippy(checkout, &selected, &features()?, log)
    });
    let targets = targets(package);
    test_run.step(&format!("test {name}"), |log| {
        let test = command::cargo(&checkout.root)
            .split_args("test")
            .split_args(&selected);
        let mut test = isolated(checkout, test.split_args(&targets));
        let features = features()?;
        if !features.is_empty() {
            test.args(["--features", &features]);
        }
        command::run_logged(test, log, TEST_DEADLINE)
    });
}

/// Returns cargo's arguments for the fast tests of a package.
fn targets(package: &Package) -> String {
    let is_listed = |list: &[(&str, &str)], target: &str| {
        list.iter()
            .any(|(name, listed)| *name == package.name && (*listed == "*" || *listed == target))
    };
    let unit_tests = if package.has_library { "--lib" } else { "--bins" };
    let fast = package
        .integration_tests
        .iter()
        .filter(|target| is_listed(&FAST_TESTS, target) && !is_listed(&SLOW_TESTS, target));
    fast.fold(unit_tests.to_owned(), |arguments, target| {
        format!("{arguments} --test {target}")
    })
}

#[cfg(test)]
mod tests {
    use super::targets;
    use crate::test_suite::changes::Package;

    #[test]
    fn only_fast_tests_are_selected() {
        let package = |name: &str, has_library: bool, tests: &[&str]| Package {
            name: name.to_owned(),
            folder: String::new(),
            has_library,
            integration_tests: tests.iter().map(|test| (*test).to_owned()).collect(),
        };
        assert_eq!(
            targets(&package("rolecall", true, &["keeper", "soak"])),
            "--lib --test keeper"
        );
        assert_eq!(
            targets(&package("rolecall-os", true, &["notifications"])),
            "--lib"
        );
        assert_eq!(targets(&package("xtask", false, &[])), "--bins");
    }
}
