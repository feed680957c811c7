//! `rolecall role`: the roles that the user defines.

use rolecall::messages::input::DEFINED_ROLE_NAME;
use rolecall::settings::RoleField;
use rolecall_model::role_ref::DefinedRoleName;

pub(crate) const ARN_FORM: &str = "It looks like arn:aws:iam::123456789012:role/Name; a switch-role link with the id of the account works as well.";
pub(crate) const LIST: &str = "Run `rolecall role list` to list the roles that you defined.";
pub(crate) const NONE: &str = "You have not defined a role yet. Define one with `rolecall role add NAME --assume ROLE_ARN --from TARGET`.";
pub(crate) const EDIT_SETTINGS: &str = "Change it in the settings file: `rolecall settings edit`.";
pub(crate) const TAG_TWICE: &str = "A session tag has one value for each key.";

pub(crate) fn added(name: &DefinedRoleName) -> String {
    format!("Added {name}. Try it with `rolecall role test {name}`.")
}

pub(crate) fn changed(name: &DefinedRoleName) -> String {
    format!("Changed {name}. Try it with `rolecall role test {name}`.")
}

pub(crate) fn removed(name: &DefinedRoleName) -> String {
    format!("Removed {name}.")
}

pub(crate) fn succeeded(name: &DefinedRoleName) -> String {
    format!("{name} can be assumed. With it you are:")
}

pub(crate) fn of_certificate(name: &DefinedRoleName) -> String {
    format!("A certificate leads to {name}, and not another role.")
}

pub(crate) const DEFINE_AGAIN: &str =
    "Remove it and define it again, or change it in the settings file: `rolecall settings edit`.";
pub(crate) const INVALID_COMMAND: &str = "The command has to be one line of at most 2048 characters.";
pub(crate) const IN_THE_TOKEN: &str = "The identity provider puts these into the token.";

pub(crate) fn of_role(name: &DefinedRoleName) -> String {
    format!("Another role leads to {name}, and not a token.")
}

pub(crate) fn of_token(name: &DefinedRoleName) -> String {
    format!("A token of another identity provider leads to {name}, and not another role.")
}

/// A role that a token leads to cannot have this option.
pub(crate) fn not_for_tokens(option: &str) -> String {
    format!("A role that a token leads to has no {option}.")
}

pub(crate) fn missing_option(option: &str) -> String {
    format!("A role that a token leads to needs {option}.")
}

pub(crate) fn relative_path(path: &str) -> String {
    format!("The path of the token file has to begin at the root, and {path} does not.")
}

pub(crate) fn unknown(text: &str) -> String {
    format!("You have not defined a role called \"{text}\".")
}

pub(crate) fn invalid_name(text: &str) -> String {
    format!("Invalid name \"{text}\": {DEFINED_ROLE_NAME}.")
}

pub(crate) fn invalid_arn(text: &str) -> String {
    format!("\"{text}\" is not the ARN of a role.")
}

pub(crate) fn unreadable(path: &str, detail: &str) -> String {
    format!("The policy file {path} cannot be read: {detail}.")
}

/// An option is not what it should be; `rule` follows "is".
pub(crate) fn invalid_option(field: RoleField, rule: &str) -> String {
    let name = match field {
        RoleField::SessionName => "The session name",
        RoleField::Duration => "The duration",
        RoleField::Policy => "The session policy",
        RoleField::PolicyArns => "What --policy-arn gives",
        RoleField::ExternalId => "The external id",
        RoleField::SourceIdentity => "The source identity",
        RoleField::Tags => "What --tag gives",
        RoleField::TransitiveTags => "What --transitive gives",
        RoleField::MfaSerial => "What --mfa-serial gives",
    };
    format!("{name} has to be {rule}.")
}
