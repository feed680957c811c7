//! The menu as it is drawn: the library's items line by line, and the table from their names to what they do. All of it is touched on
//! the main thread alone.

use crate::tray::drawing::is_choice;
use rolecall::tray::{MenuEntry, TrayAction};
use std::collections::HashMap;
use tauri::AppHandle;
use tauri::Wry;
use tauri::menu::{CheckMenuItem, IsMenuItem, Menu, MenuItem, PredefinedMenuItem, Submenu};

/// A menu that is drawn.
pub(super) struct Drawn {
    /// Grows with every menu: the names of one that is gone mean nothing in the next.
    generation: u64,
    lines: Vec<Line>,
    actions: HashMap<String, (usize, TrayAction)>,
}

/// One line of it.
enum Line {
    Separator,
    Plain(MenuItem<Wry>),
    Choice(CheckMenuItem<Wry>, bool),
    Submenu(Submenu<Wry>),
}

impl Drawn {
    /// Makes the first menu.
    pub(super) fn new(app: &AppHandle, entries: &[MenuEntry]) -> tauri::Result<(Menu<Wry>, Self)> {
        let mut drawn = Self {
            generation: 0,
            lines: Vec::new(),
            actions: HashMap::new(),
        };
        let menu = drawn.renew(app, entries)?;
        Ok((menu, drawn))
    }

    /// Makes another menu in place of the present one, whose names mean nothing from now on.
    pub(super) fn renew(&mut self, app: &AppHandle, entries: &[MenuEntry]) -> tauri::Result<Menu<Wry>> {
        self.generation += 1;
        self.lines.clear();
        self.actions.clear();
        let items = self.draw(app, entries)?;
        Menu::with_items(app, &borrowed(&items))
    }

    fn draw(
        &mut self,
        app: &AppHandle,
        entries: &[MenuEntry],
    ) -> tauri::Result<Vec<Box<dyn IsMenuItem<Wry>>>> {
        let mut items: Vec<Box<dyn IsMenuItem<Wry>>> = Vec::with_capacity(entries.len());
        for entry in entries {
            let number = self.lines.len();
            let name = format!("{}.{number}", self.generation);
            match entry {
                MenuEntry::Separator => {
                    self.lines.push(Line::Separator);
                    items.push(Box::new(PredefinedMenuItem::separator(app)?));
                }
                MenuEntry::Heading(label) => {
                    let item = MenuItem::with_id(app, name, escaped(label), false, None::<&str>)?;
                    self.lines.push(Line::Plain(item.clone()));
                    items.push(Box::new(item));
                }
                MenuEntry::Item {
                    label,
                    action,
                    checked,
                } => {
                    self.actions.insert(name.clone(), (number, action.clone()));
                    items.push(self.draw_item(app, name, label, is_choice(action).then_some(*checked))?);
                }
                MenuEntry::Submenu { label, entries } => {
                    // Its line stands before those behind it.
                    let submenu = Submenu::with_id(app, name, escaped(label), true)?;
                    self.lines.push(Line::Submenu(submenu.clone()));
                    let behind = self.draw(app, entries)?;
                    submenu.append_items(&borrowed(&behind))?;
                    items.push(Box::new(submenu));
                }
            }
        }
        Ok(items)
    }

    fn draw_item(
        &mut self,
        app: &AppHandle,
        name: String,
        label: &str,
        choice: Option<bool>,
    ) -> tauri::Result<Box<dyn IsMenuItem<Wry>>> {
        Ok(match choice {
            Some(checked) => {
                let item = CheckMenuItem::with_id(app, name, escaped(label), true, checked, None::<&str>)?;
                self.lines.push(Line::Choice(item.clone(), checked));
                Box::new(item)
            }
            None => {
                let item = MenuItem::with_id(app, name, escaped(label), true, None::<&str>)?;
                self.lines.push(Line::Plain(item.clone()));
                Box::new(item)
            }
        })
    }

    /// Lets the lines say what `entries` say, which have the shape of those that are drawn.
    pub(super) fn change(&mut self, entries: &[MenuEntry]) -> tauri::Result<()> {
        let mut flat = Vec::with_capacity(self.lines.len());
        flatten(entries, &mut flat);
        for (number, (line, entry)) in self.lines.iter_mut().zip(flat).enumerate() {
            match (line, entry) {
                (Line::Plain(item), MenuEntry::Heading(label) | MenuEntry::Item { label, .. }) => {
                    item.set_text(escaped(label))?;
                }
                (
                    Line::Choice(item, marked),
                    MenuEntry::Item {
                        label,
                        action,
                        checked,
                    },
                ) => {
                    *marked = *checked;
                    item.set_text(escaped(label))?;
                    item.set_checked(*checked)?;
                    let name = format!("{}.{number}", self.generation);
                    self.actions.insert(name, (number, action.clone()));
                }
                (Line::Submenu(submenu), MenuEntry::Submenu { label, .. }) => {
                    submenu.set_text(escaped(label))?
                }
                (Line::Separator | Line::Plain(_) | Line::Choice(..) | Line::Submenu(_), _) => {}
            }
        }
        Ok(())
    }

    /// Sets the mark of a line to what is so.
    pub(super) fn mark_again(&self, name: &str) {
        let line = self
            .actions
            .get(name)
            .and_then(|(number, _)| self.lines.get(*number));
        if let Some(Line::Choice(item, marked)) = line
            && let Err(error) = item.set_checked(*marked)
        {
            tracing::warn!(%error, "a mark of the tray may be wrong");
        }
    }

    /// Returns what a click on the line of that name asks for; nothing for a line that is drawn no more.
    pub(super) fn action(&self, name: &str) -> Option<TrayAction> {
        self.actions.get(name).map(|(_, action)| action.clone())
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

/// Returns a label with the letter escaped that would make the next one a shortcut: names from AWS hold it, too.
fn escaped(label: &str) -> String {
    label.replace('&', "&&")
}

fn borrowed(items: &[Box<dyn IsMenuItem<Wry>>]) -> Vec<&dyn IsMenuItem<Wry>> {
    items.iter().map(Box::as_ref).collect()
}
