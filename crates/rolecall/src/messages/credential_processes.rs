//! Words about credentials that others obtain: a command that prints them, and those that the user pastes.

use crate::hostile_text::isolated;
use crate::ports::CredentialProcessError;

/// In characters: how much of a command's complaint is shown.
const MAX_COMPLAINT: usize = 300;

/// Returns why a command gave no credentials, and what to do.
pub(crate) fn unavailable(error: &CredentialProcessError) -> (String, String) {
    let (summary, advice) = match error {
        CredentialProcessError::NotRun(_) => (
            "The command of this role cannot be run.",
            "Check the command in a terminal.",
        ),
        CredentialProcessError::Failed { status, complaint } => {
            return (
                format!("The command of this role failed ({}).", isolated(status)),
                said(complaint),
            );
        }
        CredentialProcessError::TimedOut => (
            "The command of this role did not end in time.",
            "It must not wait for anybody. Run it in a terminal to see what it waits for.",
        ),
        CredentialProcessError::CallsItself => (
            "The command of this role asks Rolecall for this role.",
            "It would wait for itself. Let the command use other credentials.",
        ),
        CredentialProcessError::NotCredentials => (
            "What the command of this role printed are no credentials.",
            "It has to print the JSON of credential_process and nothing else: Version, AccessKeyId, SecretAccessKey, SessionToken and Expiration.",
        ),
        CredentialProcessError::OtherVersion => (
            "What the command of this role printed has another version than 1.",
            "Update Rolecall, or let the command print version 1 of the output of credential_process.",
        ),
        CredentialProcessError::LongTerm => (
            "The command of this role printed a long-term access key.",
            "Rolecall keeps no such key of a command. Define the user with `rolecall role add NAME --user` instead.",
        ),
        CredentialProcessError::NoExpiration => (
            "The command of this role printed credentials without an end.",
            "Rolecall keeps no credentials that never end. The output needs an Expiration.",
        ),
    };
    (summary.to_owned(), advice.to_owned())
}

fn said(complaint: &str) -> String {
    let line = complaint.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return "Run it in a terminal to see why.".to_owned();
    }
    let excess = line.chars().count().saturating_sub(MAX_COMPLAINT);
    let end: String = line.chars().skip(excess).collect();
    format!("It said: {}", isolated(&end))
}

/// Returns that pasted credentials are over, and what to do.
pub(crate) fn ended(target: &str) -> (String, String) {
    (
        format!(
            "The credentials that were entered for {} have ended.",
            isolated(target)
        ),
        format!(
            "Paste new ones: rolecall role edit {} --credentials",
            isolated(target)
        ),
    )
}
