//! The state of the whole program, managed by Tauri: the current runtime, the autostart and tray status, and the state that
//! survives a window.
//!
//! It must not know the window, the tray or notifications; they request actions of each other with an [`AppEvent`].

mod app_event;
mod window_frame;
mod window_state;

pub(crate) use app_event::{AppEvent, AppEventReceiver};
pub(crate) use window_frame::{MIN_WINDOW_SIZE, WindowFrame, WindowPosition};

use crate::compose::{Composition, autostart};
use crate::demo::{DemoEmulator, DemoError};
use crate::messages;
use crate::runtime::{ActionContext, AppRuntime, SnapshotFeed};
use crate::view;
use crate::wire::{CopyReceiptView, DesktopView, SnapshotView, ViewRequested};
use rolecall::keeper::Request;
use rolecall::ports::Ports;
use rolecall::problem::Problem;
use rolecall_model::desktop_message::WindowView as View;
use rolecall_model::history::Surface;
use rolecall_model::sign_in::SignInMethod;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tauri::AppHandle;
use tauri_specta::Event;
use tokio::sync::{self, mpsc, watch};
use window_state::WindowState;

/// Maximum size of the page's saved state, in bytes.
const MAX_PAGE_STATE_BYTES: usize = 4096;

/// The state that the commands, the tray and the socket share.
pub(crate) struct AppState {
    pub(crate) app: AppHandle,
    /// Constructs the adapters from this program's environment and folders.
    pub(crate) composition: Composition,
    /// The ports of the user's own folders, whatever the current runtime is.
    pub(crate) own_ports: Ports,
    runtime: watch::Sender<Arc<AppRuntime>>,
    integration_status: watch::Sender<DesktopView>,
    /// Prevents two demos from starting at once; they share folders.
    demo_start_lock: sync::Mutex<()>,
    window: Mutex<WindowState>,
    is_quitting: AtomicBool,
    events: mpsc::UnboundedSender<AppEvent>,
}

impl AppState {
    /// Starts a runtime for the user's own portals. The caller must handle the events of the returned receiver.
    pub(crate) fn new(app: AppHandle, composition: Composition) -> (Self, AppEventReceiver) {
        let runtime = AppRuntime::start(&composition, None);
        let desktop_view = DesktopView {
            autostart: autostart(&composition).is_on(),
            ..DesktopView::default()
        };
        let (events, receiver) = mpsc::unbounded_channel();
        let state = Self {
            app,
            own_ports: composition.ports(),
            composition,
            runtime: watch::Sender::new(Arc::new(runtime)),
            integration_status: watch::Sender::new(desktop_view),
            demo_start_lock: sync::Mutex::new(()),
            window: Mutex::default(),
            is_quitting: AtomicBool::new(false),
            events,
        };
        (state, receiver)
    }

    /// Returns the current runtime.
    pub(crate) fn runtime(&self) -> Arc<AppRuntime> {
        Arc::clone(&self.runtime.borrow())
    }

    /// Returns a receiver of the current runtime and later ones.
    pub(crate) fn subscribe_runtime(&self) -> watch::Receiver<Arc<AppRuntime>> {
        self.runtime.subscribe()
    }

    /// Returns the snapshots of the current runtime and later ones.
    pub(crate) fn snapshot_feed(&self) -> SnapshotFeed {
        SnapshotFeed::new(self.runtime.subscribe())
    }

    /// Returns the context for an action of `surface`.
    pub(crate) fn context(&self, surface: Surface) -> ActionContext {
        ActionContext::new(self.runtime(), surface)
    }

    /// Returns the state for the page, without the rows of the role list.
    pub(crate) fn snapshot_view(&self) -> SnapshotView {
        let runtime = self.runtime();
        view::snapshot(
            &runtime.keeper.snapshot(),
            runtime.is_demo,
            runtime.warning(),
            self.integration_status(),
        )
    }

    /// Returns the autostart, tray and shortcut status.
    pub(crate) fn integration_status(&self) -> DesktopView {
        self.integration_status.borrow().clone()
    }

    /// Returns a receiver of the changes of [`Self::integration_status`].
    pub(crate) fn subscribe_integration_status(&self) -> watch::Receiver<DesktopView> {
        self.integration_status.subscribe()
    }

    /// Changes the autostart, tray and shortcut status. Receivers wake only if it differs.
    pub(crate) fn update_integration_status(&self, update: impl FnOnce(&mut DesktopView)) {
        self.integration_status.send_if_modified(|view| {
            let before = view.clone();
            update(view);
            *view != before
        });
    }

    /// Sends an event to `app_events`, which handles it.
    pub(crate) fn send(&self, event: AppEvent) {
        // The receiver is dropped when the program ends.
        drop(self.events.send(event));
    }

