//! The command that opens a page: how it is started, and the openers of the desktop environment.

use crate::environment::EnvironmentVariables;
use rolecall::ports::BrowserError;
use rolecall_model::browser_failure::BrowserFailure;
use std::future::pending;
use std::path::PathBuf;
use std::process::Stdio;
use tokio::process::{Child, Command};

/// A program and its arguments. `%s` stands for the URL, which is appended where there is none; `%%` for a percent sign and `%c`
/// for a colon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BrowserCommand {
    path: PathBuf,
    arguments: Vec<String>,
}

/// A started browser or opener.
pub(super) struct BrowserProcess {
    child: Child,
    is_windows_program: bool,
    has_exit_status: bool,
}

/// Returns the openers of the desktop environment, in order; none over SSH or without a display.
pub(super) fn openers(environment: &EnvironmentVariables) -> Vec<BrowserCommand> {
    if environment.over_ssh || !(environment.has_display || environment.in_wsl) {
        return Vec::new();
    }
    let wsl: &[(&str, &[&str])] = if environment.in_wsl { &WSL_OPENERS } else { &[] };
    let command = |(name, arguments): &(&str, &[&str])| {
        let path = environment.find_program(name)?;
        Some(BrowserCommand {
            path,
            arguments: arguments.iter().map(|word| (*word).to_owned()).collect(),
        })
    };
    wsl.iter().chain(&OPENERS).filter_map(command).collect()
}

/// Programs that open a page in the browser of the Windows system around Linux (WSL); Windows programs are found in the search
/// path unless the user turned that off.
const WSL_OPENERS: [(&str, &[&str]); 4] = [
    ("wslview", &[]),
    ("rundll32.exe", &["url.dll,FileProtocolHandler"]),
    (
        "/mnt/c/Windows/System32/rundll32.exe",
        &["url.dll,FileProtocolHandler"],
    ),
    ("/mnt/c/Windows/explorer.exe", &[]),
];

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
    pub(super) fn new(path: PathBuf, arguments: Vec<String>) -> Self {
        Self { path, arguments }
    }

    /// Starts the program in its own process group, so that Ctrl-C ends the command and not the browser.
    ///
    /// With a `umask` (octal digits) a shell sets the mask and execs the program: the mask of this process is for its own
    /// files, and all its threads share it.
    ///
    /// # Errors
    /// [`BrowserError::Failed`] when it cannot be started.
    pub(super) fn start(&self, address: &str, umask: Option<&str>) -> Result<BrowserProcess, BrowserError> {
        let mut has_address = false;
        let mut words: Vec<String> = self
            .arguments
            .iter()
            .map(|word| filled(word, address, &mut has_address))
            .collect();
        if !has_address {
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
        let child = command.spawn().map_err(|error| {
            BrowserError::Failed(BrowserFailure::NotStarted {
                detail: error.kind().to_string(),
            })
        })?;
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let name = name.to_ascii_lowercase();
        Ok(BrowserProcess {
            child,
            is_windows_program: cfg!(target_os = "linux") && (name.ends_with(".exe") || name == "wslview"),
            has_exit_status: name != "explorer.exe",
        })
    }
}

/// Returns `word` with the URL in the place of `%s`, and notes that it was.
fn filled(word: &str, address: &str, has_address: &mut bool) -> String {
    let mut text = String::new();
    let mut rest = word;
    while let Some((before, after)) = rest.split_once('%') {
        text.push_str(before);
        let (value, length) = match after.chars().next() {
            Some('s') => {
                *has_address = true;
                (address, 1)
            }
            Some('%') => ("%", 1),
            Some('c') => (":", 1),
            Some(_) | None => ("%", 0),
        };
        text.push_str(value);
        rest = after.get(length..).unwrap_or_default();
    }
    text + rest
}

impl BrowserProcess {
    /// Tells whether the program opens a browser of the Windows system around Linux (WSL). That browser reaches this system
    /// through a relay, which runs as another user.
    pub(super) fn is_windows_program(&self) -> bool {
        self.is_windows_program
    }

    /// Waits until the program exits with a failure, which does not mean that no page opens. It never ends after a success, nor
    /// for a program whose exit status means nothing: Windows' Explorer ends with 1 whatever it did.
    pub(super) async fn failure(mut self) -> BrowserFailure {
        match self.child.wait().await {
            Ok(status) if !status.success() && self.has_exit_status => BrowserFailure::ProgramFailed {
                status: status.to_string(),
            },
            Ok(_) | Err(_) => pending().await,
        }
    }
}
