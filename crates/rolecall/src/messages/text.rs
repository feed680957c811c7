//! What sentences are made of: singular and plural, lists of names, and account ids.

use rolecall_model::account::AccountId;

/// How many names a list holds before the rest is counted.
const MAX_NAMES: usize = 3;

/// Returns the form of a word or sentence for `count` things.
pub fn plural<'a>(count: usize, singular: &'a str, plural: &'a str) -> &'a str {
    if count == 1 { singular } else { plural }
}

/// Returns `count` with the word for so many: `1 role`, `2 roles`.
pub fn counted(count: usize, singular: &str, several: &str) -> String {
    format!("{count} {}", plural(count, singular, several))
}

/// Names the first few and counts the rest.
pub(crate) fn listed(names: &[String]) -> String {
    let shown = &names[..names.len().min(MAX_NAMES)];
    match (names.len() - shown.len(), shown) {
        (0, []) => String::new(),
        (0, [name]) => name.clone(),
        (0, [before @ .., last]) => format!("{} and {last}", before.join(", ")),
        (more, shown) => format!("{} and {more} more", shown.join(", ")),
    }
}

/// Returns an account id as a user reads it, in groups as the window shows it. What is copied has the twelve digits alone.
pub fn grouped_id(id: &AccountId) -> String {
    let digits = id.as_str();
    match (digits.get(..4), digits.get(4..8), digits.get(8..)) {
        (Some(first), Some(second), Some(third)) => format!("{first} {second} {third}"),
        (None, _, _) | (_, None, _) | (_, _, None) => digits.to_owned(),
    }
}
