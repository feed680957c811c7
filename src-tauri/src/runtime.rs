//! One composition at work: the adapters, the keeper and, for the demo organization, the emulator.
//!
//! It must not know the window, the tray or the page.

use crate::compose::{Adapters, Composition};
use crate::demo::DemoEmulator;
use rolecall::keeper::{Keeper, Snapshot};
use rolecall::ports::Ports;
use rolecall::problem::Problem;
use rolecall_model::history::Surface;
use std::sync::{Arc, Mutex, PoisonError};
use tauri::async_runtime::{self, JoinHandle};
use tokio::sync::watch;

/// One composition at work. Dropping it ends its keeper and its emulator.
pub(crate) struct AppRuntime {
    pub(crate) ports: Ports,
    pub(crate) keeper: Keeper,
    pub(crate) is_demo: bool,
    adapters: Adapters,
    warning: Mutex<Option<Problem>>,
    keeper_task: JoinHandle<()>,
    _emulator: Option<DemoEmulator>,
}

impl Drop for AppRuntime {
    fn drop(&mut self) {
        self.keeper_task.abort();
    }
}

impl AppRuntime {
    /// Composes the adapters and starts the keeper. With an emulator this is the demo.
    pub(crate) fn start(composition: &Composition, emulator: Option<DemoEmulator>) -> Self {
        let adapters = composition.compose();
        // The keeper spawns tasks where it is polled, so it is polled inside the async runtime.
        let (keeper, task) = Keeper::new(adapters.ports.clone());
        Self {
            ports: adapters.ports.clone(),
            keeper,
            is_demo: emulator.is_some(),
            adapters,
            warning: Mutex::default(),
            keeper_task: async_runtime::spawn(task),
            _emulator: emulator,
        }
    }

    /// Returns what is wrong with the state database, until it is dismissed.
    pub(crate) fn warning(&self) -> Option<Problem> {
        let mut warning = self.warning.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(new) = self.adapters.take_warning() {
            *warning = Some(new);
        }
        warning.clone()
    }

    /// Dismisses the warning.
    pub(crate) fn dismiss_warning(&self) {
        *self.warning.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// What an action of one surface needs; the history names that surface. It keeps its runtime alive.
pub(crate) struct ActionContext {
    pub(crate) ports: Ports,
    pub(crate) keeper: Keeper,
    pub(crate) runtime: Arc<AppRuntime>,
}

impl ActionContext {
    /// Returns the context of an action of `surface`.
    pub(crate) fn new(runtime: Arc<AppRuntime>, surface: Surface) -> Self {
        Self {
            ports: runtime.ports.with_actor(surface),
            keeper: runtime.keeper.with_surface(surface),
            runtime,
        }
    }
}

/// The snapshots of the current runtime, across changes of the runtime.
pub(crate) struct SnapshotFeed {
    runtimes: watch::Receiver<Arc<AppRuntime>>,
    snapshots: watch::Receiver<Arc<Snapshot>>,
}

impl SnapshotFeed {
    /// Subscribes to the current runtime and those after it.
    pub(crate) fn new(mut runtimes: watch::Receiver<Arc<AppRuntime>>) -> Self {
        let snapshots = runtimes.borrow_and_update().keeper.snapshots();
        Self { runtimes, snapshots }
    }

    /// Returns when there is another snapshot, or another runtime. Cancel safe.
    pub(crate) async fn changed(&mut self) {
        tokio::select! {
            changed = self.snapshots.changed() => if changed.is_err() {
                // This keeper ended: only another runtime can have a new snapshot.
                Self::next_runtime(&mut self.runtimes).await;
                self.subscribe();
            },
            () = Self::next_runtime(&mut self.runtimes) => self.subscribe(),
        }
    }

    async fn next_runtime(runtimes: &mut watch::Receiver<Arc<AppRuntime>>) {
        if runtimes.changed().await.is_err() {
            // The program ends.
            std::future::pending().await
        }
    }

    fn subscribe(&mut self) {
        self.snapshots = self.runtimes.borrow_and_update().keeper.snapshots();
        // The snapshot of another runtime is new, whenever it was made.
        self.snapshots.mark_changed();
    }

    /// Returns the newest snapshot of the current runtime, and marks it as seen.
    pub(crate) fn snapshot(&mut self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshots.borrow_and_update())
    }
}
