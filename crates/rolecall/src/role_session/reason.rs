//! What a role session is used for: the reason that a user gives is kept in the index, and is in the name of the role session where
//! that can be chosen.
//!
//! It must not know who demands a reason.

use super::record::{find_record, is_over};
use crate::ports::{Ports, StateStoreError};
use rolecall_model::reason::Reason;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::RoleSessionRecord;
use rolecall_model::role_source::ResolvedRole;

/// Returns what the role session of `role` was started for, if there is one and the user said so.
///
/// # Errors
/// The state database's failure.
pub fn role_session_reason(ports: &Ports, role: &RoleRef) -> Result<Option<Reason>, StateStoreError> {
    let record = find_record(ports, role)?;
    let active = record.filter(|record| !is_over(record, ports.clock.now()));
    Ok(active.and_then(|record| record.reason))
}

/// Returns the ports with what the role session of `role` was started for, where the actor says nothing else.
pub fn with_role_session_reason(ports: &Ports, role: &RoleRef) -> Ports {
    if ports.actor.reason.is_some() {
        return ports.clone();
    }
    let reason = role_session_reason(ports, role).unwrap_or_else(|error| {
        tracing::warn!(%error, "nobody knows what a role session is used for");
        None
    });
    ports.with_reason(reason)
}

/// Returns whether credentials that are stored for `role` can be used for what the user says now: where AWS shows the reason, it would
/// show another one.
pub(super) fn is_for_given_reason(ports: &Ports, role: &ResolvedRole) -> bool {
    let Some(given) = &ports.actor.reason else {
        return true;
    };
    if !role.source.names_reason() {
        return true;
    }
    match find_record(ports, &role.key) {
        Ok(record) => record.is_some_and(|record| record.reason.as_ref() == Some(given)),
        Err(error) => {
            tracing::warn!(%error, "nobody knows what a role session is used for");
            false
        }
    }
}

/// Keeps the reason of the actor, if there is one, with the role session of `role`, whose credentials stay as they are.
pub(super) fn save_given_reason(ports: &Ports, role: &RoleRef) {
    let Some(given) = &ports.actor.reason else {
        return;
    };
    let saved = find_record(ports, role).and_then(|record| match record {
        Some(record) if record.reason.as_ref() != Some(given) => {
            let record = RoleSessionRecord {
                reason: Some(given.clone()),
                ..record
            };
            ports.store.role_session_index.save_role_session(&record)
        }
        Some(_) | None => Ok(()),
    });
    if let Err(error) = saved {
        tracing::warn!(%error, "what a role session is used for was not saved");
    }
}

/// Returns the ports with the reason that a role session is for: that of the actor, or else the one it was started with.
pub(super) fn with_reason_of(ports: &Ports, record: Option<&RoleSessionRecord>) -> Ports {
    let reason = ports.actor.reason.clone();
    ports.with_reason(reason.or_else(|| record.and_then(|record| record.reason.clone())))
}
