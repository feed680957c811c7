//! Writing the history. A history that cannot be written never stops the deed.
//!
//! It must not know what else a use case does.

use super::{HistoryEntry, HistoryEvent};
use crate::Timestamp;
use crate::assignment::Assignment;
use crate::portal::PortalName;
use crate::ports::{Ports, StateStoreError};
use crate::settings::Settings;
use jiff::SignedDuration;

/// Remembers that something happened with `assignment`, by the actor of `ports`. `until` is when that which was given ends;
/// `detail` is a word more, such as the name of a format.
pub fn remember(
    ports: &Ports,
    event: HistoryEvent,
    assignment: &Assignment,
    until: Option<Timestamp>,
    detail: Option<&str>,
) {
    keep(
        ports,
        HistoryEntry {
            assignment: Some(assignment.clone()),
            until,
            detail: detail.map(str::to_owned),
            ..entry(ports, event, &assignment.portal)
        },
    );
}

/// Remembers that something happened with `portal` as a whole, by the actor of `ports`.
pub fn remember_at_portal(ports: &Ports, event: HistoryEvent, portal: &PortalName) {
    keep(ports, entry(ports, event, portal));
}

/// Remembers that the program of the actor was given credentials that are good until `until`. `detail` is the format's id.
pub fn remember_given(ports: &Ports, assignment: &Assignment, until: Timestamp, detail: Option<&str>) {
    remember(ports, HistoryEvent::Given, assignment, Some(until), detail);
}

/// Remembers that credentials that are good until `until` were copied for a person, in the format with the id `format`.
pub fn remember_copied(ports: &Ports, assignment: &Assignment, until: Timestamp, format: &str) {
    remember(ports, HistoryEvent::Copied, assignment, Some(until), Some(format));
}

/// Returns the first moment that is still kept at `now`: as many days back as the person set.
pub fn kept_from(settings: &Settings, now: Timestamp) -> Timestamp {
    now.checked_sub(SignedDuration::from_hours(24 * i64::from(settings.history_days)))
        .unwrap_or(Timestamp::MIN)
}

/// Forgets what happened longer ago than the person wants it kept. To be called when the desktop starts and once a day.
///
/// # Errors
/// The state database's failure.
pub fn forget_old(ports: &Ports, settings: &Settings) -> Result<(), StateStoreError> {
    ports
        .state_store
        .forget_history(kept_from(settings, ports.clock.now()))
}

fn entry(ports: &Ports, event: HistoryEvent, portal: &PortalName) -> HistoryEntry {
    HistoryEntry {
        at: ports.clock.now(),
        event,
        portal: portal.clone(),
        assignment: None,
        until: None,
        surface: ports.actor.surface,
        program: ports.actor.program.clone(),
        by_default: ports.actor.by_default,
        detail: None,
    }
}

fn keep(ports: &Ports, entry: HistoryEntry) {
    if let Err(error) = ports.state_store.keep_history(&entry) {
        tracing::warn!(%error, event = entry.event.id(), "an entry of the history was not kept");
    }
}
