//! `cargo xtask test`: every check and every test, quiet when green and clear when red.
//!
//! Steps that do not disturb each other run side by side: the page's and the dependencies' beside the
//! build, the lints and the tests of single packages. What measures or drives a desktop comes last, alone.

mod changes;
mod quick;
mod steps;
mod test_programs;
mod test_run;

use std::fs::File;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::checkout::Checkout;
use crate::cross::{self, Part, System, windows_program};
use crate::programs::{self, TestProgram};
use crate::setup;
use crate::tidy;
use test_programs::Conditions;
use test_run::TestRun;

pub(crate) use quick::run as run_quick;

/// The page's scripts that check it; `build` is apart, since its result is put into the program.
const PAGE_CHECKS: [&str; 4] = ["lint", "check", "test", "test:page"];

/// The packages whose tests drive whole programs, keychains and buses, or measure time.
const ALONE: [&str; 2] = ["rolecall-os", "journeys"];

/// The test programs whose amount [`SOAK_VARIABLE`] sets: package and target.
const SOAKS: [(&str, &str); 4] = [
    ("rolecall", "soak"),
    ("rolecall", "rough_day"),
    ("journeys", "renewal"),
    ("journeys", "soak"),
];

/// Set to `full`, soaks take as long as it needs to find what is rare; otherwise they are as long as it needs to
/// find what they are for.
const SOAK_VARIABLE: &str = "ROLECALL_SOAK";

const SOAK_DEADLINE: Duration = Duration::from_secs(4 * 3600);

/// What a linker, a compiler and a browser need beside each other, in KiB.
const MEMORY_SIDE_BY_SIDE: u64 = 6 << 20;

/// Runs everything and prints the sum.
///
/// # Errors
/// When any step failed; each has been shown by then.
pub(crate) fn run(checkout: &Checkout) -> Result<()> {
    let test_run = TestRun::new(checkout)?;
    if !test_run.step("setup", |_| setup::run(checkout)) {
        return test_run.close(false);
    }
    let page_is_built = test_run.step("page build", |log| steps::page_script(checkout, "build", log));
    let programs = if has_memory_for_two() {
        std::thread::scope(|scope| {
            scope.spawn(|| check_page_and_dependencies(checkout, &test_run));
            check_rust(checkout, &test_run, page_is_built)
        })
    } else {
        check_page_and_dependencies(checkout, &test_run);
        check_rust(checkout, &test_run, page_is_built)
    };
    let (alone, _) = split(&programs);
    test_packages(checkout, &test_run, &alone, &Conditions::ALONE);
    if !programs.is_empty() {
        test_run.step_if_possible("test on Windows", |log| test_on_windows(checkout, log));
    }
    test_run.close(true)
}

/// Builds the tests and runs the soaks at full length, one after another.
///
/// # Errors
/// When one failed; it has been shown by then.
pub(crate) fn run_soaks(checkout: &Checkout) -> Result<()> {
    let test_run = TestRun::new(checkout)?;
    let is_ready = test_run.step("setup", |_| setup::run(checkout))
        && test_run.step("page build", |log| steps::page_script(checkout, "build", log));
    let programs = if is_ready {
        build(checkout, &test_run)
    } else {
        Vec::new()
    };
    let conditions = Conditions {
        deadline: SOAK_DEADLINE,
        variable: Some((SOAK_VARIABLE, "full")),
        ..Conditions::ALONE
    };
    for (package, target) in SOAKS {
        let found = programs
            .iter()
            .find(|program| program.package == package && program.target == target);
        let Some(program) = found else {
            test_run.not_run(&format!("soak {package} {target}"), "it was not built");
            continue;
        };
        test_run.step(&format!("soak {package} {target}"), |log| {
            test_programs::run_all(checkout, &test_run, &[program], &conditions, log)
        });
    }
    test_run.close(false)
}

