//! Commands that print codes of MFA devices, behind the port `MfaCommands`.
//!
//! It must not know what a code is for.

use crate::identity_token::printed_by;
use async_trait::async_trait;
use rolecall::ports::{IdentityTokenError, MfaCommandError, MfaCommands, parse_mfa_code};
use rolecall_model::secret::MfaCode;
use std::str;
use std::time::Duration;

/// How long a command may take: a program waits for what it prints.
const TIME_LIMIT: Duration = Duration::from_secs(20);

/// Runs the commands that print codes.
#[derive(Clone, Copy, Debug)]
pub struct MfaCommandRunner {
    time_limit: Duration,
}

impl Default for MfaCommandRunner {
    fn default() -> Self {
        Self {
            time_limit: TIME_LIMIT,
        }
    }
}

#[async_trait]
impl MfaCommands for MfaCommandRunner {
    async fn printed_code(&self, command: &str) -> Result<MfaCode, MfaCommandError> {
        let printed = printed_by(command, self.time_limit).await;
        let printed = printed.map_err(|error| match error {
            IdentityTokenError::NotRun(detail) => MfaCommandError::NotRun(detail),
            IdentityTokenError::Failed(status) => MfaCommandError::Failed(status),
            IdentityTokenError::TimedOut => MfaCommandError::TimedOut,
            IdentityTokenError::Missing(_)
            | IdentityTokenError::Unreadable { .. }
            | IdentityTokenError::NotAToken
            | IdentityTokenError::NotAnAssertion
            | IdentityTokenError::CallsItself => MfaCommandError::NotACode,
        })?;
        let text = str::from_utf8(&printed).map_err(|_| MfaCommandError::NotACode)?;
        parse_mfa_code(text).ok_or(MfaCommandError::NotACode)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    async fn printed(command: &str) -> Result<bool, MfaCommandError> {
        let runner = MfaCommandRunner {
            time_limit: Duration::from_millis(500),
        };
        let code = runner.printed_code(command).await?;
        Ok(code.matches("123456"))
    }

    #[tokio::test]
    async fn a_command_prints_a_code_or_says_why_not() {
        assert_eq!(printed("echo 123 456").await, Ok(true));
        for command in ["true", "echo 12345", "echo 1234567", "echo no code"] {
            assert_eq!(
                printed(command).await,
                Err(MfaCommandError::NotACode),
                "{command}"
            );
        }
        assert!(
            matches!(printed("exit 3").await, Err(MfaCommandError::Failed(status)) if status.contains('3'))
        );
        assert_eq!(printed("sleep 60").await, Err(MfaCommandError::TimedOut));
    }
}
