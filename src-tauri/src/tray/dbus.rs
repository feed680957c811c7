//! The icon and its menu on D-Bus, as panels of Linux desktops read them (StatusNotifierItem, `com.canonical.dbusmenu`).
//!
//! It loads no library of a desktop environment. An item whose label differs keeps its id; where an item would become another action,
//! all items get new ids, and a click on an old id does nothing. New ids come with another layout: where the next menu has the layout of
//! the last one, a menu with one more line comes between, and panels read the one after it.

use super::icons;
use super::model::{TrayModel, has_same_shape, is_checkable, layout_unchanged};
use crate::compose::APP_ID;
use ksni::menu::{CheckmarkItem, StandardItem, SubMenu};
use ksni::{Handle, MenuItem, ToolTip, TrayMethods as _};
use rolecall::tray::{MenuEntry, TrayAction, TrayIcon};
use tauri::AppHandle;
use tokio::sync::mpsc::UnboundedSender;

const NAME: &str = "Rolecall";

/// The icon on the bus. It disappears with the program.
pub(super) struct DbusTray {
    handle: Handle<StatusNotifierIcon>,
}

impl DbusTray {
    /// Puts the icon on the bus; panels may start and stop later. Clicked actions are sent to `clicks`.
    ///
    /// # Errors
    /// When there is no session bus.
    pub(super) async fn start(
        _app: &AppHandle,
        model: &TrayModel,
        clicks: UnboundedSender<TrayAction>,
    ) -> Result<Self, ksni::Error> {
        let icon = StatusNotifierIcon {
            model: model.clone(),
            is_between: false,
            clicks,
        };
        let handle = icon.assume_sni_available(true).spawn().await?;
        Ok(Self { handle })
    }

    /// Shows `next`; only differences are sent over the bus.
    pub(super) async fn update(&self, previous: &TrayModel, next: &TrayModel) {
        let mut is_there = true;
        for is_between in menus_on_the_way(previous, next) {
            let change = |icon: &mut StatusNotifierIcon| icon.show(next.clone(), *is_between);
            is_there = self.handle.update(change).await.is_some();
        }
        if !is_there {
            tracing::warn!("the tray icon disappeared: the session bus ended");
        }
    }
}

/// Returns the menus to show for `next`: only itself, or first the one that comes between, so that every item gets another id.
fn menus_on_the_way(previous: &TrayModel, next: &TrayModel) -> &'static [bool] {
    let needs_new_ids = !layout_unchanged(&previous.menu, &next.menu);
    if needs_new_ids && has_same_shape(&previous.menu, &next.menu) {
        &[true, false]
    } else {
        &[false]
    }
}

struct StatusNotifierIcon {
    model: TrayModel,
    /// Whether the menu is one that comes between two of the same layout.
    is_between: bool,
    clicks: UnboundedSender<TrayAction>,
}

impl StatusNotifierIcon {
    fn show(&mut self, model: TrayModel, is_between: bool) {
        self.model = model;
        self.is_between = is_between;
    }

    fn click(&self, action: TrayAction) {
        // The receiver is dropped when the program ends.
        drop(self.clicks.send(action));
    }
}

impl ksni::Tray for StatusNotifierIcon {
    fn id(&self) -> String {
        APP_ID.to_owned()
    }

    fn title(&self) -> String {
        NAME.to_owned()
    }

    fn status(&self) -> ksni::Status {
        match self.model.icon.icon {
            TrayIcon::Idle | TrayIcon::Active | TrayIcon::Expiring => ksni::Status::Active,
            TrayIcon::Problem => ksni::Status::NeedsAttention,
        }
    }

    fn icon_pixmap(&self) -> Vec<ksni::Icon> {
        icons::pixmaps(self.model.icon)
    }

    fn attention_icon_pixmap(&self) -> Vec<ksni::Icon> {
        icons::pixmaps(self.model.icon)
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip {
            title: NAME.to_owned(),
            // Panels parse it as markup; names from AWS must not become any.
            description: self
                .model
                .tooltip
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;"),
            ..ToolTip::default()
        }
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        self.click(TrayAction::OpenWindow);
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let mut items = items(&self.model.menu);
        if self.is_between {
            items.push(MenuItem::Separator);
        }
        items
    }
}

fn items(entries: &[MenuEntry]) -> Vec<MenuItem<StatusNotifierIcon>> {
    entries.iter().map(item).collect()
}

