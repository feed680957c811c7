//! Limits: how long the role session of a role may last, and that one ended so.
//!
//! It must not know who asks.

use super::record::is_over;
use crate::ports::{Ports, StateStoreError};
use crate::settings::read_settings;
use rolecall_model::Timestamp;
use rolecall_model::account::Account;
use rolecall_model::catalogue::account_of;
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::{RoleSessionRecord, limit_time};
use rolecall_model::settings::Settings;
use std::time::Duration;

/// Returns the limit of `role` as the settings file has it now.
pub(super) fn current_limit(ports: &Ports, role: &RoleRef) -> Result<Option<Duration>, StateStoreError> {
    let settings = settings(ports);
    if settings.limits.is_empty() {
        return Ok(None);
    }
    Ok(settings.limit_of(&stored_account(ports, &settings, role)?, &role.role_name))
}

/// Returns the account of `role` as the portals last listed it.
fn stored_account(ports: &Ports, settings: &Settings, role: &RoleRef) -> Result<Account, StateStoreError> {
    let names: Vec<&PortalName> = match role.portal() {
        Some(name) => vec![name],
        None => settings.portals.iter().map(|portal| &portal.name).collect(),
    };
    let mut catalogues = Vec::with_capacity(names.len());
    for name in names {
        catalogues.push((name, ports.store.catalogue_store.catalogue(name)?));
    }
    Ok(account_of(
        role,
        catalogues.iter().map(|(name, catalogue)| (*name, catalogue)),
    ))
}

/// Returns whether the role session of `record` has reached `limit`.
pub(super) fn has_exceeded_limit(
    record: &RoleSessionRecord,
    limit: Option<Duration>,
    now: Timestamp,
) -> bool {
    let limit_at = limit.and_then(|limit| limit_time(record.started_at, limit));
    is_limit_reached(record, limit_at, now)
}

/// Returns whether the role session of `record` has reached its limit at `limit_at`. One that expired earlier has not.
pub(crate) fn is_limit_reached(
    record: &RoleSessionRecord,
    limit_at: Option<Timestamp>,
    now: Timestamp,
) -> bool {
    let last = if is_over(record, now) {
        record.expires_at
    } else {
        now
    };
    limit_at.is_some_and(|limit_at| limit_at <= last)
}

/// Stores that the limit ended the role session, so that only a user may start another.
pub(super) fn mark_limit_reached(ports: &Ports, role: &RoleRef) -> Result<(), StateStoreError> {
    let at = ports.clock.now().to_string();
    ports.store.preference_store.set_value(&key(role), &at)
}

/// Clears what [`mark_limit_reached`] stored.
pub(super) fn clear_limit_reached(ports: &Ports, role: &RoleRef) -> Result<(), StateStoreError> {
    if was_limit_reached(ports, role)? {
        ports.store.preference_store.set_value(&key(role), "")?;
    }
    Ok(())
}

/// Returns whether the limit ended the last role session of `role`.
pub(super) fn was_limit_reached(ports: &Ports, role: &RoleRef) -> Result<bool, StateStoreError> {
    let stored = ports.store.preference_store.value(&key(role))?;
    Ok(stored.is_some_and(|at| !at.is_empty()))
}

fn key(role: &RoleRef) -> String {
    format!("limit-reached/{}", role.key())
}

/// Returns the settings. An unreadable file sets no limits; the surfaces that show the settings report the problem.
fn settings(ports: &Ports) -> Settings {
    let text = ports.store.settings_file.read().unwrap_or_else(|error| {
        tracing::warn!(%error, "limits are not known");
        String::new()
    });
    read_settings(&text).unwrap_or_else(|error| {
        tracing::warn!(%error, "limits are not known");
        Settings::default()
    })
}
