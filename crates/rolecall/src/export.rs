//! Export: role credentials as text for a shell, a file or a program.
//!
//! It owns which variables are set and removed; what happens to those that are set already is in [`shell_environment`]. How a value is
//! written so that it stays a value in each format is in [`quote`]; commands that carry no secret are in `command`. It must not
//! know who receives the text.

mod command;
mod quote;
mod shell_environment;

pub use command::{eval_command, failing_command, profile_command};
pub use rolecall_model::export_format::ExportFormat;
pub use shell_environment::{ReplacedRegion, ShellEnvironment};

use rolecall_model::account::AccountId;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::partition::Region;
use rolecall_model::role_source::ResolvedRole;
use rolecall_model::secret::ExportText;
use serde::Serialize;
use shell_environment::{DEFAULT_REGION, ENDPOINT_URL, Endpoint, REGION, Regions};
use std::collections::BTreeMap;
use thiserror::Error;
use zeroize::Zeroizing;

/// Variables that would outrank or contradict the exported ones: other profiles, and the old name of the session token that
/// botocore reads first.
pub const REMOVED_VARIABLES: [&str; 3] = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN"];

/// What is exported beside the credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportContext {
    account_id: AccountId,
    regions: Regions,
    endpoint: Endpoint,
}

impl ExportContext {
    /// Returns what belongs to credentials of `role` in an `environment`; `region` is where the user works by default.
    pub fn new(role: &ResolvedRole, region: Option<&Region>, environment: &ShellEnvironment<'_>) -> Self {
        Self {
            account_id: role.key.account_id.clone(),
            regions: Regions::choose(role, region, environment),
            endpoint: Endpoint::choose(role, environment),
        }
    }

    /// Returns the regions that the user had set and that the role cannot be used in: the user has to know.
    pub fn replaced_regions(&self) -> &[ReplacedRegion] {
        &self.regions.replaced
    }

    /// Returns the names of the variables that the receiving environment must not have any more.
    pub fn removed_variables(&self) -> Vec<&'static str> {
        let mut names = REMOVED_VARIABLES.to_vec();
        for (variable, exported) in std::iter::zip([REGION, DEFAULT_REGION], &self.regions.exported) {
            names.extend(exported.is_users.then_some(variable.mark));
        }
        match self.endpoint {
            Endpoint::Set(_) => {}
            Endpoint::Left | Endpoint::RemovedIfMarked => names.push(ENDPOINT_URL.mark),
            Endpoint::Removed => names.extend([ENDPOINT_URL.name, ENDPOINT_URL.mark]),
        }
        names
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
        ExportFormat::Json => json_object(&with_removed_emptied(variables, context)),
        ExportFormat::CredentialProcess => Ok(credential_process_json(credentials, &context.account_id)),
        ExportFormat::Bash
        | ExportFormat::Zsh
        | ExportFormat::Posix
        | ExportFormat::Fish
        | ExportFormat::PowerShell
        | ExportFormat::Cmd
        | ExportFormat::Nushell => lines(format, &variables, context),
        ExportFormat::Dotenv => lines(format, &with_removed_emptied(variables, context), context),
    }
}

/// Returns the variables that a program needs to use `credentials`; [`ExportContext::removed_variables`] are to be removed from its
/// environment first.
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
    let mut push = |name, value: &str| variables.push((name, ExportText::from_exposed(value)));
    for (variable, exported) in std::iter::zip([REGION, DEFAULT_REGION], &context.regions.exported) {
        push(variable.name, exported.region.as_str());
        if !exported.is_users {
            push(variable.mark, exported.region.as_str());
        }
    }
    if let Endpoint::Set(url) = &context.endpoint {
        push(ENDPOINT_URL.name, url.as_str());
        push(ENDPOINT_URL.mark, url.as_str());
    }
    variables
}

/// For formats that can remove nothing: SDKs take an empty endpoint for none.
fn with_removed_emptied(
    mut variables: Vec<(&'static str, ExportText)>,
    context: &ExportContext,
) -> Vec<(&'static str, ExportText)> {
    if context.endpoint == Endpoint::Removed {
        let empty = [ENDPOINT_URL.name, ENDPOINT_URL.mark];
        variables.extend(empty.map(|name| (name, ExportText::from_exposed(""))));
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

fn lines(
    format: ExportFormat,
    variables: &[(&'static str, ExportText)],
    context: &ExportContext,
) -> Result<ExportText, ExportError> {
    let mut text = Zeroizing::new(String::with_capacity(room_for(variables)));
    if context.endpoint == Endpoint::RemovedIfMarked {
        text.push_str(&quote::removing_if_equal(
            format,
            ENDPOINT_URL.name,
            ENDPOINT_URL.mark,
        ));
    }
    text.push_str(&quote::removing(format, &context.removed_variables()));
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
