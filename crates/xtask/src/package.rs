//! `cargo xtask package`: the Debian package.

use std::fs::{self, File};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};
use crate::programs;
use crate::setup;

/// A prebuilt program inside an npm package.
const BUNDLER: &str = "@tauri-apps/cli@2.12.5";

/// Builds the release programs and puts them into `target/release/bundle/deb`.
///
/// # Errors
/// When something cannot be built.
pub(crate) fn run(checkout: &Checkout) -> Result<()> {
    setup::run(checkout)?;
    fs::create_dir_all(checkout.logs())?;
    let path = checkout.logs().join("package.log");
    let log = File::create(&path)?;
    let look = || format!("the complete output is in {}", path.display());
    eprintln!("Building the page and the release programs");
    programs::build_page(checkout, &log).with_context(look)?;
    programs::build_product(
        checkout,
        &["rolecall-app", "rolecall-cli", "rolecall-emulator"],
        "release",
        &log,
    )
    .with_context(look)?;
    completions(checkout)?;
    let tauri = bundler(checkout)?;
    let mut bundle =
        command::program(tauri, &checkout.root.join("src-tauri")).split_args("bundle --bundles deb --config");
    bundle.arg(contents(checkout).to_string());
    command::run_shown(bundle)?;
    eprintln!(
        "The package is in {}",
        checkout.target.join("release/bundle/deb").display()
    );
    Ok(())
}

/// Installs the tool that builds packages. Only this task needs it, so it is not among the page's own packages.
fn bundler(checkout: &Checkout) -> Result<std::path::PathBuf> {
    let folder = checkout.target.join("tools/bundler");
    let tauri = folder.join("node_modules/.bin/tauri");
    if !tauri.exists() {
        let mut install =
            command::program("npm", &checkout.root).split_args("install --no-save --ignore-scripts --prefix");
        install.arg(&folder).arg(BUNDLER);
        command::output(install)?;
    }
    Ok(tauri)
}

/// What goes into the package besides what `src-tauri/tauri.linux.conf.json` lists, as an addition to it: what is made here. The
/// packager's own icons have the program's name, by which no desktop environment looks for them, so it gets none.
fn contents(checkout: &Checkout) -> Value {
    let completion = |name: &str| {
        checkout
            .target
            .join("bundle/completions")
            .join(name)
            .display()
            .to_string()
    };
    json!({ "bundle": { "icon": [], "linux": { "deb": {
        "files": {
            "/usr/share/bash-completion/completions/rolecall": completion("rolecall"),
            "/usr/share/zsh/vendor-completions/_rolecall": completion("_rolecall"),
            "/usr/share/fish/vendor_completions.d/rolecall.fish": completion("rolecall.fish"),
        },
    } } } })
}

/// Has the command print its completions, so that they always match it.
fn completions(checkout: &Checkout) -> Result<()> {
    let folder = checkout.target.join("bundle/completions");
    fs::create_dir_all(&folder)?;
    for (shell, file) in [
        ("bash", "rolecall"),
        ("zsh", "_rolecall"),
        ("fish", "rolecall.fish"),
    ] {
        let mut command = command::program(checkout.program("release", "rolecall"), &checkout.root);
        command.args(["completions", shell]);
        fs::write(folder.join(file), command::output(command)?)?;
    }
    Ok(())
}
