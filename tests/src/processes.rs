//! The processes of this machine, as `/proc` shows them.

use anyhow::{Context as _, Result};
use rustix::process::{Pid, Signal, kill_process};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Returns the ids of every process.
pub fn all() -> Vec<u32> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect()
}

/// Returns the ids of `of` and of all that it started, and they.
pub fn family(of: u32) -> Vec<u32> {
    let parents: BTreeMap<u32, u32> = all()
        .into_iter()
        .filter_map(|id| Some((id, parent(id)?)))
        .collect();
    let mut found = vec![of];
    let mut at = 0;
    while let Some(&elder) = found.get(at) {
        found.extend(
            parents
                .iter()
                .filter(|(_, parent)| **parent == elder)
                .map(|(id, _)| *id),
        );
        at += 1;
    }
    found
}

/// Returns the members of the family of `of` whose program is called `program`.
pub fn named(of: u32, program: &str) -> Vec<u32> {
    family(of)
        .into_iter()
        .filter(|id| program_name(*id).as_deref() == Some(program))
        .collect()
}

/// Returns the one of [`named`].
///
/// # Errors
/// When there is none.
pub fn one_named(of: u32, program: &str) -> Result<u32> {
    named(of, program)
        .into_iter()
        .next()
        .with_context(|| format!("there is no {program} under process {of}"))
}

/// Returns the arguments of a process, each ended by a NUL.
pub fn arguments(id: u32) -> Vec<u8> {
    fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default()
}

/// Returns the environment of a process, each variable ended by a NUL.
pub fn environment(id: u32) -> Vec<u8> {
    fs::read(format!("/proc/{id}/environ")).unwrap_or_default()
}

/// Returns the ids of the processes that have `folder` in their arguments or their environment; this one is never among them.
pub fn that_know(folder: &Path) -> Vec<u32> {
    let folder = folder.as_os_str().as_encoded_bytes();
    let knows = |bytes: Vec<u8>| bytes.windows(folder.len()).any(|part| part == folder);
    let is_other = |id: &u32| *id != std::process::id();
    all()
        .into_iter()
        .filter(is_other)
        .filter(|id| knows(arguments(*id)) || knows(environment(*id)))
        .collect()
}

/// Kills a process. Whoever ended before cannot be killed, which is as well.
pub fn kill(id: u32) {
    if let Some(pid) = i32::try_from(id).ok().and_then(Pid::from_raw) {
        kill_process(pid, Signal::KILL).ok();
    }
}

fn parent(id: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name, in parentheses, may hold anything.
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

fn program_name(id: u32) -> Option<String> {
    let arguments = arguments(id);
    let first = arguments.split(|byte| *byte == 0).next()?;
    let path = Path::new(std::str::from_utf8(first).ok()?);
    Some(path.file_name()?.to_str()?.to_owned())
}
