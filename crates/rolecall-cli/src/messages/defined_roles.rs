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

pub(crate) const IN_THE_ASSERTION: &str = "The identity provider puts these into the assertion.";
pub(crate) const PROVIDER_FORM: &str = "It looks like arn:aws:iam::123456789012:saml-provider/Name.";
pub(crate) const PASTE_ASSERTION: &str =
    "Paste the SAML assertion in base 64, then press Enter twice. It is not shown.";
pub(crate) const PASTE_CREDENTIALS: &str =
    "Paste the credentials, then press Enter twice. They are not shown.";
pub(crate) const ASSERTION_LASTS: &str =
    "AWS accepts an assertion for five minutes: start the role now. Without a new one it is not renewed.";
pub(crate) const ENTERED_ASSERTION: &str = "an assertion that you enter";
pub(crate) const ENTERED_CREDENTIALS: &str = "credentials that you paste";
pub(crate) const NO_REGION: &str = "This role needs a region.";
pub(crate) const GIVE_REGION: &str =
    "Give one with --region, or set one for all roles: `rolecall settings set console_region REGION`.";
pub(crate) const UNKNOWN_IDENTITY: &str = "AWS does not say in which account the credentials are.";
pub(crate) const ASSUMED_END: &str = "What was pasted does not say when the credentials end: Rolecall assumes in one hour. Say otherwise with --expires TIME.";
pub(crate) const ENDED_ALREADY: &str = "The credentials have ended already.";
pub(crate) const INCOMPLETE: &str = "What was entered are no whole credentials.";
pub(crate) const CREDENTIAL_FORMS: &str = "An access key id, a secret access key and a session token are needed: as lines for a shell, as the section of a profile, or as JSON.";
pub(crate) const LONG_TERM: &str = "These are the access key of an IAM user, which never ends.";
pub(crate) const DEFINE_USER: &str = "Define the user instead, so that only temporary credentials are handed out: `rolecall role add NAME --user`.";
pub(crate) const INVALID_PASTED_END: &str = "The end of the pasted credentials is not a time.";
pub(crate) const END_FORM: &str =
    "A time looks like 2026-12-01T18:00 or 2026-12-01T17:00:00Z, a duration like 45m or 8h.";

pub(crate) fn invalid_end(text: &str) -> String {
    format!("\"{text}\" is not a time.")
}

pub(crate) fn unreadable_input(detail: &str) -> String {
    format!("What you entered cannot be read: {detail}.")
}

pub(crate) fn invalid_provider(text: &str) -> String {
    format!("\"{text}\" is not the ARN of a SAML provider.")
}

pub(crate) fn missing_of_assertion(option: &str) -> String {
    format!("A role that a SAML assertion leads to needs {option}.")
}

/// A role that an assertion leads to cannot have this option.
pub(crate) fn not_for_assertions(option: &str) -> String {
    format!("A role that a SAML assertion leads to has no {option}.")
}

/// A role whose credentials others obtain cannot have this option.
pub(crate) fn not_for_foreign(option: &str) -> String {
    format!("Whoever gives the credentials of this role decides what they are for: it has no {option}.")
}

pub(crate) fn of_assertion(name: &DefinedRoleName) -> String {
    format!("A SAML assertion leads to {name}, and nothing else.")
}

pub(crate) fn of_process(name: &DefinedRoleName) -> String {
    format!("A command prints the credentials of {name}, and nothing else leads to it.")
}

pub(crate) fn of_entered(name: &DefinedRoleName) -> String {
    format!("You paste the credentials of {name}, and nothing else leads to it.")
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
