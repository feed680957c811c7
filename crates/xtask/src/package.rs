//! `cargo xtask package`: the Debian package.

use std::fs::{self, File};

use anyhow::{Context as _, Result};

use crate::command;
use crate::layout::Layout;
use crate::programs;
use crate::setup::{self, With as _};

/// Builds the release programs and puts them into `target/release/bundle/deb`.
///
/// # Errors
/// When something cannot be built.
pub(crate) fn run(layout: &Layout) -> Result<()> {
    setup::run(layout)?;
    fs::create_dir_all(layout.logs())?;
    let path = layout.logs().join("package.log");
    let log = File::create(&path)?;
    let look = || format!("the complete output is in {}", path.display());
    eprintln!("Building the page and the release programs");
    programs::build_page(layout, &log).with_context(look)?;
    programs::build_product(
        layout,
        &["rolecall-app", "rolecall-cli", "rolecall-emulator"],
        "release",
        &log,
    )
    .with_context(look)?;
    completions(layout)?;
    let tauri = layout.ui().join("node_modules/.bin/tauri");
    command::loud(command::program(tauri, &layout.root.join("src-tauri")).with("bundle --bundles deb"))?;
    eprintln!(
        "The package is in {}",
        layout.target.join("release/bundle/deb").display()
    );
    Ok(())
}

/// Asks the command itself for its completions, so that they are never behind it.
fn completions(layout: &Layout) -> Result<()> {
    let folder = layout.target.join("bundle/completions");
    fs::create_dir_all(&folder)?;
    for (shell, file) in [
        ("bash", "rolecall"),
        ("zsh", "_rolecall"),
        ("fish", "rolecall.fish"),
    ] {
        let mut ask = command::program(layout.program("release", "rolecall"), &layout.root);
        ask.args(["completions", shell]);
        fs::write(folder.join(file), command::answer(ask)?)?;
    }
    Ok(())
}
