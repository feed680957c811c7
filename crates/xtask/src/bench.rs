//! `cargo xtask bench`: measures the command against its budgets, as ratios within one run.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::command;
use crate::layout::Layout;
use crate::loopback;
use crate::programs;
use crate::setup::{self, With as _};

/// Plays the person's browser: opens what it is given and follows where it leads.
const BROWSER: &str =
    "#!/usr/bin/python3\nimport sys, urllib.request\nurllib.request.urlopen(sys.argv[1]).read()\n";

/// Builds the release programs and measures them under a D-Bus and a keychain of their own.
///
/// # Errors
/// When something cannot be built or measured.
pub(crate) fn run(layout: &Layout) -> Result<()> {
    setup::run(layout)?;
    fs::create_dir_all(layout.logs())?;
    let log = File::create(layout.logs().join("bench.log"))?;
    eprintln!("Building the release programs");
    programs::build_product(layout, &["rolecall-cli", "rolecall-emulator"], "release", &log)?;
    let mut inside = command::program("dbus-run-session", &layout.root);
    inside
        .arg("--")
        .arg(std::env::current_exe()?)
        .args(["bench", "inside"]);
    inside.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    command::loud(inside)
}

/// Measures; runs within the private D-Bus that [`run`] made.
///
/// # Errors
/// When a program fails or a figure is missing.
pub(crate) fn run_inside(layout: &Layout) -> Result<()> {
    let desk = Desk::new(layout)?;
    desk.unlock_keychain()?;
    let emulator = loopback::start(layout, "release", &["--consent", "auto"])?;
    command::answer(emulator.add_portal(desk.rolecall()))?;
    command::answer(desk.rolecall().with("sign-in demo"))?;
    let target = desk.first_target()?;
    let mut warm = desk.rolecall();
    warm.args(["credential-process", &target]);
    command::answer(warm)?;
    let rolecall = layout.program("release", "rolecall");
    let credentials = format!("{} credential-process {target}", rolecall.display());
    let lookup = format!("secret-tool lookup {}", desk.attributes_of_an_item()?);
    let times = desk.measure(&[&credentials, &lookup])?;
    let version = desk.measure(&[&format!("{} --version", rolecall.display())])?;
    let [ours, theirs] = times.as_slice() else {
        bail!("hyperfine gave {} figures", times.len())
    };
    println!("| what | median | against | ratio |\n| --- | --- | --- | --- |");
    println!(
        "| `credential-process`, warm | {:.1} ms | `secret-tool lookup` {:.1} ms | {:.2} |",
        ours * 1e3,
        theirs * 1e3,
        ours / theirs
    );
    for time in version {
        println!("| `rolecall --version` | {:.1} ms | | |", time * 1e3);
    }
    Ok(())
}

/// A home, a runtime folder and a browser that only the measurement uses.
struct Desk {
    folder: PathBuf,
    rolecall: PathBuf,
}

impl Desk {
    fn new(layout: &Layout) -> Result<Self> {
        let folder = layout.target.join("bench");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        for part in ["home", "runtime"] {
            fs::create_dir_all(folder.join(part))?;
        }
        command::keep_to_owner(&folder.join("runtime"))?;
        fs::write(folder.join("browser"), BROWSER)?;
        command::keep_to_owner(&folder.join("browser"))?;
        Ok(Self {
            folder,
            rolecall: layout.program("release", "rolecall"),
        })
    }

    fn program(&self, name: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = command::program(name, &self.folder);
        command
            .env("HOME", self.folder.join("home"))
            .env("XDG_RUNTIME_DIR", self.folder.join("runtime"));
        command
            .env("ROLECALL_HOME", self.folder.join("home/rolecall"))
            .env("BROWSER", self.folder.join("browser"));
        command
    }

    fn rolecall(&self) -> Command {
        self.program(&self.rolecall)
    }

    /// Starts the keychain. An empty line is its password; without the line end it would make no collection.
    fn unlock_keychain(&self) -> Result<()> {
        let mut keyring = self
            .program("gnome-keyring-daemon")
            .with("--unlock --components=secrets");
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

    fn first_target(&self) -> Result<String> {
        let roles: Value =
            serde_json::from_str(&command::answer(self.rolecall().with("roles --refresh --json"))?)?;
        let target = roles.pointer("/assignments/0/target").and_then(Value::as_str);
        Ok(target.context("the demo organization has no role")?.to_owned())
    }

    /// Finds one of our items the way a person would, and returns its attributes as words.
    fn attributes_of_an_item(&self) -> Result<String> {
        let search = self
            .program("secret-tool")
            .args(["search", "--all", "service", "rolecall"])
            .output()?;
        // The values go to standard output, the attributes to standard error.
        let text =
            String::from_utf8_lossy(&search.stderr).into_owned() + &String::from_utf8_lossy(&search.stdout);
        let value = |name: &str| {
            let key = format!("attribute.{name} = ");
            text.lines()
                .find_map(|line| line.strip_prefix(&key))
                .map(|value| format!("{name} '{value}'"))
        };
        let words: Vec<String> = ["service", "username"]
            .iter()
            .filter_map(|name| value(name))
            .collect();
        if words.len() != 2 {
            bail!("no item of rolecall was found in the keychain");
        }
        Ok(words.join(" "))
    }

    /// Returns the median seconds of each command, measured side by side.
    fn measure(&self, commands: &[&str]) -> Result<Vec<f64>> {
        let figures = self.folder.join("figures.json");
        let mut hyperfine = self
            .program("hyperfine")
            .with("-N --style none --warmup 10 --runs 200 --export-json");
        hyperfine.arg(&figures).args(commands);
        command::answer(hyperfine)?;
        medians(&figures)
    }
}

fn medians(figures: &Path) -> Result<Vec<f64>> {
    let figures: Value = serde_json::from_str(&fs::read_to_string(figures)?)?;
    let results = figures
        .get("results")
        .and_then(Value::as_array)
        .context("hyperfine gave no results")?;
    results
        .iter()
        .map(|result| result.get("median").and_then(Value::as_f64).context("no median"))
        .collect()
}
