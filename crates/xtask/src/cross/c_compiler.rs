//! The C compilers of the other systems: some dependencies have C sources.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::{Part, System};
use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};
use crate::setup::debian;

const MINGW_PACKAGE: &str = "gcc-mingw-w64-x86-64-win32";
pub(super) const MINGW: &str = "x86_64-w64-mingw32-gcc";

/// The oldest macOS that Rust supports on Apple silicon.
const MACOS_VERSION: &str = "11.0";

/// Calls Zig's C compiler, which has the headers of macOS' C library. The frameworks' headers are Apple's alone: what is
/// written in Objective-C is compiled as an empty file.
const MACOS_COMPILER: &str = r#"#!/bin/sh
count=$#
while [ "$count" -gt 0 ]; do
    argument=$1
    shift
    count=$((count - 1))
    case $argument in
        -arch) shift; count=$((count - 1)); continue ;;
        --target=* | -mmacosx-version-min=* | -isysroot*) continue ;;
        *.m) argument=$EMPTY_SOURCE ;;
    esac
    set -- "$@" "$argument"
done
exec "$ZIG_PYTHON" -m ziglang cc -target aarch64-macos "$@"
"#;

const MACOS_ARCHIVER: &str = "#!/bin/sh\nexec \"$ZIG_PYTHON\" -m ziglang ar \"$@\"\n";

/// Returns the variables that make cargo's build scripts use the compiler of `system`, and installs it if need be.
///
/// # Errors
/// When a file cannot be written.
pub(super) fn install(checkout: &Checkout, system: System) -> Result<Part<Vec<(String, OsString)>>> {
    match system {
        System::Windows => mingw(),
        System::MacOs => zig(checkout),
    }
}

fn mingw() -> Result<Part<Vec<(String, OsString)>>> {
    if !command::is_installed(MINGW)
        && let Err(problem) = debian::install_missing(&[MINGW_PACKAGE])
    {
        return Ok(Part::Missing(format!("{problem:#}")));
    }
    let linker = (
        "CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER".to_owned(),
        MINGW.into(),
    );
    Ok(Part::Ready(vec![linker]))
}

fn zig(checkout: &Checkout) -> Result<Part<Vec<(String, OsString)>>> {
    let folder = checkout.tools().join("cross/zig");
    if let Err(problem) = install_zig(checkout, &folder) {
        return Ok(Part::Missing(format!("{problem:#}")));
    }
    fs::write(folder.join("empty.c"), "")?;
    let variable =
        |name: &str, value: &dyn AsRef<std::ffi::OsStr>| (name.to_owned(), value.as_ref().to_owned());
    let target = System::MacOs.target().replace('-', "_");
    Ok(Part::Ready(vec![
        variable(&format!("CC_{target}"), &script(&folder, "cc", MACOS_COMPILER)?),
        variable(&format!("AR_{target}"), &script(&folder, "ar", MACOS_ARCHIVER)?),
        variable("EMPTY_SOURCE", &folder.join("empty.c")),
        variable("ZIG_PYTHON", &checkout.python()),
        variable("PYTHONPATH", &folder.join("packages")),
        variable("MACOSX_DEPLOYMENT_TARGET", &MACOS_VERSION),
        // Otherwise build scripts ask Apple's tools for a folder of headers.
        variable("SDKROOT", &""),
    ]))
}

fn install_zig(checkout: &Checkout, folder: &Path) -> Result<()> {
    let requirements_file = checkout.root.join("crates/xtask/cross-requirements.txt");
    let requirements = fs::read(&requirements_file).context("cannot read the list of Python packages")?;
    let installed_file = folder.join("installed-requirements.txt");
    if fs::read(&installed_file).is_ok_and(|installed| installed == requirements) {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    let mut pip = command::program(checkout.python(), &checkout.root).split_args(
        "-m pip install --quiet --disable-pip-version-check --no-input --require-hashes --upgrade --target",
    );
    pip.arg(folder.join("packages")).arg("-r").arg(&requirements_file);
    command::output(pip).context("Zig's C compiler could not be installed")?;
    fs::write(&installed_file, requirements).context("cannot record what pip installed")
}

/// Writes a program of a few lines and returns its path.
fn script(folder: &Path, name: &str, text: &str) -> Result<PathBuf> {
    let path = folder.join(name);
    fs::write(&path, text)?;
    command::restrict_to_owner(&path)?;
    Ok(path)
}
