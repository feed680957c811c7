//! Runs built test programs, several at a time, in an environment without anything of the user's.

use std::fs::{self, File};
use std::io::Write as _;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use super::test_run::TestRun;
use crate::checkout::Checkout;
use crate::command;
use crate::programs::TestProgram;

/// Longer than any test program takes that is not a soak.
pub(super) const TEST_DEADLINE: Duration = Duration::from_secs(1500);

/// How test programs are run.
pub(super) struct Conditions<'a> {
    /// How many run at one time.
    pub(super) at_once: usize,
    /// After which time one is stopped.
    pub(super) deadline: Duration,
    /// A variable that all of them get.
    pub(super) variable: Option<(&'a str, &'a str)>,
}

impl Conditions<'_> {
    /// One after another: for those that measure time or memory, or drive a whole desktop.
    pub(super) const ALONE: Self = Self {
        at_once: 1,
        deadline: TEST_DEADLINE,
        variable: None,
    };

    /// Two at one time: each of them also runs its tests on several threads.
    pub(super) const SHARED: Self = Self {
        at_once: 2,
        ..Self::ALONE
    };
}

/// Runs all programs, also after one failed; their output goes into `log`, one after another.
///
/// # Errors
/// With what each of the failed ones ended with.
pub(super) fn run_all(
    checkout: &Checkout,
    test_run: &TestRun,
    programs: &[&TestProgram],
    conditions: &Conditions<'_>,
    mut log: &File,
) -> Result<()> {
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let worker = || {
        while let Some(program) = programs.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Err(problem) = run_one(checkout, test_run, program, conditions)
                && let Ok(mut failures) = failures.lock()
            {
                failures.push(format!("{problem:#}"));
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..conditions.at_once {
            scope.spawn(worker);
        }
    });
    for program in programs {
        log.write_all(&fs::read(test_run.log_path(&log_name(program))).unwrap_or_default())?;
    }
    let failures = failures.into_inner().unwrap_or_default();
    if !failures.is_empty() {
        bail!("{}", failures.join("\n"));
    }
    Ok(())
}

fn run_one(
    checkout: &Checkout,
    test_run: &TestRun,
    program: &TestProgram,
    conditions: &Conditions<'_>,
) -> Result<()> {
    let log = File::create(test_run.log_path(&log_name(program))).context("cannot open the log")?;
    let mut test = isolated(checkout, command::program(&program.file, &program.folder));
    test.env("CARGO_MANIFEST_DIR", &program.folder);
    if let Some((name, value)) = conditions.variable {
        test.env(name, value);
    }
    let started = Instant::now();
    let outcome = command::run_logged(test, &log, conditions.deadline);
    test_run.add_program(
        format!("{} {}", program.package, program.target),
        started.elapsed(),
    );
    outcome
}

/// The library and the program of a package may have the same name, so the file's own is part of it.
fn log_name(program: &TestProgram) -> String {
    let file = program.file.file_name().unwrap_or_default().to_string_lossy();
    format!("program {} {file}", program.package)
}

/// Removes the user's desktop and AWS settings from the environment of a test.
pub(super) fn isolated(checkout: &Checkout, command: Command) -> Command {
    let mut command = plain(command);
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
        .env("ROLECALL_BIN_DIR", checkout.target.join("debug"))
        .env("ROLECALL_BINDINGS", "check")
        .env("INSTA_UPDATE", "no");
    command
}

/// Makes a program print plain output, as in continuous integration.
pub(super) fn plain(mut command: Command) -> Command {
    command
        .env("CI", "true")
        .env("CARGO_TERM_COLOR", "never")
        .env("NO_COLOR", "1")
        .env_remove("FORCE_COLOR");
    command
}

#[cfg(test)]
mod tests {
    use super::{Conditions, run_all};
    use crate::checkout::Checkout;
    use crate::programs::TestProgram;
    use crate::test_suite::test_run::TestRun;
    use std::fs::{self, File};
    use std::path::Path;

    #[cfg(unix)]
    fn script(folder: &Path, name: &str, text: &str) -> TestProgram {
        use std::os::unix::fs::PermissionsExt as _;
        let file = folder.join(name);
        fs::write(&file, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o700)).unwrap();
        TestProgram {
            package: "scripts".to_owned(),
            target: name.to_owned(),
            folder: folder.to_path_buf(),
            file,
        }
    }

    #[cfg(unix)]
    #[test]
    fn all_run_and_their_outputs_are_in_order() {
        let root = std::env::temp_dir().join(format!("xtask-programs-{}", std::process::id()));
        fs::create_dir_all(&root).unwrap();
        let checkout = Checkout {
            root: root.clone(),
            target: root.join("target"),
        };
        let test_run = TestRun::new(&checkout).unwrap();
        let programs = [
            script(
                &root,
                "slow",
                "sleep 0.2; echo \"slow $LENGTH ${ROLECALL_HOME-}\"",
            ),
            script(&root, "failing", "echo failing; exit 3"),
            script(&root, "fast", "echo fast"),
        ];
        let conditions = Conditions {
            at_once: 2,
            variable: Some(("LENGTH", "full")),
            ..Conditions::ALONE
        };
        let log = File::create(root.join("log")).unwrap();
        let all: Vec<&TestProgram> = programs.iter().collect();
        let outcome = run_all(&checkout, &test_run, &all, &conditions, &log);
        let output = fs::read_to_string(root.join("log")).unwrap();
        fs::remove_dir_all(&root).unwrap();
        assert_eq!(output, "slow full \nfailing\nfast\n");
        let problem = outcome.unwrap_err().to_string();
        assert!(
            problem.contains("failing") && !problem.contains("fast"),
            "{problem}"
        );
    }
}
