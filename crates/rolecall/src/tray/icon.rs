//! The icon at a glance, and the words beside it.
//!
//! It must not know what draws it.

use super::TrayIcon;
use super::names::MenuNames;
use crate::keeper::Snapshot;
use crate::messages::tray::{self as messages, TooltipNews};
use crate::problem::Recovery;
use crate::role_session_status::RoleSessionState;
use rolecall_model::Timestamp;

/// Returns what the icon says at `now`: the first that holds of problem, expiring, active, idle.
pub fn icon(snapshot: &Snapshot, now: Timestamp) -> TrayIcon {
    let any = |holds: fn(&RoleSessionState, Timestamp) -> bool| {
        snapshot.role_sessions.iter().any(|state| holds(state, now))
    };
    if has_problem(snapshot) || any(RoleSessionState::needs_user) {
        TrayIcon::Problem
    } else if any(RoleSessionState::ends_soon) {
        TrayIcon::Expiring
    } else if any(RoleSessionState::is_active) {
        TrayIcon::Active
    } else {
        TrayIcon::Idle
    }
}

/// Returns one line about what the icon says, for desktops that show it, and for who cannot see the icon.
pub fn tooltip(snapshot: &Snapshot, now: Timestamp) -> String {
    let count = |holds: fn(&RoleSessionState, Timestamp) -> bool| {
        snapshot
            .role_sessions
            .iter()
            .filter(|state| holds(state, now))
            .count()
    };
    let active = count(RoleSessionState::is_active);
    let news = match icon(snapshot, now) {
        TrayIcon::Problem => TooltipNews::NeedsUser,
        TrayIcon::Expiring => TooltipNews::EndsSoon,
        TrayIcon::Active | TrayIcon::Idle => TooltipNews::Nothing,
    };
    let default = snapshot
        .settings
        .default_role
        .as_ref()
        .map(|default| MenuNames::new(snapshot).label(default));
    messages::tooltip(active, &news, default.as_deref())
}

/// What is wrong with the program, or with a keychain that a portal cannot do without.
fn has_problem(snapshot: &Snapshot) -> bool {
    let needs_keychain = |recovery| match recovery {
        Recovery::UnlockKeychain => true,
        Recovery::None | Recovery::SignIn | Recovery::SignInWithCode | Recovery::Retry => false,
    };
    !snapshot.problems.is_empty()
        || snapshot.portals.iter().any(|state| {
            state
                .problem
                .as_ref()
                .is_some_and(|problem| needs_keychain(problem.recovery))
        })
}
