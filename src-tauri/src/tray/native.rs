//! The icon and its menu through the system's own toolkit, all of it on the main thread.

mod menu;

use super::icons;
use super::model::{TrayModel, layout_unchanged};
use menu::NativeMenu;
use rolecall::tray::TrayAction;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tauri::AppHandle;
use tauri::menu::MenuEvent;
use tauri::tray::TrayIconBuilder;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;

/// The icon's id inside the program.
const ID: &str = "main";

/// Why the icon cannot be shown.
pub(super) type NativeTrayError = Box<dyn std::error::Error + Send + Sync>;

/// The icon. It disappears with the program.
pub(super) struct NativeTray {
    app: AppHandle,
    menu: Arc<Mutex<NativeMenu>>,
}

impl NativeTray {
    /// Shows the icon. Clicked actions are sent to `clicks`.
    ///
    /// # Errors
    /// When the toolkit cannot create the icon or its menu.
    pub(super) async fn start(
        app: &AppHandle,
        model: &TrayModel,
        clicks: UnboundedSender<TrayAction>,
    ) -> Result<Self, NativeTrayError> {
        let (done, outcome) = oneshot::channel();
        let (handle, model) = (app.clone(), model.clone());
        app.run_on_main_thread(move || {
            // The receiver is dropped only when the program ends.
            drop(done.send(create(&handle, &model, clicks)));
        })?;
        let menu = outcome.await??;
        Ok(Self {
            app: app.clone(),
            menu,
        })
    }

    /// Shows `next`; only what differs from `previous` is changed.
    pub(super) async fn update(&self, previous: &TrayModel, next: &TrayModel) {
        let (handle, menu) = (self.app.clone(), Arc::clone(&self.menu));
        let (previous, next) = (previous.clone(), next.clone());
        let scheduled = self.app.run_on_main_thread(move || {
            if let Err(error) = update_now(&handle, &mut locked(&menu), &previous, &next) {
                tracing::warn!(%error, "the tray was not updated");
            }
        });
        if let Err(error) = scheduled {
            tracing::warn!(%error, "the tray was not updated");
        }
        // The main thread updates the tray when it gets to it; nobody waits for that.
        tokio::task::yield_now().await;
    }
}

fn locked(menu: &Mutex<NativeMenu>) -> MutexGuard<'_, NativeMenu> {
    menu.lock().unwrap_or_else(PoisonError::into_inner)
}

fn create(
    app: &AppHandle,
    model: &TrayModel,
    clicks: UnboundedSender<TrayAction>,
) -> tauri::Result<Arc<Mutex<NativeMenu>>> {
    let (menu, native) = NativeMenu::new(app, &model.menu)?;
    let native = Arc::new(Mutex::new(native));
    let clicked = Arc::clone(&native);
    TrayIconBuilder::with_id(ID)
        .icon(icons::image(model.icon))
        .icon_as_template(cfg!(target_os = "macos"))
        .tooltip(&model.tooltip)
        .menu(&menu)
        .on_menu_event(move |_, event| on_menu_event(&clicked, &clicks, &event))
        .build(app)?;
    Ok(native)
}

fn on_menu_event(menu: &Mutex<NativeMenu>, clicks: &UnboundedSender<TrayAction>, event: &MenuEvent) {
    let id = event.id().as_ref();
    let menu = locked(menu);
    // The toolkit toggles a check mark when it is clicked; the mark shows the state, not the click.
    menu.restore_check_mark(id);
    // A click on an item that is no longer shown does nothing.
    if let Some(action) = menu.action(id) {
        // The receiver is dropped when the program ends.
        drop(clicks.send(action));
    }
}

fn update_now(
    app: &AppHandle,
    menu: &mut NativeMenu,
    previous: &TrayModel,
    next: &TrayModel,
) -> tauri::Result<()> {
    let Some(tray) = app.tray_by_id(ID) else {
        return Ok(());
    };
    if previous.icon != next.icon {
        tray.set_icon_with_as_template(Some(icons::image(next.icon)), cfg!(target_os = "macos"))?;
    }
    if previous.tooltip != next.tooltip {
        tray.set_tooltip(Some(&next.tooltip))?;
    }
    if layout_unchanged(&previous.menu, &next.menu) {
        menu.update(&next.menu)
    } else {
        tray.set_menu(Some(menu.rebuild(app, &next.menu)?))
    }
}
