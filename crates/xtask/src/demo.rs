//! `cargo xtask demo`: from a bare checkout to a window on a demo organization.

use std::fs::{self, File};

use anyhow::{Context as _, Result};

use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};
use crate::loopback;
use crate::programs;
use crate::setup;

/// Sets up, builds, and opens the window; without a display, drives it and leaves pictures.
///
/// # Errors
/// When something cannot be built or started.
pub(crate) fn run(checkout: &Checkout) -> Result<()> {
    setup::run(checkout)?;
    fs::create_dir_all(checkout.logs())?;
    let path = checkout.logs().join("demo.log");
    let log = File::create(&path)?;
    let look = || format!("the complete output is in {}", path.display());
    eprintln!("Building the page");
    programs::build_page(checkout, &log).with_context(look)?;
    if has_display() {
        open(checkout, &log).with_context(look)
    } else {
        drive(checkout, &log).with_context(look)
    }
}

fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(not(target_os = "linux")) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// Opens the window and waits until the program ends.
fn open(checkout: &Checkout, log: &File) -> Result<()> {
    eprintln!("Building the programs; the first time takes minutes");
    programs::build_product(
        checkout,
        &["rolecall-app", "rolecall-cli", "rolecall-emulator"],
        "dev",
        log,
    )?;
    let home = checkout.target.join("demo/home");
    // The emulator picks a free port each time, so what was set for the last one is of no use.
    if home.exists() {
        fs::remove_dir_all(&home)?;
    }
    for folder in [&home, &checkout.target.join("demo/keychain")] {
        fs::create_dir_all(folder)?;
        private(folder)?;
    }
    let emulator = loopback::start(checkout, "debug", &["--consent", "page"])?;
    let mut add = emulator.add_portal(command::program(
        checkout.program("debug", "rolecall"),
        &checkout.root,
    ));
    add.env("ROLECALL_HOME", &home);
    command::output(add)?;
    eprintln!(
        "The window opens on the demo organization at {}. Quit it to end the demo.",
        emulator.url
    );
    let app = checkout.program("debug", "rolecall-app");
    let mut shown = if has_keychain(checkout) {
        command::program(app, &checkout.root)
    } else {
        with_keychain(checkout, &app)
    };
    shown.env("ROLECALL_HOME", &home);
    command::run_shown(shown)
}

/// Returns whether this desktop runs a keychain, or starts one on request.
fn has_keychain(checkout: &Checkout) -> bool {
    if cfg!(not(target_os = "linux")) {
        return true;
    }
    ["ListNames", "ListActivatableNames"].iter().any(|question| {
        let mut names = command::program("dbus-send", &checkout.root);
        names.args([
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.DBus",
            "/org/freedesktop/DBus",
        ]);
        names.arg(format!("org.freedesktop.DBus.{question}"));
        let has_bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some();
        has_bus && command::output(names).is_ok_and(|names| names.contains("org.freedesktop.secrets"))
    })
}

/// For a display without a keychain, such as a forwarded one: starts one that ends with the demo.
fn with_keychain(checkout: &Checkout, app: &std::path::Path) -> std::process::Command {
    eprintln!("No keychain runs here, so the demo starts one that ends with it.");
    let mut shown = command::program("dbus-run-session", &checkout.root);
    let unlock = "echo demo | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec \"$0\"";
    shown.args(["--", "sh", "-c", unlock]).arg(app);
    let home = checkout.target.join("demo/keychain");
    shown.env("XDG_DATA_HOME", &home).env("XDG_RUNTIME_DIR", &home);
    shown
}

/// Restricts a folder to its owner, as the runtime folder of a keychain must be.
fn private(folder: &std::path::Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Drives the main task under a display, a D-Bus and a keychain of its own.
fn drive(checkout: &Checkout, log: &File) -> Result<()> {
    eprintln!("There is no display, so the demo drives the window and takes pictures.");
    eprintln!("Building the programs; the first time takes minutes");
    let mut build = command::cargo(&checkout.root).split_args("build --workspace --bins --features");
    build.arg(programs::shell_features(checkout, &["custom-protocol", "e2e"])?);
    command::run_logged(build, log, std::time::Duration::from_secs(2700))?;
    let out = checkout.target.join("demo");
    fs::create_dir_all(&out)?;
    let mut demo_walk = command::program(checkout.program("debug", "demo_walk"), &checkout.root);
    demo_walk
        .arg("--out")
        .arg(&out)
        .env("ROLECALL_BIN_DIR", checkout.target.join("debug"))
        .env("ROLECALL_PYTHON", checkout.python());
    command::run_shown(demo_walk)?;
    eprintln!("The pictures are in {}", out.display());
    Ok(())
}
