//! Windows by Wine: a Windows of its own, and the `rolecall` command built for it.

use crate::command::CommandOutput;
use crate::emulator::Emulator;
use crate::started::Started;
use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Its first start makes all of its folders, on a slow machine in a minute.
const TIMEOUT: Duration = Duration::from_secs(300);

/// Where Debian's package `wine64` has its programs; the package `wine` links some of them into `PATH`.
const FOLDER: &str = "/usr/lib/wine";

/// A Windows; it ends, and every file of it goes, when it is dropped.
#[derive(Debug)]
pub struct Wine {
    folder: tempfile::TempDir,
    program: PathBuf,
    count: AtomicU32,
}

impl Wine {
    /// Prepares one. `ROLECALL_WINDOWS_DIR` names the folder of `rolecall.exe` and the libraries that it needs.
    ///
    /// # Errors
    /// When the variable is not set: `cargo xtask test` links the program and sets it.
    pub fn new() -> Result<Self> {
        let given = std::env::var_os("ROLECALL_WINDOWS_DIR")
            .context("ROLECALL_WINDOWS_DIR is not set; `cargo xtask test` links the program and sets it")?;
        let program = PathBuf::from(given).join("rolecall.exe");
        if !program.is_file() {
            bail!("{} is not there", program.display());
        }
        let folder = tempfile::Builder::new().prefix("rolecall-wine-").tempdir()?;
        for name in ["home", "logs"] {
            fs::create_dir(folder.path().join(name))?;
        }
        Ok(Self {
            folder,
            program,
            count: AtomicU32::new(0),
        })
    }

    /// Runs the `rolecall` command to its end.
    ///
    /// # Errors
    /// When it cannot be started or does not end.
    pub fn rolecall(&self, arguments: &[&str]) -> Result<CommandOutput> {
        let mut command = self.command("wine64");
        command.arg(&self.program).args(arguments);
        self.run(command)
            .with_context(|| format!("rolecall.exe {}", arguments.join(" ")))
    }

    /// Runs the `rolecall` command to its end, and reads what it printed.
    ///
    /// # Errors
    /// When it fails, or prints no JSON.
    pub fn json(&self, arguments: &[&str]) -> Result<Value> {
        self.rolecall(arguments)?.done()?.json()
    }

    /// Runs the lines of a batch file in `cmd`.
    ///
    /// # Errors
    /// As [`Self::rolecall`].
    pub fn batch(&self, lines: &str) -> Result<CommandOutput> {
        let name = "lines.bat";
        fs::write(self.home().join(name), lines.replace('\n', "\r\n"))?;
        let mut command = self.command("wine64");
        command.args(["cmd", "/q", "/c", name]);
        self.run(command)
    }

    /// Adds the portal of an emulator as `work`.
    ///
    /// # Errors
    /// When the command refuses.
    pub fn add_portal(&self, emulator: &Emulator) -> Result<CommandOutput> {
        let mut add = vec!["portal", "add", "work", "--endpoint-url", &emulator.url];
        add.extend(["--start-url", &emulator.start_url, "--region", &emulator.region]);
        self.rolecall(&add)?.done()
    }

    /// Returns the names of the credentials that Windows holds. Ends its server, which writes them down.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn credentials(&self) -> Result<Vec<String>> {
        let mut wait = self.command("wineserver64");
        wait.args(["--kill", "--wait"]);
        self.run(wait)?;
        let registry = fs::read_to_string(self.folder.path().join("prefix/user.reg"))?;
        let credential = |line: &str| {
            let name = line.strip_prefix("[Software\\\\Wine\\\\Credential Manager\\\\")?;
            name.split_once(']').map(|(name, _)| name.to_owned())
        };
        Ok(registry.lines().filter_map(credential).collect())
    }

    /// Returns the folder of what the programs around write.
    pub fn logs(&self) -> PathBuf {
        self.folder.path().join("logs")
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    fn run(&self, command: Command) -> Result<CommandOutput> {
        let name = format!("wine-{}", self.count.fetch_add(1, Ordering::SeqCst));
        let mut program = Started::start(&name, command, &self.logs())?;
        let code = program.ended(TIMEOUT)?;
        Ok(CommandOutput {
            code,
            printed: program.printed(),
            remarked: program.diagnostics(),
        })
    }

    /// Describes one of Wine's programs, in an environment of its own.
    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(Path::new(FOLDER).join(name));
        command
            .env_clear()
            .current_dir(self.home())
            .env("PATH", format!("{FOLDER}:/usr/bin:/bin"))
            .env("HOME", self.home())
            .env("WINEPREFIX", self.folder.path().join("prefix"))
            .env("WINEDEBUG", "-all")
            // Otherwise it offers to download parts that no command needs.
            .env("WINEDLLOVERRIDES", "mscoree,mshtml=")
            .env("LANG", "C.UTF-8")
            .env("TZ", "UTC");
        command
    }
}

impl Drop for Wine {
    fn drop(&mut self) {
        let mut end = self.command("wineserver64");
        end.args(["--kill", "--wait"]);
        self.run(end).ok();
    }
}
