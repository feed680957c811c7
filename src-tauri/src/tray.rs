//! The tray: one adapter that draws what the domain says the icon and the menu are, and hands clicks back.
//!
//! It is drawn anew only when the domain says something else: after a snapshot, or at the moment a label changes. It must not know
//! what a menu should say.

mod click;
mod drawing;
mod icons;
mod look;
mod menu;

use crate::compose::{ColourScheme, TrayHost, can_be_drawn};
use crate::desktop::Desktop;
use crate::told;
use drawing::Drawing;
use menu::Drawn;
use rolecall::Timestamp;
use rolecall::history::Surface;
use rolecall::keeper::Snapshot;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tauri::menu::MenuEvent;
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager as _, async_runtime};

/// The icon's name on the bus.
const ID: &str = "main";

/// A panel that starts with the desktop may come after this program.
const PANEL_STARTS_IN: Duration = Duration::from_secs(10);

/// What a click did is in a snapshot by then, and drawn.
const SETTLED: Duration = Duration::from_millis(500);

/// What is drawn, for the clicks to be understood and the next drawing to differ from.
type Shown = Arc<Mutex<Drawn>>;

/// Draws the icon, where it can be drawn, and follows the desktop from then on. Called on the main thread.
pub(crate) fn begin(desktop: &Desktop) {
    let mut following = desktop.following();
    let now = desktop.stage().ports.clock.now();
    look::say_name();
    let theme = look::theme();
    let drawing = Drawing::of(&following.snapshot(), now, theme);
    let shown = can_be_drawn()
        .then(|| draw_first(desktop, &drawing))
        .and_then(|drawn| {
            drawn
                .inspect_err(|error| tracing::warn!(%error, "there is no tray icon"))
                .ok()
        });
    let app = desktop.app.clone();
    match shown {
        Some(shown) => {
            async_runtime::spawn(async move { follow(app, shown, drawing, theme).await });
        }
        None => {
            desktop.know(|known| known.tray_shown = Some(false));
            async_runtime::spawn(async move { tell_of_no_tray(&app.state::<Desktop>()).await });
        }
    }
}

fn draw_first(desktop: &Desktop, drawing: &Drawing) -> Result<Shown, Box<dyn std::error::Error>> {
    let folder = desktop.composition.make_tray_folder()?;
    let (menu, drawn) = Drawn::new(&desktop.app, &drawing.menu)?;
    let shown = Arc::new(Mutex::new(drawn));
    let clicked = Arc::clone(&shown);
    TrayIconBuilder::with_id(ID)
        .icon(icons::image(drawing.icon))
        .icon_as_template(cfg!(target_os = "macos"))
        .tooltip(&drawing.tooltip)
        .menu(&menu)
        .temp_dir_path(folder)
        .on_menu_event(move |app, event| hear(app, &clicked, &event))
        .build(&desktop.app)?;
    Ok(shown)
}

fn hear(app: &AppHandle, shown: &Shown, event: &MenuEvent) {
    let name = event.id().as_ref().to_owned();
    let action = drawn(shown).action(&name);
    // A click on what is drawn no more asks for nothing.
    let Some(action) = action else { return };
    let (app, shown) = (app.clone(), Arc::clone(shown));
    async_runtime::spawn(async move {
        let desktop = app.state::<Desktop>();
        click::take(&desktop, action).await;
        desktop.stage().ports.clock.sleep(SETTLED).await;
        // A mark changes by itself when it is clicked, yet it says what is so, not what was clicked.
        let mark_again = move || drawn(&shown).mark_again(&name);
        if let Err(error) = app.run_on_main_thread(mark_again) {
            tracing::warn!(%error, "a mark of the tray may be wrong");
        }
    });
}

fn drawn(shown: &Shown) -> MutexGuard<'_, Drawn> {
    shown.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Draws anew whenever something else is to be seen.
async fn follow(app: AppHandle, shown: Shown, mut drawing: Drawing, theme: ColourScheme) {
    let desktop = app.state::<Desktop>();
    let clock = Arc::clone(&desktop.stage().ports.clock);
    let mut following = desktop.following();
    let mut host = Host::find(&desktop, theme).await;
    // Until then a host that is missing may only be late.
    let mut late = Some(clock.now() + PANEL_STARTS_IN);
    loop {
        let now = clock.now();
        let snapshot = following.snapshot();
        if late.is_some_and(|late| late <= now) {
            late = None;
            if desktop.known().tray_shown == Some(false) {
                told::no_tray(&desktop.acting_as(Surface::Tray)).await;
            }
        }
        let next = Drawing::of(&snapshot, now, host.colours);
        if next != drawing {
            draw(&app, &shown, &drawing, &next);
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
    colours: ColourScheme,
    /// The colours where nobody tells of them.
    theme: ColourScheme,
}

impl Host {
    async fn find(desktop: &Desktop, theme: ColourScheme) -> Self {
        let mut host = Self {
            bus: TrayHost::connect().await,
            colours: theme,
            theme,
        };
        host.look(desktop).await;
        host
    }

    /// Returns when the host or the colours changed, having looked at them.
    async fn changed(&mut self, desktop: &Desktop) {
        match &mut self.bus {
            Some(bus) => bus.changed().await,
            None => std::future::pending().await,
        }
        self.look(desktop).await;
    }

    async fn look(&mut self, desktop: &Desktop) {
        let is_there = match &self.bus {
            Some(bus) => bus.is_there().await,
            None => false,
        };
        desktop.know(|known| known.tray_shown = Some(is_there));
        if let Some(bus) = &self.bus {
            self.colours = match bus.colour_scheme().await {
                ColourScheme::Unknown => self.theme,
                told @ (ColourScheme::NoPreference | ColourScheme::Dark | ColourScheme::Light) => told,
            };
        }
    }
}

async fn tell_of_no_tray(desktop: &Desktop) {
    told::no_tray(&desktop.acting_as(Surface::Tray)).await;
}

/// Draws what differs, on the main thread, where all of GTK lives.
fn draw(app: &AppHandle, shown: &Shown, before: &Drawing, next: &Drawing) {
    let (before, next, shown) = (before.clone(), next.clone(), Arc::clone(shown));
    let handle = app.clone();
    let on_main_thread = move || {
        let mut drawn = drawn(&shown);
        if let Err(error) = draw_now(&handle, &mut drawn, &before, &next) {
            tracing::warn!(%error, "the tray was not drawn");
        }
    };
    if let Err(error) = app.run_on_main_thread(on_main_thread) {
        tracing::warn!(%error, "the tray was not drawn");
    }
}

fn draw_now(app: &AppHandle, drawn: &mut Drawn, before: &Drawing, next: &Drawing) -> tauri::Result<()> {
    let Some(tray) = app.tray_by_id(ID) else {
        return Ok(());
    };
    if before.icon != next.icon {
        tray.set_icon_with_as_template(Some(icons::image(next.icon)), cfg!(target_os = "macos"))?;
    }
    if before.tooltip != next.tooltip {
        tray.set_tooltip(Some(&next.tooltip))?;
    }
    match drawing::changes(&before.menu, &next.menu) {
        Some(changes) => drawn.change(&changes),
        None => tray.set_menu(Some(drawn.renew(app, &next.menu)?)),
    }
}
