//! What a screen reader hears of the real window: rows by their names, the focus, the selection, messages, the status
//! bar and progress. It reads the tree of the accessibility bus, and listens to its events.

use crate::corner::reorganize;
use crate::steps::{roles_of_demo, sees_all_roles, signed_in_desktop};
use anyhow::{Context as _, Result, ensure};
use journeys::accessibility::{Accessibility, Event, Node, Role, State};
use journeys::wait::{self, TIMEOUT};
use journeys::webdriver::key;
use journeys::{Emulator, TestDesktop, Window};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const PRODUCTION: &str = "work/350917624483/ReadOnlyAccess";

#[test]
fn a_screen_reader_hears_what_the_window_shows() -> Result<()> {
    let listener = Listener::new()?;
    every_row_is_named(&listener)?;
    the_words_around_the_list_are_there(&listener)?;
    a_row_tells_its_state(&listener)?;
    keys_move_the_focus_and_the_selection(&listener)?;
    several_roles_are_counted(&listener)?;
    a_start_is_said(&listener)?;
    a_refresh_is_said(&listener)?;
    a_hostile_name_is_spelled_out(&listener)
}

/// A desktop with a screen reader, and the window with every role listed.
struct Listener {
    window: Window,
    program: Node,
    accessibility: Accessibility,
    desktop: TestDesktop,
    emulator: Emulator,
}

impl Listener {
    fn new() -> Result<Self> {
        let (desktop, emulator) = signed_in_desktop()?;
        desktop.rolecall(&["roles", "--refresh"])?.done()?;
        let accessibility = Accessibility::start(&desktop)?;
        let window = Window::open_with(&desktop, Accessibility::let_in)?;
        sees_all_roles(&window)?;
        Ok(Self {
            program: accessibility.program("rolecall")?,
            window,
            accessibility,
            desktop,
            emulator,
        })
    }

    /// Waits until `look` finds something in the tree; a failure tells the whole tree.
    fn finds<T>(&self, what: &str, look: impl Fn() -> Result<Option<T>>) -> Result<T> {
        wait::until(what, TIMEOUT, look).with_context(|| format!("the tree is\n{}", self.program.describe()))
    }

    /// Waits for an object by its role and name.
    fn object(&self, role: Role, name: &str) -> Result<Node> {
        self.finds(&format!("{role:?} {name:?}"), || {
            self.program.find(role, |each| each == name)
        })
    }

    /// Waits for the live region in an object whose text is `text`.
    fn region(&self, container: &Node, text: &str) -> Result<Node> {
        let region = self.finds(&format!("the live region {text:?}"), || {
            let region = container.find(Role::STATUS_BAR, |_| true)?;
            let region = region.context("no live region")?;
            Ok(region.whole_text()?.contains(text).then_some(region))
        })?;
        let live = region.attributes()?.remove("live");
        ensure!(live.as_deref() == Some("polite"), "{text:?} is {live:?}");
        Ok(region)
    }

    /// Waits for the event that makes a screen reader read what came into a live region.
    fn is_said(&self, region: &Node) -> Result<()> {
        let is_addition =
            |event: &Event| (event.kind.as_str(), event.detail.as_str()) == ("ChildrenChanged", "add");
        self.accessibility
            .event("an addition to the live region", |event| {
                is_addition(event) && event.object == region.object()
            })
            .map(drop)
    }

    /// Ends the search, and waits for the whole list.
    fn ends_search(&self, list: &Node) -> Result<()> {
        self.window.click("Clear search")?;
        self.row(list, "backup-vault, BackupOperator").map(drop)
    }

    fn list(&self) -> Result<Node> {
        self.object(Role::TABLE, "All roles")
    }

    /// The rows in the tree that are in a state.
    fn rows_that_are(&self, list: &Node, state: State) -> Result<Vec<(Node, String)>> {
        let mut found = Vec::new();
        for row in list.children_of(Role::TABLE_ROW)? {
            if row.has(state)? {
                let name = row.name()?;
                found.push((row, name));
            }
        }
        Ok(found)
    }

