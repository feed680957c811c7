//! The library that draws tray icons: whether it is installed. Drawing one without it would end the program.
//!
//! It is looked for where the loader looks (ld.so(8)), and not loaded: that would be unsafe code.

use crate::environment::library_folders;
use std::fs;
use std::path::{Path, PathBuf};

/// The libraries that can draw an icon, as the tray looks for them.
const LIBRARIES: [&str; 2] = ["libayatana-appindicator3.so.1", "libappindicator3.so.1"];
/// The loader's own list of libraries: names and paths, each with a zero byte at its end.
const CACHE: &str = "/etc/ld.so.cache";
const FOLDERS: [&str; 5] = ["/lib", "/usr/lib", "/lib64", "/usr/lib64", "/usr/local/lib"];

/// Tells whether the library that draws tray icons is installed.
pub fn can_be_drawn() -> bool {
    let cache = fs::read(CACHE).unwrap_or_default();
    let mut folders = library_folders();
    folders.extend(FOLDERS.map(PathBuf::from));
    is_installed(&LIBRARIES, &cache, &folders)
}

fn is_installed(names: &[&str], cache: &[u8], folders: &[PathBuf]) -> bool {
    names.iter().any(|name| {
        let is_there = |folder: &PathBuf| folder.join(name).is_file();
        folders.iter().any(is_there) || listed(name, cache).any(Path::is_file)
    })
}

/// Returns the paths of the cache that end with `name`.
fn listed<'a>(name: &str, cache: &'a [u8]) -> impl Iterator<Item = &'a Path> {
    cache
        .split(|byte| *byte == 0)
        .filter_map(|text| std::str::from_utf8(text).ok())
        .map(Path::new)
        .filter(move |path| path.is_absolute() && path.ends_with(name))
}

#[cfg(test)]
mod tests;
