//! The npm packages of the page, and of the tests that use the AWS SDK for JavaScript: exactly those of the lock files, without running
//! their install scripts.

use std::fs;
use std::path::Path;

use anyhow::Result;
use serde_json::{Map, Value};

use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};

/// Runs `npm ci` in each folder whose installed packages do not match the lock file yet.
///
/// # Errors
/// If `npm ci` fails.
pub(crate) fn install(checkout: &Checkout) -> Result<()> {
    for folder in [checkout.ui(), checkout.root.join("tests/javascript")] {
        let locked = read_packages(&folder.join("package-lock.json"));
        // npm records the installed packages in a lock file inside the folder.
        let installed = read_packages(&folder.join("node_modules/.package-lock.json"));
        if locked.is_empty() || is_up_to_date(&locked, &installed) {
            continue;
        }
        eprintln!("Installing the npm packages of {}", folder.display());
        let ci = "ci --ignore-scripts --no-audit --no-fund --loglevel=error";
        command::output(command::program("npm", &folder).split_args(ci))?;
    }
    Ok(())
}

/// Returns the packages of a lock file; none if it is missing or malformed.
fn read_packages(lock_file: &Path) -> Map<String, Value> {
    let text = fs::read_to_string(lock_file).unwrap_or_default();
    let lock: Value = serde_json::from_str(&text).unwrap_or_default();
    lock.get("packages")
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default()
}

/// Returns whether all packages are installed in the locked version. Optional ones may be missing: they are binaries of other
/// platforms.
fn is_up_to_date(locked: &Map<String, Value>, installed: &Map<String, Value>) -> bool {
    locked.iter().all(|(path, locked)| {
        let installed_integrity = installed.get(path).and_then(|package| package.get("integrity"));
        let optional = locked.get("optional") == Some(&Value::Bool(true));
        path.is_empty()
            || (optional && installed_integrity.is_none())
            || installed_integrity == locked.get("integrity")
    })
}

#[cfg(test)]
mod tests {
    use super::is_up_to_date;

    #[test]
    fn another_version_is_not_the_locked_one() {
        let lock = |text: &str| serde_json::from_str(text).unwrap();
        let locked = lock(r#"{"":{},"a":{"integrity":"1"},"b":{"integrity":"2","optional":true}}"#);
        assert!(is_up_to_date(&locked, &lock(r#"{"a":{"integrity":"1"}}"#)));
        assert!(!is_up_to_date(&locked, &lock(r#"{"a":{"integrity":"0"}}"#)));
        assert!(!is_up_to_date(&locked, &lock("{}")));
    }
}
