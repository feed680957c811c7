//! Session tags: their limits, which of them are transitive, and what a session inherits from the one before it
//! (IAM User Guide, "Pass session tags in AWS STS").

use std::collections::{BTreeMap, BTreeSet};

use super::{API, invalid};
use crate::query::{TextRule, Violations, structure_list, text_list};
use crate::request::ApiRequest;
use crate::response::ApiResponse;
use crate::state::RoleSession;

const MAX_TAGS: usize = 50;
const KEY_RULE: TextRule = TextRule {
    length: 1..=128,
    is_allowed: is_tag_character,
    pattern: "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+",
};
const VALUE_RULE: TextRule = TextRule {
    length: 0..=256,
    is_allowed: is_tag_character,
    pattern: "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*",
};

/// The tags of a new session.
#[derive(Debug, Default)]
pub(super) struct SessionTags {
    /// Those of the request.
    pub(super) requested: BTreeMap<String, String>,
    /// Those of the request, and the inherited ones.
    pub(super) all: BTreeMap<String, String>,
    /// The keys that the next session inherits.
    pub(super) transitive_keys: BTreeSet<String>,
}

fn is_tag_character(character: char) -> bool {
    character.is_alphanumeric()
        || character.is_whitespace() && !character.is_control()
        || "_.:/=+-@".contains(character)
}

impl SessionTags {
    pub(super) fn read(request: &ApiRequest) -> Result<Self, ApiResponse> {
        let tags = structure_list(request, "Tags").into_iter().map(|mut tag| {
            let mut take = |field: &str| tag.remove(field).unwrap_or_default();
            (take("Key"), take("Value"))
        });
        Self::new(tags.collect(), text_list(request, "TransitiveTagKeys"))
    }

    /// Checks tags, wherever they come from.
    pub(super) fn new(tags: Vec<(String, String)>, transitive: Vec<String>) -> Result<Self, ApiResponse> {
        let mut violations = Violations::default();
        for (member, count) in [("tags", tags.len()), ("transitiveTagKeys", transitive.len())] {
            if count > MAX_TAGS {
                violations.add("[…]", member, "have length less than or equal to 50");
            }
        }
        for (at, (key, value)) in tags.iter().enumerate() {
            violations.check_text(key, &format!("tags.{}.member.key", at + 1), &KEY_RULE);
            violations.check_text(value, &format!("tags.{}.member.value", at + 1), &VALUE_RULE);
        }
        violations.finish(API)?;
        let wrong = |message: &str| Err(invalid("InvalidParameterValue", message));
        let folded: BTreeSet<String> = tags.iter().map(|(key, _)| key.to_lowercase()).collect();
        if folded.len() != tags.len() {
            return wrong("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
        }
        if folded.iter().any(|key| key.starts_with("aws:")) {
            return wrong("The tag keys that start with aws: are reserved for system use.");
        }
        if transitive.iter().any(|key| !folded.contains(&key.to_lowercase())) {
            return wrong("The specified transitive tag key must be included in the requested tags.");
        }
        let requested: BTreeMap<String, String> = tags.into_iter().collect();
        Ok(Self {
            all: requested.clone(),
            requested,
            transitive_keys: transitive.into_iter().collect(),
        })
    }

    /// Adds the transitive tags of the calling session, which no tag of the request may replace.
    pub(super) fn inheriting(mut self, calling: Option<&RoleSession>) -> Result<Self, ApiResponse> {
        let Some(calling) = calling else {
            return Ok(self);
        };
        for key in &calling.transitive_tag_keys {
            let folded = key.to_lowercase();
            if self
                .requested
                .keys()
                .any(|requested| requested.to_lowercase() == folded)
            {
                let message = "One of the specified transitive tag keys can't be set because it conflicts with a \
                               transitive tag key from the calling session.";
                return Err(invalid("InvalidParameterValue", message));
            }
            let tag = calling
                .tags
                .iter()
                .find(|(known, _)| known.to_lowercase() == folded);
            if let Some((key, value)) = tag {
                self.all.insert(key.clone(), value.clone());
                self.transitive_keys.insert(key.clone());
            }
        }
        Ok(self)
    }

    pub(super) fn packed_size(&self) -> usize {
        self.all
            .iter()
            .map(|(key, value)| key.len() + value.len() + 2)
            .sum()
    }
}
