//! Runs other programs: with their output shown, for their output, or into a log file with a deadline.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

/// Prefixes of the variables that `cargo run` sets for the task runner's own package. A build started from here must not
/// inherit them: build scripts that watch these variables would run again.
const CARGO_RUN_VARIABLES: [&str; 3] = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"];

/// Adds arguments to a command by value, so that a description reads in one line.
pub(crate) trait SplitArgs {
    /// Returns the command with the space-separated arguments of `text` added.
    fn split_args(self, text: &str) -> Self;
}

impl SplitArgs for Command {
    fn split_args(mut self, text: &str) -> Self {
        self.args(text.split_whitespace());
        self
    }
}

/// Starts the description of a program run in `folder`, without input and in a clean environment.
pub(crate) fn program(name: impl AsRef<std::ffi::OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(name);
    command.current_dir(folder).stdin(Stdio::null());
    for (key, _) in std::env::vars_os() {
        let key = key.to_string_lossy().into_owned();
        if CARGO_RUN_VARIABLES.iter().any(|prefix| key.starts_with(prefix)) || key == "CARGO_PRIMARY_PACKAGE"
        {
            command.env_remove(key);
        }
    }
    command
}

/// Starts the description of a cargo call in `folder`.
pub(crate) fn cargo(folder: &Path) -> Command {
    let name = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    program(name, folder)
}

/// Describes a command as a user would type it.
pub(crate) fn command_line(command: &Command) -> String {
    let mut arguments = vec![command.get_program().to_string_lossy().into_owned()];
    arguments.extend(
        command
            .get_args()
            .map(|argument| argument.to_string_lossy().into_owned()),
    );
    arguments.join(" ")
}

/// Runs a command with its output shown.
///
/// # Errors
/// When it cannot be started or ends with a failure.
pub(crate) fn run_shown(mut command: Command) -> Result<()> {
    let shown = command_line(&command);
    let status = command
        .status()
        .with_context(|| format!("cannot start `{shown}`"))?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(())
}

/// Runs a command and returns what it printed on standard output.
///
/// # Errors
/// When it cannot be started or ends with a failure.
pub(crate) fn output(mut command: Command) -> Result<String> {
    let shown = command_line(&command);
    let output = command
        .output()
        .with_context(|| format!("cannot start `{shown}`"))?;
    if !output.status.success() {
        bail!(
            "`{shown}` failed ({}): {}",
            output.status,
            first_lines(&output.stderr)
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Returns the first lines of an error output: they say what is wrong, advice on usage follows.
fn first_lines(diagnostics: &[u8]) -> String {
    let text = String::from_utf8_lossy(diagnostics);
    text.trim().lines().take(20).collect::<Vec<&str>>().join("\n")
}

/// Returns whether a program of this name is in `PATH`.
pub(crate) fn is_installed(name: &str) -> bool {
    let Some(path) = std::env::var_os("PATH") else {
        return false;
    };
    std::env::split_paths(&path).any(|folder| folder.join(name).is_file())
}

/// Runs a command with all its output in `log`, and stops it at the deadline.
///
/// # Errors
/// When it cannot be started, fails, or does not end in time.
pub(crate) fn run_logged(mut command: Command, log: &File, deadline: Duration) -> Result<()> {
    let shown = command_line(&command);
    command.stdout(log.try_clone()?).stderr(log.try_clone()?);
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot start `{shown}`"))?;
    match wait(&mut child, deadline)? {
        Some(status) if status.success() => Ok(()),
        Some(status) => bail!("`{shown}` failed ({status})"),
        None => {
            end(&mut child);
            bail!(
                "`{shown}` did not end within {} s and was stopped",
                deadline.as_secs()
            )
        }
    }
}

/// Runs a command for its standard output, with its diagnostics in `log`.
///
/// # Errors
/// When it cannot be started or fails.
pub(crate) fn output_with_logged_errors(mut command: Command, log: &File) -> Result<String> {
    let shown = command_line(&command);
    command.stdout(Stdio::piped()).stderr(log.try_clone()?);
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot start `{shown}`"))?;
    let mut text = String::new();
    if let Some(mut out) = child.stdout.take() {
        out.read_to_string(&mut text)?;
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(text)
}

fn wait(child: &mut Child, deadline: Duration) -> Result<Option<ExitStatus>> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if started.elapsed() > deadline {
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Lets the owner alone read, write and run a file or enter a folder.
///
/// # Errors
/// When the mode cannot be set.
#[cfg(unix)]
pub(crate) fn restrict_to_owner(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700)).context("cannot set the mode")
}

/// Lets the owner alone use a file or folder; where there are no modes, the home folder does that.
///
/// # Errors
/// Never, here.
#[cfg(not(unix))]
pub(crate) fn restrict_to_owner(_path: &Path) -> Result<()> {
    Ok(())
}

/// Ends a child process and everything it started: first by SIGTERM, then by SIGKILL.
///
/// The child is in our own process group, so that Ctrl-C reaches it; its descendants are
/// therefore looked up.
pub(crate) fn end(child: &mut Child) {
    if cfg!(unix) {
        let table = program("ps", Path::new(".")).args(["-eo", "pid=,ppid="]).output();
        let table = table
            .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
            .unwrap_or_default();
        let processes = with_descendants(child.id(), &table);
        for signal in ["-TERM", "-KILL"] {
            // A process that has ended already is no failure.
            drop(
                Command::new("kill")
                    .arg(signal)
                    .args(&processes)
                    .stderr(Stdio::null())
                    .status(),
            );
            drop(wait(child, Duration::from_millis(500)));
        }
    }
    drop(child.kill());
    drop(child.wait());
}

/// Returns a process and its descendants from a table of `pid ppid` lines.
fn with_descendants(root: u32, table: &str) -> Vec<String> {
    let pairs: Vec<(&str, &str)> = table
        .lines()
        .filter_map(|line| line.trim().split_once(char::is_whitespace))
        .collect();
    let mut processes = vec![root.to_string()];
    let mut next = 0;
    while let Some(parent) = processes.get(next).cloned() {
        processes.extend(
            pairs
                .iter()
                .filter(|(_, parent_id)| parent_id.trim() == parent)
                .map(|(pid, _)| (*pid).to_owned()),
        );
        next += 1;
    }
    processes
}

#[cfg(test)]
mod tests {
    use super::{end, program, run_logged, with_descendants};
    use std::path::Path;
    use std::time::Duration;

    #[test]
    fn descendants_are_found_and_others_are_not() {
        assert_eq!(
            with_descendants(
                2,
                "    1     0\n    2     1\n    3     2\n   40     3\n    5     1\n"
            ),
            ["2", "3", "40"]
        );
    }

    #[test]
    fn what_does_not_end_in_time_is_ended_with_its_children() {
        let folder = std::env::temp_dir().join(format!("xtask-command-{}", std::process::id()));
        let log = std::fs::File::create(&folder).unwrap();
        let mut sleeper = program("sh", Path::new("."));
        sleeper.args(["-c", "sleep 600; true"]);
        let outcome = run_logged(sleeper, &log, Duration::from_millis(100))
            .unwrap_err()
            .to_string();
        std::fs::remove_file(&folder).unwrap();
        assert!(outcome.ends_with("was stopped"), "{outcome}");
    }

    #[test]
    fn ending_the_ended_does_not_wait() {
        let mut child = program("true", Path::new(".")).spawn().unwrap();
        child.wait().unwrap();
        end(&mut child);
    }
}
