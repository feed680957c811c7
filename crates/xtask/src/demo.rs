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
    fs::create_dir_all(&home)?;
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
    let mut app = command::program(layout.program("debug", "rolecall-app"), &layout.root);
    app.env("ROLECALL_HOME", &home);
    command::loud(app)
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
