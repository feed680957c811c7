//! What is wrong in the settings file. Keys are quoted, values never.

use super::input;
use super::settings::{FLAG, PATTERNS, REGION, ROLE, invalid_value, whole_number};
use crate::hostile_text::isolated;
use crate::settings::bounds::{MAX_LIMITS, MAX_PATTERN_LENGTH, MAX_PATTERNS, MAX_TABLE_ENTRIES};
use crate::settings::bounds::{MAX_NOTE_LENGTH, MAX_TAGS, ROLE_SESSION_LIMIT_MINUTES};
use crate::settings::{ExpectedValue, SettingsError, SettingsFault};
use rolecall_model::colour::Colour;

/// How many faults are named; the others are counted.
const MAX_NAMED_FAULTS: usize = 3;

/// Returns what to do about an unreadable settings file.
pub(crate) fn fix(error: &SettingsError) -> String {
    format!("Fix it: {}.", fault_at_line(error))
}

/// Returns what is wrong in the settings file, and where; ends a sentence.
pub fn fault_at_line(error: &SettingsError) -> String {
    format!("line {} of the settings: {}", error.line, fault(&error.fault))
}

pub(crate) fn other_owner(path: &str) -> String {
    format!(
        "The settings are not used: {} belongs to another user.",
        isolated(path)
    )
}

/// Returns what to do about a file or a folder above it that belongs to another user.
pub(crate) fn take_back(path: &str, is_folder: bool) -> String {
    let chown = isolated(&format!("sudo chown \"$(id -un)\" {}", shell_word(path)));
    if is_folder {
        format!(
            "If the folder should be yours: {chown}. If not, use your own home: set HOME or ROLECALL_HOME, or `sudo -H`."
        )
    } else {
        format!("If you wrote it: {chown}. If not, move it away.")
    }
}

pub(crate) fn writable_by_others(path: &str) -> String {
    format!(
        "The settings are not used: other users can change {}.",
        isolated(path)
    )
}

pub(crate) fn make_private(path: &str) -> String {
    let chmod = isolated(&format!("chmod go-w {}", shell_word(path)));
    format!("Check what is in it, then: {chmod}")
}

