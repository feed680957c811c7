//! The Debian packages: which ones are required, and how missing ones are installed.

use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::command::{self, SplitArgs as _};

/// The packages that building requires.
const BUILD_PACKAGES: &str = "libwebkit2gtk-4.1-dev libxdo-dev libssl-dev librsvg2-dev libdbus-1-dev \
    pkg-config build-essential file git";

/// The packages that the tests, the demo and the measurements use.
const TEST_PACKAGES: &str = "xvfb xauth x11-utils x11-apps imagemagick xdotool dbus dbus-x11 dbus-daemon gnome-keyring \
    libsecret-tools at-spi2-core webkit2gtk-driver python3-venv python3-dbus python3-gi openbox fonts-dejavu-core \
    fonts-inter jq procps fish zsh ksh tcsh xclip strace chromium chromium-driver tmux libnotify-bin \
    dunst iproute2 libglib2.0-bin softhsm2";

/// Installs what is missing of all that building and testing requires.
///
/// # Errors
/// As [`install_missing`].
pub(super) fn install_required() -> Result<()> {
    let required: Vec<&str> = BUILD_PACKAGES
        .split_whitespace()
        .chain(TEST_PACKAGES.split_whitespace())
        .collect();
    install_missing(&required)
}

/// Installs those of the `required` packages that are missing. Does nothing on other systems than Linux.
///
/// # Errors
/// If packages are missing and only root may install them; the error contains the command to run.
pub(crate) fn install_missing(required: &[&str]) -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    if !command::is_installed("dpkg-query") {
        eprintln!("This is not Debian: see docs/building.md for what must be installed.");
        return Ok(());
    }
    let missing = missing_packages(required, &package_status(required)?);
    if missing.is_empty() {
        return Ok(());
    }
    let install_command = format!("apt-get install -y --no-install-recommends {}", missing.join(" "));
    if !is_root()? || !command::is_installed("apt-get") {
        bail!(
            "Some Debian packages are missing. Run this one line, then this task again:\nsudo {install_command}"
        );
    }
    eprintln!(
        "Installing {} Debian packages: {}",
        missing.len(),
        missing.join(" ")
    );
    let folder = Path::new(".");
    command::output(command::program("apt-get", folder).split_args("update -q"))
        .context("the package lists could not be read")?;
    let mut install = command::program("apt-get", folder)
        .split_args("-q -y --no-install-recommends -o DPkg::Lock::Timeout=300 install");
    install.args(&missing).env("DEBIAN_FRONTEND", "noninteractive");
    command::output(install)
        .with_context(|| format!("the packages could not be installed; try: {install_command}"))?;
    Ok(())
}

/// Returns the output of dpkg-query. Its exit code is ignored: an unknown package makes it fail, but the rest of the output is valid.
fn package_status(packages: &[&str]) -> Result<String> {
    let mut query = command::program("dpkg-query", Path::new("."));
    query
        .args(["-W", "-f", "${Package} ${db:Status-Status}\\n"])
        .args(packages);
    let output = query.output().context("cannot start dpkg-query")?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn missing_packages<'a>(required: &[&'a str], status: &str) -> Vec<&'a str> {
    let installed: Vec<&str> = status
        .lines()
        .filter_map(|line| line.strip_suffix(" installed"))
        .collect();
    required
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
    use super::missing_packages;

    #[test]
    fn only_installed_packages_count() {
        let status = "git installed\nksh not-installed\nzsh config-files\n";
        assert_eq!(
            missing_packages(&["git", "ksh", "zsh", "fish"], status),
            ["ksh", "zsh", "fish"]
        );
    }
}
