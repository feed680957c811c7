//! A sandbox for the command: a desktop of the journeys without a display, and an emulator in this process.
//!
//! Setting up panics on failure, because the caller is a test. Everything ends when it is dropped.

use journeys::command::RunningCommand;
use journeys::{CommandOutput, DesktopSetup, TestDesktop};
use rolecall_emulator::{Consent, EmulatorHandle, EmulatorSettings, Options, Organization};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the command runs. The fields are dropped in this order.
pub(crate) struct Sandbox {
    pub(crate) emulator: EmulatorHandle,
    desktop: TestDesktop,
}

impl Sandbox {
    /// Returns a sandbox with `organization`; every sign-in is allowed automatically.
    pub(crate) fn with_organization(organization: Organization) -> Self {
        let settings = EmulatorSettings {
            consent: Consent::Auto,
            ..EmulatorSettings::default()
        };
        let options = Options {
            organization,
            settings,
            ..Options::default()
        };
        Self {
            emulator: rolecall_emulator::start(options).unwrap(),
            desktop: TestDesktop::new(DesktopSetup::Terminal).unwrap(),
        }
    }

    /// As [`Sandbox::with_organization`], with the emulator as the portal `work` and a user signed in.
    pub(crate) fn with_sign_in(organization: Organization) -> Self {
        let sandbox = Self::with_organization(organization);
        let emulator = &sandbox.emulator;
        let mut add = vec!["portal", "add", "work", "--endpoint-url", emulator.url()];
        add.extend(["--start-url", emulator.start_url(), "--region", emulator.region()]);
        sandbox.succeed(&add);
        sandbox.succeed(&["sign-in", "--device-code"]);
        sandbox
    }

    /// Returns a sandbox with a user who is signed in, and one of the targets.
    pub(crate) fn with_target() -> (Self, String) {
        let sandbox = Self::with_sign_in(Organization::generated(2, 1));
        let target = sandbox.targets().remove(0);
        (sandbox, target)
    }

    /// Returns a command that runs in the sandbox, without the environment of the tests.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = self.desktop.command(Path::new(program.as_ref()));
        command.env("ROLECALL_HOME", self.home());
        command
    }

    /// Returns the `rolecall` command with `arguments`.
    pub(crate) fn rolecall(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(program());
        command.args(arguments);
        command
    }

    /// Begins the `rolecall` command with `arguments`.
    pub(crate) fn begin(&self, arguments: &[&str]) -> RunningCommand {
        self.desktop.begin_command(self.rolecall(arguments)).unwrap()
    }

    /// Runs a shell line with the `rolecall` command as `$0` and `target` as `$1`.
    pub(crate) fn shell(&self, line: &str, target: &str) -> CommandOutput {
        let mut command = self.command("bash");
        command.args(["-c", line]).arg(program()).arg(target);
        self.finish(command)
    }

    /// Runs a command and waits for it.
    pub(crate) fn finish(&self, command: Command) -> CommandOutput {
        let running = self.desktop.begin_command(command).unwrap();
        running.finish().unwrap()
    }

    /// Runs `rolecall` with `arguments` and waits for it.
    pub(crate) fn run(&self, arguments: &[&str]) -> CommandOutput {
        self.begin(arguments).finish().unwrap()
    }

    /// As [`Sandbox::run`], and asserts that it succeeds.
    pub(crate) fn succeed(&self, arguments: &[&str]) -> CommandOutput {
        let output = self.run(arguments);
        assert_eq!(output.code, Some(0), "{arguments:?}: {}", output.remarked);
        output
    }

    /// Returns all listed targets.
    pub(crate) fn targets(&self) -> Vec<String> {
        let listed = self.succeed(&["roles", "--json"]).json().unwrap();
        let rows = listed["assignments"].as_array().unwrap();
        let target = |row: &serde_json::Value| row["target"].as_str().unwrap().to_owned();
        rows.iter().map(target).collect()
    }

    /// Returns Rolecall's home folder.
    pub(crate) fn home(&self) -> PathBuf {
        self.desktop.home().join("rolecall")
    }
}

/// Returns the path of the built command.
pub(crate) fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_rolecall"))
}
