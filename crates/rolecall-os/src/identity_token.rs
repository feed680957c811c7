//! Tokens and assertions of other identity providers behind the port `IdentityTokens`: from a file, or printed by a command.
//!
//! One is read whenever it is needed and kept nowhere. It must not know what it leads to.

use crate::blocking::blocking;
use crate::shell_command::{ShellError, TIME_LIMIT, output_of};
use async_trait::async_trait;
use rolecall::ports::{IdentityTokenError, IdentityTokens, parse_assertion, parse_identity_token};
use rolecall_model::role_definition::IdentityTokenSource;
use rolecall_model::secret::{SamlAssertion, WebIdentityToken};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::str;
use std::time::Duration;
use zeroize::Zeroizing;

/// In bytes: what is read at most, an assertion with its line breaks and white space around it.
const MAX_SIZE: u64 = 110_000;

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
        let content = self.content(source).await?;
        parse_identity_token(str::from_utf8(&content).map_err(|_| IdentityTokenError::NotAToken)?)
    }

    async fn assertion(&self, source: &IdentityTokenSource) -> Result<SamlAssertion, IdentityTokenError> {
        let content = self.content(source).await?;
        parse_assertion(str::from_utf8(&content).map_err(|_| IdentityTokenError::NotAnAssertion)?)
    }
}

impl IdentityTokenReader {
    async fn content(&self, source: &IdentityTokenSource) -> Result<Zeroizing<Vec<u8>>, IdentityTokenError> {
        match source {
            IdentityTokenSource::File(path) => {
                let content = blocking(|| read_regular(path));
                content.map_err(|error| IdentityTokenError::from_io(path.clone(), &error))
            }
            IdentityTokenSource::Command(command) => printed_by(command, self.time_limit).await,
        }
    }
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

/// Runs `command` and returns the beginning of what it prints. What it complains about is not kept: it may quote a secret.
pub(crate) async fn printed_by(
    command: &str,
    time_limit: Duration,
) -> Result<Zeroizing<Vec<u8>>, IdentityTokenError> {
    let output = output_of(command, MAX_SIZE, time_limit).await;
    let output = output.map_err(|error| match error {
        ShellError::NotRun(error) => IdentityTokenError::NotRun(error.to_string()),
        ShellError::TimedOut => IdentityTokenError::TimedOut,
    })?;
    if output.status.success() {
        Ok(output.printed)
    } else {
        Err(IdentityTokenError::Failed(output.status.to_string()))
    }
}

#[cfg(test)]
mod tests;
