//! Words about IAM users: their access keys, their MFA devices, and what AWS says to them.

use crate::hostile_text::isolated;
use crate::ports::{AccessKeysError, MfaCommandError, UserStsError};
use crate::role_session::IamUserError;
use crate::settings::UserField;
use rolecall_model::role_definition::AccessKeyId;

/// Returns why an access key leads to no credentials, and what to do; `None` where it is not about the key or the device.
pub(crate) fn refused(error: &UserStsError) -> Option<(&'static str, &'static str)> {
    match error {
        UserStsError::KeyRefused => Some((
            "AWS does not know the access key, or it is inactive.",
            "Look at the access keys of the user in the IAM console. Remove the role and add it again with a key that is active.",
        )),
        UserStsError::SecretRefused => Some((
            "The secret access key is not that of the access key.",
            "Remove the role and add it again with the right secret access key. AWS shows it only once: where it is lost, create another key.",
        )),
        UserStsError::CodeRefused => Some((
            "AWS does not accept the MFA code.",
            "It is wrong, or it was used before: each code works once. Wait for the next code of the device, and check the clock of this computer and of the device.",
        )),
        UserStsError::UnknownDevice => Some((
            "The MFA device is not one of the user's.",
            "Check the ARN or serial number of the device under Security credentials in the IAM console, and change mfa_serial.",
        )),
        UserStsError::Sts(_) => None,
    }
}

/// Returns why there are no credentials of a user, and what to do.
pub(crate) fn unavailable(error: &IamUserError) -> (String, String) {
    match error {
        IamUserError::CodeNeeded(device) => (
            format!("The MFA code of {} is needed.", isolated(device.as_str())),
            "Give the code that the device shows, with `rolecall start NAME --mfa-code CODE` for instance."
                .to_owned(),
        ),
        IamUserError::SecretMissing(id) => (
            format!("The keychain has no secret for the access key {id}."),
            "Remove the role and add it again: the secret access key is asked for then.".to_owned(),
        ),
        IamUserError::InvalidSeed => (
            "The secret of the MFA device in the keychain cannot be read.".to_owned(),
            "Store it again with `rolecall role mfa-seed NAME`.".to_owned(),
        ),
        IamUserError::Command(error) => command(error),
        IamUserError::Session(error) => refused(error).map_or_else(
            || (String::new(), String::new()),
            |(summary, advice)| (summary.to_owned(), advice.to_owned()),
        ),
    }
}

fn command(error: &MfaCommandError) -> (String, String) {
    let (summary, advice) = match error {
        MfaCommandError::NotRun(_) => (
            "The command that prints the MFA code cannot be run.".to_owned(),
            "Check the command in a terminal.",
        ),
        MfaCommandError::Failed(status) => (
            format!(
                "The command that prints the MFA code failed ({}).",
                isolated(status)
            ),
            "Run it in a terminal to see why.",
        ),
        MfaCommandError::NotACode => (
            "What the command printed is no MFA code.".to_owned(),
            "It has to print six digits and nothing else.",
        ),
        MfaCommandError::TimedOut => (
            "The command that prints the MFA code did not end in time.".to_owned(),
            "It must not wait for anybody. Run it in a terminal to see what it waits for.",
        ),
    };
    (summary, advice.to_owned())
}

/// Returns why IAM did not change or list access keys, and what to do; `None` where it is about who asks.
pub(crate) fn keys(error: &AccessKeysError) -> Option<(String, &'static str)> {
    match error {
        AccessKeysError::Denied { action } => Some((
            format!("The user may not do {action}."),
            "Ask the administrator of the account for permission for the user's own access keys. Where a policy asks for MFA, define the user with its MFA device.",
        )),
        AccessKeysError::NotFound => Some((
            "AWS knows no such access key or user.".to_owned(),
            "Look at the access keys of the user in the IAM console.",
        )),
        AccessKeysError::TwoKeys => Some((
            "The user has two access keys already, and AWS allows no third.".to_owned(),
            "Delete the one that nobody uses in the IAM console: `rolecall keys list NAME` shows when each was used last.",
        )),
        AccessKeysError::Session(_) => None,
    }
}

pub(crate) const NO_USER: (&str, &str) = (
    "This is not an IAM user.",
    "Only IAM users have access keys: `rolecall role list` shows which roles are users.",
);

/// The user has two keys, and one of them is none that was made here.
pub(crate) fn other_key(id: &AccessKeyId) -> (String, String) {
    (
        format!("The user has another access key, {id}, and AWS allows two at most."),
        format!(
            "Rolecall does not delete a key that it did not make. `rolecall keys list NAME` shows when it was used last: delete {id} in the IAM console if nobody needs it."
        ),
    )
}

/// The key that the settings name is not one that the user has.
pub(crate) fn not_listed(id: &AccessKeyId) -> (String, &'static str) {
    (
        format!("The access key {id} is not one of the user's."),
        "Remove the role and add it again with a key of the user.",
    )
}

/// Returns what a field of a user's definition should be; follows "is".
pub fn field(field: UserField) -> &'static str {
    match field {
        UserField::AccessKeyId => {
            "the id of an access key of an IAM user: AKIA and 12 or more capital letters and digits"
        }
        UserField::MfaCommand => "a command of 1 to 2048 characters in one line",
        UserField::Duration => "a whole number of seconds from 900 to 129600",
    }
}
