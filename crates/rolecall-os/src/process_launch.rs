//! Starting other programs for the user: in place of this process, or detached from it.
//!
//! It must not know what they get. Secrets are passed in the environment, never as an argument.

use crate::environment::{EnvironmentVariables, beside_this_program, variable};
use crate::harden::Hardening;
use std::ffi::OsString;
use std::io::{self, Read};
use std::process::{Child, ChildStderr, Command, Stdio};

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
) -> io::Result<DetachedProgram> {
    let found = beside_this_program(name).or_else(|| environment.find_program(name));
    let mut command = Command::new(found.ok_or(io::ErrorKind::NotFound)?);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .env(variable::ROLECALL_REPORTS_START, "1");
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        // In its own process group, Ctrl-C in the terminal does not end it.
        command.process_group(0);
        hardening.restore();
    }
    #[cfg(not(unix))]
    let _nothing_to_restore = hardening;
    DetachedProgram::new(command.spawn()?)
}

/// A program that was started detached, as long as its starter watches it. Dropping this does not end the program.
#[derive(Debug)]
pub struct DetachedProgram {
    child: Child,
    errors: Option<ChildStderr>,
    said: Vec<u8>,
}

impl DetachedProgram {
    fn new(mut child: Child) -> io::Result<Self> {
        let errors = child.stderr.take();
        #[cfg(unix)]
        if let Some(errors) = &errors {
            // A process that it started may keep the other end open.
            rustix::fs::fcntl_setfl(errors, rustix::fs::OFlags::NONBLOCK)?;
        }
        Ok(Self {
            child,
            errors,
            said: Vec::new(),
        })
    }

    /// Returns what the program said on its standard error about why it ended, when it has; nothing while it runs. It does not wait.
    ///
    /// # Errors
    /// That of wait(2).
    pub fn ended(&mut self) -> io::Result<Option<String>> {
        let status = self.child.try_wait()?;
        #[cfg(unix)]
        let may_read = true;
        // Elsewhere reading would wait for a program that runs.
        #[cfg(not(unix))]
        let may_read = status.is_some();
        if may_read && let Some(errors) = &mut self.errors {
            // Without data, reading from the pipe fails, which is as good as its end.
            drop(errors.take(MAX_SAID).read_to_end(&mut self.said));
        }
        Ok(status.map(|status| reason(&self.said).unwrap_or_else(|| status.to_string())))
    }
}

/// In bytes: how much of what a program says is read at once.
const MAX_SAID: u64 = 16 * 1024;

/// Returns the message of a panic, which is followed by a trace and advice for programmers, or else the last line.
fn reason(said: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(said);
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let panic = lines().skip_while(|line| !line.contains(" panicked at ")).nth(1);
    panic.or_else(|| lines().next_back()).map(ToOwned::to_owned)
}

/// Points standard error to nowhere, if this program was started by [`spawn_detached`]: it has started, and its starter reads no
/// more. The processes that it starts must not write into a pipe that nobody reads.
pub fn end_start_report() {
    #[cfg(unix)]
    if std::env::var_os(variable::ROLECALL_REPORTS_START).is_some()
        && let Ok(nowhere) = std::fs::File::options().write(true).open("/dev/null")
        && let Err(error) = rustix::stdio::dup2_stderr(&nowhere)
    {
        tracing::warn!(%error, "standard error stays open");
    }
}

#[cfg(all(test, unix))]
mod tests {
    //! What a program says before it ends reaches its starter.

    use super::{DetachedProgram, reason};
    use std::process::{Command, Stdio};

    #[test]
    fn the_last_line_of_a_program_that_ended_is_known() {
        let script = "echo first >&2; read line; echo 'no display' >&2; exit 1";
        let mut command = Command::new("sh");
        command
            .args(["-c", script])
            .stdin(Stdio::piped())
            .stderr(Stdio::piped());
        let mut program = DetachedProgram::new(command.spawn().unwrap()).unwrap();
        assert_eq!(program.ended().unwrap(), None);
        drop(program.child.stdin.take());
        let said = loop {
            if let Some(said) = program.ended().unwrap() {
                break said;
            }
            std::thread::yield_now();
        };
        assert_eq!(said, "no display");
    }

    #[test]
    fn what_a_panic_adds_is_left_out() {
        let panic = "warning: first\n\nthread 'main' (1) panicked at event_loop.rs:211:15:\nFailed to initialize gtk backend!\nstack \
                     backtrace:\n   0: start\n";
        let expected = Some("Failed to initialize gtk backend!");
        assert_eq!(reason(panic.as_bytes()).as_deref(), expected);
        assert_eq!(reason(b"one\ntwo\n\n").as_deref(), Some("two"));
        assert_eq!(reason(b" \n\n"), None);
    }
}
