//! Reads the credentials that a user pastes: the lines for a shell or the section of a profile that the access portal shows, or the
//! JSON of `credential_process` and of the AWS CLI.
//!
//! It must not know whose they are, nor where they are kept.

use crate::ports::{is_key_text, is_long_term};
use rolecall_model::Timestamp;
use rolecall_model::secret::{SecretAccessKey, SessionToken};
use serde_json::Value;
use thiserror::Error;

/// Credentials as they were pasted.
#[derive(Clone, Debug)]
pub struct PastedCredentials {
    /// The public half.
    pub access_key_id: String,
    /// The secret half.
    pub secret_access_key: SecretAccessKey,
    /// The token that belongs to them.
    pub session_token: SessionToken,
    /// When they end, if that was pasted, too.
    pub expires_at: Option<Timestamp>,
}

/// Why what was pasted cannot be used. None of it holds what was pasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PastedCredentialsError {
    /// Something of the credentials is missing, or all.
    #[error("there are no whole credentials")]
    Incomplete,
    /// They are the access key of an IAM user.
    #[error("the credentials are a long-term access key")]
    LongTerm,
    /// Their end is not a time.
    #[error("the end of the credentials is not a time")]
    InvalidEnd,
}

/// What is looked for, and the names it has in lower case: of variables, of a profile and of JSON.
const ACCESS_KEY_ID: [&str; 2] = ["aws_access_key_id", "accesskeyid"];
const SECRET_ACCESS_KEY: [&str; 2] = ["aws_secret_access_key", "secretaccesskey"];
const SESSION_TOKEN: [&str; 3] = ["aws_session_token", "aws_security_token", "sessiontoken"];
const EXPIRATION: [&str; 4] = [
    "aws_credential_expiration",
    "aws_session_expiration",
    "x_security_token_expires",
    "expiration",
];

/// Returns the credentials in `text`; lines that are about something else are ignored.
///
/// # Errors
/// [`PastedCredentialsError`].
pub fn parse_pasted_credentials(text: &str) -> Result<PastedCredentials, PastedCredentialsError> {
    let incomplete = PastedCredentialsError::Incomplete;
    let pairs = match text.trim_start().starts_with('{') {
        true => json_pairs(text).ok_or(incomplete)?,
        false => text.lines().filter_map(pair).collect(),
    };
    let find = |names: &[&str]| {
        let mut found = pairs.iter().filter(|(key, _)| names.contains(&key.as_str()));
        found.next_back().map(|(_, value)| value.as_str())
    };
    let key_text = |names: &[&str]| find(names).filter(|text| is_key_text(text));
    let access_key_id = key_text(&ACCESS_KEY_ID).ok_or(incomplete)?;
    if is_long_term(access_key_id) {
        return Err(PastedCredentialsError::LongTerm);
    }
    let expires_at = find(&EXPIRATION).map(str::parse::<Timestamp>).transpose();
    Ok(PastedCredentials {
        access_key_id: access_key_id.to_owned(),
        secret_access_key: SecretAccessKey::from_exposed(key_text(&SECRET_ACCESS_KEY).ok_or(incomplete)?),
        session_token: SessionToken::from_exposed(key_text(&SESSION_TOKEN).ok_or(incomplete)?),
        expires_at: expires_at.map_err(|_| PastedCredentialsError::InvalidEnd)?,
    })
}

/// Returns the members of the JSON, or of its member `Credentials`.
fn json_pairs(text: &str) -> Option<Vec<(String, String)>> {
    let json: Value = serde_json::from_str(text).ok()?;
    let members = json.get("Credentials").unwrap_or(&json).as_object()?;
    let texts = members.iter().filter_map(|(key, value)| {
        let value = value.as_str()?;
        Some((key.to_ascii_lowercase(), value.to_owned()))
    });
    Some(texts.collect())
}

/// Returns what a line sets, as shells, PowerShell, cmd and the files of the AWS CLI write it.
fn pair(line: &str) -> Option<(String, String)> {
    let mut line = line.trim().trim_end_matches(';').trim_end();
    if let Some((command, rest)) = line.split_once(char::is_whitespace)
        && ["export", "set", "setx", "setenv"].contains(&command.to_ascii_lowercase().as_str())
    {
        line = rest.trim_start();
        // fish: set -gx NAME value
        if line.starts_with('-') {
            line = line.split_once(char::is_whitespace)?.1.trim_start();
        }
    }
    // cmd: set "NAME=value"
    line = unquoted(line);
    line = strip_prefix(line, "$env:").unwrap_or(line);
    let is_end_of_name = |c: char| c == '=' || c.is_whitespace();
    let (key, value) = line.split_once(is_end_of_name)?;
    let value = value.trim_start().trim_start_matches('=').trim();
    Some((key.to_ascii_lowercase(), unquoted(value).to_owned()))
}

fn strip_prefix<'a>(line: &'a str, prefix: &str) -> Option<&'a str> {
    let start = line.get(..prefix.len())?;
    start
        .eq_ignore_ascii_case(prefix)
        .then(|| line.get(prefix.len()..).unwrap_or_default())
}

fn unquoted(text: &str) -> &str {
    let quoted = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    quoted('"').or_else(|| quoted('\'')).unwrap_or(text)
}

#[cfg(test)]
mod tests;
