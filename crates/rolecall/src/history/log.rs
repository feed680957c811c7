//! Writing the history. A history that cannot be written never stops the action.
//!
//! It must not know what else a use case does.

use crate::ports::{Ports, StateStoreError};
use jiff::SignedDuration;
use rolecall_model::Timestamp;
use rolecall_model::assignment::Assignment;
use rolecall_model::history::{HistoryEntry, HistoryEvent};
use rolecall_model::portal::PortalName;
use rolecall_model::settings::Settings;

/// Remembers that something happened with `assignment`, by the actor of `ports`. `until` is when that which was given ends;
/// `detail` is a word more, such as the name of a format.
pub fn log_event(
    ports: &Ports,
    event: HistoryEvent,
    assignment: &Assignment,
    until: Option<Timestamp>,
    detail: Option<&str>,
) {
    append(
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
pub fn log_portal_event(ports: &Ports, event: HistoryEvent, portal: &PortalName) {
    append(ports, entry(ports, event, portal));
}

/// Remembers that the program of the actor was given credentials that are good until `until`. `detail` is the format's id.
pub fn log_vended(ports: &Ports, assignment: &Assignment, until: Timestamp, detail: Option<&str>) {
    log_event(
        ports,
        HistoryEvent::CredentialsVended,
        assignment,
        Some(until),
        detail,
    );
}

/// Remembers that credentials that are good until `until` were copied for a user, in the format with the id `format`.
pub fn log_copied(ports: &Ports, assignment: &Assignment, until: Timestamp, format: &str) {
    log_event(ports, HistoryEvent::Copied, assignment, Some(until), Some(format));
}

/// Returns the first moment that is still kept at `now`: as many days back as the user set.
pub fn retention_start(settings: &Settings, now: Timestamp) -> Timestamp {
    now.checked_sub(SignedDuration::from_hours(24 * i64::from(settings.history_days)))
        .unwrap_or(Timestamp::MIN)
}

/// Forgets what happened longer ago than the user wants it kept. To be called when the desktop starts and once a day.
///
/// # Errors
/// The state database's failure.
pub fn prune_old(ports: &Ports, settings: &Settings) -> Result<(), StateStoreError> {
    ports
        .store
        .history_store
        .prune_history(retention_start(settings, ports.clock.now()))
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

fn append(ports: &Ports, entry: HistoryEntry) {
    if let Err(error) = ports.store.history_store.append_history(&entry) {
        tracing::warn!(%error, event = entry.event.id(), "an entry of the history was not kept");
    }
}
