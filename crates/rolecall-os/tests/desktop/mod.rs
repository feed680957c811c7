//! A desktop for one test: a bus, a home and a keyring that nothing else sees, and that end with it.

use std::path::Path;
use std::process::{Command, Stdio};

const CHILD: &str = "ROLECALL_TEST_CHILD";
/// The daemon in the foreground, so that whoever starts it knows its number and can end exactly it.
const START: &str = "gnome-keyring-daemon --foreground --unlock --components=secrets >/dev/null 2>&1 &";
const WAIT: &str = "gdbus wait --session --timeout 20 org.freedesktop.secrets";

/// What the desktop has for a keychain.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Keyring {
    /// Running, with a password, open.
    Unlocked,
    /// Running, with an empty password, open.
    Plain,
    /// Not running; the bus starts it on demand, and it has no items.
    Activated,
    /// The bus knows of none.
    NotInstalled,
    /// The bus can start KWallet, which does not offer the Secret Service.
    Dormant,
}

/// A desktop.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PrivateDesktop {
    keyring: Option<Keyring>,
}

impl PrivateDesktop {
    /// Has a bus and `keyring`.
    pub(crate) fn with(keyring: Keyring) -> Self {
        Self {
            keyring: Some(keyring),
        }
    }

    /// Has not even a bus.
    pub(crate) fn without_bus() -> Self {
        Self { keyring: None }
    }

    fn command(self, home: &Path, itself: &str) -> Command {
        let Some(keyring) = self.keyring else {
            let mut command = Command::new("bash");
            command.args(["-c", itself]);
            return command;
        };
        let mut command = Command::new("dbus-run-session");
        let start = match keyring {
            Keyring::Unlocked => format!("echo password | {START} {WAIT};"),
            Keyring::Plain => format!("printf '\\0' | {START} {WAIT};"),
            Keyring::Activated => String::new(),
            Keyring::NotInstalled | Keyring::Dormant => {
                let config = home.join("bus.conf");
                let folder = format!("<servicedir>{}</servicedir></busconfig>", home.display());
                std::fs::write(&config, BUS_WITHOUT_SERVICES.replace("</busconfig>", &folder)).unwrap();
                if matches!(keyring, Keyring::Dormant) {
                    let program = home.join("kwalletd");
                    std::fs::write(&program, KWALLET_WITHOUT_INTERFACE).unwrap();
                    let entry = format!(
                        "[D-BUS Service]\nName=org.kde.kwalletd5\nExec=/usr/bin/python3 {}\n",
                        program.display()
                    );
                    std::fs::write(home.join("org.kde.kwalletd5.service"), entry).unwrap();
                }
                command.arg("--config-file").arg(config);
                String::new()
            }
        };
        let line = format!("{start} {itself}; ended=$?; kill %1 2>/dev/null; exit $ended");
        command.args(["--", "bash", "-c", &line]);
        command
    }
}

/// It takes its own name on the bus, and not that of the Secret Service.
const KWALLET_WITHOUT_INTERFACE: &str = "import dbus, dbus.mainloop.glib, gi.repository.GLib
dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
dbus.SessionBus().request_name('org.kde.kwalletd5')
gi.repository.GLib.MainLoop().run()
";

const BUS_WITHOUT_SERVICES: &str =
    "<!DOCTYPE busconfig PUBLIC '-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN'
 'http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd'>
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context='default'>
<allow send_destination='*' eavesdrop='true'/><allow eavesdrop='true'/><allow own='*'/></policy></busconfig>";

/// Runs `body`, which is written in the test that calls this, inside `desktop`, in a child process.
///
/// # Panics
/// When the body fails.
pub(crate) fn run<B: Future<Output = ()>>(desktop: PrivateDesktop, body: B) {
    // `secret_service::unlocked::{{closure}}`: the type of the body tells the test.
    let (_, name) = std::any::type_name::<B>().split_once("::").unwrap();
    let (name, _) = name.rsplit_once("::").unwrap();
    if std::env::var_os(CHILD).is_some() {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(body);
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let runtime = home.path().join("run");
    std::fs::create_dir(&runtime).unwrap();
    std::fs::set_permissions(&runtime, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let itself = format!(
        "'{}' --exact {name} --nocapture",
        std::env::current_exe().unwrap().display()
    );
    let mut command = desktop.command(home.path(), &itself);
    command.env_clear().env("PATH", "/usr/local/bin:/usr/bin:/bin");
    command.env("HOME", home.path()).env("XDG_RUNTIME_DIR", &runtime);
    let ended = command.env(CHILD, "1").stdin(Stdio::null()).output().unwrap();
    let [output, errors] = [&ended.stdout, &ended.stderr].map(|text| String::from_utf8_lossy(text));
    let passed = ended.status.success() && output.contains("1 passed");
    assert!(passed, "inside the desktop: {output}{errors}");
}

/// Runs a line of shell and returns what it prints.
///
/// # Panics
/// When it fails.
pub(crate) fn shell(line: &str) -> String {
    let mut bash = Command::new("bash");
    let ended = bash.args(["-c", line]).stdin(Stdio::null()).output().unwrap();
    let errors = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{line}: {errors}");
    String::from_utf8(ended.stdout).unwrap()
}

/// Kills the daemon that has the name of the Secret Service on this desktop's bus.
pub(crate) fn kill_keyring() {
    let answer = shell(
        "gdbus call --session -d org.freedesktop.DBus -o /org/freedesktop/DBus \
         -m org.freedesktop.DBus.GetConnectionUnixProcessID org.freedesktop.secrets",
    );
    let number: String = answer
        .trim_start_matches("(uint32 ")
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    shell(&format!(
        "kill -9 {number}; while kill -0 {number} 2>/dev/null && ! grep -q '^State:.Z' /proc/{number}/status; do sleep 0.01; done"
    ));
}

/// Starts the daemon, open.
pub(crate) fn start_keyring() {
    let mut daemon = Command::new("gnome-keyring-daemon")
        .args(["--foreground", "--replace", "--unlock", "--components=secrets"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::io::Write::write_all(daemon.stdin.as_mut().unwrap(), b"password\n").unwrap();
    drop(daemon.stdin.take());
    shell(WAIT);
    std::thread::spawn(move || daemon.wait());
}

/// Kills the daemon, if the bus has one, and starts it again, open.
pub(crate) fn restart_keyring() {
    kill_keyring();
    start_keyring();
}
