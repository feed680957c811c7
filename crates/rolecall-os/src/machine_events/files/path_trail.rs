//! The trail of a path: every folder in which a change may make the path lead to another file.

use super::WatchedNames;
use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};

/// How many symbolic links the system follows at most.
const MAX_LINKS: usize = 40;

/// Adds to `folders` each folder on `path` that holds a symbolic link, the first missing name, or the file.
pub(super) fn add_trail(path: &Path, folders: &mut WatchedNames) {
    let mut current = PathBuf::from("/");
    let mut remaining = parts(path);
    let mut links = 0;
    while let Some(part) = remaining.pop_front() {
        if part == OsStr::new("/") {
            current = PathBuf::from("/");
            continue;
        }
        if part == OsStr::new("..") {
            current.pop();
            continue;
        }
        let next = current.join(&part);
        let metadata = next.symlink_metadata();
        let is_link = metadata.as_ref().is_ok_and(std::fs::Metadata::is_symlink);
        if is_link || metadata.is_err() || remaining.is_empty() {
            folders.entry(current.clone()).or_default().insert(part);
        }
        if metadata.is_err() {
            return;
        }
        if !is_link {
            current = next;
            continue;
        }
        links += 1;
        let Some(to) = next.read_link().ok().filter(|_| links <= MAX_LINKS) else {
            return;
        };
        for part in parts(&to).into_iter().rev() {
            remaining.push_front(part);
        }
    }
}

fn parts(path: &Path) -> VecDeque<OsString> {
    path.components()
        .filter(|part| *part != Component::CurDir)
        .map(|part| part.as_os_str().to_owned())
        .collect()
}
