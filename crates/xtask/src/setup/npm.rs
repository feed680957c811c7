//! The page's packages: exactly those of the lock file, none of their install scripts.

use std::fs;
use std::path::Path;

use anyhow::Result;
use serde_json::{Map, Value};

use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};

/// Runs `npm ci` unless what is installed is what the lock file names.
///
/// # Errors
/// When npm cannot install what the lock file names.
pub(crate) fn install(checkout: &Checkout) -> Result<()> {
    let ui = checkout.ui();
    let lock = packages(&ui.join("package-lock.json"));
    // npm records what it installed in a lock file inside the folder.
    let installed = packages(&ui.join("node_modules/.package-lock.json"));
    if lock.is_empty() || is_installed(&lock, &installed) {
        return Ok(());
    }
    eprintln!("Installing the page's npm packages");
    command::output(
        command::program("npm", &ui).split_args("ci --ignore-scripts --no-audit --no-fund --loglevel=error"),
    )?;
    Ok(())
}

fn packages(lock: &Path) -> Map<String, Value> {
    let text = fs::read_to_string(lock).unwrap_or_default();
    let lock: Value = serde_json::from_str(&text).unwrap_or_default();
    lock.get("packages")
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default()
}

/// Returns whether all packages but the optional ones (other platforms' binaries) are there, in their version.
fn is_installed(lock: &Map<String, Value>, installed: &Map<String, Value>) -> bool {
    lock.iter().all(|(path, locked)| {
        let installed_integrity = installed.get(path).and_then(|package| package.get("integrity"));
        let optional = locked.get("optional") == Some(&Value::Bool(true));
        path.is_empty()
            || (optional && installed_integrity.is_none())
            || installed_integrity == locked.get("integrity")
    })
}

#[cfg(test)]
mod tests {
    use super::is_installed;

    #[test]
    fn another_version_is_not_the_locked_one() {
        let lock = |text: &str| serde_json::from_str(text).unwrap();
        let locked = lock(r#"{"":{},"a":{"integrity":"1"},"b":{"integrity":"2","optional":true}}"#);
        assert!(is_installed(&locked, &lock(r#"{"a":{"integrity":"1"}}"#)));
        assert!(!is_installed(&locked, &lock(r#"{"a":{"integrity":"0"}}"#)));
        assert!(!is_installed(&locked, &lock("{}")));
    }
}
