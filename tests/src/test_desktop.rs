//! A desktop: home folder, session bus, keychain and display that nobody else uses, and programs started on it.
//!
//! Everything on it ends, and every file of it goes, when it is dropped.

use crate::bus::Bus;
use crate::command::{CommandOutput, RunningCommand};
use crate::display::Display;
use crate::keychain::Keychain;
use crate::opened::OpenedPages;
use crate::processes;
use crate::programs;
use crate::started::Started;
use crate::wait;
use anyhow::{Context as _, Result};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::SystemTime;

/// What is around the programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DesktopSetup {
    /// A bus and an unlocked keychain; no display.
    Terminal,
    /// A bus, an unlocked keychain and a display.
    Desktop,
    /// A bus, and nobody on it who keeps secrets.
    NoKeychain,
    /// No bus.
    NoBus,
}

/// A desktop. Its fields end in the order they stand in: what needs another comes first.
#[derive(Debug)]
pub struct TestDesktop {
    display: Option<Display>,
    keychain: Option<Keychain>,
    bus: Option<Bus>,
    opened: OpenedPages,
    count: AtomicU32,
    began: SystemTime,
    folder: tempfile::TempDir,
}

impl TestDesktop {
    /// Sets one up.
    ///
    /// # Errors
    /// When a tool is missing or does not come up.
    pub fn new(setup: DesktopSetup) -> Result<Self> {
        let began = SystemTime::now();
        let folder = tempfile::Builder::new().prefix("rolecall-journey-").tempdir()?;
        for name in ["home", "run", "tmp", "logs", "outside"] {
            fs::DirBuilder::new()
                .mode(0o700)
                .create(folder.path().join(name))?;
        }
        let opened = OpenedPages::begin(&folder.path().join("outside"))?;
        let mut desktop = Self {
            display: None,
            keychain: None,
            bus: None,
            opened,
            count: AtomicU32::new(0),
            began,
            folder,
        };
        if setup != DesktopSetup::NoBus {
            desktop.bus = Some(Bus::start(&desktop.outside(), &desktop.logs())?);
        }
        if setup == DesktopSetup::Desktop {
            desktop.display = Some(Display::start(&desktop.logs())?);
        }
        if matches!(setup, DesktopSetup::Terminal | DesktopSetup::Desktop) {
            let prepare = |program: &Path| desktop.command(program);
            desktop.keychain = Some(Keychain::start(desktop.bus()?, prepare, &desktop.logs())?);
        }
        Ok(desktop)
    }

    /// Returns a command on this desktop: nothing of the environment of the tests is in its own.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().current_dir(self.home());
        for name in ["PATH", "LD_LIBRARY_PATH"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        let bus = self.bus.as_ref().map(|bus| bus.address().to_owned());
        command
            .env("HOME", self.home())
            .env("XDG_RUNTIME_DIR", self.run())
            .env("TMPDIR", self.folder.path().join("tmp"))
            .env("LANG", "C.UTF-8")
            .env("TZ", "UTC")
            .env("BROWSER", self.opened.program())
            .env("NO_AT_BRIDGE", "1")
            .env("GTK_A11Y", "none")
            // Whoever asks libraries to tell everything must not be told a secret.
            .env("RUST_LOG", "trace")
            .env("LOG_SENSITIVE_BODIES", "true")
            .env(
                "DBUS_SESSION_BUS_ADDRESS",
                bus.unwrap_or_else(|| "unix:path=/nonexistent/bus".to_owned()),
            );
        if let Some(display) = &self.display {
            command
                .env("DISPLAY", display.name())
                .env("GDK_BACKEND", "x11")
                .env("LIBGL_ALWAYS_SOFTWARE", "1");
        }
        command
    }

    /// Runs the `rolecall` command to its end.
    ///
    /// # Errors
    /// When it cannot be started or does not end.
    pub fn rolecall(&self, arguments: &[&str]) -> Result<CommandOutput> {
        self.begin(arguments)?
            .finish()
            .with_context(|| format!("rolecall {}", arguments.join(" ")))
    }

    /// Runs the `rolecall` command to its end with a line on its standard input.
    ///
    /// # Errors
    /// As [`Self::rolecall`].
    pub fn rolecall_with_input(&self, arguments: &[&str], line: &str) -> Result<CommandOutput> {
        let mut command = self.command(&programs::product("rolecall")?);
        command.args(arguments);
        // What is entered is in no folder that is searched for secrets.
        let entered = self.outside().join("entered");
        fs::create_dir_all(&entered)?;
        let name = self.next_name("command");
        let program = Started::start_with_input(&name, command, &entered, &format!("{line}\n"))?;
        RunningCommand::new(program).finish()
    }

