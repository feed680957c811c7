//! IAM users: their access keys, and the codes and secrets of their MFA devices.

use rolecall::hostile_text::printable;
use rolecall::key_rotation::{RotationOutcome, RotationStep};
use rolecall_model::role_definition::{AccessKeyId, IamUserArn, MfaSerial};
use rolecall_model::role_ref::DefinedRoleName;

pub(crate) const INVALID_CODE: &str = "An MFA code is six digits.";
pub(crate) const NO_SECRET: &str = "No secret access key was given.";
pub(crate) const GIVE_SECRET: &str =
    "Enter it in a terminal, or give it on standard input, such as from a password manager.";
pub(crate) const INVALID_SECRET: &str = "That is no secret access key: one is a single word.";
pub(crate) const SECRET_QUESTION: &str = "Secret access key (it is not shown): ";
pub(crate) const SEED_QUESTION: &str = "Secret of the virtual MFA device (it is not shown): ";
pub(crate) const NO_SEED: &str = "No secret of the MFA device was given.";
pub(crate) const INVALID_SEED: &str = "That is no secret of a virtual MFA device.";
pub(crate) const SEED_FORM: &str =
    "AWS shows it as \"secret key\" beside the QR code: 16 or more characters from A to Z and 2 to 7.";
pub(crate) const BOTH_FACTORS: &str = "The access key and the MFA device are now both in the keychain of this computer: whoever can unlock it needs nothing else.";

/// Asks for the code of `device`, after another one that AWS refused if `was_refused`.
pub(crate) fn question(device: &MfaSerial, was_refused: bool) -> String {
    if was_refused {
        format!("AWS did not accept that code; each works once. Next MFA code of {device}: ")
    } else {
        format!("MFA code of {device}: ")
    }
}

/// The access key belongs to somebody who is no IAM user, such as the root user of the account.
pub(crate) fn not_a_user(arn: &str) -> String {
    format!(
        "The access key belongs to {}, which is no IAM user.",
        printable(arn)
    )
}

pub(crate) const USE_A_USER: &str =
    "Use an access key of an IAM user. Keys of the root user are better deleted.";

pub(crate) fn added(name: &DefinedRoleName, arn: &IamUserArn) -> String {
    format!("Added {name}, the IAM user {arn}. Try it with `rolecall role test {name}`.")
}

pub(crate) fn of_user(name: &DefinedRoleName) -> String {
    format!("{name} is an IAM user, and no role that something else leads to.")
}

pub(crate) fn not_of_user(name: &DefinedRoleName) -> String {
    format!("{name} is not an IAM user.")
}

/// An IAM user cannot have this option.
pub(crate) fn not_for_users(option: &str) -> String {
    format!("An IAM user has no {option}.")
}

pub(crate) const ASSUME_FOR_IT: &str = "Define a role that is assumed with the user, and give it there.";

pub(crate) const INVALID_KEY_ID: &str =
    "An access key id begins with AKIA and has 16 or more capital letters and digits.";
pub(crate) const TEMPORARY_KEY: &str =
    "One that begins with ASIA belongs to temporary credentials, which cannot be renewed.";

pub(crate) fn seed_stored(name: &DefinedRoleName) -> String {
    format!("Stored the secret of the MFA device of {name}. Try it with `rolecall role test {name}`.")
}

pub(crate) fn seed_removed(name: &DefinedRoleName) -> String {
    format!("Erased the secret of the MFA device of {name}. Codes are asked for again.")
}

pub(crate) fn no_device(name: &DefinedRoleName) -> String {
    format!("{name} has no MFA device.")
}

pub(crate) fn set_device(name: &DefinedRoleName) -> String {
    format!("Name it first: `rolecall role edit {name} --mfa-serial ARN`.")
}

pub(crate) fn key_of(id: &AccessKeyId) -> String {
    format!("access key {id}")
}

pub(crate) const NEVER: &str = "never";

pub(crate) fn key_state(is_active: bool, is_used_here: bool) -> &'static str {
    match (is_active, is_used_here) {
        (true, true) => "active, used here",
        (true, false) => "active",
        (false, true) => "inactive, used here",
        (false, false) => "inactive",
    }
}

pub(crate) fn age(days: i64) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        days => format!("{days} days ago"),
    }
}

/// What is being done; nothing where it takes no time.
pub(crate) fn rotation_step(step: &RotationStep) -> Option<String> {
    match step {
        RotationStep::Create => Some("Making a new access key…".to_owned()),
        RotationStep::Verify(id) => Some(format!("Waiting until AWS knows {id} everywhere…")),
        RotationStep::Deactivate(id) => Some(format!("Switching {id} off…")),
        RotationStep::Delete(id) => Some(format!("Deleting {id}…")),
        RotationStep::Note | RotationStep::Store(_) | RotationStep::Switch(_) | RotationStep::Erase(_) => {
            None
        }
    }
}

pub(crate) fn rotated(name: &DefinedRoleName, outcome: &RotationOutcome) -> String {
    let RotationOutcome {
        key,
        former,
        was_resumed,
    } = outcome;
    if *was_resumed {
        format!("Completed what was begun before: {name} uses the access key {key}, and {former} is deleted.")
    } else {
        format!("{name} uses the access key {key} now; {former} is deleted.")
    }
}
