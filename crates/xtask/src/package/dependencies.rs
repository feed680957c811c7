//! What the programs need of other packages: Debian's own tool reads it from the libraries that they are linked with.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::PROGRAMS;
use crate::checkout::Checkout;
use crate::command::{self, SplitArgs as _};

const PREFIX: &str = "shlibs:Depends=";

/// The packager adds these without a version.
const ADDED_BY_PACKAGER: [&str; 2] = ["libwebkit2gtk-4.1-0", "libgtk-3-0"];

/// Returns each package with the version that is needed, as in `libc6 (>= 2.34)`.
///
/// # Errors
/// When a library of a program belongs to no package.
pub(super) fn of_programs(checkout: &Checkout, stage: &Path) -> Result<Vec<String>> {
    // It works in the source tree of a package, of which it wants to see no more than this.
    let source = stage.join("source");
    fs::create_dir_all(source.join("debian"))?;
    fs::write(
        source.join("debian/control"),
        "Source: rolecall\n\nPackage: rolecall\nArchitecture: any\n",
    )?;
    let mut reader = command::program("dpkg-shlibdeps", &source).split_args("-O --warnings=0");
    for (name, ..) in PROGRAMS {
        reader.arg("-e").arg(checkout.program("release", name));
    }
    parse(&command::output(reader)?)
}

fn parse(output: &str) -> Result<Vec<String>> {
    let needed = output
        .lines()
        .find_map(|line| line.strip_prefix(PREFIX))
        .context("dpkg-shlibdeps names no package")?;
    let is_new = |entry: &&str| {
        let name = entry.split_whitespace().next().unwrap_or_default();
        !ADDED_BY_PACKAGER.contains(&name)
    };
    Ok(needed.split(", ").filter(is_new).map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn what_the_packager_adds_is_left_to_it() {
        let output = "shlibs:Depends=libc6 (>= 2.34), libgtk-3-0 (>= 3.24), libgcc-s1 (>= 4.2)\n";
        assert_eq!(parse(output).unwrap(), ["libc6 (>= 2.34)", "libgcc-s1 (>= 4.2)"]);
        assert!(parse("").is_err());
    }
}
