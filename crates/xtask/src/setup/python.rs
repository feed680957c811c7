//! The private Python with the foreign AWS clients that the tests compare the product with.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};

/// Makes `target/tools/venv` hold exactly the pinned packages.
///
/// # Errors
/// When Python is missing or the packages cannot be had.
pub(crate) fn install(checkout: &Checkout) -> Result<()> {
    let list = checkout.root.join("crates/xtask/python-requirements.txt");
    let required = fs::read(&list).context("cannot read the list of Python packages")?;
    let venv = checkout.tools().join("venv");
    let installed = venv.join("installed-requirements.txt");
    if checkout.python().is_file() && fs::read(&installed).is_ok_and(|installed| installed == required) {
        return Ok(());
    }
    eprintln!("Installing the Python packages of {}", list.display());
    fs::create_dir_all(checkout.tools())?;
    // Debian's own Python is the one that python3-venv serves; another may come first in PATH.
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
    pip.arg(&list);
    command::output(pip)?;
    fs::write(&installed, required).context("cannot record what pip installed")
}
