//! The copy of the toolchain that has the source of the standard library.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};

use super::{Part, debian_package};
use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};

const COPY_DEADLINE: Duration = Duration::from_secs(600);

/// Returns the folder of a toolchain of the same version as ours, with the source. Makes it unless it is there.
///
/// # Errors
/// When it cannot be copied.
pub(super) fn install(checkout: &Checkout, log: &File) -> Result<Part<PathBuf>> {
    let rustc =
        |arguments: &str| command::output(command::program("rustc", &checkout.root).split_args(arguments));
    let sysroot = PathBuf::from(rustc("--print sysroot")?.trim());
    if !sysroot.join("lib/rustlib/components").is_file() {
        // A distribution's own Rust is spread over the whole system.
        return Ok(Part::Missing(
            "the Rust toolchain was not installed by rustup".to_owned(),
        ));
    }
    let version = rustc("--version")?;
    let folder = checkout.tools().join("cross/toolchain");
    let complete = folder.join("version");
    if fs::read_to_string(&complete).is_ok_and(|found| found == version) {
        return Ok(Part::Ready(folder));
    }
    let Some(number) = version.split_whitespace().nth(1) else {
        return Ok(Part::Missing(format!(
            "the version `{}` is not understood",
            version.trim()
        )));
    };
    let work = checkout.tools().join("cross/rust-src");
    let source = match debian_package::unpack("rust-src", number, &work, log)? {
        Part::Ready(unpacked) => unpacked.join(format!("usr/src/rustc-{number}/library")),
        Part::Missing(reason) => return Ok(Part::Missing(reason)),
    };
    copy(&sysroot, &source, &folder, log)?;
    fs::remove_dir_all(&work).context("cannot remove the unpacked package")?;
    fs::write(&complete, version)?;
    Ok(Part::Ready(folder))
}

/// Copies what compiling needs; links would make cargo take the original for the toolchain.
fn copy(sysroot: &Path, source: &Path, folder: &Path, log: &File) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).context("cannot remove the former copy of the toolchain")?;
    }
    let library = folder.join("lib/rustlib/src/rust");
    fs::create_dir_all(folder)?;
    let copy = |from: &Path, to: &Path| {
        let mut copy = command::program("cp", Path::new("/")).split_args("--archive --dereference");
        copy.arg(from).arg(to);
        command::run_logged(copy, log, COPY_DEADLINE)
    };
    copy(&sysroot.join("bin"), folder)?;
    copy(&sysroot.join("lib"), folder)?;
    fs::create_dir_all(&library)?;
    copy(source, &library)?;
    // Debian's copies of dependencies; cargo's own are those of the lock file.
    let vendored = library.join("library/vendor");
    if vendored.exists() {
        fs::remove_dir_all(vendored).context("cannot remove the library's copies of its dependencies")?;
    }
    Ok(())
}
