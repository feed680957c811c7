//! The trail to a file: every folder in which a change may lead the path elsewhere.

use super::Folders;
use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};

/// The system follows no more links either.
const MOST_LINKS: usize = 40;

/// Adds to `folders` where `path` meets a link, where the first missing name would be, and where the file is.
pub(super) fn follow(path: &Path, folders: &mut Folders) {
    let mut here = PathBuf::from("/");
    let mut ahead = parts(path);
    let mut links = 0;
    while let Some(part) = ahead.pop_front() {
        if part == OsStr::new("/") {
            here = PathBuf::from("/");
            continue;
        }
        if part == OsStr::new("..") {
            here.pop();
            continue;
        }
        let next = here.join(&part);
        let facts = next.symlink_metadata();
        let is_link = facts.as_ref().is_ok_and(std::fs::Metadata::is_symlink);
        if is_link || facts.is_err() || ahead.is_empty() {
            folders.entry(here.clone()).or_default().insert(part);
        }
        if facts.is_err() {
            return;
        }
        if !is_link {
            here = next;
            continue;
        }
        links += 1;
        let Some(to) = next.read_link().ok().filter(|_| links <= MOST_LINKS) else {
            return;
        };
        for part in parts(&to).into_iter().rev() {
            ahead.push_front(part);
        }
    }
}

fn parts(path: &Path) -> VecDeque<OsString> {
    path.components()
        .filter(|part| *part != Component::CurDir)
        .map(|part| part.as_os_str().to_owned())
        .collect()
}