fn shell_word(path: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+,=@%".contains(c);
    if path.chars().all(is_plain) {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

/// Says that parts of the settings are left out.
pub(crate) const LEFT_OUT: &str = "Some of the settings are not used.";

/// Returns what to do about parts of the settings that are left out.
pub(crate) fn fix_left_out(faults: &[SettingsError]) -> String {
    let mut named: Vec<String> = faults.iter().take(MAX_NAMED_FAULTS).map(fault_at_line).collect();
    let more = faults.len().saturating_sub(MAX_NAMED_FAULTS);
    if more > 0 {
        named.push(format!("{more} more"));
    }
    format!("Fix them: {}.", named.join("; "))
}

fn fault(fault: &SettingsFault) -> String {
    match fault {
        SettingsFault::Syntax(message) => isolated(message),
        SettingsFault::InvalidSetting(error) => invalid_value(error),
        SettingsFault::Unexpected { key, expected } => {
            format!("{} is {}", isolated(key), expected_value(*expected))
        }
        SettingsFault::Missing { table, key } => format!("{} has no {key}", isolated(table)),
        SettingsFault::Conflict {
            table,
            keys: [first, second],
        } => format!(
            "{} has {first} and {second}, of which it can have one",
            isolated(table)
        ),
        SettingsFault::TooManyEntries { table } => {
            format!("{table} has more than {MAX_TABLE_ENTRIES} entries")
        }
        SettingsFault::InvalidRoleKey { table } => format!("a key of {table} is {ROLE}, in quotes"),
        SettingsFault::InvalidPortalName => input::PORTAL_NAME.to_owned(),
        SettingsFault::InvalidRoleName => input::DEFINED_ROLE_NAME.to_owned(),
        SettingsFault::InvalidAlias(alias) => format!(
            "an alias is one word of letters, digits and . _ + -, and {} is not",
            isolated(alias)
        ),
        SettingsFault::InvalidAliasTarget => format!("an alias stands for {ROLE}"),
        SettingsFault::InvalidColour => {
            format!("a colour is one of {}", Colour::ALL.map(Colour::id).join(", "))
        }
        SettingsFault::InvalidNote => format!("a note has 1 to {MAX_NOTE_LENGTH} characters"),
        SettingsFault::InvalidTaggedAccount => "tags are of an account id of 12 digits".to_owned(),
        SettingsFault::InvalidTags => format!(
            "an account has at most {MAX_TAGS} tags, each one word of letters, digits and . _ + - / : = @"
        ),
        SettingsFault::InvalidLimit => "a limit is a table".to_owned(),
        SettingsFault::LimitWithoutMinutes => "a limit has no minutes".to_owned(),
        SettingsFault::TooManyLimits => format!("there are at most {MAX_LIMITS} limits"),
    }
}

/// Returns what a value should be; follows "is".
pub(super) fn expected_value(expected: ExpectedValue) -> String {
    let text = match expected {
        ExpectedValue::Text => "a quoted string",
        ExpectedValue::Flag => FLAG,
        ExpectedValue::Table => "a table",
        ExpectedValue::TableList => "a list of tables: [[limit]]",
        ExpectedValue::Patterns => PATTERNS,
        ExpectedValue::LimitPatterns => {
            return format!(
                "a list of at most {MAX_PATTERNS} patterns of 1 to {MAX_PATTERN_LENGTH} characters"
            );
        }
        ExpectedValue::Tags => "a list of tags in quotes",
        ExpectedValue::LimitMinutes => {
            let (start, end) = (
                ROLE_SESSION_LIMIT_MINUTES.start(),
                ROLE_SESSION_LIMIT_MINUTES.end(),
            );
            return whole_number(*start, *end);
        }
        ExpectedValue::EndpointUrl => "an https address, or http on 127.0.0.1 or [::1]",
        ExpectedValue::StartUrl => "the address of an access portal",
        ExpectedValue::IdentityCenterUrl => {
            "the start URL of an IAM Identity Center, such as https://d-1234567890.awsapps.com/start"
        }
        ExpectedValue::EntitledApplicationArn => {
            "the ARN of an application, such as arn:aws:sso::123456789012:application/ssoins-…/apl-…"
        }
        ExpectedValue::SessionName => "2 to 64 letters, digits or _ + = , . @ -",
        ExpectedValue::Region => REGION,
        ExpectedValue::RoleArn => "the ARN of a role, such as arn:aws:iam::123456789012:role/Name",
        ExpectedValue::Role => ROLE,
        ExpectedValue::FilePath => "the path of a file, from the root on",
        ExpectedValue::Command => "a command of 1 to 2048 characters in one line",
        ExpectedValue::Assertion => {
            "the path of a file, from the root on, or - for an assertion that you enter"
        }
        ExpectedValue::SamlProviderArn => {
            "the ARN of a SAML provider, such as arn:aws:iam::123456789012:saml-provider/Name"
        }
        ExpectedValue::EnteredCredentials => "the word entered",
        ExpectedValue::AccountId => "an account id of 12 digits",
        ExpectedValue::RoleName => "the name of a role: 1 to 64 letters, digits or _ + = , . @ -",
        ExpectedValue::RoleField(field) => super::roles::field(field),
        ExpectedValue::CertificateField(field) => super::certificates::field(field),
        ExpectedValue::LoginSessionArn => {
            "the ARN of who signs in to the console, such as arn:aws:iam::123456789012:user/Name or arn:aws:sts::123456789012:assumed-role/Role/Name"
        }
        ExpectedValue::UserArn => "the ARN of an IAM user, such as arn:aws:iam::123456789012:user/Name",
        ExpectedValue::UserField(field) => super::iam_users::field(field),
    };
    text.to_owned()
}
