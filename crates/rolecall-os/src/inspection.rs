//! Inspection: looks at a file or folder of Rolecall, and at the environment, and says what is wrong. It mends nothing.

use std::env;
use std::fs;
use std::io;
use std::path::Path;

/// Variables whose credentials the AWS SDKs take before any profile.
const CREDENTIAL_VARIABLES: [&str; 3] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

/// Returns the names of the variables that hold credentials in the environment of this process.
pub fn credentials_in_environment() -> Vec<&'static str> {
    let is_set = |name: &&str| env::var_os(name).is_some_and(|value| !value.is_empty());
    CREDENTIAL_VARIABLES.into_iter().filter(is_set).collect()
}

/// Tells whether the environment of this process says which region to work in.
pub fn region_in_environment() -> bool {
    ["AWS_REGION", "AWS_DEFAULT_REGION"]
        .iter()
        .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Returns what is wrong with `path`: it belongs to somebody else, or others can read or write it. What is not there
/// yet is well.
pub fn trouble_with(path: &Path) -> Option<String> {
    match fs::metadata(path) {
        Ok(facts) => of_others(&facts),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => Some(error.kind().to_string()),
    }
}

#[cfg(unix)]
fn of_others(facts: &fs::Metadata) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    const OTHERS: u32 = 0o077;
    if facts.uid() != rustix::process::geteuid().as_raw() {
        return Some("belongs to somebody else".to_owned());
    }
    (facts.mode() & OTHERS != 0).then(|| format!("others can reach it (mode {:o})", facts.mode() & 0o777))
}

#[cfg(not(unix))]
fn of_others(_facts: &fs::Metadata) -> Option<String> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::trouble_with;
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn what_others_can_reach_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state.db");
        assert_eq!(trouble_with(&file), None, "not there yet");
        fs::write(&file, "").unwrap();
        fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
        assert_eq!(
            trouble_with(&file).as_deref(),
            Some("others can reach it (mode 644)")
        );
        fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
        assert_eq!(trouble_with(&file), None);
    }
}
