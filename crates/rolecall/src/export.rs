//! Export: role credentials as text for a shell, a file or a program.
//!
//! It owns which variables are set and removed. How a value is written so that it stays a value in each format is in
//! [`quote`]; commands that carry no secret are in `command`. It must not know who receives the text.

mod command;
mod quote;

pub use command::{eval_command, profile_command};
pub use rolecall_model::export_format::ExportFormat;

use rolecall_model::account::AccountId;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::partition::Region;
use rolecall_model::portal::EndpointUrl;
use rolecall_model::role_source::ResolvedRole;
use rolecall_model::secret::ExportText;
use serde::Serialize;
use std::collections::BTreeMap;
use thiserror::Error;
use zeroize::Zeroizing;

/// Variables that would outrank or contradict the exported ones: other profiles, and the old name of the session token that
/// botocore reads first.
pub const REMOVED_VARIABLES: [&str; 3] = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN"];

/// What is exported beside the credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportContext {
    /// The account that the credentials are for.
    pub account_id: AccountId,
    /// The region to work in; absent leaves the shell's own.
    pub region: Option<Region>,
    /// Where AWS is played on this machine: programs must ask there, or they would ask AWS with credentials it never gave.
    pub endpoint_url: Option<EndpointUrl>,
}

impl ExportContext {
    /// Returns what belongs to credentials of `role`.
    pub fn new(role: &ResolvedRole, region: Option<Region>) -> Self {
        let endpoint_url = role.source.endpoints().endpoint_url;
        Self {
            account_id: role.key.account_id.clone(),
            region,
            endpoint_url: endpoint_url.filter(EndpointUrl::is_on_loopback),
        }
    }
}

/// Why a text could not be made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ExportError {
    /// A value holds a character that the format has no safe way to write.
    #[error("the value of {what} holds a character that {} cannot carry", .format.id())]
    CannotCarry {
        /// The variable, or `target`.
        what: &'static str,
        /// The format.
        format: ExportFormat,
    },
}

/// Returns `credentials` as text of `format`, with a line end.
///
/// # Errors
/// [`ExportError`] rather than a text in which a value would be anything but a value.
pub fn export_text(
    format: ExportFormat,
    credentials: &RoleCredentials,
    context: &ExportContext,
) -> Result<ExportText, ExportError> {
    let variables = environment(credentials, context);
    match format {
        ExportFormat::Json => json_object(&variables),
        ExportFormat::CredentialProcess => Ok(credential_process_json(credentials, &context.account_id)),
        ExportFormat::Bash
        | ExportFormat::Zsh
        | ExportFormat::Posix
        | ExportFormat::Fish
        | ExportFormat::PowerShell
        | ExportFormat::Cmd
        | ExportFormat::Nushell
        | ExportFormat::Dotenv => lines(format, &variables),
    }
}

/// Returns the variables that a program needs to use `credentials`; [`REMOVED_VARIABLES`] are to be removed from its environment.
pub fn environment(
    credentials: &RoleCredentials,
    context: &ExportContext,
) -> Vec<(&'static str, ExportText)> {
    let account_id = context.account_id.as_str();
    let mut variables = vec![
        (
            "AWS_ACCESS_KEY_ID",
            ExportText::from_exposed(credentials.access_key_id.as_str()),
        ),
        // EXPOSE: the receiver signs requests with it
        (
            "AWS_SECRET_ACCESS_KEY",
            ExportText::from_exposed(credentials.secret_access_key.expose()),
        ),
        // EXPOSE: every request of the receiver carries it
        (
            "AWS_SESSION_TOKEN",
            ExportText::from_exposed(credentials.session_token.expose()),
        ),
        (
            "AWS_CREDENTIAL_EXPIRATION",
            ExportText::from_exposed(expiration(credentials)),
        ),
        ("AWS_ACCOUNT_ID", ExportText::from_exposed(account_id)),
    ];
    for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
        variables.extend(
            context
                .region
                .iter()
                .map(|region| (name, ExportText::from_exposed(region.as_str()))),
        );
    }
    if let Some(endpoint) = &context.endpoint_url {
        variables.push(("AWS_ENDPOINT_URL", ExportText::from_exposed(endpoint.as_str())));
    }
    variables
}

/// Returns exactly one JSON document as `credential_process` must answer, and a line end.
pub fn credential_process_json(credentials: &RoleCredentials, account_id: &AccountId) -> ExportText {
    json_line(&ProcessCredentials {
        version: 1,
        access_key_id: &credentials.access_key_id,
        // EXPOSE: the receiver signs requests with it
        secret_access_key: credentials.secret_access_key.expose(),
        // EXPOSE: every request of the receiver carries it
        session_token: credentials.session_token.expose(),
        expiration: expiration(credentials),
        account_id: account_id.as_str(),
    })
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ProcessCredentials<'a> {
    version: u8,
    access_key_id: &'a str,
    secret_access_key: &'a str,
    session_token: &'a str,
    expiration: String,
    account_id: &'a str,
}

/// RFC 3339 in UTC, whole seconds, never later than AWS's own.
fn expiration(credentials: &RoleCredentials) -> String {
    credentials.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn lines(format: ExportFormat, variables: &[(&'static str, ExportText)]) -> Result<ExportText, ExportError> {
    let mut text = Zeroizing::new(String::with_capacity(room_for(variables)));
    text.push_str(quote::removing(format));
    for (name, value) in variables {
        // EXPOSE: this is the text that was asked for
        quote::push_assignment(&mut text, format, name, value.expose())?;
    }
    Ok(ExportText::from_exposed(text.as_str()))
}

fn json_object(variables: &[(&'static str, ExportText)]) -> Result<ExportText, ExportError> {
    let mut object = BTreeMap::new();
    for (name, value) in variables {
        // EXPOSE: this is the text that was asked for
        let value = value.expose();
        if value.contains('\0') {
            return Err(ExportError::CannotCarry {
                what: name,
                format: ExportFormat::Json,
            });
        }
        object.insert(*name, value);
    }
    Ok(json_line(&object))
}

fn json_line(value: &impl Serialize) -> ExportText {
    let mut bytes = Zeroizing::new(Vec::with_capacity(16 * 1024));
    let written = serde_json::to_writer(&mut *bytes, value);
    // Texts and a number always serialize; were it otherwise, half a document would be worse than none.
    let text = if written.is_ok() {
        std::str::from_utf8(&bytes).unwrap_or_default()
    } else {
        ""
    };
    let mut line = Zeroizing::new(String::with_capacity(text.len() + 1));
    line.push_str(text);
    line.push('\n');
    ExportText::from_exposed(line.as_str())
}

/// Enough that the text never grows while it is written: a text that moves leaves a copy behind that nobody wipes.
fn room_for(variables: &[(&'static str, ExportText)]) -> usize {
    // EXPOSE: only its length is taken
    let values: usize = variables.iter().map(|(_, value)| value.expose().len()).sum();
    values * 6 + 4096
}

#[cfg(test)]
mod tests;