    /// Runs the `rolecall` command to its end, and reads what it printed.
    ///
    /// # Errors
    /// When it fails, or prints no JSON.
    pub fn json(&self, arguments: &[&str]) -> Result<Value> {
        self.rolecall(arguments)?.done()?.json()
    }

    /// Begins the `rolecall` command.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn begin(&self, arguments: &[&str]) -> Result<RunningCommand> {
        let mut command = self.command(&programs::product("rolecall")?);
        command.args(arguments);
        self.begin_command(command)
    }

    /// Returns a name for the output of one more program.
    pub fn next_name(&self, program: &str) -> String {
        format!("{program}-{}", self.count.fetch_add(1, Ordering::SeqCst))
    }

    /// Begins any command made by [`Self::command`].
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn begin_command(&self, command: Command) -> Result<RunningCommand> {
        let said = self.folder.path().join("said");
        fs::create_dir_all(&said)?;
        Ok(RunningCommand::new(Started::start(
            &self.next_name("command"),
            command,
            &said,
        )?))
    }

    /// Runs a shell line with `arguments`; `rolecall` is the first.
    ///
    /// # Errors
    /// As [`Self::rolecall`].
    pub fn shell(&self, line: &str, arguments: &[&str]) -> Result<RunningCommand> {
        let mut command = self.command(&programs::tool("sh", "dash")?);
        command
            .args(["-c", line])
            .arg(programs::product("rolecall")?)
            .args(arguments);
        self.begin_command(command)
    }

    /// Adds the portal of an emulator as `work`.
    ///
    /// # Errors
    /// When the command refuses.
    pub fn add_portal(&self, emulator: &crate::Emulator) -> Result<CommandOutput> {
        self.add_portal_at(emulator, &emulator.url)
    }

    /// As [`Self::add_portal`], reached at another address than its own.
    ///
    /// # Errors
    /// As [`Self::add_portal`].
    pub fn add_portal_at(&self, emulator: &crate::Emulator, url: &str) -> Result<CommandOutput> {
        let (start_url, region) = (&emulator.start_url, &emulator.region);
        let mut add = vec!["portal", "add", "work", "--endpoint-url", url];
        add.extend(["--start-url", start_url, "--region", region]);
        self.rolecall(&add)?.done()
    }

    /// Returns the user's home folder.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// Returns the runtime folder.
    pub fn run(&self) -> PathBuf {
        self.folder.path().join("run")
    }

    /// Returns the folder of what the programs around write: their output, the journal, Chromium's profile.
    pub fn logs(&self) -> PathBuf {
        self.folder.path().join("logs")
    }

    /// Returns the folder for what is no part of the user's home: the bus, the browser and its profile.
    pub fn outside(&self) -> PathBuf {
        self.folder.path().join("outside")
    }

    /// Returns the folder that holds all of this.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Returns when it was set up.
    pub fn began(&self) -> SystemTime {
        self.began
    }

    /// Returns the journal of opened pages.
    pub fn opened(&self) -> &OpenedPages {
        &self.opened
    }

    /// Returns the bus.
    ///
    /// # Errors
    /// When there is none.
    pub fn bus(&self) -> Result<&Bus> {
        self.bus.as_ref().context("this desktop has no bus")
    }

    /// Returns the keychain.
    ///
    /// # Errors
    /// When there is none.
    pub fn keychain(&self) -> Result<&Keychain> {
        self.keychain.as_ref().context("this desktop has no keychain")
    }

    /// Returns the display.
    ///
    /// # Errors
    /// When there is none.
    pub fn display(&self) -> Result<&Display> {
        self.display.as_ref().context("this desktop has no display")
    }

    /// Locks the keychain.
    ///
    /// # Errors
    /// When there is none, or it stays open.
    pub fn lock_keychain(&self) -> Result<()> {
        self.keychain()?.lock(self.bus()?)
    }

    /// Returns every file and folder under `folder` of the desktop with its permissions, as octal digits; a link has none of its own.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn modes(folder: &Path) -> Result<Vec<(PathBuf, u32)>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let facts = entry.metadata()?;
            if facts.is_symlink() {
                continue;
            }
            found.push((entry.path(), facts.permissions().mode() & 0o7777));
            if facts.is_dir() {
                found.extend(Self::modes(&entry.path())?);
            }
        }
        Ok(found)
    }
}

/// What programs started on their own, such as a browser, may outlive those who started them; they know the desktop's folder.
impl Drop for TestDesktop {
    fn drop(&mut self) {
        let ended = || {
            let left = processes::that_know(self.folder.path());
            left.iter().for_each(|id| processes::kill(*id));
            Ok(left.is_empty())
        };
        wait::until_so("the end of every program of the desktop", wait::TIMEOUT, ended).ok();
    }
}
