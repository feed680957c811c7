//! `--reason`.

pub(crate) const GIVE_REASON: &str = "Use --reason with a ticket or a few words, such as --reason INC-42.";

/// A program cannot be asked.
pub(crate) fn start_with_reason(target: &str) -> String {
    format!("Run `rolecall start {target} --reason TEXT`, then run the program again.")
}

/// Follows that a role session is active.
pub(crate) const IN_HISTORY_ONLY: &str =
    "The reason is in the history only: the name that CloudTrail shows for this role session cannot have it.";
