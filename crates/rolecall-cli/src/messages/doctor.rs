//! `rolecall doctor`. Its subjects and details are also in its JSON, for people who read a report.

use crate::machine::{PathKind, PathProblem};
use rolecall::messages::text::counted;
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::DefinedRoleName;

pub(crate) const SETTINGS: &str = "settings";
pub(crate) const ENVIRONMENT: &str = "environment";
pub(crate) const BROWSER: &str = "browser";
pub(crate) const KEYCHAIN: &str = "keychain";
pub(crate) const ROLE_SESSIONS: &str = "role sessions";
pub(crate) const HISTORY: &str = "history";
pub(crate) const CLOCK: &str = "clock";
pub(crate) const CLOCK_AGREES: &str = "agrees with AWS's";
pub(crate) const DESKTOP: &str = "window and tray";
pub(crate) const START_AT_LOGIN: &str = "start at login";

pub(crate) const CHMOD: &str = "Remove the permissions of other users: chmod go-rwx.";
pub(crate) const NO_VARIABLES: &str = "no AWS credentials set";
pub(crate) const UNSET_VARIABLES: &str =
    "They override every profile. Unset them unless you set them on purpose.";
pub(crate) const AVAILABLE: &str = "available";
pub(crate) const NOT_AVAILABLE: &str = "not available";
pub(crate) const USE_DEVICE_CODE: &str = "Sign in with a code: rolecall sign-in --device-code";
pub(crate) const SET_KEYCHAIN_PASSWORD: &str = "Set a password in the settings of the keychain.";
pub(crate) const OTHER_ENDPOINTS: &str =
    "Expected for an emulator or a private endpoint; otherwise remove the portal.";
pub(crate) const SIGNED_IN: &str = "signed in, reachable";
pub(crate) const REACHABLE: &str = "reachable";
pub(crate) const NOT_CHECKED: &str = "not checked";
pub(crate) const KEYCHAIN_FIRST: &str = "The keychain could not be read. Fix that first, then check again.";
pub(crate) const ONLY_IN_KEYCHAIN: &str = "in the keychain, but not in the list of role sessions";
pub(crate) const STOP_ALL: &str = "Erase it with `rolecall stop --all`, or start it again.";
pub(crate) const NOT_IN_SETTINGS: &str = "in the keychain, but not in the settings";
pub(crate) const SIGN_IN_REFUSED: &str = "reachable, but AWS does not accept the sign-in";
pub(crate) const NO_ACCESS_PORTAL: &str =
    "answers without a sign-in, so it is no access portal; nothing else was sent there";
pub(crate) const CHECK_ADDRESS: &str =
    "A proxy or the sign-in page of a network may answer in its place. Check the address and the network.";
pub(crate) const NOT_STORED: &str = "no valid credentials from its present source in the keychain";
pub(crate) const START_AGAIN: &str = "Stop it and start it again.";
pub(crate) const DESKTOP_RUNS: &str = "running and reachable";
pub(crate) const DESKTOP_NOT_RUNNING: &str =
    "not running, so role sessions are not renewed automatically; start them with `rolecall app`";
pub(crate) const RESTART_DESKTOP: &str =
    "Quit Rolecall from the tray and start it again. Until then it shows changes with a short delay.";
pub(crate) const FAILED: &str = "failed";

/// The result of a check, padded to one width.
pub(crate) const STATE_GOOD: &str = "good   ";
pub(crate) const STATE_WARNING: &str = "warning";
pub(crate) const STATE_FAILED: &str = "failed ";

pub(crate) fn path(kind: PathKind) -> &'static str {
    match kind {
        PathKind::SettingsFile => "settings file",
        PathKind::StateDatabase => "state database",
        PathKind::LockFiles => "lock files",
        PathKind::Socket => "socket",
    }
}

pub(crate) fn path_problem(path: &str, problem: &PathProblem) -> String {
    match problem {
        PathProblem::OtherOwner => format!("{path}: belongs to another user"),
        PathProblem::Open { mode } => format!("{path}: others can reach it (mode {mode:o})"),
        PathProblem::Unreadable { detail } => format!("{path}: {detail}"),
        PathProblem::Unusable(problem) => format!("{path}: {}", problem.summary),
    }
}

pub(crate) fn portal(name: &PortalName) -> String {
    format!("portal {name}")
}

pub(crate) fn sign_out_command(name: &PortalName) -> String {
    format!("Erase what is left of it with `rolecall sign-out {name}`.")
}

pub(crate) fn defined_role(name: &DefinedRoleName) -> String {
    format!("role {name}")
}

pub(crate) fn remove_role_command(name: &DefinedRoleName) -> String {
    format!("Erase what is left of it with `rolecall role remove {name}`.")
}

pub(crate) fn role_session(role: &str) -> String {
    format!("role session {role}")
}

pub(crate) fn portals(count: usize) -> String {
    counted(count, "portal", "portals")
}

pub(crate) fn variables(names: &[&str]) -> String {
    format!("{} set", names.join(", "))
}

pub(crate) fn stored_in_plain(store: &str) -> String {
    format!("{store}: stored in plain text because its password is empty")
}

pub(crate) fn other_endpoints(banner: &str) -> String {
    format!("does not use AWS's own endpoints: {banner}")
}

pub(crate) fn history(entries: usize, days: u32) -> String {
    format!("{}, kept for {days} days", counted(entries, "entry", "entries"))
}

pub(crate) fn desktop_not_reachable(detail: &str) -> String {
    format!("running but not reachable: {detail}")
}

pub(crate) fn starts_at_login(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

pub(crate) fn problem(summary: &str, detail: &str) -> String {
    format!("{}: {detail}", summary.trim_end_matches('.'))
}
