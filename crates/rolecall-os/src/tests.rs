//! A home of its own for a test.

use crate::environment::EnvironmentVariables;
use crate::paths::Paths;
use std::path::Path;

/// Returns the paths of a program whose home is `home`.
pub(crate) fn paths_in(home: impl AsRef<Path>) -> Paths {
    let environment = EnvironmentVariables {
        rolecall_home: Some(home.as_ref().to_owned()),
        ..EnvironmentVariables::default()
    };
    Paths::from_environment(&environment).unwrap()
}

/// Returns a new home, which goes when it is dropped, and its paths.
pub(crate) fn home() -> (tempfile::TempDir, Paths) {
    let home = tempfile::tempdir().unwrap();
    let paths = paths_in(home.path());
    (home, paths)
}
