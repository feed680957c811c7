//! Words about roles that the user defined: why their definition leads nowhere, and what STS says to them.

use super::text::{listed, plural};
use crate::hostile_text::isolated;
use crate::ports::{InvalidStsRequest, StsDenial};
use crate::production_guard::ConfirmationNeeded;
use crate::settings::RoleField;
use rolecall_model::reason::{InvalidReason, MAX_REASON_LENGTH};
use rolecall_model::role_ref::DefinedRoleName;
use rolecall_model::role_source::RoleSourceError;

/// Returns why a role cannot be used as it is defined, and what to do.
pub(crate) fn source_error(error: &RoleSourceError) -> (String, String) {
    match error {
        RoleSourceError::UnknownPortal(name) => (
            format!("There is no portal called {}.", isolated(name.as_str())),
            "Connect it, or change the role so that it is assumed with another one.".to_owned(),
        ),
        RoleSourceError::UndefinedRole(name) => (
            format!("There is no role called {}.", isolated(name.as_str())),
            "Define it, or change the role that is assumed with it.".to_owned(),
        ),
        RoleSourceError::Cycle(names) => {
            let names = isolated_names(names);
            let summary = match names.as_slice() {
                [name] => format!("The role {name} is assumed with its own credentials."),
                names => {
                    let chain = [names, &names[..1]].concat().join(" → ");
                    format!("These roles are assumed with each other's credentials: {chain}.")
                }
            };
            (summary, "Change what one of them is assumed from.".to_owned())
        }
        RoleSourceError::ChainTooLong(name) => (
            format!("Too many roles lead to {}.", isolated(name.as_str())),
            "A chain has at most 16 roles.".to_owned(),
        ),
        RoleSourceError::ChainedDurationTooLong(name) => (
            format!("The role {} is to last longer than an hour.", isolated(name.as_str())),
            "AWS ends a role that is assumed with the credentials of another after one hour at most. Set its duration to 3600 seconds or less."
                .to_owned(),
        ),
        RoleSourceError::MfaWithoutUser(name) => (
            format!(
                "The role {} names an MFA device, and is not assumed with an IAM user.",
                isolated(name.as_str())
            ),
            "AWS takes codes of an MFA device from IAM users alone. Remove mfa_serial, or let the role be assumed with the user whose device it is."
                .to_owned(),
        ),
    }
}

/// Returns why a role cannot be removed, and what to do.
pub(crate) fn in_use(children: &[DefinedRoleName]) -> (String, &'static str) {
    let roles = plural(children.len(), "The role", "The roles");
    let are = plural(children.len(), "is", "are");
    let names = listed(&isolated_names(children));
    (
        format!("{roles} {names} {are} assumed with it."),
        "Remove or change what depends on it first.",
    )
}

fn isolated_names(names: &[DefinedRoleName]) -> Vec<String> {
    names.iter().map(|name| isolated(name.as_str())).collect()
}

/// Returns what to do about a role that AWS does not let the user assume.
pub(crate) fn denial_advice(denial: StsDenial) -> &'static str {
    match denial {
        StsDenial::Unexplained => {
            "AWS does not say why. The role may not exist, its trust policy may not name the role it is assumed with or may ask for an external id or MFA, or that role may not be allowed to assume it."
        }
        StsDenial::Trust => {
            "The trust policy of the role does not allow it. Ask the owner of the role to add the role it is assumed with."
        }
        StsDenial::IdentityToken => {
            "AWS does not say why. The role may not exist, or its trust policy may name another identity provider, or ask for another audience or subject than those of the token. Ask the owner of the role."
        }
        StsDenial::Assertion => {
            "AWS does not say why. The role may not exist or may not trust the identity provider, or the assertion does not name this role with this provider. Ask whoever administers the identity provider."
        }
        StsDenial::Permissions => {
            "The role it is assumed with has no policy that allows sts:AssumeRole on this role. Ask its administrator."
        }
        StsDenial::ExplicitDeny => "A policy forbids it explicitly. Ask the administrator of the account.",
    }
}

/// Returns what STS does not accept, and what to do.
pub(crate) fn invalid_request(cause: InvalidStsRequest) -> (&'static str, &'static str) {
    match cause {
        InvalidStsRequest::Duration => (
            "The role allows no role session of that duration.",
            "Set a shorter duration, or ask for a longer maximum session duration of the role.",
        ),
        InvalidStsRequest::ChainedDuration => (
            "A role that is assumed with the credentials of another lasts one hour at most.",
            "Set its duration to 3600 seconds or less.",
        ),
        InvalidStsRequest::Policy => (
            "AWS does not accept the session policy.",
            "It has to be an IAM policy in JSON. Check it with IAM Access Analyzer or in the console.",
        ),
        InvalidStsRequest::TooLarge => (
            "The session policy and the session tags are too large for AWS together.",
            "Shorten the policy, or leave out tags.",
        ),
        InvalidStsRequest::Other => (
            "AWS does not accept a value of the role's definition.",
            "Check its session name, external id, source identity and tags.",
        ),
    }
}

/// Returns why a reason is needed, and what to do.
pub(crate) fn reason_needed(needed: ConfirmationNeeded) -> (&'static str, &'static str) {
    const ADVICE: &str = "Say what you use the role for, such as a ticket.";
    match needed {
        ConfirmationNeeded::Production => (
            "Your settings ask for a reason to use a production account.",
            ADVICE,
        ),
        ConfirmationNeeded::NotListed => (
            "Your settings ask for a reason: this may be a production account, its portal was never listed.",
            ADVICE,
        ),
    }
}

/// Returns why a text is no reason.
pub fn invalid_reason(error: InvalidReason) -> String {
    match error {
        InvalidReason::Empty => "The reason is empty.".to_owned(),
        InvalidReason::TooLong => format!("A reason has at most {MAX_REASON_LENGTH} characters."),
        InvalidReason::ControlCharacter => "A reason is one line, without control characters.".to_owned(),
    }
}

/// Returns what a field of a role's definition should be; follows "is".
pub fn field(field: RoleField) -> &'static str {
    match field {
        RoleField::SessionName => {
            "2 to 64 letters, digits or _ + = , . @ -, where {user} stands for the user of the sign-in and {reason} for the reason that you give"
        }
        RoleField::Duration => "a whole number of seconds from 900 to 43200",
        RoleField::Policy => "an IAM policy in JSON of at most 2048 characters",
        RoleField::PolicyArns => "a list of at most 10 ARNs of managed policies",
        RoleField::ExternalId => "2 to 1224 letters, digits or _ + = , . @ : / -",
        RoleField::SourceIdentity => "2 to 256 letters, digits or _ + = , . @ -",
        RoleField::Tags => {
            "a table of at most 50 session tags: keys of 1 to 128 and values of up to 256 letters, digits, spaces or _ . : / = + - @"
        }
        RoleField::TransitiveTags => "a list of at most 50 keys of session tags",
        RoleField::MfaSerial => {
            "the ARN of a virtual MFA device, or the serial number of one of hardware: 9 to 256 letters, digits or _ + = / : , . @ -"
        }
    }
}
