//! A sandbox for the command: its own home folder, session bus, gnome-keyring and emulator.
//!
//! Setting up panics on failure, because the caller is a test. Everything ends when it is dropped.

use rolecall_emulator::{Consent, EmulatorHandle, EmulatorSettings, Options, Organization};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const TIMEOUT: Duration = Duration::from_secs(30);
/// Without service folders, so that the bus starts no installed program.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>ADDRESS</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"#;

/// A process that is killed when this is dropped.
pub(crate) struct KillOnDrop(pub(crate) Child);

impl Drop for KillOnDrop {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Where the command runs. The fields are dropped in this order.
pub(crate) struct Sandbox {
    pub(crate) emulator: EmulatorHandle,
    _keychain: KillOnDrop,
    _bus: KillOnDrop,
    folder: TempDir,
}

/// The output and the exit code of a program.
pub(crate) struct ProgramOutput {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for ProgramOutput {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self {
            code: output.status.code(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}

impl Sandbox {
    /// Returns a sandbox with a small organization.
    pub(crate) fn new() -> Self {
        Self::with_organization(Organization::generated(6, 2))
    }

    /// Returns a sandbox with `organization`; every sign-in is allowed automatically.
    pub(crate) fn with_organization(organization: Organization) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("rolecall-cli-")
            .tempdir()
            .unwrap();
        for name in ["home", "run"] {
            let made = folder.path().join(name);
            std::fs::create_dir(&made).unwrap();
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
            std::fs::set_permissions(&made, mode).unwrap();
        }
        let settings = EmulatorSettings {
            consent: Consent::Auto,
            ..EmulatorSettings::default()
        };
        let options = Options {
            organization,
            settings,
            ..Options::default()
        };
        let emulator = rolecall_emulator::start(options).unwrap();
        let bus = start_bus(folder.path());
        let keychain = start_keychain(folder.path());
        Self {
            emulator,
            _keychain: keychain,
            _bus: bus,
            folder,
        }
    }

    /// As [`Sandbox::with_organization`], with the emulator as the portal `work` and a user signed in.
    pub(crate) fn with_sign_in(organization: Organization) -> Self {
        let sandbox = Self::with_organization(organization);
        sandbox.add_portal();
        sandbox.sign_in();
        sandbox
    }

    /// Returns a command that runs in the sandbox, without the environment of the tests.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        isolate(&mut command, self.folder.path());
        command.stdin(Stdio::null());
        command
    }

    /// Returns the `rolecall` command with `arguments`.
    pub(crate) fn rolecall(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(program());
        command.args(arguments);
        command
    }

    /// Runs `rolecall` with `arguments` and waits for it.
    pub(crate) fn run(&self, arguments: &[&str]) -> ProgramOutput {
        self.rolecall(arguments).output().unwrap().into()
    }

    /// As [`Sandbox::run`], and asserts that it succeeds.
    pub(crate) fn succeed(&self, arguments: &[&str]) -> ProgramOutput {
        let output = self.run(arguments);
        assert_eq!(output.code, Some(0), "{arguments:?}: {}", output.err);
        output
    }

    /// Adds the emulator as the portal `work`.
    pub(crate) fn add_portal(&self) {
        let (start_url, region, url) = (
            self.emulator.start_url(),
            self.emulator.region(),
            self.emulator.url(),
        );
        self.succeed(&[
            "portal",
            "add",
            "work",
            "--start-url",
            start_url,
            "--region",
            region,
            "--endpoint-url",
            url,
        ]);
    }

    /// Signs in, with plain HTTP requests instead of a browser.
    pub(crate) fn sign_in(&self) {
        let mut command = self.rolecall(&["sign-in", "--no-browser"]);
        let mut signing_in = KillOnDrop(
            command
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap(),
        );
        let mut lines = BufReader::new(signing_in.0.stdout.take().unwrap()).lines();
        let page = follow(&lines.next().unwrap().unwrap());
        assert!(signing_in.0.wait().unwrap().success(), "after {page}");
    }

