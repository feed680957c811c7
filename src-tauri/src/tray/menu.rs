//! The menu as it is drawn: the library's items line by line, and the table from their names to what they do. All of it is touched on
//! the main thread alone.

use super::drawing::{Change, escaped, is_choice};
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

    /// Lets some lines say something else.
    pub(super) fn change(&mut self, changes: &[Change]) -> tauri::Result<()> {
        for change in changes {
            let Some(line) = self.lines.get_mut(change.line) else {
                continue;
            };
            let label = change.label.as_deref().map(escaped);
            match (&mut *line, label) {
                (Line::Plain(item), Some(label)) => item.set_text(label)?,
                (Line::Choice(item, _), Some(label)) => item.set_text(label)?,
                (Line::Submenu(submenu), Some(label)) => submenu.set_text(label)?,
                (Line::Separator, _) | (_, None) => {}
            }
            if let (Line::Choice(item, marked), Some((checked, action))) = (line, &change.choice) {
                *marked = *checked;
                item.set_checked(*checked)?;
                let name = format!("{}.{}", self.generation, change.line);
                self.actions.insert(name, (change.line, action.clone()));
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

fn borrowed(items: &[Box<dyn IsMenuItem<Wry>>]) -> Vec<&dyn IsMenuItem<Wry>> {
    items.iter().map(Box::as_ref).collect()
}
