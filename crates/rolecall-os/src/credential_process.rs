//! Commands that print credentials behind the port `CredentialProcesses`.
//!
//! What is printed is kept nowhere. It must not know whose credentials they are.

use crate::shell_command::{ShellError, TIME_LIMIT, is_inside, output_of};
use async_trait::async_trait;
use rolecall::ports::{
    CredentialProcessError, CredentialProcesses, MAX_PROCESS_OUTPUT, PrintedCredentials, parse_process_output,
};
use std::str;

/// Runs commands with the system's shell.
#[derive(Clone, Copy, Debug, Default)]
pub struct CredentialCommands;

#[async_trait]
impl CredentialProcesses for CredentialCommands {
    async fn credentials(&self, command: &str) -> Result<PrintedCredentials, CredentialProcessError> {
        let max_size = u64::try_from(MAX_PROCESS_OUTPUT).unwrap_or(u64::MAX);
        let output = output_of(command, max_size.saturating_add(1), TIME_LIMIT).await;
        let output = output.map_err(|error| match error {
            ShellError::NotRun(error) => CredentialProcessError::NotRun(error.to_string()),
            ShellError::TimedOut => CredentialProcessError::TimedOut,
        })?;
        if !output.status.success() {
            return Err(CredentialProcessError::Failed {
                status: output.status.to_string(),
                complaint: String::from_utf8_lossy(&output.complaint).into_owned(),
            });
        }
        let printed = str::from_utf8(&output.printed).map_err(|_| CredentialProcessError::NotCredentials)?;
        if printed.len() > MAX_PROCESS_OUTPUT {
            return Err(CredentialProcessError::NotCredentials);
        }
        parse_process_output(printed)
    }

    fn is_inside(&self, command: &str) -> bool {
        is_inside(command)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const OUTPUT: &str = r#"{"Version": 1, "AccessKeyId": "ASIAEXAMPLE", "SecretAccessKey": "CANARY-secret", "SessionToken": "CANARY-token", "Expiration": "2026-11-23T22:46:48Z"}"#;

    #[tokio::test]
    async fn a_command_prints_credentials_or_says_why_not() {
        let of = async |command: &str| CredentialCommands.credentials(command).await;
        let printed = of(&format!("printf %s '{OUTPUT}'; echo CANARY-note >&2"))
            .await
            .unwrap();
        assert!(printed.credentials.secret_access_key.matches("CANARY-secret"));
        let failed = of(&format!("printf %s '{OUTPUT}'; echo 'not signed in' >&2; exit 3")).await;
        let failed = failed.unwrap_err();
        assert!(!format!("{failed:?} {failed}").contains("CANARY"), "{failed:?}");
        let CredentialProcessError::Failed { status, complaint } = failed else {
            panic!("{failed:?}");
        };
        assert!(status.contains('3'), "{status}");
        assert_eq!(complaint, "not signed in\n");
        let too_long = format!("printf %s '{OUTPUT}'; head -c {MAX_PROCESS_OUTPUT} /dev/zero | tr '\\0' ' '");
        for command in ["true", "printf '\\377'", &too_long] {
            let refused = of(command).await.unwrap_err();
            assert_eq!(refused, CredentialProcessError::NotCredentials, "{command}");
        }
    }
}
