//! The domain's bounds of settings and labels, as they are generated into the page.

use rolecall::settings::bounds;
use serde_json::{Value, json};
use std::ops::RangeInclusive;

/// Returns the bounds under the names that the page uses.
pub(super) fn setting_bounds() -> Value {
    json!({
        "clipboardSeconds": range(&bounds::CLIPBOARD_SECONDS),
        "historyDays": range(&bounds::HISTORY_DAYS),
        "limitMinutes": range(&bounds::ROLE_SESSION_LIMIT_MINUTES),
        "maxLimits": bounds::MAX_LIMITS,
        "maxPatterns": bounds::MAX_PATTERNS,
        "maxPatternLength": bounds::MAX_PATTERN_LENGTH,
        "maxAliasLength": bounds::MAX_ALIAS_LENGTH,
        "maxNoteLength": bounds::MAX_NOTE_LENGTH,
        "maxTags": bounds::MAX_TAGS,
        "maxTagLength": bounds::MAX_TAG_LENGTH,
    })
}

/// Both ends are included.
fn range(range: &RangeInclusive<u32>) -> Value {
    json!({ "min": range.start(), "max": range.end() })
}
