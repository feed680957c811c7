//! Other programs that the user starts through this one.
//!
//! It must not know what they are given, and what they are given never stands in an argument.

use crate::environment::{Environment, beside_this_program};
use crate::harden::Hardening;
use std::ffi::OsString;
use std::io;
use std::process::{Command, Stdio};

/// A program and how its environment differs from this one's.
#[derive(Debug)]
pub struct ProgramToStart<'a> {
    /// Its name or path.
    pub name: &'a OsString,
    /// Its arguments.
    pub arguments: &'a [OsString],
    /// Variables that it gets. Their values may be secrets: they live as long as the program does.
    pub set: Vec<(&'a str, &'a str)>,
    /// Variables that it does not get.
    pub removed: &'a [&'a str],
}

/// Becomes `program`: this process goes on as it, with the file mask and limits it was started with.
///
/// # Errors
/// What the system said; then this process goes on as itself, hardened no more.
#[cfg(unix)]
pub fn become_program(program: &ProgramToStart<'_>, hardening: Hardening) -> io::Result<u8> {
    use std::os::unix::process::CommandExt;
    let mut command = command(program);
    hardening.give_back();
    Err(command.exec())
}

/// Starts `program`, waits for it and returns its exit code.
///
/// # Errors
/// What the system said.
#[cfg(not(unix))]
pub fn become_program(program: &ProgramToStart<'_>, _hardening: Hardening) -> io::Result<u8> {
    let ended = command(program).status()?;
    Ok(ended.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
}

fn command(program: &ProgramToStart<'_>) -> Command {
    let mut command = Command::new(program.name);
    command.args(program.arguments);
    for name in program.removed {
        command.env_remove(name);
    }
    command.envs(program.set.iter().copied());
    command
}

/// Starts the program `name`, found beside this one or in the search path, with the file mask and limits that this one
/// was started with; it goes on when this one ends, which then is hardened no more.
///
/// # Errors
/// What the system said; [`io::ErrorKind::NotFound`] when it is in neither place.
pub fn start_apart(name: &str, environment: &Environment, hardening: Hardening) -> io::Result<()> {
    let found = beside_this_program(name).or_else(|| environment.find_program(name));
    let mut command = Command::new(found.ok_or(io::ErrorKind::NotFound)?);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        // A group of its own: Ctrl-C in the terminal must not end it.
        command.process_group(0);
        hardening.give_back();
    }
    #[cfg(not(unix))]
    let _nothing_to_give_back = hardening;
    command.spawn().map(drop)
}
