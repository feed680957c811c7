//! Commands of the system's shell that print a secret: without input, for a limited time, and ended together with everything that they
//! started.
//!
//! It must not know what is printed.

use crate::environment::variable;
use sha2::{Digest, Sha256};
use std::io;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};
use tokio::time::timeout;
use zeroize::Zeroizing;

/// How long a command may take when whoever waits has no deadline of their own.
pub(crate) const TIME_LIMIT: Duration = Duration::from_secs(45);
/// In bytes: how much of what a command complains about is read.
const MAX_COMPLAINT: u64 = 4096;

/// What a command printed, and how it ended.
pub(crate) struct ShellOutput {
    /// The beginning of its standard output.
    pub(crate) printed: Zeroizing<Vec<u8>>,
    /// The beginning of its standard error.
    pub(crate) complaint: Zeroizing<Vec<u8>>,
    /// How it ended.
    pub(crate) status: ExitStatus,
}

/// Why there is no output.
#[derive(Debug)]
pub(crate) enum ShellError {
    /// The command cannot be run.
    NotRun(io::Error),
    /// It did not end in time.
    TimedOut,
}

/// Runs `command` and returns the first `max_size` bytes of what it prints. It ends when nobody waits for it any more.
pub(crate) async fn output_of(
    command: &str,
    max_size: u64,
    time_limit: Duration,
) -> Result<ShellOutput, ShellError> {
    let output = timeout(time_limit, run(command, max_size)).await;
    output
        .map_err(|_| ShellError::TimedOut)?
        .map_err(ShellError::NotRun)
}

async fn run(command: &str, max_size: u64) -> io::Result<ShellOutput> {
    let child = shell(command)
        .env(variable::ROLECALL_RUNNING_COMMANDS, running_with(command))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let mut group = CommandGroup { child };
    let (output, errors) = (group.child.stdout.take(), group.child.stderr.take());
    let (printed, complaint) =
        tokio::try_join!(beginning(output, max_size), beginning(errors, MAX_COMPLAINT))?;
    let status = group.child.wait().await?;
    Ok(ShellOutput {
        printed,
        complaint,
        status,
    })
}

/// Reads to the end and returns the beginning: a command that prints more must not wait for its reader.
async fn beginning(output: Option<impl AsyncRead + Unpin>, max_size: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut stored = Zeroizing::new(Vec::new());
    if let Some(mut output) = output {
        (&mut output).take(max_size).read_to_end(&mut stored).await?;
        tokio::io::copy(&mut output, &mut tokio::io::sink()).await?;
    }
    Ok(stored)
}

/// A command with everything it started: killing the shell alone would leave the rest running.
struct CommandGroup {
    child: Child,
}

impl Drop for CommandGroup {
    fn drop(&mut self) {
        // Nothing is known of one that ended: its number may be another's.
        if let Some(id) = self.child.id() {
            kill_group(id);
        }
    }
}

#[cfg(unix)]
fn kill_group(id: u32) {
    use rustix::process::{Pid, Signal, kill_process_group};
    let group = i32::try_from(id).ok().and_then(Pid::from_raw);
    let killed = group.map_or(Ok(()), |group| kill_process_group(group, Signal::KILL));
    if let Err(error) = killed {
        tracing::debug!(%error, "a command has just ended");
    }
}

#[cfg(not(unix))]
fn kill_group(id: u32) {
    let id = id.to_string();
    let taskkill = std::process::Command::new("taskkill")
        .args(["/T", "/F", "/PID", &id])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if let Err(error) = taskkill {
        tracing::warn!(%error, "what a command started may still run");
    }
}

#[cfg(unix)]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", command]).process_group(0);
    shell
}

#[cfg(not(unix))]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("cmd");
    shell.args(["/C", command]);
    shell
}

/// Tells whether this process was started by `command`.
pub(crate) fn is_inside(command: &str) -> bool {
    let id = id(command);
    running().split(',').any(|running| running == id)
}

fn running() -> String {
    std::env::var(variable::ROLECALL_RUNNING_COMMANDS).unwrap_or_default()
}

fn running_with(command: &str) -> String {
    match running().as_str() {
        "" => id(command),
        outer => format!("{outer},{}", id(command)),
    }
}

/// Returns what stands for a command in the environment of what it starts.
fn id(command: &str) -> String {
    hex::encode(&Sha256::digest(command)[..16])
}

#[cfg(all(test, unix))]
mod tests;
