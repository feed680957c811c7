//! `cargo xtask demo`: from a bare checkout to a window on a demo organization.

use std::fs::{self, File};

use anyhow::{Context as _, Result};

use crate::command;
use crate::layout::Layout;
use crate::loopback;
use crate::programs;
use crate::setup::{self, With as _};

/// Sets up, builds, and opens the window; without a display, walks through it and leaves pictures.
///
/// # Errors
/// When something cannot be built or started.
pub(crate) fn run(layout: &Layout) -> Result<()> {
    setup::run(layout)?;
    fs::create_dir_all(layout.logs())?;
    let path = layout.logs().join("demo.log");
    let log = File::create(&path)?;
    let look = || format!("the complete output is in {}", path.display());
    eprintln!("Building the page");
    programs::build_page(layout, &log).with_context(look)?;
    if has_display() {
        open(layout, &log).with_context(look)
    } else {
        walk(layout, &log).with_context(look)
    }
}

fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(not(target_os = "linux")) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// Opens the window and waits until it is closed for good.
fn open(layout: &Layout, log: &File) -> Result<()> {
    eprintln!("Building the programs; the first time takes minutes");
    programs::build_product(
        layout,
        &["rolecall-app", "rolecall-cli", "rolecall-emulator"],
        "dev",
        log,
    )?;
    let home = layout.target.join("demo/home");
    // The emulator picks a free port each time, so what was set for the last one is of no use.
    if home.exists() {
        fs::remove_dir_all(&home)?;
    }
    for folder in [&home, &layout.target.join("demo/keychain")] {
        fs::create_dir_all(folder)?;
        private(folder)?;
    }
    let emulator = loopback::start(layout, "debug", &["--consent", "page"])?;
    let mut add = emulator.add_portal(command::program(
        layout.program("debug", "rolecall"),
        &layout.root,
    ));
    add.env("ROLECALL_HOME", &home);
    command::answer(add)?;
    eprintln!(
        "The window opens on the demo organization at {}. Quit it to end the demo.",
        emulator.url
    );
    let app = layout.program("debug", "rolecall-app");
    let mut shown = if has_keychain(layout) {
        command::program(app, &layout.root)
    } else {
        with_keychain(layout, &app)
    };
    shown.env("ROLECALL_HOME", &home);
    command::loud(shown)
}

/// Tells whether this desktop runs a keychain, or starts one when it is asked for.
fn has_keychain(layout: &Layout) -> bool {
    if cfg!(not(target_os = "linux")) {
        return true;
    }
    ["ListNames", "ListActivatableNames"].iter().any(|question| {
        let mut names = command::program("dbus-send", &layout.root);
        names.args([
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.DBus",
            "/org/freedesktop/DBus",
        ]);
        names.arg(format!("org.freedesktop.DBus.{question}"));
        let has_bus = std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some();
        has_bus && command::answer(names).is_ok_and(|names| names.contains("org.freedesktop.secrets"))
    })
}

/// A display without a keychain, such as one that is forwarded: the demo brings one that ends with it.
fn with_keychain(layout: &Layout, app: &std::path::Path) -> std::process::Command {
    eprintln!("No keychain runs here, so the demo starts one that ends with it.");
    let mut shown = command::program("dbus-run-session", &layout.root);
    let unlock = "echo demo | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec \"$0\"";
    shown.args(["--", "sh", "-c", unlock]).arg(app);
    let home = layout.target.join("demo/keychain");
    shown.env("XDG_DATA_HOME", &home).env("XDG_RUNTIME_DIR", &home);
    shown
}

/// Makes a folder one that its owner alone can enter, as the runtime folder of a keychain must be.
fn private(folder: &std::path::Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Walks the main job under a display, a D-Bus and a keychain of its own.
fn walk(layout: &Layout, log: &File) -> Result<()> {
    eprintln!("There is no display, so the demo walks through the window by itself.");
    eprintln!("Building the programs; the first time takes minutes");
    let mut build = command::cargo(&layout.root).with("build --workspace --bins --features");
    build.arg(programs::shell_features(layout, &["custom-protocol", "e2e"])?);
    command::logged(build, log, std::time::Duration::from_secs(2700))?;
    let out = layout.target.join("demo");
    fs::create_dir_all(&out)?;
    let mut walk = command::program(layout.program("debug", "demo_walk"), &layout.root);
    walk.arg("--out")
        .arg(&out)
        .env("ROLECALL_PYTHON", layout.python());
    command::loud(walk)?;
    eprintln!("The pictures are in {}", out.display());
    Ok(())
}
