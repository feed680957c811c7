//! The valid values of labels, limits and shortcuts: in the file, in an edit, and in the page while a user types. Those of the
//! other settings are in `descriptors`.
//!
//! It must not know how the file is written.

use rolecall_model::settings::RoleSessionLimit;
use std::ops::RangeInclusive;
use std::time::Duration;

/// The maximum duration that a limit may set for a role session, in minutes.
pub const ROLE_SESSION_LIMIT_MINUTES: RangeInclusive<u32> = 1..=7 * 24 * 60;
/// Maximum number of limits.
pub const MAX_LIMITS: usize = 100;
/// Maximum number of account patterns, and of role patterns, in one limit.
pub const MAX_PATTERNS: usize = 100;
/// Maximum length of a pattern, in characters.
pub const MAX_PATTERN_LENGTH: usize = 256;
/// Maximum length of a note, in characters.
pub const MAX_NOTE_LENGTH: usize = 500;
/// Maximum number of tags of one account.
pub const MAX_TAGS: usize = 16;
/// Maximum length of a tag, in characters.
pub const MAX_TAG_LENGTH: usize = 64;
/// Maximum length of an alias, in characters.
pub const MAX_ALIAS_LENGTH: usize = 64;
/// Maximum length of the name of a shortcut's key, in bytes.
const MAX_KEY_LENGTH: usize = 16;
/// Maximum number of entries in each of the tables `alias`, `colour`, `note` and `tags`.
pub const MAX_TABLE_ENTRIES: usize = 10_000;
/// The names of modifier keys, in lower case.
const MODIFIERS: [&str; 11] = [
    "ctrl",
    "control",
    "alt",
    "option",
    "shift",
    "super",
    "meta",
    "cmd",
    "command",
    "cmdorctrl",
    "commandorcontrol",
];

/// An alias is one word that cannot be mistaken for another kind of target, and is safe in a shell and a menu.
pub(super) fn is_valid_alias(text: &str) -> bool {
    (1..=MAX_ALIAS_LENGTH).contains(&text.chars().count())
        && text.starts_with(char::is_alphanumeric)
        && text.chars().all(|c| c.is_alphanumeric() || "._+-".contains(c))
}

/// A tag is one word with the characters that AWS allows in its own tags: `pci`, `team/payments`, `env=prod`.
pub(super) fn is_valid_tag(text: &str) -> bool {
    (1..=MAX_TAG_LENGTH).contains(&text.chars().count())
        && text.starts_with(char::is_alphanumeric)
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || "._+-/:=@".contains(c))
}

pub(super) fn are_valid_tags(tags: &[String]) -> bool {
    tags.len() <= MAX_TAGS && tags.iter().all(|tag| is_valid_tag(tag))
}

/// A note is any text; it may contain line breaks, and is escaped when displayed.
pub(super) fn is_valid_note(text: &str) -> bool {
    (1..=MAX_NOTE_LENGTH).contains(&text.chars().count())
}

/// A shortcut is a key plus at least one modifier other than Shift; Shift alone would block typing a capital letter.
pub(super) fn is_valid_shortcut(text: &str) -> bool {
    let mut keys = text.split('+');
    let Some(key) = keys.next_back() else { return false };
    let modifiers: Vec<String> = keys.map(str::to_ascii_lowercase).collect();
    let is_modifier = |name: &String| MODIFIERS.contains(&name.as_str());
    let is_key = (1..=MAX_KEY_LENGTH).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    is_key
        && !is_modifier(&key.to_ascii_lowercase())
        && modifiers.iter().all(is_modifier)
        && modifiers.iter().any(|name| name != "shift")
}

pub(super) fn are_valid_limits(limits: &[RoleSessionLimit]) -> bool {
    limits.len() <= MAX_LIMITS && limits.iter().all(is_valid_limit)
}

fn is_valid_limit(limit: &RoleSessionLimit) -> bool {
    is_valid_max_duration(limit.max_duration)
        && [&limit.accounts, &limit.roles]
            .into_iter()
            .all(|patterns| are_valid_patterns(patterns))
}

/// The maximum duration of a role session is a whole number of minutes.
pub(super) fn is_valid_max_duration(duration: Duration) -> bool {
    let minutes = duration.as_secs() / 60;
    duration == Duration::from_secs(minutes * 60)
        && u32::try_from(minutes).is_ok_and(|minutes| ROLE_SESSION_LIMIT_MINUTES.contains(&minutes))
}

pub(super) fn are_valid_patterns(patterns: &[String]) -> bool {
    patterns.len() <= MAX_PATTERNS
        && patterns
            .iter()
            .all(|pattern| (1..=MAX_PATTERN_LENGTH).contains(&pattern.chars().count()))
}
