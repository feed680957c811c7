//! The tray: one adapter that draws what the domain says the icon and the menu are, and hands clicks back.
//!
//! It is drawn again only when the domain says something else: after a snapshot, or at the moment a label changes. It must not know
//! what a menu should say.

#[cfg(all(unix, not(target_os = "macos")))]
mod bus;
mod click;
mod drawing;
mod icons;
#[cfg(not(all(unix, not(target_os = "macos"))))]
mod native;
mod panel;

use crate::compose::{ColourScheme, TrayHost};
use crate::desktop::Desktop;
use crate::told;
#[cfg(all(unix, not(target_os = "macos")))]
use bus::Face;
use drawing::Drawing;
#[cfg(not(all(unix, not(target_os = "macos"))))]
use native::Face;
use panel::Panel;
use rolecall::keeper::Snapshot;
use rolecall::tray::TrayAction;
use rolecall_model::Timestamp;
use std::sync::Arc;
use std::time::Duration;
use tauri::{AppHandle, Manager as _, async_runtime};
use tokio::sync::mpsc;

/// A panel that starts with the desktop may come after this program.
const PANEL_STARTS_IN: Duration = Duration::from_secs(10);

/// Draws the icon, where it can be drawn, and follows the desktop from then on. Called on the main thread.
pub(crate) fn begin(desktop: &Desktop) {
    let app = desktop.app.clone();
    async_runtime::spawn(async move {
        let (clicks, clicked) = mpsc::unbounded_channel();
        async_runtime::spawn(take_clicks(app.clone(), clicked));
        follow(app, clicks).await;
    });
}

/// Does what is clicked; what takes its time holds up nothing else.
async fn take_clicks(app: AppHandle, mut clicked: mpsc::UnboundedReceiver<TrayAction>) {
    while let Some(action) = clicked.recv().await {
        let app = app.clone();
        async_runtime::spawn(async move { click::take(&app.state::<Desktop>(), action).await });
    }
}

/// Draws again whenever something else is to be seen.
async fn follow(app: AppHandle, clicks: mpsc::UnboundedSender<TrayAction>) {
    let desktop = app.state::<Desktop>();
    let clock = Arc::clone(&desktop.stage().ports.clock);
    let mut following = desktop.following();
    let mut drawing = Drawing::of(&following.snapshot(), clock.now(), Panel::Unknown);
    let face = match Face::show(&app, &drawing, clicks).await {
        Ok(face) => face,
        Err(error) => {
            tracing::warn!(%error, "there is no tray icon");
            desktop.know(|known| known.tray_shown = Some(false));
            told::no_tray(&desktop);
            return;
        }
    };
    let mut host = Host::find(&desktop).await;
    // Until then a host that is missing may only be late.
    let mut late = Some(clock.now() + PANEL_STARTS_IN);
    loop {
        let now = clock.now();
        let snapshot = following.snapshot();
        if late.is_some_and(|late| late <= now) {
            late = None;
            if desktop.known().tray_shown == Some(false) {
                told::no_tray(&desktop);
            }
        }
        let next = Drawing::of(&snapshot, now, host.panel);
        if next != drawing {
            face.draw(&drawing, &next).await;
            drawing = next;
        }
        let change = next_change(&snapshot, now, late);
        tokio::select! {
            () = following.changed() => {}
            () = until(&*clock, change) => {}
            () = host.changed(&desktop) => {}
        }
    }
}

fn next_change(snapshot: &Snapshot, now: Timestamp, late: Option<Timestamp>) -> Option<Timestamp> {
    let change = rolecall::tray::changes_at(snapshot, now);
    change.into_iter().chain(late).min()
}

async fn until(clock: &dyn rolecall::ports::Clock, at: Option<Timestamp>) {
    match at {
        Some(at) => clock.sleep_until(at).await,
        None => std::future::pending().await,
    }
}

/// What the desktop around the icon is, as far as it tells.
struct Host {
    bus: Option<TrayHost>,
    panel: Panel,
    news: News,
}

/// Whether something came that was not looked at to the end: whoever waits for it may stop at any moment, and wait again.
#[derive(Default)]
struct News {
    waits: bool,
}

impl News {
    /// Returns when there is something to look at.
    async fn come(&mut self, coming: impl Future<Output = ()>) {
        if !self.waits {
            coming.await;
            self.waits = true;
        }
    }

    /// All of it was looked at.
    fn seen(&mut self) {
        self.waits = false;
    }
}

impl Host {
    async fn find(desktop: &Desktop) -> Self {
        let mut host = Self {
            bus: TrayHost::connect().await,
            panel: Panel::Unknown,
            news: News::default(),
        };
        host.look(desktop).await;
        host
    }

    /// Returns when the host or the colours changed, having looked at them.
    async fn changed(&mut self, desktop: &Desktop) {
        let bus = &mut self.bus;
        let coming = async move {
            match bus {
                Some(bus) => bus.changed().await,
                None => std::future::pending().await,
            }
        };
        self.news.come(coming).await;
        self.look(desktop).await;
        self.news.seen();
    }

    async fn look(&mut self, desktop: &Desktop) {
        let (is_there, colours) = match &self.bus {
            Some(bus) => (bus.is_there().await, bus.colour_scheme().await),
            None => (false, ColourScheme::Unknown),
        };
        desktop.know(|known| known.tray_shown = Some(is_there));
        self.panel = Panel::of(&desktop.composition.desktop_names(), colours);
    }
}

#[cfg(test)]
mod tests;
