//! Writing the history. A history that cannot be written never stops the action.
//!
//! It must not know what else a use case does.

use crate::ports::{Ports, StateStoreError};
use jiff::SignedDuration;
use rolecall_model::Timestamp;
use rolecall_model::export_format::ExportFormat;
use rolecall_model::history::{HistoryDetail, HistoryEntry, HistoryEvent, HistorySubject};
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::settings::Settings;

/// Records that something happened with `role`, by the actor of `ports`. `expires_at` is when the credentials it is about expire;
/// `detail` is more, such as the format.
pub fn record_event(
    ports: &Ports,
    event: HistoryEvent,
    role: &RoleRef,
    expires_at: Option<Timestamp>,
    detail: Option<HistoryDetail>,
) {
    append(
        ports,
        HistoryEntry {
            expires_at,
            detail,
            ..entry(ports, event, HistorySubject::Role(role.clone()))
        },
    );
}

/// Records that something happened with `portal` as a whole, by the actor of `ports`.
pub fn record_portal_event(ports: &Ports, event: HistoryEvent, portal: &PortalName) {
    append(ports, entry(ports, event, HistorySubject::Portal(portal.clone())));
}

/// Records that the program of the actor was given credentials that expire at `expires_at`. `detail` is how.
pub fn record_vended(ports: &Ports, role: &RoleRef, expires_at: Timestamp, detail: Option<HistoryDetail>) {
    record_event(
        ports,
        HistoryEvent::CredentialsVended,
        role,
        Some(expires_at),
        detail,
    );
}

/// Records that credentials that expire at `expires_at` were copied for a user in `format`.
pub fn record_copied(ports: &Ports, role: &RoleRef, expires_at: Timestamp, format: ExportFormat) {
    let detail = Some(HistoryDetail::Format(format));
    record_event(ports, HistoryEvent::Copied, role, Some(expires_at), detail);
}

/// Returns the first moment that is retained at `now`: as many days back as the user set.
pub fn retention_start(settings: &Settings, now: Timestamp) -> Timestamp {
    now.checked_sub(SignedDuration::from_hours(24 * i64::from(settings.history_days)))
        .unwrap_or(Timestamp::MIN)
}

/// Deletes what happened longer ago than the user wants it retained. To be called when the desktop starts and once a day.
///
/// # Errors
/// The state database's failure.
pub fn prune_old(ports: &Ports, settings: &Settings) -> Result<(), StateStoreError> {
    ports
        .store
        .history_store
        .prune_history(retention_start(settings, ports.clock.now()))
}

fn entry(ports: &Ports, event: HistoryEvent, subject: HistorySubject) -> HistoryEntry {
    HistoryEntry {
        at: ports.clock.now(),
        event,
        subject,
        expires_at: None,
        surface: ports.actor.surface,
        program: ports.actor.program.clone(),
        by_default: ports.actor.by_default,
        reason: ports.actor.reason.clone(),
        detail: None,
    }
}

fn append(ports: &Ports, entry: HistoryEntry) {
    if let Err(error) = ports.store.history_store.append_history(&entry) {
        tracing::warn!(%error, event = entry.event.id(), "an entry of the history was not saved");
    }
}
