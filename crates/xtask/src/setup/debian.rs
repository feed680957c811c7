//! The Debian packages: which are needed, which are missing, and how they are installed.

use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::command::{self, SplitArgs as _};

/// What the programs need to be built.
const BUILD: &str = "libwebkit2gtk-4.1-dev libxdo-dev libssl-dev librsvg2-dev libdbus-1-dev \
    pkg-config build-essential file git";

/// What the tests, the demo and the measurements drive.
const TEST: &str = "xvfb xauth x11-utils x11-apps imagemagick xdotool dbus dbus-x11 dbus-daemon gnome-keyring \
    libsecret-tools at-spi2-core webkit2gtk-driver python3-venv python3-dbus python3-gi openbox fonts-dejavu-core \
    fonts-inter jq procps fish zsh ksh tcsh xclip strace chromium chromium-driver tmux libnotify-bin \
    dunst iproute2 libglib2.0-bin";

/// Installs the missing packages, or prints the one line that does.
///
/// # Errors
/// When something is missing and cannot be installed from here.
pub(crate) fn install_missing() -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let needed: Vec<&str> = BUILD.split_whitespace().chain(TEST.split_whitespace()).collect();
    if !command::is_installed("dpkg-query") {
        eprintln!("This is not Debian: see docs/building.md for what must be installed.");
        return Ok(());
    }
    let missing = missing(&needed, &status_of(&needed)?);
    if missing.is_empty() {
        return Ok(());
    }
    let line = format!("apt-get install -y --no-install-recommends {}", missing.join(" "));
    if !is_root()? || !command::is_installed("apt-get") {
        bail!("Some Debian packages are missing. Run this one line, then this task again:\nsudo {line}");
    }
    eprintln!(
        "Installing {} Debian packages: {}",
        missing.len(),
        missing.join(" ")
    );
    let here = Path::new(".");
    command::output(command::program("apt-get", here).split_args("update -q"))
        .context("the package lists could not be read")?;
    let mut install = command::program("apt-get", here)
        .split_args("-q -y --no-install-recommends -o DPkg::Lock::Timeout=300 install");
    install.args(&missing).env("DEBIAN_FRONTEND", "noninteractive");
    command::output(install).with_context(|| format!("the packages could not be installed; try: {line}"))?;
    Ok(())
}

/// Returns what dpkg-query prints; it fails when a name is unknown, and its output for the others is still valid.
fn status_of(needed: &[&str]) -> Result<String> {
    let mut query = command::program("dpkg-query", Path::new("."));
    query
        .args(["-W", "-f", "${Package} ${db:Status-Status}\\n"])
        .args(needed);
    let output = query.output().context("cannot start dpkg-query")?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn missing<'a>(needed: &[&'a str], status: &str) -> Vec<&'a str> {
    let installed: Vec<&str> = status
        .lines()
        .filter_map(|line| line.strip_suffix(" installed"))
        .collect();
    needed
        .iter()
        .copied()
        .filter(|name| !installed.contains(name))
        .collect()
}

fn is_root() -> Result<bool> {
    Ok(command::output(command::program("id", Path::new(".")).split_args("-u"))?.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::missing;

    #[test]
    fn only_installed_packages_count() {
        let status = "git installed\nksh not-installed\nzsh config-files\n";
        assert_eq!(
            missing(&["git", "ksh", "zsh", "fish"], status),
            ["ksh", "zsh", "fish"]
        );
    }
}