fn item(entry: &MenuEntry) -> MenuItem<StatusNotifierIcon> {
    match entry {
        MenuEntry::Separator => MenuItem::Separator,
        MenuEntry::Heading(label) => StandardItem {
            label: escaped(label),
            enabled: false,
            ..StandardItem::default()
        }
        .into(),
        MenuEntry::Item {
            label,
            action,
            checked,
        } => action_item(label, action.clone(), *checked),
        MenuEntry::Submenu { label, entries } => SubMenu {
            label: escaped(label),
            submenu: items(entries),
            ..SubMenu::default()
        }
        .into(),
    }
}

fn action_item(label: &str, action: TrayAction, checked: bool) -> MenuItem<StatusNotifierIcon> {
    let label = escaped(label);
    let is_checkable = is_checkable(&action);
    let activate = Box::new(move |icon: &mut StatusNotifierIcon| icon.click(action.clone()));
    if is_checkable {
        CheckmarkItem {
            label,
            checked,
            activate,
            ..CheckmarkItem::default()
        }
        .into()
    } else {
        StandardItem {
            label,
            activate,
            ..StandardItem::default()
        }
        .into()
    }
}

/// Escapes underscores: one makes the next character a keyboard shortcut, two show one.
fn escaped(label: &str) -> String {
    label.replace('_', "__")
}

#[cfg(test)]
mod tests {
    use super::{StatusNotifierIcon, escaped, menus_on_the_way};
    use crate::tray::model::TrayModel;
    use crate::tray::panel_theme::PanelTheme;
    use ksni::Tray as _;
    use rolecall::keeper::Snapshot;
    use rolecall::production_guard::Confirmation;
    use rolecall::tray::{MenuEntry, TrayAction};
    use rolecall_model::Timestamp;
    use rolecall_model::account::{AccountId, RoleName};
    use rolecall_model::portal::PortalName;
    use rolecall_model::role_ref::{RoleOrigin, RoleRef};
    use tokio::sync::mpsc;

    fn model(menu: Vec<MenuEntry>) -> TrayModel {
        let mut model = TrayModel::new(&Snapshot::default(), Timestamp::UNIX_EPOCH, PanelTheme::Unknown);
        model.menu = menu;
        model
    }

    fn start(role: &str, label: &str) -> MenuEntry {
        let role = RoleRef {
            origin: RoleOrigin::Portal(PortalName::parse("corp").unwrap()),
            account_id: AccountId::parse("111122223333").unwrap(),
            role_name: RoleName::new(role),
        };
        MenuEntry::Item {
            label: label.to_owned(),
            action: TrayAction::Start(role, Confirmation::Missing),
            checked: false,
        }
    }

    fn icon(menu: Vec<MenuEntry>) -> (StatusNotifierIcon, mpsc::UnboundedReceiver<TrayAction>) {
        let (clicks, clicked) = mpsc::unbounded_channel();
        let model = model(menu);
        (
            StatusNotifierIcon {
                model,
                is_between: false,
                clicks,
            },
            clicked,
        )
    }

    #[test]
    fn an_item_with_another_label_keeps_its_id() {
        let (before, after) = (
            model(vec![start("A", "A — 5 min")]),
            model(vec![start("A", "A — 4 min")]),
        );
        assert_eq!(menus_on_the_way(&before, &after), [false]);
    }

    #[test]
    fn an_item_with_another_action_gets_another_id_and_no_line_stays_behind() {
        let (before, after) = (model(vec![start("A", "A")]), model(vec![start("B", "B")]));
        assert_eq!(menus_on_the_way(&before, &after), [true, false]);
        let (mut icon, _clicked) = icon(vec![start("A", "A")]);
        icon.show(after.clone(), true);
        assert_eq!(
            icon.menu().len(),
            2,
            "another layout, so that every item has another id"
        );
        icon.show(after, false);
        assert_eq!(icon.menu().len(), 1);
    }

    #[test]
    fn another_layout_needs_no_menu_between() {
        let (before, after) = (
            model(vec![start("A", "A")]),
            model(vec![start("B", "B"), start("A", "A")]),
        );
        assert_eq!(menus_on_the_way(&before, &after), [false]);
    }

    #[test]
    fn a_click_on_the_icon_opens_the_window() {
        let (mut icon, mut clicked) = icon(Vec::new());
        icon.activate(0, 0);
        assert_eq!(clicked.try_recv().ok(), Some(TrayAction::OpenWindow));
    }

    #[test]
    fn names_make_no_keyboard_shortcuts_and_no_markup() {
        assert_eq!(escaped("my_role_&<b>"), "my__role__&<b>");
        let (mut icon, _clicked) = icon(Vec::new());
        icon.model.tooltip = "<a href='x'>&".to_owned();
        assert_eq!(icon.tool_tip().description, "&lt;a href='x'&gt;&amp;");
    }
}
