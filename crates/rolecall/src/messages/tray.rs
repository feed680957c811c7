//! The tray: its tooltip and the labels of its menu. Names come isolated and cut.

use super::durations::{self, hours_and_minutes};
use super::text::{counted, plural};

/// Beside the name of what belongs to production; a menu has no colours.
pub(crate) const PRODUCTION: &str = "⚠ production";

pub(crate) const ADD_PORTAL: &str = "Add a portal…";
pub(crate) const CANCEL: &str = "Cancel";
pub(crate) const CLEAR_DEFAULT: &str = "Clear default";
pub(crate) const COPY_COMMAND: &str = "Copy command";
pub(crate) const DEMO: &str = "Demo: nothing here reaches AWS";
pub(crate) const FAVOURITES: &str = "Favourites";
pub(crate) const IS_DEFAULT: &str = "Is the default";
pub(crate) const RENEW_AUTOMATICALLY: &str = "Renew automatically";
pub(crate) const MAKE_DEFAULT: &str = "Make default";
pub(crate) const MAKE_PRODUCTION_DEFAULT: &str = "Make the production role the default";
pub(crate) const NO_DEFAULT: &str = "Default: none";
pub(crate) const NO_PORTAL: &str = "No portal yet";
pub(crate) const OPEN_CONSOLE: &str = "Open console";
pub(crate) const OPEN_PRODUCTION_CONSOLE: &str = "Open production console";
pub(crate) const OPEN_WINDOW: &str = "Open Rolecall";
pub(crate) const QUIT: &str = "Quit Rolecall";
pub(crate) const RECENT: &str = "Recent";
pub(crate) const RENEW_NOW: &str = "Renew now";
pub(crate) const SETTINGS: &str = "Settings…";
pub(crate) const START: &str = "Start";
pub(crate) const START_PRODUCTION: &str = "Start production role session";
pub(crate) const STOP: &str = "Stop";
pub(crate) const STOP_ALL: &str = "Stop all";

/// What the tooltip adds about role sessions.
pub(crate) enum TooltipNews {
    Nothing,
    NeedsUser,
    EndsSoon,
}

/// Returns the tooltip; `default` is the name of the default role.
pub(crate) fn tooltip(active: usize, news: &TooltipNews, default: Option<&str>) -> String {
    let role_sessions = match active {
        0 => "no role session".to_owned(),
        many => counted(many, "role session", "role sessions"),
    };
    let news = match news {
        TooltipNews::Nothing => "",
        TooltipNews::NeedsUser => ", something needs you",
        TooltipNews::EndsSoon => plural(active, ", which ends soon", ", not all of them for long"),
    };
    let default = default
        .map(|default| format!(", default {default}"))
        .unwrap_or_default();
    format!("Rolecall: {role_sessions}{news}{default}")
}

/// What is folded into a submenu.
#[derive(Clone, Copy)]
pub(crate) enum Folded {
    RoleSessions,
    Favourites,
    Portals,
}

pub(crate) fn more(count: usize, folded: Folded) -> String {
    match folded {
        Folded::RoleSessions => format!("{count} more role sessions"),
        Folded::Favourites => format!("{count} more favourites"),
        Folded::Portals => format!("{count} more portals"),
    }
}

pub(crate) fn more_in_window(count: usize) -> String {
    format!("{count} more in the window")
}

pub(crate) fn role_session(role: &str, status: &str) -> String {
    format!("{role} — {status}")
}

pub(crate) fn stop_role_sessions(count: usize) -> String {
    format!("Stop {count} role sessions")
}

pub(crate) fn default(role: &str) -> String {
    format!("Default: {role}")
}

pub(crate) fn stale_default_users(count: usize) -> String {
    plural(
        count,
        "1 program still uses the previous default",
        &format!("{count} programs still use the previous default"),
    )
    .to_owned()
}

pub(crate) fn sign_in(portal: &str) -> String {
    format!("Sign in to {portal}")
}

pub(crate) fn sign_in_again(portal: &str) -> String {
    format!("Sign in to {portal} again: the sign-in expired")
}

pub(crate) fn signing_in(portal: &str) -> String {
    format!("Signing in to {portal}…")
}

pub(crate) fn continue_in_browser(opened: bool) -> &'static str {
    if opened {
        "Continue in the browser"
    } else {
        "Open the page from the window"
    }
}

pub(crate) fn compare_code(user_code: &str) -> String {
    format!("Compare the code {user_code}")
}

pub(crate) fn signed_in(portal: &str) -> String {
    format!("Signed in to {portal}")
}

/// Signing out stops so many role sessions.
pub(crate) fn sign_out(portal: &str, role_sessions: usize) -> String {
    match role_sessions {
        0 => format!("Sign out of {portal}"),
        many => format!(
            "Sign out of {portal} and stop {}",
            counted(many, "role session", "role sessions")
        ),
    }
}

pub(crate) fn portal_problem(portal: &str, summary: &str) -> String {
    format!("{portal}: {summary}")
}

/// Returns a role in full.
pub(crate) fn full_name(role: &str, account: &str, portal: &str, is_production: bool) -> String {
    with_production(format!("{role} in {account} at {portal}"), is_production)
}

/// Returns a role of an account that another portal lists, too.
pub(crate) fn at_portal(role: &str, portal: &str) -> String {
    format!("{role} at {portal}")
}

pub(crate) fn with_production(name: String, is_production: bool) -> String {
    if is_production {
        format!("{name} {PRODUCTION}")
    } else {
        name
    }
}

/// The status of a role session. A time left is absent once the credentials expired.
pub(crate) enum RoleSessionStatusText {
    Active,
    Renews,
    EndsSoon,
    Renewing,
    NotRenewedYet,
    SignInNeeded,
    Refused,
}

pub(crate) fn status(status: &RoleSessionStatusText, left: Option<String>) -> String {
    use RoleSessionStatusText as Status;
    match (status, left) {
        (Status::Active | Status::Renews | Status::EndsSoon, None) => "expired, not renewed yet".to_owned(),
        (Status::Active, Some(left)) => left,
        (Status::Renews, Some(left)) => format!("{left}, renews"),
        (Status::EndsSoon, Some(left)) => format!("ends in {left}"),
        (Status::Renewing, _) => "renewing…".to_owned(),
        (Status::SignInNeeded, None) => "sign-in needed".to_owned(),
        (Status::SignInNeeded, Some(left)) => format!("ends in {left}, sign in to renew"),
        (Status::NotRenewedYet, left) => format!("{}, not renewed yet", or_expired(left)),
        (Status::Refused, left) => format!("{}, cannot be renewed", or_expired(left)),
    }
}

fn or_expired(left: Option<String>) -> String {
    left.unwrap_or_else(|| "expired".to_owned())
}

/// Returns the time left, in whole minutes.
pub(crate) fn time_left(minutes: u64) -> String {
    match minutes {
        0 => "under 1 min".to_owned(),
        1..60 => durations::minutes(minutes),
        minutes => hours_and_minutes(minutes / 60, minutes % 60),
    }
}
