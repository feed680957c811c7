//! Programs as Linux tells of them in `/proc` (proc(5)).
//!
//! It reads names, parents, start times and folders, and of a shell whether it only passes a command on. It must not
//! read what else stands in the arguments or environment of a program.

use rolecall_model::history::ProcessInfo;
use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// No chain of programs that pass a command on is longer.
const LONGEST_CHAIN: usize = 16;
/// Room for the start of a command line: a shell's options stand there.
const START_OF_ARGUMENTS: usize = 256;
/// The system keeps no more bytes of a program's short name.
const LONGEST_SHORT_NAME: usize = 15;
const SHELLS: [&str; 6] = ["sh", "bash", "dash", "zsh", "ksh", "busybox"];
/// What runs scripts: the script's name says more.
const INTERPRETERS: [&str; 6] = ["python", "ruby", "perl", "node", "php", "pwsh"];
/// What the system adds to the path of a program whose file was replaced.
const REPLACED: &str = " (deleted)";

/// What `/proc/<pid>/stat` tells of a program.
#[derive(Debug, PartialEq, Eq)]
struct Facts {
    short_name: String,
    state: u8,
    parent: u32,
    started: u64,
}

/// Returns the program that started this one, beyond shells that only pass a command on and beyond Rolecall itself.
pub(super) fn parent(home: Option<&Path>) -> Option<ProcessInfo> {
    let this = fs::read_link("/proc/self/exe").ok();
    let mut pid = facts(std::process::id())?.parent;
    for _ in 0..LONGEST_CHAIN {
        let facts = facts(pid)?;
        let file = fs::read_link(of(pid, "exe")).ok();
        let passes_on =
            (file.is_some() && file == this) || (is_shell(&facts, file.as_deref()) && runs_one_command(pid));
        if !passes_on || pid == 1 {
            return Some(ProcessInfo {
                name: name(&facts, file.as_deref()),
                pid,
                started: facts.started,
                folder: folder(pid, home),
            });
        }
        pid = facts.parent;
    }
    None
}

/// Returns this process, called `name`.
pub(super) fn this_as(name: &str, home: Option<&Path>) -> Option<ProcessInfo> {
    let pid = std::process::id();
    Some(ProcessInfo {
        name: name.to_owned(),
        pid,
        started: facts(pid)?.started,
        folder: folder(pid, home),
    })
}

/// Tells whether that very program still runs: the number alone may be another's by now.
pub(super) fn is_running(program: &ProcessInfo) -> bool {
    facts(program.pid)
        .is_some_and(|facts| facts.started == program.started && !matches!(facts.state, b'Z' | b'X'))
}

fn of(pid: u32, what: &str) -> PathBuf {
    PathBuf::from(format!("/proc/{pid}/{what}"))
}

/// A parent outside the container is told as 0.
fn facts(pid: u32) -> Option<Facts> {
    if pid == 0 {
        return None;
    }
    parse(&fs::read(of(pid, "stat")).ok()?)
}

/// The short name stands in parentheses and may hold any byte: the last one closes it. Fields are counted from it.
fn parse(stat: &[u8]) -> Option<Facts> {
    let open = stat.iter().position(|byte| *byte == b'(')?;
    let close = stat.iter().rposition(|byte| *byte == b')')?;
    let short_name = String::from_utf8_lossy(stat.get(open + 1..close)?).into_owned();
    let rest = std::str::from_utf8(stat.get(close + 1..)?).ok()?;
    let mut fields = rest.split_ascii_whitespace();
    let state = *fields.next()?.as_bytes().first()?;
    let parent = fields.next()?.parse().ok()?;
    let started = fields.nth(17)?.parse().ok()?;
    Some(Facts {
        short_name,
        state,
        parent,
        started,
    })
}

/// Returns the name of the file, without folders; of a script the script's own, as far as the system keeps it.
fn name(facts: &Facts, file: Option<&Path>) -> String {
    let Some(file_name) = file.and_then(Path::file_name).map(OsStr::to_string_lossy) else {
        return facts.short_name.clone();
    };
    let file_name = file_name.strip_suffix(REPLACED).unwrap_or(&file_name);
    let cut = || {
        file_name
            .char_indices()
            .take_while(|(at, _)| *at < LONGEST_SHORT_NAME)
    };
    let is_itself = facts.short_name.chars().eq(cut().map(|(_, character)| character));
    let runs_scripts =
        SHELLS.contains(&file_name) || INTERPRETERS.iter().any(|known| file_name.starts_with(known));
    if runs_scripts && !is_itself && !facts.short_name.is_empty() {
        return facts.short_name.clone();
    }
    file_name.to_owned()
}

fn is_shell(facts: &Facts, file: Option<&Path>) -> bool {
    let file_name = file.and_then(Path::file_name).and_then(OsStr::to_str);
    SHELLS.contains(&file_name.unwrap_or(&facts.short_name))
}

/// Tells whether a shell was given one command to run (`-c`), and not a script or a user.
fn runs_one_command(pid: u32) -> bool {
    let mut start = [0; START_OF_ARGUMENTS];
    let Ok(length) = fs::File::open(of(pid, "cmdline")).and_then(|mut file| file.read(&mut start)) else {
        return false;
    };
    // A name of busybox's may stand before the options.
    let options = start[..length].split(|byte| *byte == 0).skip(1);
    options
        .skip_while(|argument| SHELLS.iter().any(|shell| shell.as_bytes() == *argument))
        .take_while(|argument| argument.starts_with(b"-"))
        .any(|argument| !argument.starts_with(b"--") && argument.contains(&b'c'))
}

fn folder(pid: u32, home: Option<&Path>) -> Option<String> {
    let folder = fs::read_link(of(pid, "cwd")).ok()?;
    let in_home = home
        .filter(|home| home.parent().is_some())
        .and_then(|home| folder.strip_prefix(home).ok());
    Some(match in_home {
        Some(inside) if inside.as_os_str().is_empty() => "~".to_owned(),
        Some(inside) => format!("~/{}", inside.to_string_lossy()),
        None => folder.to_string_lossy().into_owned(),
    })
}

#[cfg(test)]
mod tests;
