//! The command that opens a page: from the variable `BROWSER`, or else the opener of the desktop environment.

use crate::environment::EnvironmentVariables;
use rolecall::ports::BrowserError;
use std::future::pending;
use std::path::PathBuf;
use std::process::Stdio;
use tokio::process::{Child, Command};

/// A program and its arguments. `%s` stands for the URL, which is appended where there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BrowserCommand {
    path: PathBuf,
    arguments: Vec<String>,
}

/// A started browser or opener.
pub(super) struct BrowserProcess(Child);

/// Returns the commands to try, in order; none over SSH or without a display, unless `BROWSER` is set.
pub(super) fn browser_commands(environment: &EnvironmentVariables) -> Vec<BrowserCommand> {
    if let Some(browser) = &environment.browser {
        return browser
            .split(BROWSER_SEPARATOR)
            .filter_map(|words| from_browser_variable(environment, words))
            .collect();
    }
    if environment.over_ssh || !environment.has_display {
        return Vec::new();
    }
    OPENERS
        .iter()
        .filter_map(|(name, arguments)| {
            let path = environment.find_program(name)?;
            Some(BrowserCommand {
                path,
                arguments: arguments.iter().map(|word| (*word).to_owned()).collect(),
            })
        })
        .collect()
}

/// Windows paths contain colons.
const BROWSER_SEPARATOR: char = if cfg!(windows) { ';' } else { ':' };

/// Parses one command of `BROWSER`: split at white space, never run by a shell. A final `&` is dropped: no browser is waited
/// for anyway.
fn from_browser_variable(environment: &EnvironmentVariables, words: &str) -> Option<BrowserCommand> {
    let mut words = words.split_whitespace().filter(|word| *word != "&");
    let path = environment.find_program(words.next()?)?;
    Some(BrowserCommand {
        path,
        arguments: words.map(ToOwned::to_owned).collect(),
    })
}

#[cfg(target_os = "macos")]
const OPENERS: [(&str, &[&str]); 1] = [("open", &[])];
#[cfg(windows)]
const OPENERS: [(&str, &[&str]); 1] = [("rundll32.exe", &["url.dll,FileProtocolHandler"])];
#[cfg(not(any(target_os = "macos", windows)))]
const OPENERS: [(&str, &[&str]); 6] = [
    ("xdg-open", &[]),
    ("gio", &["open"]),
    ("x-www-browser", &[]),
    ("firefox", &[]),
    ("chromium", &[]),
    ("google-chrome", &[]),
];

impl BrowserCommand {
    /// Starts the program in its own process group, so that Ctrl-C ends the command and not the browser.
    ///
    /// With a `umask` (octal digits) a shell sets the mask and execs the program: the mask of this process is for its own
    /// files, and all its threads share it.
    ///
    /// # Errors
    /// [`BrowserError::Failed`] when it cannot be started.
    pub(super) fn start(&self, address: &str, umask: Option<&str>) -> Result<BrowserProcess, BrowserError> {
        let mut words: Vec<String> = self
            .arguments
            .iter()
            .map(|word| word.replace("%s", address))
            .collect();
        if words == self.arguments {
            words.push(address.to_owned());
        }
        let mut command = match umask {
            Some(umask) => {
                let mut shell = Command::new("/bin/sh");
                shell
                    .args(["-c", "umask \"$0\"; exec \"$@\"", umask])
                    .arg(&self.path);
                shell
            }
            None => Command::new(&self.path),
        };
        command
            .args(words)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        #[cfg(unix)]
        command.process_group(0);
        let child = command.spawn().map_err(|error| BrowserError::Failed {
            detail: error.kind().to_string(),
        })?;
        Ok(BrowserProcess(child))
    }
}

impl BrowserProcess {
    /// Waits until the program exits with a failure. It never ends after a success: an opener exits before its browser
    /// fetches the page.
    pub(super) async fn failure(mut self) -> BrowserError {
        match self.0.wait().await {
            Ok(status) if !status.success() => BrowserError::Failed {
                detail: format!("the browser ended with {status}"),
            },
            Ok(_) | Err(_) => pending().await,
        }
    }
}
