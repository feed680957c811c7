//! What a role session may be asked for with: values that STS accepts (STS API Reference, `AssumeRole`, "Request Parameters").

use crate::reason::{Reason, session_name_character};
use crate::session_duration::{InvalidRoleSessionOption, SessionDuration};
use serde::Serialize;
use std::fmt;

/// Session tags of one request.
pub const MAX_SESSION_TAGS: usize = 50;
/// Managed session policies of one request.
pub const MAX_POLICY_ARNS: usize = 10;
/// In characters, of a session policy.
const MAX_POLICY_LENGTH: usize = 2048;

/// What every operation of STS that begins a role session takes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RoleSessionOptions {
    /// `RoleSessionName`, which CloudTrail shows.
    pub name: Option<SessionNameTemplate>,
    /// `DurationSeconds`; absent: one hour.
    pub duration: Option<SessionDuration>,
    /// `Policy`, which narrows what the role may do.
    pub policy: Option<SessionPolicy>,
    /// `PolicyArns`: at most [`MAX_POLICY_ARNS`].
    pub policy_arns: Vec<PolicyArn>,
}

impl RoleSessionOptions {
    /// Returns `RoleSessionName` for `user`, who gives `reason`: by the template, or else the user and their reason.
    pub fn session_name(&self, user: Option<&str>, reason: Option<&Reason>) -> String {
        match (&self.name, reason) {
            (Some(template), _) => template.render(user, reason),
            (None, Some(_)) => SessionNameTemplate(USER_AND_REASON.to_owned()).render(user, reason),
            (None, None) => SessionNameTemplate::default().render(user, None),
        }
    }

    /// Returns whether the name depends on who signs the request.
    pub fn names_user(&self) -> bool {
        self.name.as_ref().is_none_or(SessionNameTemplate::names_user)
    }

    /// Returns whether a reason is in the name, and so in CloudTrail.
    pub fn names_reason(&self) -> bool {
        self.name.as_ref().is_none_or(SessionNameTemplate::names_reason)
    }
}

