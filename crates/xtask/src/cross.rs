//! `cargo xtask cross`: checks that the product and its tests compile for Windows and macOS, with warnings as errors.
//!
//! A toolchain has the standard library of its own system only. Its source is a package of Debian, so the library is
//! compiled as well, by a copy of the toolchain that has the source in its place. Only the command for Windows is linked, where
//! Wine can run it.

mod c_compiler;
mod debian_package;
mod toolchain;
pub(crate) mod windows_program;

use std::ffi::OsString;
use std::fmt;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};
use crate::programs;

const DEADLINE: Duration = Duration::from_secs(2700);

/// What is not checked: `journeys` drives Linux desktops, and `xtask` is not part of the product.
const EXCLUDED: &str = "--exclude journeys --exclude xtask";

/// A system that is checked from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum System {
    /// Windows on x86-64.
    Windows,
    /// macOS on Apple silicon.
    MacOs,
}

impl System {
    /// All of them.
    pub(crate) const ALL: [Self; 2] = [Self::Windows, Self::MacOs];

    /// Returns the name that rustc has for it.
    const fn target(self) -> &'static str {
        match self {
            Self::Windows => "x86_64-pc-windows-gnu",
            Self::MacOs => "aarch64-apple-darwin",
        }
    }
}

impl fmt::Display for System {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Windows => "Windows",
            Self::MacOs => "macOS",
        })
    }
}

/// A part of the check that this machine has, or the reason why it cannot have it.
pub(crate) enum Part<T> {
    /// It is here.
    Ready(T),
    /// It cannot be installed.
    Missing(String),
}

impl<T> Part<T> {
    /// Returns the reason why it is missing.
    pub(crate) fn missing(self) -> Option<String> {
        match self {
            Self::Ready(_) => None,
            Self::Missing(reason) => Some(reason),
        }
    }
}

/// Checks both systems.
///
/// # Errors
/// When something does not compile, or a part that can be installed could not be.
pub(crate) fn run(checkout: &Checkout) -> Result<()> {
    fs::create_dir_all(checkout.logs())?;
    for system in System::ALL {
        let path = checkout.logs().join(format!("cross-{system}.log"));
        let log = File::create(&path)?;
        let outcome = check(checkout, system, &log)
            .with_context(|| format!("{system}: the complete output is in {}", path.display()))?;
        match outcome {
            Part::Ready(()) => eprintln!("Everything compiles for {system}."),
            Part::Missing(reason) => eprintln!("Not checked for {system}: {reason}"),
        }
    }
    Ok(())
}

/// Checks the workspace for one system.
///
/// # Errors
/// As [`run`].
pub(crate) fn check(checkout: &Checkout, system: System, log: &File) -> Result<Part<()>> {
    let tools = match Tools::install(checkout, system, log)? {
        Part::Ready(tools) => tools,
        Part::Missing(reason) => return Ok(Part::Missing(reason)),
    };
    let mut check = tools
        .cargo(checkout, "check")
        .split_args("-Z warnings --keep-going --workspace --bins --lib --tests")
        .split_args(EXCLUDED);
    check
        .arg("--features")
        .arg(programs::shell_features(checkout, &["custom-protocol", "e2e"])?)
        .env("CARGO_BUILD_WARNINGS", "deny");
    command::run_logged(check, log, DEADLINE)?;
    Ok(Part::Ready(()))
}

/// What compiles for another system.
struct Tools {
    system: System,
    toolchain: PathBuf,
    /// By which build scripts find the C compiler.
    variables: Vec<(String, OsString)>,
}

impl Tools {
    fn install(checkout: &Checkout, system: System, log: &File) -> Result<Part<Self>> {
        let toolchain = match toolchain::install(checkout, log)? {
            Part::Ready(toolchain) => toolchain,
            Part::Missing(reason) => return Ok(Part::Missing(reason)),
        };
        Ok(match c_compiler::install(checkout, system)? {
            Part::Missing(reason) => Part::Missing(reason),
            Part::Ready(variables) => Part::Ready(Self {
                system,
                toolchain,
                variables,
            }),
        })
    }

    /// Starts the description of a call of the copied cargo.
    fn cargo(&self, checkout: &Checkout, task: &str) -> Command {
        let mut cargo = command::program(self.toolchain.join("bin/cargo"), &checkout.root)
            .split_args(task)
            .split_args("-Z build-std=std,panic_unwind --quiet --locked --target")
            .split_args(self.system.target());
        cargo
            .arg("--target-dir")
            .arg(checkout.target.join("cross"))
            // Building the standard library is not stable yet; the product itself uses nothing that is not.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("RUSTC", self.toolchain.join("bin/rustc"))
            .env("CARGO_TERM_COLOR", "never")
            // Cargo wants to know which release of the standard library this is; any word will do.
            .env("__CARGO_DEFAULT_LIB_METADATA", "cross")
            // With the libraries of the original, the copy would take that one's folder for its own.
            .env_remove("LD_LIBRARY_PATH")
            .env_remove("RUSTUP_TOOLCHAIN")
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        cargo
    }
}
