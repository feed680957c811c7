//! The tray: draws the icon and the menu that the domain computes, and performs what is clicked.
//!
//! It redraws only when the model differs: after a snapshot, or when a label changes with time. It must not know what a menu says, the
//! window or notifications.

mod clicks;
#[cfg(all(unix, not(target_os = "macos")))]
mod dbus;
mod icons;
mod model;
#[cfg(not(all(unix, not(target_os = "macos"))))]
mod native;
mod panel_theme;

use crate::app_state::{AppEvent, AppState};
use crate::compose::{ColourScheme, TrayHost};
#[cfg(all(unix, not(target_os = "macos")))]
use dbus::DbusTray as TrayBackend;
use model::TrayModel;
#[cfg(not(all(unix, not(target_os = "macos"))))]
use native::NativeTray as TrayBackend;
use panel_theme::PanelTheme;
use rolecall::keeper::Snapshot;
use rolecall::tray::TrayAction;
use rolecall_model::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use tauri::{AppHandle, Manager as _, async_runtime};
use tokio::sync::mpsc;

/// A panel that starts at login together with this program has this long to appear.
const PANEL_START_TIMEOUT: Duration = Duration::from_secs(10);

/// Shows the icon, where icons can be shown, and keeps it up to date. Called on the main thread.
pub(crate) fn start(state: &AppState) {
    let app = state.app.clone();
    async_runtime::spawn(async move {
        let (clicks, clicked) = mpsc::unbounded_channel();
        async_runtime::spawn(perform_clicks(app.clone(), clicked));
        run(app, clicks).await;
    });
}

/// Performs each clicked action; a slow one delays no other.
async fn perform_clicks(app: AppHandle, mut clicked: mpsc::UnboundedReceiver<TrayAction>) {
    while let Some(action) = clicked.recv().await {
        let app = app.clone();
        async_runtime::spawn(async move { clicks::perform(&app.state::<AppState>(), action).await });
    }
}

/// Redraws whenever the model changes.
async fn run(app: AppHandle, clicks: mpsc::UnboundedSender<TrayAction>) {
    let state = app.state::<AppState>();
    let clock = Arc::clone(&state.runtime().ports.clock);
    let mut feed = state.snapshot_feed();
    let mut model = TrayModel::new(&feed.snapshot(), clock.now(), PanelTheme::Unknown);
    let backend = match TrayBackend::start(&app, &model, clicks).await {
        Ok(backend) => backend,
        Err(error) => {
            tracing::warn!(%error, "there is no tray icon");
            state.update_integration_status(|view| view.tray_shown = Some(false));
            state.send(AppEvent::TrayUnavailable);
            return;
        }
    };
    let mut panel = PanelWatcher::connect(&state).await;
    // Until then a missing panel may only be late.
    let mut panel_deadline = Some(clock.now() + PANEL_START_TIMEOUT);
    loop {
        let now = clock.now();
        let snapshot = feed.snapshot();
        if panel_deadline.is_some_and(|deadline| deadline <= now) {
            panel_deadline = None;
            if state.integration_status().tray_shown == Some(false) {
                state.send(AppEvent::TrayUnavailable);
            }
        }
        let next = TrayModel::new(&snapshot, now, panel.theme);
        if next != model {
            backend.update(&model, &next).await;
            model = next;
        }
        let wake_at = next_wake_up(&snapshot, now, panel_deadline);
        tokio::select! {
            () = feed.changed() => {}
            () = sleep_until(&*clock, wake_at) => {}
            () = panel.changed(&state) => {}
        }
    }
}

fn next_wake_up(snapshot: &Snapshot, now: Timestamp, deadline: Option<Timestamp>) -> Option<Timestamp> {
    let change = rolecall::tray::changes_at(snapshot, now);
    change.into_iter().chain(deadline).min()
}

async fn sleep_until(clock: &dyn rolecall::ports::Clock, at: Option<Timestamp>) {
    match at {
        Some(at) => clock.sleep_until(at).await,
        None => std::future::pending().await,
    }
}

/// The panel of the desktop environment: whether it shows icons, and its theme.
struct PanelWatcher {
    bus: Option<TrayHost>,
    colours: ColourScheme,
    theme: PanelTheme,
    change: PendingChange,
}

/// Whether a change was reported that is not handled yet: the future that handles it may be dropped halfway, and the next one handles
/// it then.
#[derive(Default)]
struct PendingChange {
    pending: bool,
}

impl PendingChange {
    /// Returns when a change is to be handled: one that is pending, or the next one of `reported`.
    async fn wait(&mut self, reported: impl Future<Output = ()>) {
        if !self.pending {
            reported.await;
            self.pending = true;
        }
    }

    /// Notes that the change was handled completely.
    fn on_handled(&mut self) {
        self.pending = false;
    }
}

impl PanelWatcher {
    async fn connect(state: &AppState) -> Self {
        let mut watcher = Self {
            bus: TrayHost::connect().await,
            colours: ColourScheme::Unknown,
            theme: PanelTheme::Unknown,
            change: PendingChange::default(),
        };
        watcher.update(state).await;
        watcher
    }

    /// Returns after a change of the panel or its colours was handled. Cancel safe.
    async fn changed(&mut self, state: &AppState) {
        let bus = &mut self.bus;
        let reported = async move {
            match bus {
                Some(bus) => bus.changed().await,
                None => std::future::pending().await,
            }
        };
        self.change.wait(reported).await;
        self.update(state).await;
        self.change.on_handled();
    }

    async fn update(&mut self, state: &AppState) {
        let (is_there, colours) = match &self.bus {
            Some(bus) => (bus.is_there().await, bus.colour_scheme().await),
            None => (false, ColourScheme::Unknown),
        };
        if is_there && state.integration_status().tray_shown == Some(false) {
            state.send(AppEvent::TrayAvailable);
        }
        state.update_integration_status(|view| view.tray_shown = Some(is_there));
        if colours != self.colours {
            self.colours = colours;
            state.send(AppEvent::ColourSchemeChanged(colours));
        }
        self.theme = PanelTheme::new(&state.composition.desktop_names(), colours);
    }
}

#[cfg(test)]
mod tests;
