//! The folders and files of this checkout that tasks use.

use std::path::{Path, PathBuf};

/// The folders of one checkout.
#[derive(Debug, Clone)]
pub(crate) struct Checkout {
    /// The folder with the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Cargo's target folder.
    pub(crate) target: PathBuf,
}

impl Checkout {
    /// Returns the checkout that this program was built from.
    pub(crate) fn current() -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = here.ancestors().nth(2).unwrap_or(here).to_path_buf();
        let target = std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| root.join("target"), |given| root.join(PathBuf::from(given)));
        Self { root, target }
    }

    /// Returns the folder of the page.
    pub(crate) fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// Returns the folder of tools that only this checkout uses.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// Returns the folder where each step leaves its complete output.
    pub(crate) fn logs(&self) -> PathBuf {
        self.target.join("logs")
    }

    /// Returns the private Python that has the foreign AWS clients.
    pub(crate) fn python(&self) -> PathBuf {
        self.tools().join("venv/bin/python")
    }

    /// Returns the path of a built program.
    pub(crate) fn program(&self, profile: &str, name: &str) -> PathBuf {
        self.target
            .join(profile)
            .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }
}