macro_rules! session_text {
    ($(#[$doc:meta])* $name:ident, $lengths:expr, $is_valid:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub struct $name(String);

        impl $name {
            /// Parses the text.
            ///
            /// # Errors
            /// [`InvalidRoleSessionOption`] for a text of another length or with other characters.
            pub fn parse(text: &str) -> Result<Self, InvalidRoleSessionOption> {
                let is_valid: fn(&str) -> bool = $is_valid;
                ($lengths.contains(&text.chars().count()) && is_valid(text))
                    .then(|| Self(text.to_owned()))
                    .ok_or(InvalidRoleSessionOption)
            }

            /// Returns the text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

session_text! {
    /// `ExternalId`: 2 to 1,224 of `A–Z a–z 0–9 _ + = , . @ : / -`.
    ExternalId, (2..=1224), |text| text.chars().all(|c| is_name_character(c) || ":/".contains(c))
}
session_text! {
    /// `SourceIdentity`: 2 to 256 of `A–Z a–z 0–9 _ + = , . @ -`, not beginning with `aws:`.
    SourceIdentityName, (2..=256), |text| text.chars().all(is_name_character)
}
session_text! {
    /// The key of a session tag: 1 to 128 letters, digits, spaces and `_ . : / = + - @`.
    TagKey, (1..=128), |text| text.chars().all(is_tag_character) && !has_reserved_prefix(text)
}
session_text! {
    /// The ARN of a managed policy, 20 to 2,048 characters.
    PolicyArn, (20..=2048), |text| {
        text.starts_with("arn:") && text.contains(":policy/") && text.chars().all(|c| c.is_ascii_graphic())
    }
}
session_text! {
    /// An IAM policy in JSON: 1 to 2,048 characters.
    SessionPolicy, (1..=MAX_POLICY_LENGTH), |text| {
        let is_allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{ff}');
        text.chars().all(is_allowed)
            && serde_json::from_str::<serde_json::Value>(text).is_ok_and(|policy| policy.is_object())
    }
}
session_text! {
    /// `RoleSessionName` with placeholders: `{user}` stands for whoever signs the request, `{reason}` for what they say they do it
    /// for. The rest is `A–Z a–z 0–9 _ + = , . @ -`.
    SessionNameTemplate, (2..=64), |text| {
        text.replace(USER, "").replace(REASON, "").chars().all(is_name_character)
    }
}

/// What stands for whoever signs the request.
const USER: &str = "{user}";
/// What stands for the reason that they give.
const REASON: &str = "{reason}";
/// The template of a name that nobody set, where there is a reason.
const USER_AND_REASON: &str = "{user}+{reason}";
/// In characters: the longest and the shortest `RoleSessionName`.
const NAME_LENGTHS: std::ops::RangeInclusive<usize> = 2..=64;
/// What a session is called when nobody says more.
const FALLBACK_NAME: &str = "rolecall";

impl SessionNameTemplate {
    /// Returns the session name for `user` and `reason`, with what STS does not accept replaced. Where it is too long, both give way:
    /// neither takes more than half of the length unless the other leaves it.
    pub fn render(&self, user: Option<&str>, reason: Option<&Reason>) -> String {
        let user: String = user
            .unwrap_or(FALLBACK_NAME)
            .chars()
            .map(session_name_character)
            .collect();
        let reason = reason.map(Reason::in_session_name).unwrap_or_default();
        let rest = self.0.replace(USER, "").replace(REASON, "").len();
        let available = NAME_LENGTHS.end().saturating_sub(rest);
        let max_reason_length = match (self.names_user(), self.names_reason()) {
            (true, true) => (available / 2).max(available.saturating_sub(user.len())),
            _ => available,
        };
        let reason = first_characters(&reason, max_reason_length);
        let max_user_length = if self.names_reason() {
            available.saturating_sub(reason.len())
        } else {
            available
        };
        let name = self
            .0
            .replace(USER, first_characters(&user, max_user_length))
            .replace(REASON, reason);
        // A separator stands for nothing without what it separates.
        let name = if reason.is_empty() && self.names_reason() {
            name.trim_matches(|c: char| !c.is_ascii_alphanumeric())
        } else {
            &name
        };
        let name = first_characters(name, *NAME_LENGTHS.end());
        if name.len() < *NAME_LENGTHS.start() {
            return FALLBACK_NAME.to_owned();
        }
        name.to_owned()
    }

    /// Returns whether the name depends on the user.
    pub fn names_user(&self) -> bool {
        self.0.contains(USER)
    }

    /// Returns whether the name depends on the reason.
    pub fn names_reason(&self) -> bool {
        self.0.contains(REASON)
    }
}

impl Default for SessionNameTemplate {
    fn default() -> Self {
        Self(USER.to_owned())
    }
}

/// Returns the start of a text of one-byte characters.
fn first_characters(text: &str, length: usize) -> &str {
    text.get(..length).unwrap_or(text)
}

/// `\w` and `+ = , . @ -`.
fn is_name_character(c: char) -> bool {
    session_name_character(c) == c
}

/// `\p{L}\p{Z}\p{N}` and `_ . : / = + - @`.
fn is_tag_character(c: char) -> bool {
    c.is_alphanumeric() || c == ' ' || "_.:/=+-@".contains(c)
}

/// AWS keeps keys that begin like this for itself.
fn has_reserved_prefix(text: &str) -> bool {
    text.get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("aws:"))
}

/// A session tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SessionTag {
    key: TagKey,
    value: String,
}

impl SessionTag {
    /// Makes a tag of `key` and a value of at most 256 letters, digits, spaces and `_ . : / = + - @`.
    ///
    /// # Errors
    /// [`InvalidRoleSessionOption`].
    pub fn new(key: TagKey, value: &str) -> Result<Self, InvalidRoleSessionOption> {
        (value.chars().count() <= 256 && value.chars().all(is_tag_character))
            .then(|| Self {
                key,
                value: value.to_owned(),
            })
            .ok_or(InvalidRoleSessionOption)
    }

    /// Returns the key.
    pub fn key(&self) -> &TagKey {
        &self.key
    }

    /// Returns the value.
    pub fn value(&self) -> &str {
        &self.value
    }
}

#[cfg(test)]
mod tests;
