//! When the tray says something else, if nothing but time passes: so that it is drawn again no more often than needed.
//!
//! It must not know who waits.

use super::menu::active;
use super::role_session::next_change;
use super::{icon, menu, tooltip};
use crate::keeper::Snapshot;
use rolecall_model::Timestamp;

/// Returns the first moment after `now` at which the menu, the icon or the tooltip says something else; nothing when only a new
/// snapshot can change them.
pub fn changes_at(snapshot: &Snapshot, now: Timestamp) -> Option<Timestamp> {
    let mut at = next_time(snapshot, now)?;
    let rendered_at = |at| (icon(snapshot, at), tooltip(snapshot, at), menu(snapshot, at));
    let present = rendered_at(now);
    while rendered_at(at) == present {
        at = next_time(snapshot, at)?;
    }
    Some(at)
}

/// The next moment at which one of the role sessions changes.
fn next_time(snapshot: &Snapshot, now: Timestamp) -> Option<Timestamp> {
    let (active, shown) = active(snapshot, now);
    active
        .iter()
        .enumerate()
        .filter_map(|(number, state)| next_change(state, number >= shown, now))
        .min()
}
