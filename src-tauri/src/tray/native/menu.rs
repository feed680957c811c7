//! The toolkit's menu: its items in order, and the actions by their ids. Used on the main thread only.

use crate::tray::model::is_checkable;
use rolecall::tray::{MenuEntry, TrayAction};
use std::collections::HashMap;
use tauri::AppHandle;
use tauri::Wry;
use tauri::menu::{CheckMenuItem, IsMenuItem, Menu, MenuItem, PredefinedMenuItem, Submenu};

/// The menu that is shown.
pub(super) struct NativeMenu {
    /// Grows with every menu, so that ids of a previous one mean nothing in the next.
    generation: u64,
    items: Vec<NativeItem>,
    /// By id: the index in `items` and what a click does.
    actions: HashMap<String, (usize, TrayAction)>,
}

/// An item, as the toolkit knows it.
enum NativeItem {
    Separator,
    Plain(MenuItem<Wry>),
    /// With whether it is checked.
    Check(CheckMenuItem<Wry>, bool),
    Submenu(Submenu<Wry>),
}

impl NativeMenu {
    /// Builds the first menu.
    pub(super) fn new(app: &AppHandle, entries: &[MenuEntry]) -> tauri::Result<(Menu<Wry>, Self)> {
        let mut native = Self {
            generation: 0,
            items: Vec::new(),
            actions: HashMap::new(),
        };
        let menu = native.rebuild(app, entries)?;
        Ok((menu, native))
    }

    /// Builds another menu in place of the current one, whose ids mean nothing from now on.
    pub(super) fn rebuild(&mut self, app: &AppHandle, entries: &[MenuEntry]) -> tauri::Result<Menu<Wry>> {
        self.generation += 1;
        self.items.clear();
        self.actions.clear();
        let items = self.build(app, entries)?;
        Menu::with_items(app, &borrowed(&items))
    }

    fn build(
        &mut self,
        app: &AppHandle,
        entries: &[MenuEntry],
    ) -> tauri::Result<Vec<Box<dyn IsMenuItem<Wry>>>> {
        let mut items: Vec<Box<dyn IsMenuItem<Wry>>> = Vec::with_capacity(entries.len());
        for entry in entries {
            let index = self.items.len();
            let id = format!("{}.{index}", self.generation);
            match entry {
                MenuEntry::Separator => {
                    self.items.push(NativeItem::Separator);
                    items.push(Box::new(PredefinedMenuItem::separator(app)?));
                }
                MenuEntry::Heading(label) => {
                    let item = MenuItem::with_id(app, id, escaped(label), false, None::<&str>)?;
                    self.items.push(NativeItem::Plain(item.clone()));
                    items.push(Box::new(item));
                }
                MenuEntry::Item {
                    label,
                    action,
                    checked,
                } => {
                    self.actions.insert(id.clone(), (index, action.clone()));
                    items.push(self.build_item(app, id, label, is_checkable(action).then_some(*checked))?);
                }
                MenuEntry::Submenu { label, entries } => {
                    // It comes before its own entries.
                    let submenu = Submenu::with_id(app, id, escaped(label), true)?;
                    self.items.push(NativeItem::Submenu(submenu.clone()));
                    let nested = self.build(app, entries)?;
                    submenu.append_items(&borrowed(&nested))?;
                    items.push(Box::new(submenu));
                }
            }
        }
        Ok(items)
    }

    fn build_item(
        &mut self,
        app: &AppHandle,
        id: String,
        label: &str,
        checked: Option<bool>,
    ) -> tauri::Result<Box<dyn IsMenuItem<Wry>>> {
        Ok(match checked {
            Some(checked) => {
                let item = CheckMenuItem::with_id(app, id, escaped(label), true, checked, None::<&str>)?;
                self.items.push(NativeItem::Check(item.clone(), checked));
                Box::new(item)
            }
            None => {
                let item = MenuItem::with_id(app, id, escaped(label), true, None::<&str>)?;
                self.items.push(NativeItem::Plain(item.clone()));
                Box::new(item)
            }
        })
    }

    /// Updates labels and check marks; the layout of `entries` is that of the menu.
    pub(super) fn update(&mut self, entries: &[MenuEntry]) -> tauri::Result<()> {
        let mut flat = Vec::with_capacity(self.items.len());
        flatten(entries, &mut flat);
        for (index, (item, entry)) in self.items.iter_mut().zip(flat).enumerate() {
            match (item, entry) {
                (NativeItem::Plain(item), MenuEntry::Heading(label) | MenuEntry::Item { label, .. }) => {
                    item.set_text(escaped(label))?;
                }
                (
                    NativeItem::Check(item, is_checked),
                    MenuEntry::Item {
                        label,
                        action,
                        checked,
                    },
                ) => {
                    *is_checked = *checked;
                    item.set_text(escaped(label))?;
                    item.set_checked(*checked)?;
                    let id = format!("{}.{index}", self.generation);
                    self.actions.insert(id, (index, action.clone()));
                }
                (NativeItem::Submenu(submenu), MenuEntry::Submenu { label, .. }) => {
                    submenu.set_text(escaped(label))?
                }
                (
                    NativeItem::Separator
                    | NativeItem::Plain(_)
                    | NativeItem::Check(..)
                    | NativeItem::Submenu(_),
                    _,
                ) => {}
            }
        }
        Ok(())
    }

    /// Sets the check mark of an item to its state.
    pub(super) fn restore_check_mark(&self, id: &str) {
        let item = self.actions.get(id).and_then(|(index, _)| self.items.get(*index));
        if let Some(NativeItem::Check(item, is_checked)) = item
            && let Err(error) = item.set_checked(*is_checked)
        {
            tracing::warn!(%error, "a check mark of the tray may be wrong");
        }
    }

    /// Returns the action of an item; nothing when the item is no longer shown.
    pub(super) fn action(&self, id: &str) -> Option<TrayAction> {
        self.actions.get(id).map(|(_, action)| action.clone())
    }
}

fn flatten<'a>(entries: &'a [MenuEntry], flat: &mut Vec<&'a MenuEntry>) {
    for entry in entries {
        flat.push(entry);
        if let MenuEntry::Submenu { entries, .. } = entry {
            flatten(entries, flat);
        }
    }
}

/// Escapes ampersands: one makes the next character a keyboard shortcut.
fn escaped(label: &str) -> String {
    label.replace('&', "&&")
}

fn borrowed(items: &[Box<dyn IsMenuItem<Wry>>]) -> Vec<&dyn IsMenuItem<Wry>> {
    items.iter().map(Box::as_ref).collect()
}
