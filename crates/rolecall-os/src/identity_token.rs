//! Tokens of other identity providers behind the port `IdentityTokens`: from a file, or printed by a command.
//!
//! A token is read whenever it is needed and kept nowhere. It must not know what it leads to.

use crate::blocking::blocking;
use async_trait::async_trait;
use rolecall::ports::{IdentityTokenError, IdentityTokens, parse_identity_token};
use rolecall_model::role_definition::IdentityTokenSource;
use rolecall_model::secret::WebIdentityToken;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::process::Stdio;
use std::str;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;
use tokio::time::timeout;
use zeroize::Zeroizing;

/// How long a command may take: a program waits for what it prints.
const TIME_LIMIT: Duration = Duration::from_secs(20);
/// In bytes: what is read at most, a token with white space around it.
const MAX_SIZE: u64 = 21_024;

/// Reads tokens from files and from what commands print.
#[derive(Clone, Copy, Debug)]
pub struct IdentityTokenReader {
    time_limit: Duration,
}

impl Default for IdentityTokenReader {
    fn default() -> Self {
        Self {
            time_limit: TIME_LIMIT,
        }
    }
}

#[async_trait]
impl IdentityTokens for IdentityTokenReader {
    async fn token(&self, source: &IdentityTokenSource) -> Result<WebIdentityToken, IdentityTokenError> {
        match source {
            IdentityTokenSource::File(path) => {
                let content = blocking(|| read_regular(path));
                let content = content.map_err(|error| IdentityTokenError::from_io(path.clone(), &error))?;
                token_in(&content)
            }
            IdentityTokenSource::Command(command) => {
                let printed = timeout(self.time_limit, printed_by(command)).await;
                token_in(&printed.map_err(|_| IdentityTokenError::TimedOut)??)
            }
        }
    }
}

fn token_in(content: &[u8]) -> Result<WebIdentityToken, IdentityTokenError> {
    let text = str::from_utf8(content).map_err(|_| IdentityTokenError::NotAToken)?;
    parse_identity_token(text)
}

fn read_regular(file: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    // A named pipe or a device in the place of a file would keep its reader waiting.
    if !std::fs::metadata(file)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file"));
    }
    let mut content = Zeroizing::new(Vec::new());
    File::open(file)?.take(MAX_SIZE).read_to_end(&mut content)?;
    Ok(content)
}

/// Runs `command` and returns the beginning of what it prints. It ends when nobody waits for it any more.
pub(crate) async fn printed_by(command: &str) -> Result<Zeroizing<Vec<u8>>, IdentityTokenError> {
    let not_run = |error: io::Error| IdentityTokenError::NotRun(error.to_string());
    let mut child = shell(command)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        // What a command complains about may quote a secret.
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(not_run)?;
    let mut printed = Zeroizing::new(Vec::new());
    if let Some(output) = child.stdout.take() {
        read_all(output, &mut printed).await.map_err(not_run)?;
    }
    let status = child.wait().await.map_err(not_run)?;
    if status.success() {
        Ok(printed)
    } else {
        Err(IdentityTokenError::Failed(status.to_string()))
    }
}

/// Reads to the end and stores the beginning: a command that prints more must not wait for its reader.
async fn read_all(mut output: impl AsyncRead + Unpin, stored: &mut Vec<u8>) -> io::Result<()> {
    (&mut output).take(MAX_SIZE).read_to_end(stored).await?;
    tokio::io::copy(&mut output, &mut tokio::io::sink()).await?;
    Ok(())
}

#[cfg(unix)]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", command]);
    shell
}

#[cfg(not(unix))]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("cmd");
    shell.args(["/C", command]);
    shell
}

#[cfg(test)]
mod tests;
