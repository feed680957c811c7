//! The icon and its menu on the bus, as panels of Linux desktops read them (StatusNotifierItem, `com.canonical.dbusmenu`).
//!
//! No library of the desktop's is loaded for it. A line that only says something else keeps its place under the pointer; where a
//! line would become another deed, all lines get new numbers, and a click on an old one asks for nothing.

use super::drawing::{Drawing, is_choice, stays};
use super::icons;
use ksni::menu::{CheckmarkItem, StandardItem, SubMenu};
use ksni::{Handle, MenuItem, ToolTip, TrayMethods as _};
use rolecall::tray::{MenuEntry, TrayAction, TrayIcon};
use tauri::AppHandle;
use tokio::sync::mpsc::UnboundedSender;

/// What the program is called on the bus, in every language.
const ID: &str = "rolecall";
const NAME: &str = "Rolecall";

/// Why there is no icon.
pub(super) type NoFace = ksni::Error;

/// The icon on the bus. It goes with the program.
pub(super) struct Face {
    handle: Handle<Icon>,
}

impl Face {
    /// Puts the icon on the bus; panels may come and go. What is clicked goes to `clicks`.
    pub(super) async fn show(
        _app: &AppHandle,
        drawing: &Drawing,
        clicks: UnboundedSender<TrayAction>,
    ) -> Result<Self, NoFace> {
        let icon = Icon {
            drawing: drawing.clone(),
            turn: false,
            clicks,
        };
        let handle = icon.assume_sni_available(true).spawn().await?;
        Ok(Self { handle })
    }

    /// Shows `next`; what is the same already is not said again.
    pub(super) async fn draw(&self, _before: &Drawing, next: &Drawing) {
        let change = |icon: &mut Icon| icon.become_drawing(next.clone());
        if self.handle.update(change).await.is_none() {
            tracing::warn!("the tray icon is gone with the bus");
        }
    }
}

struct Icon {
    drawing: Drawing,
    /// Turns with every menu whose lines must not be taken for those before.
    turn: bool,
    clicks: UnboundedSender<TrayAction>,
}

impl Icon {
    fn become_drawing(&mut self, next: Drawing) {
        if !stays(&self.drawing.menu, &next.menu) {
            self.turn = !self.turn;
        }
        self.drawing = next;
    }

    fn click(&self, action: TrayAction) {
        // The program ends: nobody is left to do it.
        drop(self.clicks.send(action));
    }
}

impl ksni::Tray for Icon {
    fn id(&self) -> String {
        ID.to_owned()
    }

    fn title(&self) -> String {
        NAME.to_owned()
    }

    fn status(&self) -> ksni::Status {
        match self.drawing.icon.icon {
            TrayIcon::Idle | TrayIcon::Active | TrayIcon::Expiring => ksni::Status::Active,
            TrayIcon::Problem => ksni::Status::NeedsAttention,
        }
    }

    fn icon_pixmap(&self) -> Vec<ksni::Icon> {
        icons::pixmaps(self.drawing.icon)
    }

    fn attention_icon_pixmap(&self) -> Vec<ksni::Icon> {
        icons::pixmaps(self.drawing.icon)
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip {
            title: NAME.to_owned(),
            // Panels take it for markup; names from AWS must not become any.
            description: self
                .drawing
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
        let mut lines = lines(&self.drawing.menu);
        if self.turn {
            lines.push(unseen());
        }
        lines
    }
}

/// A line that nobody sees: with it and without it the menu is another one, and every line has another number.
fn unseen() -> MenuItem<Icon> {
    StandardItem {
        visible: false,
        ..StandardItem::default()
    }
    .into()
}

fn lines(entries: &[MenuEntry]) -> Vec<MenuItem<Icon>> {
    entries.iter().map(line).collect()
}

fn line(entry: &MenuEntry) -> MenuItem<Icon> {
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
        } => item(label, action.clone(), *checked),
        MenuEntry::Submenu { label, entries } => SubMenu {
            label: escaped(label),
            submenu: lines(entries),
            ..SubMenu::default()
        }
        .into(),
    }
}

fn item(label: &str, action: TrayAction, checked: bool) -> MenuItem<Icon> {
    let label = escaped(label);
    let is_choice = is_choice(&action);
    let activate = Box::new(move |icon: &mut Icon| icon.click(action.clone()));
    if is_choice {
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

/// An underscore makes the next letter a shortcut; two are one that is read.
fn escaped(label: &str) -> String {
    label.replace('_', "__")
}

#[cfg(test)]
mod tests {
    use super::{Icon, escaped};
    use crate::tray::drawing::Drawing;
    use crate::tray::panel::Panel;
    use ksni::Tray as _;
    use rolecall::keeper::Snapshot;
    use rolecall::tray::{MenuEntry, TrayAction};
    use rolecall_model::Timestamp;
    use rolecall_model::account::{AccountId, RoleName};
    use rolecall_model::assignment::Assignment;
    use rolecall_model::portal::PortalName;
    use tokio::sync::mpsc;

    fn drawing(menu: Vec<MenuEntry>) -> Drawing {
        let mut drawing = Drawing::of(&Snapshot::default(), Timestamp::UNIX_EPOCH, Panel::Unknown);
        drawing.menu = menu;
        drawing
    }

    fn start(role: &str, label: &str) -> MenuEntry {
        let assignment = Assignment {
            portal: PortalName::parse("corp").unwrap(),
            account_id: AccountId::parse("111122223333").unwrap(),
            role_name: RoleName::new(role),
        };
        MenuEntry::Item {
            label: label.to_owned(),
            action: TrayAction::Start(assignment),
            checked: false,
        }
    }

    fn icon(menu: Vec<MenuEntry>) -> (Icon, mpsc::UnboundedReceiver<TrayAction>) {
        let (clicks, clicked) = mpsc::unbounded_channel();
        let drawing = drawing(menu);
        (
            Icon {
                drawing,
                turn: false,
                clicks,
            },
            clicked,
        )
    }

    #[test]
    fn a_line_that_says_something_else_keeps_its_number() {
        let (mut icon, _clicked) = icon(vec![start("A", "A — 5 min")]);
        icon.become_drawing(drawing(vec![start("A", "A — 4 min")]));
        assert_eq!(icon.menu().len(), 1);
    }

    #[test]
    fn a_line_that_does_something_else_makes_another_menu() {
        let (mut icon, _clicked) = icon(vec![start("A", "A")]);
        icon.become_drawing(drawing(vec![start("B", "B")]));
        assert_eq!(
            icon.menu().len(),
            2,
            "of another shape, so that every line has another number"
        );
        icon.become_drawing(drawing(vec![start("A", "A")]));
        assert_eq!(icon.menu().len(), 1);
    }

    #[test]
    fn a_click_on_the_icon_opens_the_window() {
        let (mut icon, mut clicked) = icon(Vec::new());
        icon.activate(0, 0);
        assert_eq!(clicked.try_recv().ok(), Some(TrayAction::OpenWindow));
    }

    #[test]
    fn names_make_no_shortcuts_and_no_markup() {
        assert_eq!(escaped("my_role_&<b>"), "my__role__&<b>");
        let (mut icon, _clicked) = icon(Vec::new());
        icon.drawing.tooltip = "<a href='x'>&".to_owned();
        assert_eq!(icon.tool_tip().description, "&lt;a href='x'&gt;&amp;");
    }
}
