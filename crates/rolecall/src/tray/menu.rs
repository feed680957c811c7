//! The whole menu, from top to bottom.
//!
//! It owns what is shown, in which order and how much of it: it stays a menu with thousands of accounts. It must not know what
//! draws it.

use super::entries::{Entries, item, problem_text, submenu};
use super::names::MenuNames;
use super::portals::{portal_entry, portal_problem};
use super::role_session::phase_text;
use super::{MenuEntry, TrayAction};
use crate::keeper::Snapshot;
use crate::messages::tray::{self as labels, Folded};
use crate::role_session_status::RoleSessionState;
use rolecall_model::Timestamp;
use rolecall_model::role_ref::RoleRef;

/// So many role sessions stand in the menu itself.
const ACTIVE: usize = 12;
/// So many favourites.
const FAVOURITES: usize = 10;
/// So many recents; there are no more of them behind a submenu.
const RECENTS: usize = 5;
/// So many roles that can become the default.
const CHOICES: usize = 10;
/// So many portals.
const PORTALS: usize = 6;
/// So many problems.
const PROBLEMS: usize = 3;
/// So many more stand behind a submenu; what is beyond is in the window.
const FOLDED: usize = 40;

/// Before what `@default` means: a submenu cannot carry a check mark.
const DEFAULT_MARK: &str = "✓ ";

/// Returns the menu of the tray icon at `now`.
pub fn menu(snapshot: &Snapshot, now: Timestamp) -> Vec<MenuEntry> {
    let names = MenuNames::new(snapshot);
    let menu = Menu {
        snapshot,
        entries: Entries {
            snapshot,
            names: &names,
        },
        names: &names,
        now,
    };
    let groups = if snapshot.portals.is_empty() {
        vec![menu.problems(), first_run()]
    } else {
        menu.groups()
    };
    separated(groups.into_iter().chain([window()]))
}

/// The groups, with a line between two that are not empty.
fn separated(groups: impl IntoIterator<Item = Vec<MenuEntry>>) -> Vec<MenuEntry> {
    let mut lines: Vec<MenuEntry> = Vec::new();
    for group in groups {
        if !group.is_empty() && !lines.is_empty() {
            lines.push(MenuEntry::Separator);
        }
        lines.extend(group);
    }
    lines
}

/// Returns the role sessions that are active at `now` in the order of the menu, and how many of them show their labels.
pub(super) fn active(snapshot: &Snapshot, now: Timestamp) -> (Vec<&RoleSessionState>, usize) {
    let alive = snapshot.role_sessions.iter().filter(|state| state.is_active(now));
    // What a user started comes before what programs asked for.
    let (mut active, asked_for): (Vec<_>, Vec<_>) = alive.partition(|state| state.is_started_by_user());
    active.extend(asked_for);
    let shown = active.len().min(ACTIVE + FOLDED);
    (active, shown)
}

struct Menu<'a> {
    snapshot: &'a Snapshot,
    entries: Entries<'a>,
    names: &'a MenuNames<'a>,
    now: Timestamp,
}

