//! The desktop as managed by Tauri: the stage that is on — the person's own portals or the demo organization.

use crate::compose::Composition;
use crate::demo::{DemoError, Emulator};
use crate::ipc::wire::SnapshotChanged;
use crate::view;
use rolecall::keeper::{Keeper, Request};
use rolecall::ports::Ports;
use rolecall::sign_in::SignInMethod;
use std::sync::{Arc, PoisonError, RwLock};
use tauri::AppHandle;
use tauri::async_runtime::{self, JoinHandle};
use tauri_specta::Event;
use tokio::sync::Mutex;

/// One composition at work. Dropping it ends its tasks and its emulator.
pub(crate) struct Stage {
    pub(crate) ports: Ports,
    pub(crate) keeper: Keeper,
    pub(crate) is_demo: bool,
    tasks: [JoinHandle<()>; 2],
    _emulator: Option<Emulator>,
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

/// What the commands reach.
pub(crate) struct Desktop {
    app: AppHandle,
    composition: Composition,
    stage: RwLock<Arc<Stage>>,
    /// Held while a demo starts: two would set up the same home.
    entering: Mutex<()>,
}

impl Desktop {
    pub(crate) fn open(app: AppHandle, composition: Composition) -> Self {
        let stage = set_stage(&app, &composition, None);
        Self {
            app,
            composition,
            stage: RwLock::new(Arc::new(stage)),
            entering: Mutex::new(()),
        }
    }

    pub(crate) fn stage(&self) -> Arc<Stage> {
        Arc::clone(&self.stage.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Goes on in the demo organization, with an emulator of its own.
    pub(crate) async fn enter_demo(&self) -> Result<(), DemoError> {
        let _entering = self.entering.lock().await;
        let composition = self.composition.demo().map_err(|_| DemoError::NoHome)?;
        let emulator = Emulator::start(&composition).await?;
        let portal = emulator.portal.clone();
        let stage = set_stage(&self.app, &composition, Some(emulator));
        // Everybody may sign in to the demo, so nobody is sent to a browser for it.
        stage
            .keeper
            .send(Request::SignIn(portal, SignInMethod::DeviceCode));
        self.change(stage);
        Ok(())
    }

    /// Goes back to the person's own portals.
    pub(crate) fn leave_demo(&self) {
        self.change(set_stage(&self.app, &self.composition, None));
    }

    fn change(&self, stage: Stage) {
        let mut on = self.stage.write().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut *on, Arc::new(stage));
        drop(on);
        // A command under way keeps the stage before, but the page hears no more of it.
        let [_, telling] = &before.tasks;
        telling.abort();
        before.ports.clipboard.clear_secret();
    }
}

fn set_stage(app: &AppHandle, composition: &Composition, emulator: Option<Emulator>) -> Stage {
    let ports = composition.ports();
    // The keeper spawns its work where it is polled, so it is made inside the runtime.
    let (keeper, life) = Keeper::new(ports.clone());
    let is_demo = emulator.is_some();
    let tasks = [
        async_runtime::spawn(life),
        async_runtime::spawn(tell(app.clone(), keeper.clone(), is_demo)),
    ];
    Stage {
        ports,
        keeper,
        is_demo,
        tasks,
        _emulator: emulator,
    }
}

/// Tells the page of every snapshot.
async fn tell(app: AppHandle, keeper: Keeper, is_demo: bool) {
    let mut snapshots = keeper.snapshots();
    while snapshots.changed().await.is_ok() {
        let view = view::snapshot(&snapshots.borrow_and_update().clone(), is_demo);
        if let Err(error) = SnapshotChanged(view).emit(&app) {
            tracing::warn!(%error, "the page could not be told");
        }
    }
}
