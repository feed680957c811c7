//! `cargo xtask package`: the Debian package.

mod changelog;
mod dependencies;
mod man_pages;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::{Map, Value, json};
use toml_edit::DocumentMut;

use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};
use crate::programs;
use crate::setup::{self, debian};

/// A prebuilt program inside an npm package.
const BUNDLER: &str = "@tauri-apps/cli@2.12.5";

/// What only packaging uses.
const DEBIAN_PACKAGES: [&str; 3] = ["dpkg-dev", "help2man", "lintian"];

/// The programs in the package: file, Cargo package and what the manual page says that it is.
const PROGRAMS: [(&str, &str, &str); 3] = [
    ("rolecall", "rolecall-cli", "use AWS roles in a terminal"),
    ("rolecall-app", "rolecall-app", "window and tray icon of Rolecall"),
    (
        "rolecall-emulator",
        "rolecall-emulator",
        "AWS on this computer, for the demo and for tests",
    ),
];

/// What the changelog and the manual pages say about this release.
struct Release {
    version: String,
    maintainer: String,
    /// As RFC 5322 writes it.
    date: String,
}

/// Builds the release programs and puts them into `release/bundle/deb` of the target folder.
///
/// # Errors
/// When something cannot be built, or lintian finds an error in the package.
pub(crate) fn run(checkout: &Checkout) -> Result<()> {
    setup::run(checkout)?;
    debian::install_missing(&DEBIAN_PACKAGES)?;
    build(checkout)?;
    let release = release(checkout)?;
    let stage = checkout.target.join("bundle");
    if stage.exists() {
        fs::remove_dir_all(&stage).context("cannot remove the files of the former package")?;
    }
    fs::create_dir_all(&stage)?;
    let changelog = stage.join("changelog");
    fs::write(&changelog, changelog::write(checkout, &release)?)?;
    let mut files = completions(checkout, &stage)?;
    files.extend(man_pages::write(checkout, &stage, &release)?);
    files.extend(programs_in_package(checkout));
    let contents = json!({ "bundle": { "icon": [], "linux": { "deb": {
        "changelog": changelog,
        "depends": dependencies::of_programs(checkout, &stage)?,
        "files": files,
    } } } });
    let package = bundle(checkout, &contents)?;
    let mut lintian = command::program("lintian", &checkout.root).split_args("--fail-on error");
    lintian.arg(&package);
    command::run_shown(lintian)?;
    eprintln!("The package is {}", package.display());
    Ok(())
}

fn build(checkout: &Checkout) -> Result<()> {
    fs::create_dir_all(checkout.logs())?;
    let path = checkout.logs().join("package.log");
    let log = File::create(&path)?;
    let look = || format!("the complete output is in {}", path.display());
    eprintln!("Building the page and the release programs");
    programs::build_page(checkout, &log).with_context(look)?;
    let packages = PROGRAMS.map(|(_, package, _)| package);
    programs::build_product(checkout, &packages, "release", &log).with_context(look)
}

/// Reads what the workspace and its history say about this release.
fn release(checkout: &Checkout) -> Result<Release> {
    let manifest = fs::read_to_string(checkout.root.join("Cargo.toml"))?;
    let manifest: DocumentMut = manifest.parse().context("Cargo.toml is not TOML")?;
    let package = &manifest["workspace"]["package"];
    let version = package["version"].as_str().context("no version in Cargo.toml")?;
    let maintainer = package["authors"][0]
        .as_str()
        .context("no author in Cargo.toml")?;
    let date = command::program("git", &checkout.root).split_args("log -1 --format=%cD");
    Ok(Release {
        version: version.to_owned(),
        maintainer: maintainer.to_owned(),
        date: command::output(date)?.trim().to_owned(),
    })
}

/// Returns the programs that the packager does not add.
fn programs_in_package(checkout: &Checkout) -> Map<String, Value> {
    let added = PROGRAMS.iter().filter(|(name, ..)| *name != "rolecall-app");
    added
        .map(|(name, ..)| {
            (
                format!("/usr/bin/{name}"),
                json!(checkout.program("release", name)),
            )
        })
        .collect()
}

/// Has the command print its completions, so that they always match it.
fn completions(checkout: &Checkout, stage: &Path) -> Result<Map<String, Value>> {
    let mut files = Map::new();
    for (shell, place) in [
        ("bash", "/usr/share/bash-completion/completions/rolecall"),
        ("zsh", "/usr/share/zsh/vendor-completions/_rolecall"),
        ("fish", "/usr/share/fish/vendor_completions.d/rolecall.fish"),
    ] {
        let mut command = command::program(checkout.program("release", "rolecall"), &checkout.root);
        command.args(["completions", shell]);
        let file = stage.join(format!("completions.{shell}"));
        fs::write(&file, command::output(command)?)?;
        files.insert(place.to_owned(), json!(file));
    }
    Ok(files)
}

/// Puts everything together and returns the package. The packager's own icons have the program's name, by which no desktop
/// environment looks for them, so `contents` gives it none.
fn bundle(checkout: &Checkout, contents: &Value) -> Result<PathBuf> {
    let folder = checkout.target.join("release/bundle/deb");
    if folder.exists() {
        fs::remove_dir_all(&folder).context("cannot remove the former package")?;
    }
    let mut bundle = command::program(bundler(checkout)?, &checkout.root.join("src-tauri"))
        .split_args("bundle --bundles deb --config");
    // From another folder, a relative one would be another target folder.
    bundle
        .arg(contents.to_string())
        .env("CARGO_TARGET_DIR", &checkout.target);
    command::run_shown(bundle)?;
    let mut built = fs::read_dir(&folder)?.filter_map(|entry| Some(entry.ok()?.path()));
    built
        .find(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .with_context(|| format!("the packager left no package in {}", folder.display()))
}

/// Installs the tool that builds packages. Only this task needs it, so it is not among the page's own packages.
fn bundler(checkout: &Checkout) -> Result<PathBuf> {
    let folder = checkout.tools().join("bundler");
    let tauri = folder.join("node_modules/.bin/tauri");
    if !tauri.exists() {
        let mut install =
            command::program("npm", &checkout.root).split_args("install --no-save --ignore-scripts --prefix");
        install.arg(&folder).arg(BUNDLER);
        command::output(install)?;
    }
    Ok(tauri)
}