    /// Returns all listed targets.
    pub(crate) fn targets(&self) -> Vec<String> {
        let listed = self.succeed(&["roles", "--json"]).out;
        let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
        let rows = listed["assignments"].as_array().unwrap();
        rows.iter()
            .map(|row| row["target"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Returns the folder of the sandbox.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// Returns the path of the built command.
pub(crate) fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_rolecall"))
}

fn isolate(command: &mut Command, folder: &Path) {
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder.join("home"))
        .env("ROLECALL_HOME", folder.join("home/rolecall"))
        .env("XDG_RUNTIME_DIR", folder.join("run"))
        .env("DBUS_SESSION_BUS_ADDRESS", address(folder))
        .env("TZ", "UTC")
        // Even with all logging of libraries turned on, no secret may be printed.
        .env("RUST_LOG", "trace")
        .env("LOG_SENSITIVE_BODIES", "true")
        .current_dir(folder);
}

fn address(folder: &Path) -> String {
    format!("unix:path={}", folder.join("bus").display())
}

fn start_bus(folder: &Path) -> KillOnDrop {
    let configuration = folder.join("bus.conf");
    std::fs::write(&configuration, BUS.replace("ADDRESS", &address(folder))).unwrap();
    let mut command = Command::new("dbus-daemon");
    command
        .arg("--config-file")
        .arg(&configuration)
        .args(["--nofork", "--nopidfile"]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let bus = KillOnDrop(command.spawn().expect("dbus-daemon is installed"));
    wait_until("the bus", || folder.join("bus").exists());
    bus
}

fn start_keychain(folder: &Path) -> KillOnDrop {
    let mut command = Command::new("gnome-keyring-daemon");
    isolate(&mut command, folder);
    command.args(["--foreground", "--unlock", "--components=secrets"]);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command.spawn().expect("gnome-keyring is installed");
    child.stdin.take().unwrap().write_all(b"a password\n").unwrap();
    let keychain = KillOnDrop(child);
    wait_until("the keychain", || {
        let mut ask = Command::new("gdbus");
        isolate(&mut ask, folder);
        ask.args(["call", "--session", "-d", "org.freedesktop.secrets"]);
        ask.args([
            "-o",
            "/org/freedesktop/secrets/collection/login",
            "-m",
            "org.freedesktop.DBus.Properties.Get",
        ]);
        ask.args(["org.freedesktop.Secret.Collection", "Locked"]);
        let answer = ask.output().expect("gdbus is installed");
        String::from_utf8_lossy(&answer.stdout).contains("false")
    });
    keychain
}

fn wait_until(subject: &str, mut is_ready: impl FnMut() -> bool) {
    let end = Instant::now() + TIMEOUT;
    while !is_ready() {
        assert!(Instant::now() < end, "{subject} did not start");
        sleep(Duration::from_millis(10));
    }
}

/// Opens `url` like a browser, follows redirects and returns the last page.
pub(crate) fn follow(url: &str) -> String {
    let mut url = url.to_owned();
    let mut cookies = Vec::new();
    for _ in 0..8 {
        let answer = get(&url, &cookies.join("; "));
        let given = answer
            .lines()
            .filter_map(|line| line.strip_prefix("set-cookie: "));
        cookies.extend(
            given
                .filter_map(|cookie| cookie.split(';').next())
                .map(str::to_owned),
        );
        let sent = answer.lines().find_map(|line| {
            line.strip_prefix("location: ")
                .or(line.strip_prefix("Location: "))
        });
        match sent {
            Some(location) if location.starts_with('/') => {
                let host = url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
                url = format!("{host}{}", location.trim());
            }
            Some(location) => url = location.trim().to_owned(),
            None => return answer,
        }
    }
    panic!("too many redirects: {url}");
}

fn get(url: &str, cookies: &str) -> String {
    let rest = url
        .strip_prefix("http://")
        .unwrap_or_else(|| panic!("not an http URL: {url}"));
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let mut socket = TcpStream::connect(host).unwrap();
    socket.set_read_timeout(Some(TIMEOUT)).unwrap();
    let request =
        format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\nConnection: close\r\n\r\n");
    socket.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // A connection that is reset after the response is no failure.
    drop(socket.read_to_end(&mut answer));
    String::from_utf8_lossy(&answer).into_owned()
}