fn check_page_and_dependencies(checkout: &Checkout, test_run: &TestRun) {
    for script in PAGE_CHECKS {
        test_run.step(&format!("page {script}"), |log| {
            steps::page_script(checkout, script, log)
        });
    }
    test_run.step("dependencies", |log| steps::dependencies(checkout, log));
    for system in System::ALL {
        test_run.step_if_possible(&format!("compile for {system}"), |log| {
            cross::check(checkout, system, log).map(Part::missing)
        });
    }
}

/// Checks all packages, and tests those that need not be alone; returns all that was built.
fn check_rust(checkout: &Checkout, test_run: &TestRun, page_is_built: bool) -> Vec<TestProgram> {
    test_run.step("format", |log| steps::format(checkout, log));
    test_run.step("tidy", |log| tidy::run_into(checkout, log));
    if !page_is_built {
        test_run.not_run("build, clippy and tests", "the page was not built");
        return Vec::new();
    }
    let programs = build(checkout, test_run);
    test_run.step("clippy", |log| {
        steps::clippy(checkout, "--workspace", &steps::all_features(checkout)?, log)
    });
    // Only the shell has features: nothing else is linted again.
    test_run.step("clippy, as shipped", |log| {
        steps::clippy(checkout, "--workspace", &steps::shipped_features(checkout)?, log)
    });
    if programs.is_empty() {
        test_run.not_run("tests", "the build failed");
        return programs;
    }
    let (_, shared) = split(&programs);
    test_packages(checkout, test_run, &shared, &Conditions::SHARED);
    test_run.step("test documentation", |log| {
        steps::documentation(checkout, &steps::tested_features(checkout)?, log)
    });
    programs
}

fn build(checkout: &Checkout, test_run: &TestRun) -> Vec<TestProgram> {
    let mut programs = Vec::new();
    test_run.step("build", |log| {
        programs = programs::build_tests(checkout, &steps::tested_features(checkout)?, log)?;
        if programs.is_empty() {
            bail!("no test was built");
        }
        Ok(())
    });
    programs
}

/// Links the command for Windows and drives it; returns what the machine lacks for that.
fn test_on_windows(checkout: &Checkout, log: &File) -> Result<Option<String>> {
    match windows_program::link(checkout, log)? {
        Part::Ready(folder) => steps::windows_journey(checkout, &folder, log).map(|()| None),
        Part::Missing(reason) => Ok(Some(reason)),
    }
}

/// Returns the programs that must run alone, and the others.
fn split(programs: &[TestProgram]) -> (Vec<&TestProgram>, Vec<&TestProgram>) {
    programs
        .iter()
        .partition(|program| ALONE.contains(&program.package.as_str()))
}

/// Runs the tests of each package as one step. The journeys come last, so that a smaller test fails first.
fn test_packages(
    checkout: &Checkout,
    test_run: &TestRun,
    programs: &[&TestProgram],
    conditions: &Conditions<'_>,
) {
    let mut packages: Vec<&str> = programs.iter().map(|program| program.package.as_str()).collect();
    packages.sort_unstable_by_key(|package| (*package == "journeys", *package));
    packages.dedup();
    for package in packages {
        let mut of_package: Vec<&TestProgram> = programs
            .iter()
            .copied()
            .filter(|program| program.package == package)
            .collect();
        of_package.sort_by_key(|program| &program.target);
        test_run.step(&format!("test {package}"), |log| {
            test_programs::run_all(checkout, test_run, &of_package, conditions, log)
        });
    }
}

/// Returns whether two big steps may run beside each other; where the system does not say, they may.
fn has_memory_for_two() -> bool {
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    available_memory(&memory).is_none_or(|available| available >= MEMORY_SIDE_BY_SIDE)
}

/// Reads `MemAvailable` out of `/proc/meminfo`, in KiB.
fn available_memory(memory: &str) -> Option<u64> {
    let line = memory
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::available_memory;

    #[test]
    fn the_available_memory_is_read() {
        let memory = "MemTotal:       24583452 kB\nMemFree:         1 kB\nMemAvailable:   23011456 kB\n";
        assert_eq!(available_memory(memory), Some(23_011_456));
        assert_eq!(available_memory(""), None);
    }
}
