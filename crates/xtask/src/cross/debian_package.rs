//! Unpacks a package of a newer Debian without installing it, and without touching the system's package lists.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result};

use super::Part;
use crate::command::{self, SplitArgs as _};

/// Has the source of the standard library in the versions of the last half year.
const SUITE: &str = "trixie-backports";
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";
const DOWNLOAD_DEADLINE: Duration = Duration::from_secs(600);

/// Downloads the version `version` of `package` and unpacks it into a folder in `work`, which it returns.
///
/// # Errors
/// When a file cannot be written.
pub(super) fn unpack(package: &str, version: &str, work: &Path, log: &File) -> Result<Part<PathBuf>> {
    if !command::is_installed("apt-get") || !Path::new(KEYRING).is_file() {
        return Ok(Part::Missing(format!(
            "{package} is a package of Debian, and this is not Debian"
        )));
    }
    let Some(mirror) = mirror()? else {
        return Ok(Part::Missing("no mirror of Debian is configured".to_owned()));
    };
    for folder in ["lists/partial", "cache/archives/partial", "unpacked"] {
        fs::create_dir_all(work.join(folder))?;
    }
    fs::write(
        work.join("sources.list"),
        format!("deb [signed-by={KEYRING}] {mirror} {SUITE} main\n"),
    )?;
    if command::run_logged(
        apt("apt-get", work).split_args("-q update"),
        log,
        DOWNLOAD_DEADLINE,
    )
    .is_err()
    {
        return Ok(Part::Missing(format!(
            "the package list of {SUITE} could not be read"
        )));
    }
    let versions = command::output(apt("apt-cache", work).split_args("madison").split_args(package))?;
    let Some(full_version) = matching_version(&versions, version) else {
        return Ok(Part::Missing(format!(
            "{SUITE} has no {package} of version {version}"
        )));
    };
    let download = apt("apt-get", work)
        .split_args("-q download")
        .split_args(&format!("{package}={full_version}"));
    if command::run_logged(download, log, DOWNLOAD_DEADLINE).is_err() {
        return Ok(Part::Missing(format!("{package} could not be downloaded")));
    }
    let archive = fs::read_dir(work)?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .context("the downloaded package is not there")?;
    let mut dpkg = command::program("dpkg", work).split_args("-x");
    dpkg.arg(&archive).arg(work.join("unpacked"));
    command::run_logged(dpkg, log, DOWNLOAD_DEADLINE)?;
    Ok(Part::Ready(work.join("unpacked")))
}

/// Returns the mirror that the system's own packages come from.
fn mirror() -> Result<Option<String>> {
    let mut targets = command::program("apt-get", Path::new("/"));
    targets.args([
        "indextargets",
        "--format",
        "$(SITE) $(RELEASE) $(COMPONENT)",
        "Created-By: Packages",
    ]);
    Ok(debian_mirror(&command::output(targets)?))
}

/// Finds Debian's among the sources: the one that also has the updates of its release.
fn debian_mirror(targets: &str) -> Option<String> {
    targets
        .lines()
        .filter_map(|line| line.strip_suffix("-updates main"))
        .find_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
}

/// Finds the Debian version of an upstream version in the output of `apt-cache madison`.
fn matching_version(versions: &str, version: &str) -> Option<String> {
    versions
        .lines()
        .filter_map(|line| line.split('|').nth(1).map(str::trim))
        .find(|found| found.split(['+', '-']).next() == Some(version))
        .map(str::to_owned)
}

/// Describes a call of apt with lists and caches of its own.
fn apt(name: &str, work: &Path) -> Command {
    let mut apt = command::program(name, work);
    for (option, path) in [
        ("Dir::Etc::sourcelist", "sources.list"),
        ("Dir::State::Lists", "lists"),
        ("Dir::Cache", "cache"),
    ] {
        apt.arg("-o")
            .arg(format!("{option}={}", work.join(path).display()));
    }
    apt.args(["-o", "Dir::Etc::sourceparts=-"]);
    apt
}

#[cfg(test)]
mod tests {
    use super::{debian_mirror, matching_version};

    #[test]
    fn the_mirror_is_debians_own() {
        let targets = "https://packages.example nodistro main\nhttp://a.example/debian-security stable-security main\n\
            http://a.example/debian stable main\nhttp://a.example/debian stable-updates main\n";
        assert_eq!(debian_mirror(targets).as_deref(), Some("http://a.example/debian"));
        assert_eq!(debian_mirror("https://packages.example nodistro main\n"), None);
    }

    #[test]
    fn only_the_same_version_is_taken() {
        let versions = " rust-src | 1.96.1+dfsg1-2~bpo13+1 | http://a.example suite/main amd64 Packages\n \
            rust-src | 1.95.0+dfsg1-2~bpo13+1 | http://a.example suite/main amd64 Packages\n";
        assert_eq!(
            matching_version(versions, "1.95.0").as_deref(),
            Some("1.95.0+dfsg1-2~bpo13+1")
        );
        assert_eq!(matching_version(versions, "1.95"), None);
    }
}
