//! Where programs are: ours as built, tools as installed. It must not start any.

use anyhow::{Context as _, Result, bail};
use std::path::{Path, PathBuf};

/// Returns one of our programs: in `ROLECALL_BIN_DIR`, else in `target/debug`.
///
/// # Errors
/// When it has not been built.
pub fn product(name: &str) -> Result<PathBuf> {
    let folder = match std::env::var_os("ROLECALL_BIN_DIR") {
        Some(folder) => workspace().join(folder),
        None => workspace().join("target/debug"),
    };
    let program = folder.join(name);
    if !program.is_file() {
        bail!(
            "{} has not been built. `cargo xtask test` builds it; by hand: cargo build --workspace --bins \
             --features rolecall-app/custom-protocol,rolecall-app/e2e (after `npm run build` in ui/)",
            program.display()
        );
    }
    Ok(program)
}

/// Returns an installed tool.
///
/// # Errors
/// When it is not in `PATH`; it names the package.
pub fn tool(name: &str, package: &str) -> Result<PathBuf> {
    let path = std::env::var_os("PATH").context("PATH is not set")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
        .with_context(|| format!("{name} is not installed; it is in the Debian package {package} (`cargo xtask test` installs it)"))
}

/// Returns the Python that has boto3.
///
/// # Errors
/// When `ROLECALL_PYTHON` does not name it: a client that nobody here wrote must not be left out.
pub fn python() -> Result<PathBuf> {
    let named = std::env::var_os("ROLECALL_PYTHON").context(
        "ROLECALL_PYTHON is not set. `cargo xtask test` sets it; by hand: python3 -m venv target/tools/venv && \
         target/tools/venv/bin/pip install boto3 && export ROLECALL_PYTHON=$PWD/target/tools/venv/bin/python",
    )?;
    let python = workspace().join(named);
    if !python.is_file() {
        bail!("{} (ROLECALL_PYTHON) is not there", python.display());
    }
    Ok(python)
}

/// Returns an organization that ships with the emulator.
pub fn organization(name: &str) -> PathBuf {
    workspace()
        .join("crates/rolecall-emulator/orgs")
        .join(name)
        .with_extension("json")
}

pub(crate) fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}
