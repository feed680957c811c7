//! Words at the fields of a form that defines a role.

use super::input;
use super::settings_file::expected_value;
use crate::settings::{ExpectedValue, NAME_FIELD, RoleField};

/// What the page of a window cannot do, because it would choose what starts or where credentials go.
pub const COMMAND_NOT_HERE: &str = "A command that prints a token cannot be entered in this window. Use `rolecall role add --web-identity-command`, or edit the settings file.";
/// See [`COMMAND_NOT_HERE`].
pub const ENDPOINT_NOT_HERE: &str = "In this window, only an emulator on this computer can be entered. Add other endpoints to the settings file.";

/// See [`COMMAND_NOT_HERE`].
pub const MODULE_NOT_HERE: &str = "A module-path cannot be entered in this window: it names code that is loaded. Use `rolecall role add --pkcs11`, or edit the settings file.";

/// Says that the text cannot name a role.
pub(crate) const INVALID_NAME: &str =
    "Use 1 to 64 letters, digits or . _ @ + -, beginning with a letter or digit.";
pub(crate) const NAME_TAKEN: &str = input::ROLE_EXISTS;
pub(crate) const OTHER: &str = "This cannot be used. Check it in the settings file.";

/// Returns what to do about a field that is needed and empty.
pub(crate) fn missing(key: &str) -> &'static str {
    match key {
        NAME_FIELD => "Enter a name for the role.",
        "assume" | "roles_anywhere" | "role" => "Enter the ARN of the role.",
        "from" => "Choose the role that it is assumed with.",
        "user" => "Enter the ARN of the IAM user.",
        "access_key_id" => "Enter the id of the access key.",
        "region" => "Choose a region.",
        "certificate" => "Enter the path of the certificate.",
        "private_key" => "Say where the private key is.",
        "trust_anchor" => "Enter the ARN of the trust anchor.",
        "profile" => "Enter the ARN of the profile.",
        "web_identity_token_file" => "Enter the path of the file with the token.",
        _ => "Fill in this field.",
    }
}

/// Returns what to enter instead.
pub(crate) fn unexpected(expected: ExpectedValue) -> String {
    if let ExpectedValue::RoleField(field) = expected
        && let Some(text) = in_lines(field)
    {
        return text.to_owned();
    }
    format!("Enter {}.", expected_value(expected))
}

/// Returns how a field with several values is filled in.
fn in_lines(field: RoleField) -> Option<&'static str> {
    match field {
        RoleField::Tags => Some(
            "Write one tag in each line as key=value, each key once and at most 50: letters, digits, spaces or _ . : / = + - @.",
        ),
        RoleField::TransitiveTags => Some("Write the key of one session tag in each line, at most 50."),
        RoleField::PolicyArns => Some("Write the ARN of one managed policy in each line, at most 10."),
        RoleField::SessionName
        | RoleField::Duration
        | RoleField::Policy
        | RoleField::ExternalId
        | RoleField::SourceIdentity
        | RoleField::MfaSerial => None,
    }
}
