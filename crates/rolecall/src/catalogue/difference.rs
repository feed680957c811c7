//! What is new and what is gone between two listings.

use super::Catalogue;
use crate::assignment::Assignment;
use crate::portal::PortalName;
use std::collections::HashSet;

/// Assignments that are new or gone, in the order of the catalogue that holds them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// In the later listing only.
    pub added: Vec<Assignment>,
    /// In the earlier listing only.
    pub removed: Vec<Assignment>,
}

/// Returns what changed from `before` to `after`; nothing when `before` was never listed whole.
pub fn difference(portal: &PortalName, before: &Catalogue, after: &Catalogue) -> Difference {
    if before.refreshed_at.is_none() {
        return Difference::default();
    }
    let old: HashSet<Assignment> = before.assignments(portal).collect();
    let new: HashSet<Assignment> = after.assignments(portal).collect();
    Difference {
        added: after
            .assignments(portal)
            .filter(|assignment| !old.contains(assignment))
            .collect(),
        removed: before
            .assignments(portal)
            .filter(|assignment| !new.contains(assignment))
            .collect(),
    }
}
