//! The keeper's whole state: portals, role sessions, notifications, maintenance and stored data, and how each request and each event
//! changes them.
//!
//! It must not wait for anything: whatever takes time runs as a task.

mod due_work;
mod events;
mod mfa;
mod notifications;
mod portals;
mod reload;
mod requests;
mod role_sessions;

use super::certificates::TrackedCertificates;
use super::event::KeeperEvent;
use super::maintenance::Maintenance;
use super::mfa_prompt::MfaQuestions;
use super::notifications::Notifications;
use super::portals::{TrackedPortal, TrackedPortals};
use super::role_sessions::TrackedRoleSessions;
use super::snapshot::Snapshot;
use super::snapshot_draft::SnapshotDraft;
use super::stored::StoredState;
use super::tasks::{ReadDatabase, Tasks};
use crate::ports::Ports;
use crate::problem::Problem;
use rolecall_model::history::Surface;
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_source::{ResolvedRole, RoleSourceError};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{oneshot, watch};

/// The keeper's whole state.
pub(super) struct KeeperState {
    tasks: Tasks,
    stored: StoredState,
    portals: TrackedPortals,
    role_sessions: TrackedRoleSessions,
    certificates: TrackedCertificates,
    notifications: Notifications,
    mfa_questions: MfaQuestions,
    maintenance: Maintenance,
    /// The last sign-in to the console for each role, which ends when it is dropped.
    logins: HashMap<RoleRef, oneshot::Sender<()>>,
    draft: SnapshotDraft,
}

impl KeeperState {
    /// Creates the initial state and starts reading the stored data. Must be called inside a Tokio runtime.
    pub(super) fn new(
        ports: &Ports,
        events: UnboundedSender<KeeperEvent>,
        window_requests: watch::Sender<u32>,
    ) -> Self {
        let mut role_sessions = TrackedRoleSessions::default();
        let tasks = Tasks::new(ports.with_actor(Surface::Keeper), events);
        tasks.reload(ReadDatabase::Always, role_sessions.start_read());
        // A new index takes over what the keychain holds.
        tasks.erase_expired();
        Self {
            tasks,
            stored: StoredState::default(),
            portals: TrackedPortals::default(),
            role_sessions,
            certificates: TrackedCertificates::default(),
            notifications: Notifications::new(window_requests),
            mfa_questions: MfaQuestions::default(),
            maintenance: Maintenance::default(),
            logins: HashMap::new(),
            draft: SnapshotDraft::default(),
        }
    }

    /// Returns whether the settings file has been read. Before that no portal is known, so the keeper accepts no requests and publishes
    /// no snapshot.
    pub(super) fn is_loaded(&self) -> bool {
        self.stored.is_loaded()
    }

    /// Returns whether the next snapshot differs from the last one.
    pub(super) fn is_changed(&self) -> bool {
        self.draft.is_changed()
    }

    /// Returns whether the next snapshot is published at once, without the usual minimum interval.
    pub(super) fn is_urgent(&self) -> bool {
        self.draft.is_urgent()
    }

    /// Returns the next snapshot, to be published.
    pub(super) fn publish(&mut self) -> Arc<Snapshot> {
        self.draft.publish(self.portals.states())
    }

    /// Returns a portal to change its state, and marks the snapshot as changed.
    fn change_portal(&mut self, name: &PortalName) -> Option<&mut TrackedPortal> {
        let portal = self.portals.find_mut(name)?;
        self.draft.mark_changed();
        Some(portal)
    }

    /// Returns `role` with where its credentials come from by the current settings.
    fn resolve(&self, role: &RoleRef) -> Result<ResolvedRole, Problem> {
        let resolved = self.stored.settings().resolve(role);
        resolved.map_err(|error| Problem::from(&error))
    }
}

fn unknown_portal(name: &PortalName) -> Problem {
    Problem::from(&RoleSourceError::UnknownPortal(name.clone()))
}
