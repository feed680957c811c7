//! A home folder, a keychain and a portal that only the measurement uses.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};
use crate::loopback::EmulatorProcess;

/// Prefixes of variables in the user's environment that would change what a program reads or does.
const FOREIGN: [&str; 5] = ["AWS_", "ROLECALL_", "SSL_CERT_", "XDG_", "RUST_"];

/// A home and a runtime folder, and the programs started in them.
pub(super) struct Sandbox {
    folder: PathBuf,
    rolecall: PathBuf,
}

impl Sandbox {
    /// Creates an empty one.
    ///
    /// # Errors
    /// When its folders cannot be made.
    pub(super) fn new(checkout: &Checkout) -> Result<Self> {
        let folder = checkout.target.join("bench");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        for part in ["home", "runtime"] {
            fs::create_dir_all(folder.join(part))?;
        }
        command::restrict_to_owner(&folder.join("runtime"))?;
        Ok(Self {
            folder,
            rolecall: checkout.program("release", "rolecall"),
        })
    }

    /// Describes a program run here.
    pub(super) fn program(&self, name: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = command::program(name, &self.folder);
        for (key, _) in std::env::vars_os() {
            let name = key.to_string_lossy();
            if FOREIGN.iter().any(|prefix| name.starts_with(prefix)) {
                command.env_remove(&key);
            }
        }
        command
            .env("HOME", self.folder.join("home"))
            .env("XDG_RUNTIME_DIR", self.folder.join("runtime"));
        command
    }

    /// Describes a call of the command.
    pub(super) fn rolecall(&self, words: &str) -> Command {
        self.program(&self.rolecall).split_args(words)
    }

    /// Starts the keychain. An empty line is its password; without the line end it would make no collection.
    ///
    /// # Errors
    /// When it does not start.
    pub(super) fn unlock_keychain(&self) -> Result<()> {
        let mut keyring = self
            .program("gnome-keyring-daemon")
            .split_args("--unlock --components=secrets");
        let mut child = keyring
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .context("no gnome-keyring")?;
        if let Some(mut input) = child.stdin.take() {
            input.write_all(b"\n")?;
        }
        if !child.wait()?.success() {
            bail!("gnome-keyring did not start");
        }
        Ok(())
    }

    /// Adds the portal of an emulator that gives consent without a page, and signs in.
    ///
    /// # Errors
    /// When the command refuses.
    pub(super) fn sign_in(&self, emulator: &EmulatorProcess, portal: &str) -> Result<()> {
        command::output(emulator.add_portal_as(portal, self.rolecall("")))?;
        let sign_in = self.rolecall("sign-in --device-code").split_args(portal);
        command::output(sign_in).map(drop)
    }

    /// Removes a portal while its emulator runs.
    ///
    /// # Errors
    /// When the command refuses.
    pub(super) fn remove_portal(&self, portal: &str) -> Result<()> {
        command::output(self.rolecall("portal remove").split_args(portal)).map(drop)
    }

    /// Obtains the list of a portal and returns its first target.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn first_target(&self) -> Result<String> {
        let roles = command::output(self.rolecall("roles --refresh --json"))?;
        let roles: Value = serde_json::from_str(&roles)?;
        let target = roles.pointer("/assignments/0/target").and_then(Value::as_str);
        Ok(target.context("the organization has no role")?.to_owned())
    }
}