    /// Waits until another row than `before` has the focus, and tells its name.
    fn focused_after(&self, list: &Node, before: &str) -> Result<(Node, String)> {
        self.finds(&format!("the focus on another row than {before:?}"), || {
            let focused = self.rows_that_are(list, State::FOCUSED)?;
            Ok(focused.into_iter().find(|(_, name)| name != before))
        })
    }

    /// Waits until exactly these rows are selected.
    fn selected(&self, list: &Node, names: &[&str]) -> Result<()> {
        self.finds(&format!("{names:?} as the selection"), || {
            let selected = self.rows_that_are(list, State::SELECTED)?;
            let selected: Vec<&str> = selected.iter().map(|(_, name)| name.as_str()).collect();
            ensure!(selected == names, "selected are {selected:?}");
            Ok(Some(()))
        })
    }

    /// Waits for a row whose name begins in a way, and tells the rest of its name.
    fn row(&self, list: &Node, begins: &str) -> Result<String> {
        self.finds(&format!("a row that begins with {begins:?}"), || {
            let row = list.find(Role::TABLE_ROW, |name| name.starts_with(begins))?;
            let name = row.map(|row| row.name()).transpose()?;
            Ok(name.and_then(|name| name.strip_prefix(begins).map(str::to_owned)))
        })
    }
}

/// Page by page, each account and role of the organization is in the tree, by its name and its environment.
fn every_row_is_named(listener: &Listener) -> Result<()> {
    let wanted = names(&listener.emulator)?;
    ensure!(wanted.len() > roles_of_demo()?, "accounts and roles: {wanted:?}");
    let list = listener.list()?;
    let mut found = BTreeSet::new();
    let mut focused = String::new();
    listener.window.press(&[key::DOWN])?;
    while !wanted.is_subset(&found) {
        let missing: Vec<_> = wanted.difference(&found).collect();
        focused = listener
            .focused_after(&list, &focused)
            .with_context(|| format!("missing are {missing:?}"))?
            .1;
        for row in list.children_of(Role::TABLE_ROW)? {
            found.insert(row.name()?);
        }
        listener.window.press(&[key::PAGE_DOWN])?;
    }
    let unknown: Vec<_> = found.difference(&wanted).collect();
    ensure!(unknown.is_empty(), "no account or role is called {unknown:?}");
    listener.window.press(&[key::HOME])
}

/// What rows without a role session are called.
fn names(emulator: &Emulator) -> Result<BTreeSet<String>> {
    let organization = emulator.control("GET /org", None)?;
    let mut names = BTreeSet::new();
    for account in organization["accounts"].as_array().context("accounts")? {
        let id = account["id"].as_str().context("an id")?;
        let name = account["name"].as_str().context("a name")?;
        let word = |word: &str| name.split('-').any(|each| each == word);
        let environment = match name {
            _ if word("prod") => ", production",
            _ if word("staging") => ", staging",
            _ if word("dev") || word("sandbox") => ", development",
            _ => "",
        };
        names.insert(format!(
            "{name}, {} {} {}{environment}",
            &id[..4],
            &id[4..8],
            &id[8..]
        ));
        for role in account["roles"].as_array().context("roles")? {
            let role = role
                .as_str()
                .or_else(|| role["name"].as_str())
                .context("a role")?;
            names.insert(format!("{name}{environment}, {role}"));
        }
    }
    Ok(names)
}

fn the_words_around_the_list_are_there(listener: &Listener) -> Result<()> {
    listener.object(Role::ENTRY, "Search accounts and roles")?;
    listener.object(Role::PUSH_BUTTON, "Refresh")?;
    let filters = listener.object(Role::TOOL_BAR, "Show")?;
    let filters = filters.children_of(Role::TOGGLE_BUTTON)?;
    let mut pressed = Vec::new();
    for filter in filters {
        pressed.push((filter.name()?, filter.has(State::PRESSED)?));
    }
    let expected =
        ["All", "Production", "Staging", "Development"].map(|name| (name.to_owned(), name == "All"));
    ensure!(pressed == expected, "the filters are {pressed:?}");
    let navigation = listener.object(Role::LANDMARK, "Main")?;
    for view in ["Active", "Favourites", "Recent", "History", "Settings"] {
        let button = navigation.find(Role::PUSH_BUTTON, |name| name == view)?;
        ensure!(button.is_some(), "no button {view}");
    }
    Ok(())
}

