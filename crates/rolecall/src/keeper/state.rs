//! All state that the keeper owns: it composes what is known of portals, role sessions, notifications, maintenance and stored data,
//! and says what each request and each event does to them.
//!
//! It must not wait for anything: what takes time is a task.

mod due_work;
mod events;
mod notifications;
mod portals;
mod reload;
mod requests;
mod role_sessions;

use super::event::KeeperEvent;
use super::maintenance::Maintenance;
use super::notifications::Notifications;
use super::portals::{TrackedPortal, TrackedPortals};
use super::role_sessions::TrackedRoleSessions;
use super::snapshot::Snapshot;
use super::snapshot_draft::SnapshotDraft;
use super::stored::StoredState;
use super::tasks::{ReadDatabase, Tasks};
use crate::ports::Ports;
use crate::problem::Problem;
use rolecall_model::assignment::Assignment;
use rolecall_model::history::Surface;
use rolecall_model::portal::{Portal, PortalName};
use std::sync::Arc;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;

/// All state that the keeper owns.
pub(super) struct KeeperState {
    tasks: Tasks,
    stored: StoredState,
    portals: TrackedPortals,
    role_sessions: TrackedRoleSessions,
    notifications: Notifications,
    maintenance: Maintenance,
    draft: SnapshotDraft,
}

impl KeeperState {
    /// Makes the state of a keeper that begins, and starts to read what is stored. To be called inside a runtime.
    pub(super) fn new(
        ports: &Ports,
        events: UnboundedSender<KeeperEvent>,
        calls_for_window: watch::Sender<u32>,
    ) -> Self {
        let mut role_sessions = TrackedRoleSessions::default();
        let tasks = Tasks::new(ports.with_actor(Surface::Keeper), events);
        tasks.reload(ReadDatabase::Always, role_sessions.start_read());
        Self {
            tasks,
            stored: StoredState::default(),
            portals: TrackedPortals::default(),
            role_sessions,
            notifications: Notifications::new(calls_for_window),
            maintenance: Maintenance::default(),
            draft: SnapshotDraft::default(),
        }
    }

    /// Tells whether the settings are read: before that no portal is known, so no request can be carried out and nothing is shown.
    pub(super) fn is_loaded(&self) -> bool {
        self.stored.is_loaded()
    }

    /// Tells whether the next snapshot says anything new.
    pub(super) fn is_changed(&self) -> bool {
        self.draft.is_changed()
    }

    /// Tells whether the next snapshot goes out at once, however recent the last one is.
    pub(super) fn is_urgent(&self) -> bool {
        self.draft.is_urgent()
    }

    /// Makes the next snapshot.
    pub(super) fn publish(&mut self) -> Arc<Snapshot> {
        self.draft.publish(self.portals.states())
    }

    /// Returns a portal to change what is shown of it.
    fn change_portal(&mut self, name: &PortalName) -> Option<&mut TrackedPortal> {
        let portal = self.portals.find_mut(name)?;
        self.draft.mark_changed();
        Some(portal)
    }

    fn portal_of(&self, assignment: &Assignment) -> Result<Portal, Problem> {
        let portal = self.stored.settings().portal(&assignment.portal).cloned();
        portal.ok_or_else(|| unknown_portal(&assignment.portal))
    }
}

fn unknown_portal(name: &PortalName) -> Problem {
    Problem::invalid_input(format!("There is no portal called {name}."))
}
