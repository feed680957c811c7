//! The Python virtual environment with other AWS clients, which the tests compare the product with.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};

/// Creates `target/tools/venv` with exactly the pinned packages, unless it is up to date.
///
/// # Errors
/// If Python is missing or the packages cannot be installed.
pub(crate) fn install(checkout: &Checkout) -> Result<()> {
    let requirements_file = checkout.root.join("crates/xtask/python-requirements.txt");
    let requirements = fs::read(&requirements_file).context("cannot read the list of Python packages")?;
    let venv = checkout.tools().join("venv");
    // A copy of the requirements that are installed.
    let installed_file = venv.join("installed-requirements.txt");
    let is_up_to_date = fs::read(&installed_file).is_ok_and(|installed| installed == requirements);
    if checkout.python().is_file() && is_up_to_date {
        return Ok(());
    }
    eprintln!(
        "Installing the Python packages of {}",
        requirements_file.display()
    );
    fs::create_dir_all(checkout.tools())?;
    // Debian's python3-venv supports only Debian's own Python; another one may come first in PATH.
    let python = if Path::new("/usr/bin/python3").is_file() {
        "/usr/bin/python3"
    } else {
        "python3"
    };
    let mut venv_command = command::program(python, &checkout.root).split_args("-m venv --clear");
    venv_command.arg(&venv);
    command::output(venv_command)?;
    let mut pip = command::program(checkout.python(), &checkout.root)
        .split_args("-m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r");
    pip.arg(&requirements_file);
    command::output(pip)?;
    fs::write(&installed_file, requirements).context("cannot record what pip installed")
}