fn a_row_tells_its_state(listener: &Listener) -> Result<()> {
    let desktop = &listener.desktop;
    desktop.rolecall(&["start", PRODUCTION, "--yes"])?.done()?;
    desktop.rolecall(&["default", PRODUCTION, "--yes"])?.done()?;
    let label = ["label", PRODUCTION, "--alias", "pay-read", "--favourite"];
    desktop.rolecall(&label)?.done()?;
    listener
        .window
        .search_for("payments prod readonly", "payments-prod")?;
    let list = listener.list()?;
    let row = "payments-prod, production, ReadOnlyAccess, alias pay-read, favourite, default, ";
    let state = listener.row(&list, row)?;
    ensure!(is_running(&state), "{state}");
    let star = list.find(Role::TABLE_ROW, |name| name.starts_with(row))?;
    let star = star
        .context("the row")?
        .find(Role::TOGGLE_BUTTON, |name| name == "Favourite")?;
    ensure!(
        star.context("no star")?.has(State::PRESSED)?,
        "the star stays pressed"
    );

    desktop.rolecall(&["stop", PRODUCTION])?.done()?;
    desktop.rolecall(&["default", "--clear"])?.done()?;
    listener.finds("the row without a role session", || {
        list.find(Role::TABLE_ROW, |name| {
            name == "payments-prod, production, ReadOnlyAccess, alias pay-read, favourite"
        })
    })?;
    listener.ends_search(&list)
}

fn keys_move_the_focus_and_the_selection(listener: &Listener) -> Result<()> {
    let window = &listener.window;
    window.press(&[key::DOWN])?;
    window.press(&[key::HOME])?;
    let list = listener.list()?;
    let (_, first) = listener.focused_after(&list, "")?;
    listener.selected(&list, &[&first])?;
    listener.accessibility.take_events();
    window.press(&[key::DOWN])?;
    let (row, second) = listener.focused_after(&list, &first)?;
    let is_state = |event: &Event, state: &str, value: i32| {
        (event.kind.as_str(), event.detail.as_str(), event.value) == ("StateChanged", state, value)
    };
    listener.accessibility.event("the focus on the row", |event| {
        is_state(event, "focused", 1) && event.object == row.object()
    })?;
    listener.selected(&list, &[&second])?;
    listener
        .accessibility
        .event("the selection of the row", |event| {
            is_state(event, "selected", 1) && event.object == row.object()
        })?;
    Ok(())
}

fn several_roles_are_counted(listener: &Listener) -> Result<()> {
    let window = &listener.window;
    window.press(&[key::HOME])?;
    let list = listener.list()?;
    let row = |role: &str| format!("backup-vault, {role}");
    let [first, second, third] = ["BackupOperator", "BreakGlass", "ReadOnlyAccess"].map(row);
    listener.selected(&list, &[&first])?;
    window.press(&[key::SHIFT, key::DOWN])?;
    listener.selected(&list, &[&first, &second])?;
    let toolbar = listener.object(Role::TOOL_BAR, "2 roles selected")?;
    listener.region(&toolbar, "2 roles selected")?;
    for button in ["Start", "Favourite", "Clear selection"] {
        let button = toolbar.find(Role::PUSH_BUTTON, |name| name == button)?;
        ensure!(button.is_some(), "the toolbar has its buttons");
    }
    listener.accessibility.take_events();
    window.press(&[key::SHIFT, key::DOWN])?;
    listener.selected(&list, &[&first, &second, &third])?;
    listener.is_said(&listener.region(&toolbar, "3 roles selected")?)?;
    window.press(&[key::ESCAPE])?;
    listener.selected(&list, &[&third])
}

