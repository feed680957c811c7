//! Starting other programs for the user: in place of this process, or detached from it.
//!
//! It must not know what they get. Secrets are passed in the environment, never as an argument.

use crate::environment::{EnvironmentVariables, beside_this_program};
use crate::harden::Hardening;
use std::ffi::OsString;
use std::io;
use std::process::{Command, Stdio};

/// A program to start, and how its environment differs from this process's.
#[derive(Debug)]
pub struct LaunchSpec<'a> {
    /// Its name or path.
    pub name: &'a OsString,
    /// Its arguments.
    pub arguments: &'a [OsString],
    /// Variables that are set for it. Their values may be secrets.
    pub set: Vec<(&'a str, &'a str)>,
    /// Variables that are removed for it.
    pub removed: &'a [&'a str],
}

/// Replaces this process by `program` (exec(3)), with the file mask and core limit that this process was started with. It
/// returns only on failure.
///
/// # Errors
/// That of exec; then this process runs on, and its hardening is undone.
#[cfg(unix)]
pub fn exec_into(program: &LaunchSpec<'_>, hardening: Hardening) -> io::Result<u8> {
    use std::os::unix::process::CommandExt;
    let mut command = command(program);
    hardening.restore();
    Err(command.exec())
}

/// Starts `program`, waits for it without a time limit and returns its exit code (0 to 255; 1 for others).
///
/// # Errors
/// That of starting it.
#[cfg(not(unix))]
pub fn exec_into(program: &LaunchSpec<'_>, _hardening: Hardening) -> io::Result<u8> {
    let status = command(program).status()?;
    Ok(status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .unwrap_or(1))
}

fn command(program: &LaunchSpec<'_>) -> Command {
    let mut command = Command::new(program.name);
    command.args(program.arguments);
    for name in program.removed {
        command.env_remove(name);
    }
    command.envs(program.set.iter().copied());
    command
}

/// Starts the program `name` detached from this process, with the file mask and core limit that this process was started
/// with. It is looked for beside this program, then in the search path. The hardening of this process is undone.
///
/// # Errors
/// That of starting it; [`io::ErrorKind::NotFound`] when it is in neither place.
pub fn spawn_detached(
    name: &str,
    environment: &EnvironmentVariables,
    hardening: Hardening,
) -> io::Result<()> {
    let found = beside_this_program(name).or_else(|| environment.find_program(name));
    let mut command = Command::new(found.ok_or(io::ErrorKind::NotFound)?);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        // In its own process group, Ctrl-C in the terminal does not end it.
        command.process_group(0);
        hardening.restore();
    }
    #[cfg(not(unix))]
    let _nothing_to_restore = hardening;
    command.spawn().map(drop)
}