    /// Switches to the demo organization, with an emulator of its own.
    ///
    /// # Errors
    /// [`DemoError`] when there is no folder for it, or its emulator or its settings fail.
    pub(crate) async fn enter_demo(&self) -> Result<(), DemoError> {
        let _starting = self.demo_start_lock.lock().await;
        let composition = self.composition.demo().map_err(|_| DemoError::NoHome)?;
        let emulator = DemoEmulator::start(&composition).await?;
        let portal = emulator.portal.clone();
        let runtime = AppRuntime::start(&composition, Some(emulator));
        // The demo's emulator approves every sign-in, so no browser is needed.
        runtime
            .keeper
            .send(Request::SignIn(portal, SignInMethod::DeviceCode));
        self.switch_runtime(runtime);
        Ok(())
    }

    /// Switches back to the user's own portals.
    pub(crate) fn leave_demo(&self) {
        self.switch_runtime(AppRuntime::start(&self.composition, None));
    }

    fn switch_runtime(&self, runtime: AppRuntime) {
        // A command in progress keeps the previous runtime; the page and the tray follow the current one.
        let previous = self.runtime.send_replace(Arc::new(runtime));
        previous.ports.desktop.clipboard.clear_secret();
    }

    /// Sets whether the program starts at login.
    ///
    /// # Errors
    /// `WrongInput` when the system's entry cannot be changed.
    pub(crate) fn set_autostart(&self, on: bool) -> Result<(), Problem> {
        autostart(&self.composition)
            .set(on)
            .map_err(|error| Problem::invalid_input(messages::autostart_not_changed(&error)))?;
        self.update_integration_status(|view| view.autostart = on);
        Ok(())
    }

    /// Saves the state of the page for the next window, as a text in a format of the page's own.
    ///
    /// # Errors
    /// `WrongInput` when the text is longer than 4096 bytes.
    pub(crate) fn save_page_state(&self, page_state: String) -> Result<(), Problem> {
        if page_state.len() > MAX_PAGE_STATE_BYTES {
            return Err(Problem::invalid_input(messages::VIEW_TOO_LARGE));
        }
        self.window().saved_page_state = Some(page_state);
        Ok(())
    }

    /// Returns the state that the page of the previous window saved.
    pub(crate) fn saved_page_state(&self) -> Option<String> {
        self.window().saved_page_state.clone()
    }

    /// Records what the page copied; returns the receipt of it.
    pub(crate) fn on_copied(&self, receipt: CopyReceiptView) -> CopyReceiptView {
        self.window().copied.clone_from(&receipt.what);
        receipt
    }

    /// Returns the receipt of the secret that is in the clipboard, with the time that it still stays.
    pub(crate) fn copied_secret(&self) -> Option<CopyReceiptView> {
        let clears_in = self.runtime().ports.desktop.clipboard.secret_clears_in()?;
        Some(view::secret_receipt(self.window().copied.clone(), clears_in))
    }

    /// Saves the size and position of the window, for the next one.
    pub(crate) fn save_window_frame(&self, frame: WindowFrame) {
        self.window().frame = Some(frame);
    }

    /// Returns the size and position of the previous window in this run of the program.
    pub(crate) fn window_frame(&self) -> Option<WindowFrame> {
        self.window().frame
    }

    /// Records that a window is created, to show `view`; returns its number, counted from 1.
    pub(crate) fn on_window_created(&self, view: Option<View>) -> u32 {
        self.window().on_created(view)
    }

    /// Asks the page to show a view, now or as soon as the page listens.
    pub(crate) fn request_view(&self, view: View) {
        let view = self.window().request(view);
        if let Some(view) = view {
            self.emit_view_requested(view);
        }
    }

    /// Records that the page listens to events from now on, and sends it the view that was requested before.
    pub(crate) fn on_page_ready(&self) {
        let pending_view = self.window().on_page_ready();
        if let Some(view) = pending_view {
            self.emit_view_requested(view);
        }
    }

    fn emit_view_requested(&self, view: View) {
        let event = ViewRequested {
            view: view::page_view(view),
        };
        if let Err(error) = event.emit(&self.app) {
            tracing::warn!(%error, "could not ask the page to show a view");
        }
    }

    /// Quits the program, with or without a window.
    pub(crate) fn quit(&self) {
        self.is_quitting.store(true, Ordering::Relaxed);
        self.send(AppEvent::Quit);
    }

    /// Returns whether the program is quitting; otherwise it keeps running without a window.
    pub(crate) fn is_quitting(&self) -> bool {
        self.is_quitting.load(Ordering::Relaxed)
    }

    fn window(&self) -> MutexGuard<'_, WindowState> {
        self.window.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
