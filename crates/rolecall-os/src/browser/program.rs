//! The program that opens a page: what `BROWSER` says, else the desktop's own opener.

use crate::environment::Environment;
use rolecall::ports::BrowserError;
use std::future::pending;
use std::path::PathBuf;
use std::process::Stdio;
use tokio::process::{Child, Command};

/// A program and its arguments; `%s` stands for the address, which else comes last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Program {
    path: PathBuf,
    arguments: Vec<String>,
}

/// A program that was started.
pub(super) struct Started(Child);

/// Returns the programs to try, in order; none where no browser could be seen by the user.
pub(super) fn programs(environment: &Environment) -> Vec<Program> {
    if let Some(wish) = &environment.browser {
        return wish
            .split(BETWEEN_WISHES)
            .filter_map(|words| wished(environment, words))
            .collect();
    }
    if environment.over_ssh || !environment.has_display {
        return Vec::new();
    }
    OPENERS
        .iter()
        .filter_map(|(name, arguments)| {
            let path = environment.find_program(name)?;
            Some(Program {
                path,
                arguments: arguments.iter().map(|word| (*word).to_owned()).collect(),
            })
        })
        .collect()
}

/// Drives of Windows end in a colon.
const BETWEEN_WISHES: char = if cfg!(windows) { ';' } else { ':' };

/// `BROWSER` is a list of commands, split at blanks, never given to a shell. Some end in `&`: none is waited for anyway.
fn wished(environment: &Environment, words: &str) -> Option<Program> {
    let mut words = words.split_whitespace().filter(|word| *word != "&");
    let path = environment.find_program(words.next()?)?;
    Some(Program {
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

impl Program {
    /// Starts the program in a process group of its own, so that Ctrl-C ends the command and not the browser.
    ///
    /// With a `umask` it is a shell that sets the mask and becomes the program: this process's own mask is for its own
    /// files, and all its threads share it.
    pub(super) fn start(&self, address: &str, umask: Option<&str>) -> Result<Started, BrowserError> {
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
        Ok(Started(child))
    }
}

impl Started {
    /// Ends when the program failed; never when it did well, since an opener ends before its browser fetches.
    pub(super) async fn failed(mut self) -> BrowserError {
        match self.0.wait().await {
            Ok(status) if !status.success() => BrowserError::Failed {
                detail: format!("the browser ended with {status}"),
            },
            Ok(_) | Err(_) => pending().await,
        }
    }
}