fn a_start_is_said(listener: &Listener) -> Result<()> {
    listener
        .window
        .search_for("payments dev administrator", "payments-dev")?;
    let messages = listener.object(Role::LANDMARK, "Messages")?;
    listener.accessibility.take_events();
    listener.window.start_first()?;
    let said = listener.region(&messages, "Started payments-dev / AdministratorAccess")?;
    listener.is_said(&said)?;
    let list = listener.list()?;
    let state = listener.row(&list, "payments-dev, development, AdministratorAccess, ")?;
    ensure!(is_running(&state), "{state}");
    listener.ends_search(&list)
}

/// Tells whether a state says how much time is left, such as `11 h 59 min`, and what comes then.
fn is_running(state: &str) -> bool {
    let time = state.strip_suffix(" left, renews").unwrap_or_default();
    let words: Vec<&str> = time.split(' ').collect();
    let is_time = |pair: &[&str]| pair[0].parse::<u8>().is_ok() && ["h", "min"].contains(&pair[1]);
    words.len().is_multiple_of(2) && words.chunks_exact(2).all(is_time)
}

/// The emulator answers nobody until the progress was read.
fn a_refresh_is_said(listener: &Listener) -> Result<()> {
    let status = listener.object(Role::LANDMARK, "Status")?;
    for fact in ["24 accounts · 96 roles", "updated "] {
        listener.finds(fact, || {
            let facts = status.children_of(Role::PARAGRAPH)?;
            Ok(facts
                .iter()
                .any(|each| each.text().is_ok_and(|text| text.starts_with(fact)))
                .then_some(()))
        })?;
    }
    reorganize(&listener.emulator, |organization| {
        let accounts = organization["accounts"].as_array_mut();
        accounts
            .into_iter()
            .for_each(|accounts| accounts.push(hostile_account()));
    })?;
    listener.emulator.pause()?;
    listener.accessibility.take_events();
    listener.window.click("Refresh")?;
    let progress = listener.finds("the progress", || {
        status.find(Role::PROGRESS_BAR, |name| name == "listing accounts…")
    })?;
    listener.is_said(&listener.region(&status, "listing accounts…")?)?;
    listener.accessibility.take_events();
    listener.emulator.resume()?;
    listener.accessibility.event("more of the progress", |event| {
        (event.kind.as_str(), event.detail.as_str()) == ("PropertyChange", "accessible-value")
            && event.object == progress.object()
    })?;
    let end = listener.region(&status, "Refreshed the list: 1 new")?;
    listener.is_said(&end)?;
    let progress = status.find(Role::PROGRESS_BAR, |_| true)?;
    ensure!(progress.is_none(), "the progress ends");
    Ok(())
}

/// It would reverse what follows, break the line, be markup, and end the texts of other programs.
fn hostile_account() -> Value {
    json!({
        "id": "000000000042",
        "name": "a\u{202e}dorp\n\u{1b}[31m<b>\u{2069}",
        "roles": ["Admin\u{200b}\u{202e}nimdA"],
    })
}

fn a_hostile_name_is_spelled_out(listener: &Listener) -> Result<()> {
    let window = &listener.window;
    window.search_for("0000 0000 0042", "nimdA")?;
    let list = listener.list()?;
    let (account, role) = (
        r"a\u{202e}dorp\n\u{1b}[31m<b>\u{2069}",
        r"Admin\u{200b}\u{202e}nimdA",
    );
    let row = format!("{account}, {role}, new");
    listener.finds(&format!("the row {row:?}"), || {
        list.find(Role::TABLE_ROW, |name| name == row)
    })?;
    let messages = listener.object(Role::LANDMARK, "Messages")?;
    listener.accessibility.take_events();
    window.start_first()?;
    let said = listener.region(&messages, &format!("Started {account} / {role}"))?;
    listener.is_said(&said)
}
