//! Looks for secrets in the places where none may be: files, and the arguments and environment of processes.

use crate::marker;
use crate::processes;
use anyhow::Result;
use rolecall_fakes::leak::{Encoding, Hit, Scanner, Secret};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Above this a file is read in pieces.
const PIECE: usize = 8 << 20;

/// A secret, found where it must not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where.
    pub place: String,
    /// Its kind.
    pub kind: String,
    /// How it was written.
    pub encoding: Encoding,
}

impl Found {
    /// Makes one of every hit in `place`.
    pub fn all(place: &str, hits: Vec<Hit>) -> Vec<Self> {
        hits.into_iter()
            .map(|hit| Self {
                place: place.to_owned(),
                kind: hit.kind,
                encoding: hit.encoding,
            })
            .collect()
    }
}

/// Looks into every file under `folder` that changed after `since`, but not under `except`.
///
/// # Errors
/// When `folder` cannot be read.
pub fn in_files(
    secrets: &[Secret],
    folder: &Path,
    since: SystemTime,
    except: &[PathBuf],
) -> Result<Vec<Found>> {
    let scanner = Scanner::new(secrets);
    walk(folder, since, except, &mut |path, is_file| {
        let mut found = Found::all(
            &format!("name of {}", path.display()),
            scanner.find(path.as_os_str().as_encoded_bytes()),
        );
        if is_file {
            found.extend(in_file(&scanner, path));
        }
        found
    })
}

/// Shows every name under `folder` to `look`, and tells whether it is a file that changed after `since`.
fn walk(
    folder: &Path,
    since: SystemTime,
    except: &[PathBuf],
    look: &mut impl FnMut(&Path, bool) -> Vec<Found>,
) -> Result<Vec<Found>> {
    fs::read_dir(folder)?;
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        // Others work in shared folders: what vanishes meanwhile is not ours.
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            let Ok(facts) = fs::symlink_metadata(&path) else {
                continue;
            };
            if except.iter().any(|except| path.starts_with(except)) {
                continue;
            }
            found.extend(look(&path, facts.is_file() && facts.modified()? >= since));
            if facts.is_dir() {
                folders.push(path);
            }
        }
    }
    Ok(found)
}

fn in_file(scanner: &Scanner, path: &Path) -> Vec<Found> {
    let bytes = fs::read(path).unwrap_or_default();
    let overlap = 64 << 10;
    let mut found = Vec::new();
    let mut from = 0;
    while from < bytes.len() {
        let to = bytes.len().min(from + PIECE + overlap);
        found.extend(Found::all(
            &path.display().to_string(),
            scanner.find(&bytes[from..to]),
        ));
        from += PIECE;
    }
    found
}

/// As [`in_files`], for a folder where many others write: only the neighbourhood of what the emulator's secrets begin with is
/// looked into.
///
/// # Errors
/// As [`in_files`].
pub fn in_shared_files(
    secrets: &[Secret],
    folder: &Path,
    since: SystemTime,
    except: &[PathBuf],
) -> Result<Vec<Found>> {
    let scanner = Scanner::new(secrets);
    walk(folder, since, except, &mut |path, is_file| {
        let mut found = Found::all(
            &format!("name of {}", path.display()),
            scanner.find(path.as_os_str().as_encoded_bytes()),
        );
        if is_file {
            let bytes = fs::read(path).unwrap_or_default();
            let near = marker::neighbourhoods(&bytes);
            found.extend(
                near.iter()
                    .flat_map(|near| Found::all(&path.display().to_string(), scanner.find(near))),
            );
        }
        found
    })
}

/// Looks into the arguments and the environment of every process.
pub fn in_processes(secrets: &[Secret]) -> Vec<Found> {
    let scanner = Scanner::new(secrets);
    let of_one = |id: u32| {
        let mut found = Found::all(
            &format!("arguments of process {id}"),
            scanner.find(&processes::arguments(id)),
        );
        found.extend(Found::all(
            &format!("environment of process {id}"),
            scanner.find(&processes::environment(id)),
        ));
        found
    };
    processes::all().into_iter().flat_map(of_one).collect()
}

/// Looks into a text.
pub fn in_text(secrets: &[Secret], place: &str, text: &str) -> Vec<Found> {
    Found::all(place, Scanner::new(secrets).find(text.as_bytes()))
}
