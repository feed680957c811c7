//! The stage: one composition at work — the user's own portals or the demo organization — and a hand to act on it.

use crate::compose::{Composed, Composition};
use crate::demo::Emulator;
use crate::ipc::wire::RoleSessionView;
use crate::view;
use rolecall::keeper::{Keeper, Snapshot};
use rolecall::ports::Ports;
use rolecall::problem::Problem;
use rolecall_model::history::Surface;
use rolecall_model::role_session::RoleSessionRecord;
use std::sync::{Arc, Mutex, PoisonError};
use tauri::async_runtime::{self, JoinHandle};
use tokio::sync::watch;

/// One composition at work. Dropping it ends its keeper and its emulator.
pub(crate) struct Stage {
    pub(crate) ports: Ports,
    pub(crate) keeper: Keeper,
    pub(crate) is_demo: bool,
    composed: Composed,
    warning: Mutex<Option<Problem>>,
    life: JoinHandle<()>,
    _emulator: Option<Emulator>,
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.life.abort();
    }
}

impl Stage {
    pub(crate) fn set(composition: &Composition, emulator: Option<Emulator>) -> Self {
        let composed = composition.compose();
        // The keeper spawns its work where it is polled, so it lives inside the runtime.
        let (keeper, life) = Keeper::new(composed.ports.clone());
        Self {
            ports: composed.ports.clone(),
            keeper,
            is_demo: emulator.is_some(),
            composed,
            warning: Mutex::default(),
            life: async_runtime::spawn(life),
            _emulator: emulator,
        }
    }

    /// Returns what is wrong with the state database, until it is taken off the screen.
    pub(crate) fn warning(&self) -> Option<Problem> {
        let mut warning = self.warning.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fresh) = self.composed.take_warning() {
            *warning = Some(fresh);
        }
        warning.clone()
    }

    /// Takes the warning off the screen.
    pub(crate) fn dismiss_warning(&self) {
        *self.warning.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// A surface's hand on the stage that is on: what it does is remembered as that surface's. It keeps the stage as long as it acts.
pub(crate) struct Acting {
    pub(crate) ports: Ports,
    pub(crate) keeper: Keeper,
    pub(crate) stage: Arc<Stage>,
}

impl Acting {
    pub(crate) fn on(stage: Arc<Stage>, surface: Surface) -> Self {
        Self {
            ports: stage.ports.with_actor(surface),
            keeper: stage.keeper.with_surface(surface),
            stage,
        }
    }

    /// Returns how the page shows a role session that was just started or renewed.
    pub(crate) fn role_session(&self, record: &RoleSessionRecord) -> RoleSessionView {
        view::role_session_just_obtained(&self.keeper.snapshot(), record)
    }
}

/// The snapshots of whichever stage is on.
pub(crate) struct Following {
    stages: watch::Receiver<Arc<Stage>>,
    snapshots: watch::Receiver<Arc<Snapshot>>,
}

impl Following {
    pub(crate) fn new(mut stages: watch::Receiver<Arc<Stage>>) -> Self {
        let snapshots = stages.borrow_and_update().keeper.snapshots();
        Self { stages, snapshots }
    }

    /// Returns when there is another snapshot, or another stage.
    pub(crate) async fn changed(&mut self) {
        tokio::select! {
            newer = self.snapshots.changed() => if newer.is_err() {
                // This keeper ended: only another stage has news.
                self.other_stage().await;
            },
            () = Self::next_stage(&mut self.stages) => self.follow(),
        }
    }

    async fn other_stage(&mut self) {
        Self::next_stage(&mut self.stages).await;
        self.follow();
    }

    async fn next_stage(stages: &mut watch::Receiver<Arc<Stage>>) {
        if stages.changed().await.is_err() {
            // The program ends.
            std::future::pending().await
        }
    }

    fn follow(&mut self) {
        self.snapshots = self.stages.borrow_and_update().keeper.snapshots();
        // What this stage shows is news, whenever it was made.
        self.snapshots.mark_changed();
    }

    /// Returns the newest snapshot of the stage that is on, and marks it as seen.
    pub(crate) fn snapshot(&mut self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshots.borrow_and_update())
    }
}