impl Menu<'_> {
    fn groups(&self) -> Vec<Vec<MenuEntry>> {
        let (active, _) = active(self.snapshot, self.now);
        let favourites = self.favourites();
        let recents = self.recents(&favourites);
        let listed: Vec<&RoleRef> = active
            .iter()
            .take(ACTIVE)
            .map(|state| &state.record.role)
            .chain(favourites.iter().take(FAVOURITES))
            .chain(&recents)
            .collect();
        let default = self.default(&listed);
        vec![
            self.problems(),
            self.role_sessions(&active),
            self.group(labels::FAVOURITES, &favourites, FAVOURITES),
            self.group(labels::RECENT, &recents, RECENTS),
            default,
            self.portals(&active),
        ]
    }

    fn problems(&self) -> Vec<MenuEntry> {
        let demo = self.snapshot.settings.is_demo();
        let demo = demo.then(|| MenuEntry::Heading(labels::DEMO.to_owned()));
        let of_all = self
            .snapshot
            .problems
            .iter()
            .map(|problem| item(problem_text(&problem.summary), TrayAction::OpenWindow));
        let of_portals = self.snapshot.portals.iter().filter_map(portal_problem);
        let mut problems: Vec<MenuEntry> = of_all.chain(of_portals).collect();
        if let Some(rest) = problems.len().checked_sub(PROBLEMS).filter(|rest| *rest > 0) {
            problems.truncate(PROBLEMS);
            problems.push(more_in_window(rest));
        }
        demo.into_iter().chain(problems).collect()
    }

    fn role_sessions(&self, active: &[&RoleSessionState]) -> Vec<MenuEntry> {
        let entries = active
            .iter()
            .map(|state| {
                let phase = phase_text(state, self.now);
                submenu(
                    labels::role_session(&self.label_with_default_mark(&state.record.role), &phase),
                    self.entries.for_active(state, self.now),
                )
            })
            .collect();
        let mut entries = fold(entries, ACTIVE, Folded::RoleSessions);
        if active.len() > 1 {
            let stop = labels::stop_role_sessions(active.len());
            entries.push(submenu(labels::STOP_ALL, vec![item(stop, TrayAction::StopAll)]));
        }
        entries
    }

    fn portals(&self, active: &[&RoleSessionState]) -> Vec<MenuEntry> {
        let entries = self.snapshot.portals.iter().map(|state| {
            let is_at_portal =
                |active: &&&RoleSessionState| active.record.role.is_at_portal(&state.portal.name);
            portal_entry(state, active.iter().filter(is_at_portal).count())
        });
        fold(entries.collect(), PORTALS, Folded::Portals)
    }

    fn group(&self, title: &str, roles: &[RoleRef], max: usize) -> Vec<MenuEntry> {
        if roles.is_empty() {
            return Vec::new();
        }
        let entries = roles.iter().take(max + FOLDED).map(|role| {
            submenu(
                self.label_with_default_mark(role),
                self.entries.for_inactive(role),
            )
        });
        let mut group = vec![MenuEntry::Heading(title.to_owned())];
        group.extend(fold_first(
            entries.collect(),
            roles.len(),
            max,
            Folded::Favourites,
        ));
        group
    }

    /// What `@default` means, and what it can mean instead. One that is not listed above has its actions here.
    fn default(&self, listed: &[&RoleRef]) -> Vec<MenuEntry> {
        let default = self.snapshot.settings.default_role.as_ref();
        let label = match default {
            Some(default) => labels::default(&self.names.label(default)),
            None => labels::NO_DEFAULT.to_owned(),
        };
        let actions = match default {
            Some(default) if !listed.contains(&default) && !self.names.is_gone(default) => {
                match self.entries.active(default, self.now) {
                    Some(state) => self.entries.for_active(state, self.now),
                    None => self.entries.for_inactive(default),
                }
            }
            Some(_) | None => Vec::new(),
        };
        let choices = listed
            .iter()
            .take(CHOICES)
            .map(|role| self.entries.choose_default(role))
            .collect();
        let clear = default.map(|_| item(labels::CLEAR_DEFAULT, TrayAction::ClearDefault));
        let behind = separated([actions, choices, clear.into_iter().collect()]);
        let mut group = vec![if behind.is_empty() {
            MenuEntry::Heading(label)
        } else {
            submenu(label, behind)
        }];
        group.extend(match self.snapshot.stale_default_users.len() {
            0 => None,
            many => Some(item(labels::stale_default_users(many), TrayAction::OpenWindow)),
        });
        group
    }

    /// Those that are usable and not active, in the order of the list.
    fn favourites(&self) -> Vec<RoleRef> {
        let mut favourites: Vec<RoleRef> = self
            .snapshot
            .favourites
            .iter()
            .filter(|role| self.can_be_offered(role))
            .cloned()
            .collect();
        favourites.sort_by_cached_key(|role| self.names.order(role));
        favourites
    }

    fn recents(&self, favourites: &[RoleRef]) -> Vec<RoleRef> {
        self.snapshot
            .recents
            .iter()
            .filter(|role| !favourites.contains(role) && self.can_be_offered(role))
            .take(RECENTS)
            .cloned()
            .collect()
    }

    fn can_be_offered(&self, role: &RoleRef) -> bool {
        !self.names.is_gone(role) && self.entries.active(role, self.now).is_none()
    }

    fn label_with_default_mark(&self, role: &RoleRef) -> String {
        let mark = if self.entries.is_default(role) {
            DEFAULT_MARK
        } else {
            ""
        };
        format!("{mark}{}", self.names.label(role))
    }
}

/// The first `max` entries, the next behind a submenu, and where the rest is.
fn fold(entries: Vec<MenuEntry>, max: usize, folded: Folded) -> Vec<MenuEntry> {
    let all = entries.len();
    fold_first(entries, all, max, folded)
}

/// As [`fold`], where `entries` are the first of `all`.
fn fold_first(mut entries: Vec<MenuEntry>, all: usize, max: usize, folded: Folded) -> Vec<MenuEntry> {
    if all <= max {
        return entries;
    }
    let mut more = entries.split_off(max.min(entries.len()));
    more.truncate(FOLDED);
    let rest = all - max - more.len();
    if rest > 0 {
        more.push(more_in_window(rest));
    }
    entries.push(submenu(labels::more(all - max, folded), more));
    entries
}

fn more_in_window(rest: usize) -> MenuEntry {
    item(labels::more_in_window(rest), TrayAction::OpenWindow)
}

fn first_run() -> Vec<MenuEntry> {
    vec![
        MenuEntry::Heading(labels::NO_PORTAL.to_owned()),
        item(labels::ADD_PORTAL, TrayAction::OpenWindow),
    ]
}

fn window() -> Vec<MenuEntry> {
    vec![
        item(labels::OPEN_WINDOW, TrayAction::OpenWindow),
        item(labels::SETTINGS, TrayAction::OpenSettings),
        item(labels::QUIT, TrayAction::Quit),
    ]
}
