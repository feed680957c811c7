//! What a screen reader gets of the real window: rows by their names, and what is said while things happen.

use crate::steps::{sees_all_roles, signed_in_desktop};
use anyhow::{Context as _, Result, ensure};
use journeys::accessibility::{Accessibility, Event, Node, State};
use journeys::webdriver::key;
use journeys::{Emulator, TestDesktop, Window};

const APP: &str = "rolecall";
const PRODUCTION: &str = "work/350917624483/ReadOnlyAccess";

/// A desktop with a screen reader, and the window with every role listed.
struct Listener {
    window: Window,
    accessibility: Accessibility,
    desktop: TestDesktop,
    _emulator: Emulator,
}

impl Listener {
    fn new(arguments: &[&[&str]]) -> Result<Self> {
        let (desktop, emulator) = signed_in_desktop()?;
        desktop.rolecall(&["roles"])?.done()?;
        for command in arguments {
            desktop.rolecall(command)?.done()?;
        }
        let accessibility = Accessibility::start(&desktop)?;
        let window = Window::open_with(&desktop, Accessibility::let_in)?;
        sees_all_roles(&window)?;
        Ok(Self {
            window,
            accessibility,
            desktop,
            _emulator: emulator,
        })
    }

    fn find<T>(&self, what: &str, wanted: impl Fn(&Node) -> Option<T>) -> Result<T> {
        self.accessibility
            .find(APP, what, wanted)
            .with_context(|| self.window.diagnostics())
    }

    /// Waits until a row has the focus whose name holds all of `parts`.
    fn focused_row(&self, parts: &[&str]) -> Result<Node> {
        self.find(&format!("a focused row with {parts:?}"), |tree| {
            let row = tree
                .all()
                .into_iter()
                .find(|node| node.role == "table row" && node.is(State::Focused));
            row.filter(|row| parts.iter().all(|part| row.name.contains(part)))
                .cloned()
        })
    }

    /// Waits until there is a text about something that changes by itself.
    fn says(&self, text: &str) -> Result<()> {
        self.find(&format!("the text {text:?}"), |tree| {
            tree.whole_text().contains(text).then_some(())
        })
    }
}

#[test]
fn a_focused_row_is_named_with_all_that_matters() -> Result<()> {
    let listener = Listener::new(&[&["start", PRODUCTION, "--yes"], &["default", PRODUCTION, "--yes"]])?;
    listener.accessibility.take_events();
    listener
        .window
        .search_for("payments prod readonly", "payments-prod")?;
    listener.window.press(&[key::DOWN])?;
    let row = listener.focused_row(&["payments-prod", "production", "ReadOnlyAccess", "default", "left"])?;
    ensure!(row.is(State::Selected), "{row}");
    listener.accessibility.event("the focus on the row", |event| {
        event.kind == "StateChanged"
            && event.detail == "focused"
            && event.value == 1
            && event.object == row.object
    })?;
    listener.window.press(&[key::DOWN])?;
    let next = listener.focused_row(&["payments-"])?;
    ensure!(next.object != row.object && next.name != row.name, "{next}");
    Ok(())
}

#[test]
fn what_happens_is_said() -> Result<()> {
    let listener = Listener::new(&[])?;
    listener
        .window
        .search_for("payments dev administrator", "payments-dev")?;
    listener.accessibility.take_events();
    listener.window.start_first()?;
    let said = "Started payments-dev / AdministratorAccess";
    listener.window.sees("Started")?;
    let toast = listener.find("the toast", |tree| toast(tree, said))?;
    let texts: Vec<String> = toast.all().iter().map(|node| node.object.clone()).collect();
    listener.accessibility.event("an event of the toast", |event| {
        texts.contains(&event.object) && is_announced(event) || event.text.contains("Started")
    })?;
    Ok(())
}

fn toast(tree: &Node, text: &str) -> Option<Node> {
    let mut all = tree.all().into_iter();
    all.find(|node| node.role == "status bar" && node.whole_text().contains(text))
        .cloned()
}

fn is_announced(event: &Event) -> bool {
    matches!(
        event.kind.as_str(),
        "TextChanged" | "ChildrenChanged" | "Announcement"
    )
}

#[test]
fn the_status_bar_and_the_selection_are_read() -> Result<()> {
    let listener = Listener::new(&[])?;
    listener.says("24 accounts")?;
    listener.window.search_for("payments", "payments-")?;
    listener.window.press(&[key::DOWN])?;
    listener.focused_row(&["payments-"])?;
    listener.accessibility.take_events();
    listener.window.press(&[key::SHIFT, key::DOWN])?;
    listener.says("2 roles selected")?;
    let selected = listener.find("two selected rows", |tree| {
        let rows: Vec<Node> = tree
            .all()
            .into_iter()
            .filter(|node| node.role == "table row" && node.is(State::Selected))
            .cloned()
            .collect();
        (rows.len() == 2).then_some(rows)
    })?;
    listener.accessibility.event("the selection of a row", |event| {
        event.kind == "StateChanged"
            && event.detail == "selected"
            && selected.iter().any(|row| row.object == event.object)
    })?;
    Ok(())
}

#[test]
fn progress_is_said_while_roles_arrive() -> Result<()> {
    let listener = Listener::new(&[])?;
    listener.accessibility.take_events();
    listener.desktop.rolecall(&["roles", "--refresh"])?.done()?;
    listener.window.click("Refresh")?;
    listener.accessibility.event("the progress", |event| {
        event.kind == "PropertyChange" && event.detail == "accessible-value"
    })?;
    listener.says("24 accounts")
}
