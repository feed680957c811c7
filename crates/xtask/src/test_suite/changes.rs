//! What changed since the main branch, and the packages that this concerns.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};

/// Where the main branch may be found, the best first.
const MAIN_BRANCHES: [&str; 4] = ["origin/main", "main", "origin/master", "master"];

/// A package of the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Package {
    /// Its name.
    pub(super) name: String,
    /// Its folder from the root, with `/` at the end.
    pub(super) folder: String,
    /// It has a library.
    pub(super) has_library: bool,
    /// The names of its integration tests.
    pub(super) integration_tests: Vec<String>,
}

/// Returns the files that differ from where this branch left the main branch, committed or not.
///
/// # Errors
/// When git fails.
pub(super) fn changed_files(checkout: &Checkout) -> Result<BTreeSet<String>> {
    let git =
        |arguments: &str| command::output(command::program("git", &checkout.root).split_args(arguments));
    let base = MAIN_BRANCHES
        .iter()
        .find_map(|branch| git(&format!("merge-base HEAD {branch}")).ok())
        .map_or_else(|| "HEAD".to_owned(), |commit| commit.trim().to_owned());
    let changed = git(&format!("diff --name-only -z {base}"))?;
    let new = git("ls-files --others --exclude-standard -z")?;
    let paths = changed.split('\0').chain(new.split('\0'));
    Ok(paths.filter(|path| !path.is_empty()).map(str::to_owned).collect())
}

/// Returns the packages of the workspace.
///
/// # Errors
/// When cargo fails.
pub(super) fn packages(checkout: &Checkout) -> Result<Vec<Package>> {
    let metadata =
        command::cargo(&checkout.root).split_args("metadata --no-deps --format-version 1 --offline");
    let metadata: Value = serde_json::from_str(&command::output(metadata)?).context("cargo's metadata")?;
    let packages = metadata
        .get("packages")
        .and_then(Value::as_array)
        .context("no packages")?;
    packages
        .iter()
        .map(|package| read_package(package, &checkout.root).context("a package without a name or a folder"))
        .collect()
}

fn read_package(package: &Value, root: &Path) -> Option<Package> {
    let manifest = Path::new(package.get("manifest_path")?.as_str()?);
    let folder = manifest.parent()?.strip_prefix(root).ok()?;
    let targets = package.get("targets")?.as_array()?;
    let of_kind = |kind: &str| {
        let targets = targets
            .iter()
            .filter(|target| target.pointer("/kind/0").is_some_and(|found| found == kind));
        let names = targets.filter_map(|target| target.get("name")?.as_str());
        names.map(str::to_owned).collect::<Vec<String>>()
    };
    Some(Package {
        name: package.get("name")?.as_str()?.to_owned(),
        folder: format!("{}/", folder.display()),
        has_library: !of_kind("lib").is_empty(),
        integration_tests: of_kind("test"),
    })
}

/// Returns the packages that a file lies in.
pub(super) fn concerned(packages: Vec<Package>, files: &BTreeSet<String>) -> Vec<Package> {
    packages
        .into_iter()
        .filter(|package| files.iter().any(|file| file.starts_with(&package.folder)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Package, concerned, read_package};
    use serde_json::json;
    use std::collections::BTreeSet;
    use std::path::Path;

    fn package(name: &str, folder: &str) -> Package {
        Package {
            name: name.to_owned(),
            folder: folder.to_owned(),
            has_library: true,
            integration_tests: Vec::new(),
        }
    }

    #[test]
    fn a_file_concerns_the_package_that_it_lies_in() {
        let packages = vec![
            package("rolecall", "crates/rolecall/"),
            package("rolecall-os", "crates/rolecall-os/"),
        ];
        let files: BTreeSet<String> = ["crates/rolecall-os/src/lib.rs", "Cargo.toml"]
            .map(str::to_owned)
            .into();
        assert_eq!(
            concerned(packages, &files),
            [package("rolecall-os", "crates/rolecall-os/")]
        );
    }

    #[test]
    fn a_package_is_read_from_the_metadata() {
        let metadata = json!({
            "name": "rolecall",
            "manifest_path": "/w/crates/rolecall/Cargo.toml",
            "targets": [
                {"kind": ["lib"], "name": "rolecall"},
                {"kind": ["test"], "name": "keeper"},
                {"kind": ["custom-build"], "name": "build-script-build"},
            ],
        });
        let expected = Package {
            integration_tests: vec!["keeper".to_owned()],
            ..package("rolecall", "crates/rolecall/")
        };
        assert_eq!(read_package(&metadata, Path::new("/w")), Some(expected));
    }
}
