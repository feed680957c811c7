//! What a setting may be: bounds that hold for the file and for every edit alike.
//!
//! It must not know how the file is written.

use rolecall_model::settings::Limit;
use std::ops::RangeInclusive;
use std::time::Duration;

/// A copied secret stays for at least a second and at most an hour.
const CLIPBOARD_SECONDS: RangeInclusive<u64> = 1..=3600;
/// The history is kept for a day to ten years.
const HISTORY_DAYS: RangeInclusive<u16> = 1..=3650;
/// A role session is limited to a minute at least and a week at most.
const LIMIT_MINUTES: RangeInclusive<u64> = 1..=7 * 24 * 60;
/// So many limits, and so many patterns of each kind in one.
const MAX_LIMITS: usize = 100;
/// A pattern has so many characters.
const MAX_PATTERN_LENGTH: usize = 256;
/// A note has so many characters.
const MAX_NOTE_LENGTH: usize = 500;
/// So many tags for an account, of so many characters.
const MAX_TAGS: usize = 16;
const MAX_TAG_LENGTH: usize = 64;
/// So many notes, colours, and accounts with tags.
pub(super) const MAX_LABELS: usize = 10_000;
/// Keys that are held while another is pressed.
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

pub(super) fn is_clipboard_time(seconds: u64) -> bool {
    CLIPBOARD_SECONDS.contains(&seconds)
}

pub(super) fn is_history_days(days: u16) -> bool {
    HISTORY_DAYS.contains(&days)
}

/// An alias is one word that no other kind of target looks like, safe in a shell and a menu.
pub(super) fn is_alias(text: &str) -> bool {
    (1..=64).contains(&text.chars().count())
        && text.starts_with(char::is_alphanumeric)
        && text.chars().all(|c| c.is_alphanumeric() || "._+-".contains(c))
}

/// A tag is one word, as AWS's own tags may be written: `pci`, `team/payments`, `env=prod`.
pub(super) fn is_tag(text: &str) -> bool {
    (1..=MAX_TAG_LENGTH).contains(&text.chars().count())
        && text.starts_with(char::is_alphanumeric)
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || "._+-/:=@".contains(c))
}

pub(super) fn are_tags(tags: &[String]) -> bool {
    tags.len() <= MAX_TAGS && tags.iter().all(|tag| is_tag(tag))
}

/// A note is any text, lines and all; what shows it makes it printable.
pub(super) fn is_note(text: &str) -> bool {
    (1..=MAX_NOTE_LENGTH).contains(&text.chars().count())
}

/// A shortcut is one key with at least one other held than Shift, which alone would take a character from every text.
pub(super) fn is_shortcut(text: &str) -> bool {
    let mut keys = text.split('+');
    let Some(key) = keys.next_back() else { return false };
    let held: Vec<String> = keys.map(str::to_ascii_lowercase).collect();
    let is_modifier = |name: &String| MODIFIERS.contains(&name.as_str());
    let is_key = (1..=16).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    is_key
        && !is_modifier(&key.to_ascii_lowercase())
        && held.iter().all(is_modifier)
        && held.iter().any(|name| name != "shift")
}

pub(super) fn are_limits(limits: &[Limit]) -> bool {
    limits.len() <= MAX_LIMITS && limits.iter().all(is_limit)
}

fn is_limit(limit: &Limit) -> bool {
    is_limit_time(limit.time)
        && [&limit.accounts, &limit.roles]
            .into_iter()
            .all(|patterns| are_patterns(patterns))
}

/// Whole minutes.
pub(super) fn is_limit_time(time: Duration) -> bool {
    time == Duration::from_secs(time.as_secs() / 60 * 60) && LIMIT_MINUTES.contains(&(time.as_secs() / 60))
}

pub(super) fn are_patterns(patterns: &[String]) -> bool {
    patterns.len() <= MAX_LIMITS
        && patterns
            .iter()
            .all(|pattern| (1..=MAX_PATTERN_LENGTH).contains(&pattern.chars().count()))
}
