//! The icon and its menu by the toolkit of the system, on the main thread, where all of it lives.

mod menu;

use super::drawing::{Drawing, stays};
use super::icons;
use menu::Drawn;
use rolecall::tray::TrayAction;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tauri::AppHandle;
use tauri::menu::MenuEvent;
use tauri::tray::TrayIconBuilder;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;

/// The icon's name inside the program.
const ID: &str = "main";

/// Why there is no icon.
pub(super) type NoFace = Box<dyn std::error::Error + Send + Sync>;

/// The icon. It goes with the program.
pub(super) struct Face {
    app: AppHandle,
    shown: Arc<Mutex<Drawn>>,
}

impl Face {
    /// Draws the icon. What is clicked goes to `clicks`.
    pub(super) async fn show(
        app: &AppHandle,
        drawing: &Drawing,
        clicks: UnboundedSender<TrayAction>,
    ) -> Result<Self, NoFace> {
        let (done, outcome) = oneshot::channel();
        let (handle, drawing) = (app.clone(), drawing.clone());
        app.run_on_main_thread(move || {
            // Whoever waited is gone only with the program.
            drop(done.send(draw_first(&handle, &drawing, clicks)));
        })?;
        let shown = outcome.await??;
        Ok(Self {
            app: app.clone(),
            shown,
        })
    }

    /// Draws what differs.
    pub(super) async fn draw(&self, before: &Drawing, next: &Drawing) {
        let (handle, shown) = (self.app.clone(), Arc::clone(&self.shown));
        let (before, next) = (before.clone(), next.clone());
        let drawn = self.app.run_on_main_thread(move || {
            if let Err(error) = draw_now(&handle, &mut locked(&shown), &before, &next) {
                tracing::warn!(%error, "the tray was not drawn");
            }
        });
        if let Err(error) = drawn {
            tracing::warn!(%error, "the tray was not drawn");
        }
        // The main thread draws when it comes to it: nobody waits for that.
        tokio::task::yield_now().await;
    }
}

fn locked(shown: &Mutex<Drawn>) -> MutexGuard<'_, Drawn> {
    shown.lock().unwrap_or_else(PoisonError::into_inner)
}

fn draw_first(
    app: &AppHandle,
    drawing: &Drawing,
    clicks: UnboundedSender<TrayAction>,
) -> tauri::Result<Arc<Mutex<Drawn>>> {
    let (menu, drawn) = Drawn::new(app, &drawing.menu)?;
    let shown = Arc::new(Mutex::new(drawn));
    let clicked = Arc::clone(&shown);
    TrayIconBuilder::with_id(ID)
        .icon(icons::image(drawing.icon))
        .icon_as_template(cfg!(target_os = "macos"))
        .tooltip(&drawing.tooltip)
        .menu(&menu)
        .on_menu_event(move |_, event| hear(&clicked, &clicks, &event))
        .build(app)?;
    Ok(shown)
}

fn hear(shown: &Mutex<Drawn>, clicks: &UnboundedSender<TrayAction>, event: &MenuEvent) {
    let name = event.id().as_ref();
    let drawn = locked(shown);
    // A mark changes by itself when it is clicked, yet it says what is so, not what was clicked.
    drawn.mark_again(name);
    // A click on what is drawn no more asks for nothing.
    if let Some(action) = drawn.action(name) {
        // The program ends: nobody is left to do it.
        drop(clicks.send(action));
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
    if stays(&before.menu, &next.menu) {
        drawn.change(&next.menu)
    } else {
        tray.set_menu(Some(drawn.renew(app, &next.menu)?))
    }
}
