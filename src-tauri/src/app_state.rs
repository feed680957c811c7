//! The state of the whole program, managed by Tauri: the current runtime, what is known of the desktop environment, and what outlives
//! a window.
//!
//! It must not know the window, the tray or notifications; what one of them wants of another is sent as a [`ShellEvent`].

mod shell_event;
mod window_frame;
mod window_state;

pub(crate) use shell_event::{ShellEvent, ShellEvents};
pub(crate) use window_frame::{MIN_WINDOW_SIZE, WindowFrame, WindowPosition};

use crate::compose::{Composition, autostart};
use crate::demo::{DemoEmulator, DemoError};
use crate::runtime::{ActionContext, AppRuntime, SnapshotFeed};
use crate::view;
use crate::wire::{DesktopView, SnapshotView, ViewRequested};
use rolecall::keeper::Request;
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

/// The page saves at most this many bytes of its view.
const MAX_SAVED_VIEW: usize = 4096;

/// What the commands, the tray and the socket reach.
pub(crate) struct AppState {
    pub(crate) app: AppHandle,
    pub(crate) composition: Composition,
    runtime: watch::Sender<Arc<AppRuntime>>,
    desktop_view: watch::Sender<DesktopView>,
    /// Held while a demo starts: two would set up the same folders.
    demo_start: sync::Mutex<()>,
    window: Mutex<WindowState>,
    is_quitting: AtomicBool,
    events: mpsc::UnboundedSender<ShellEvent>,
}

impl AppState {
    /// Starts a runtime for the user's own portals. The events are for the caller to handle.
    pub(crate) fn new(app: AppHandle, composition: Composition) -> (Self, ShellEvents) {
        let runtime = AppRuntime::start(&composition, None);
        let desktop_view = DesktopView {
            autostart: autostart(&composition).is_on(),
            ..DesktopView::default()
        };
        let (events, receiver) = mpsc::unbounded_channel();
        let state = Self {
            app,
            composition,
            runtime: watch::Sender::new(Arc::new(runtime)),
            desktop_view: watch::Sender::new(desktop_view),
            demo_start: sync::Mutex::new(()),
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

    /// Returns the current runtime and those after it.
    pub(crate) fn runtimes(&self) -> watch::Receiver<Arc<AppRuntime>> {
        self.runtime.subscribe()
    }

    /// Returns the snapshots of the current runtime and those after it.
    pub(crate) fn snapshot_feed(&self) -> SnapshotFeed {
        SnapshotFeed::new(self.runtime.subscribe())
    }

    /// Returns what an action of `surface` needs.
    pub(crate) fn context(&self, surface: Surface) -> ActionContext {
        ActionContext::new(self.runtime(), surface)
    }

    /// Returns all of the state but the rows, as the page shows it.
    pub(crate) fn snapshot_view(&self) -> SnapshotView {
        let runtime = self.runtime();
        view::snapshot(
            &runtime.keeper.snapshot(),
            runtime.is_demo,
            runtime.warning(),
            self.desktop_view(),
        )
    }

    /// Returns how the program fits into the desktop environment.
    pub(crate) fn desktop_view(&self) -> DesktopView {
        self.desktop_view.borrow().clone()
    }

    /// Returns each change of [`Self::desktop_view`].
    pub(crate) fn desktop_views(&self) -> watch::Receiver<DesktopView> {
        self.desktop_view.subscribe()
    }

    /// Changes how the program fits into the desktop environment; without a difference, no receiver wakes.
    pub(crate) fn update_desktop_view(&self, update: impl FnOnce(&mut DesktopView)) {
        self.desktop_view.send_if_modified(|view| {
            let before = view.clone();
            update(view);
            *view != before
        });
    }

    /// Sends an event to whichever part of the shell handles it.
    pub(crate) fn send(&self, event: ShellEvent) {
        // The receiver is dropped when the program ends.
        drop(self.events.send(event));
    }

    /// Switches to the demo organization, with an emulator of its own.
    ///
    /// # Errors
    /// [`DemoError`] when there is no folder for it, or its emulator or its settings fail.
    pub(crate) async fn enter_demo(&self) -> Result<(), DemoError> {
        let _starting = self.demo_start.lock().await;
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
        autostart(&self.composition).set(on).map_err(|error| {
            Problem::invalid_input(format!("The autostart setting could not be changed: {error}."))
        })?;
        self.update_desktop_view(|view| view.autostart = on);
        Ok(())
    }

    /// Saves what the page shows, for the next window. The text is the page's own.
    ///
    /// # Errors
    /// `WrongInput` when the text is longer than 4096 bytes.
    pub(crate) fn save_view(&self, view: String) -> Result<(), Problem> {
        if view.len() > MAX_SAVED_VIEW {
            return Err(Problem::invalid_input("The view was not saved: it is too long."));
        }
        self.window().saved_view = Some(view);
        Ok(())
    }

    /// Returns what the page of the previous window saved.
    pub(crate) fn saved_view(&self) -> Option<String> {
        self.window().saved_view.clone()
    }

    /// Saves the frame of the window, for the next one.
    pub(crate) fn save_window_frame(&self, frame: WindowFrame) {
        self.window().frame = Some(frame);
    }

    /// Returns the frame of the previous window in this run of the program.
    pub(crate) fn window_frame(&self) -> Option<WindowFrame> {
        self.window().frame
    }

    /// Notes that a window is created, to show `view`; returns its number, counted from 1.
    pub(crate) fn on_window_created(&self, view: Option<View>) -> u32 {
        self.window().on_created(view)
    }

    /// Requests a view of the page, now or as soon as the page listens.
    pub(crate) fn request_view(&self, view: View) {
        let due = self.window().request(view);
        if let Some(view) = due {
            self.emit_view_requested(view);
        }
    }

    /// Notes that the page listens to events from now on; sends it the view that was requested before.
    pub(crate) fn on_page_ready(&self) {
        let due = self.window().on_page_ready();
        if let Some(view) = due {
            self.emit_view_requested(view);
        }
    }

    fn emit_view_requested(&self, view: View) {
        let event = ViewRequested {
            view: view::page_view(view),
        };
        if let Err(error) = event.emit(&self.app) {
            tracing::warn!(%error, "a view could not be requested of the page");
        }
    }

    /// Quits the program, with or without a window.
    pub(crate) fn quit(&self) {
        self.is_quitting.store(true, Ordering::Relaxed);
        self.send(ShellEvent::Quit);
    }

    /// Tells whether the program is quitting; otherwise it keeps running without a window.
    pub(crate) fn is_quitting(&self) -> bool {
        self.is_quitting.load(Ordering::Relaxed)
    }

    fn window(&self) -> MutexGuard<'_, WindowState> {
        self.window.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
