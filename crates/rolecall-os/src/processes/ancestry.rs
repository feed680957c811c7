//! The program that started this one, found by following parents in `/proc`.
//!
//! It reads names, parents, start times and folders, and of a shell whether it only runs one command. It must not read
//! any other argument, nor the environment, of a process.

use crate::procfs::{self, ProcessStat};
use rolecall_model::history::ProcessInfo;
use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::Path;

/// How many parents are followed.
const MAX_CHAIN_LENGTH: usize = 16;
/// How many bytes of a command line are read: a shell's options are at its start.
const MAX_COMMAND_LINE_BYTES: usize = 256;
/// The kernel cuts short names to this, in bytes.
const MAX_SHORT_NAME_LENGTH: usize = 15;
const SHELLS: [&str; 6] = ["sh", "bash", "dash", "zsh", "ksh", "busybox"];
/// Programs that run scripts: the script's name identifies the program better.
const INTERPRETERS: [&str; 6] = ["python", "ruby", "perl", "node", "php", "pwsh"];
/// The suffix that the kernel adds to the path of a program whose file was replaced.
const REPLACED_SUFFIX: &str = " (deleted)";

/// Returns the program that started this one, skipping shells that only run one command, and Rolecall itself.
pub(super) fn parent(home: Option<&Path>) -> Option<ProcessInfo> {
    let this = fs::read_link("/proc/self/exe").ok();
    let mut pid = ProcessStat::read(std::process::id())?.parent;
    for _ in 0..MAX_CHAIN_LENGTH {
        let stat = ProcessStat::read(pid)?;
        let file = fs::read_link(procfs::path(pid, "exe")).ok();
        let is_skipped =
            (file.is_some() && file == this) || (is_shell(&stat, file.as_deref()) && runs_one_command(pid));
        if !is_skipped || pid == 1 {
            return Some(ProcessInfo {
                name: name(&stat, file.as_deref()),
                pid,
                started: stat.started,
                folder: folder(pid, home),
            });
        }
        pid = stat.parent;
    }
    None
}

/// Describes this process under the name `program_name`.
pub(super) fn current_process_as(program_name: &str, home: Option<&Path>) -> Option<ProcessInfo> {
    let pid = std::process::id();
    Some(ProcessInfo {
        name: program_name.to_owned(),
        pid,
        started: ProcessStat::read(pid)?.started,
        folder: folder(pid, home),
    })
}

/// Tells whether that very process still runs: its id may be another's by now.
pub(super) fn is_running(program: &ProcessInfo) -> bool {
    ProcessStat::read(program.pid)
        .is_some_and(|stat| stat.started == program.started && !matches!(stat.state, b'Z' | b'X'))
}

/// Returns the name of the program's file, without folders; for a script the script's name, cut to 15 bytes.
fn name(stat: &ProcessStat, file: Option<&Path>) -> String {
    let Some(file_name) = file.and_then(Path::file_name).map(OsStr::to_string_lossy) else {
        return stat.short_name.clone();
    };
    let file_name = file_name.strip_suffix(REPLACED_SUFFIX).unwrap_or(&file_name);
    let cut = || {
        file_name
            .char_indices()
            .take_while(|(at, _)| *at < MAX_SHORT_NAME_LENGTH)
    };
    let is_itself = stat.short_name.chars().eq(cut().map(|(_, character)| character));
    let runs_scripts =
        SHELLS.contains(&file_name) || INTERPRETERS.iter().any(|known| file_name.starts_with(known));
    if runs_scripts && !is_itself && !stat.short_name.is_empty() {
        return stat.short_name.clone();
    }
    file_name.to_owned()
}

fn is_shell(stat: &ProcessStat, file: Option<&Path>) -> bool {
    let file_name = file.and_then(Path::file_name).and_then(OsStr::to_str);
    SHELLS.contains(&file_name.unwrap_or(&stat.short_name))
}

/// Tells whether a shell was started to run one command (`-c`), not a script and not for a user.
fn runs_one_command(pid: u32) -> bool {
    let mut start = [0; MAX_COMMAND_LINE_BYTES];
    let Ok(length) = fs::File::open(procfs::path(pid, "cmdline")).and_then(|mut file| file.read(&mut start))
    else {
        return false;
    };
    // The name of a busybox applet may come before the options.
    let options = start[..length].split(|byte| *byte == 0).skip(1);
    options
        .skip_while(|argument| SHELLS.iter().any(|shell| shell.as_bytes() == *argument))
        .take_while(|argument| argument.starts_with(b"-"))
        .any(|argument| !argument.starts_with(b"--") && argument.contains(&b'c'))
}

fn folder(pid: u32, home: Option<&Path>) -> Option<String> {
    let folder = fs::read_link(procfs::path(pid, "cwd")).ok()?;
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
