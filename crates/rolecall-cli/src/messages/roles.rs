//! `rolecall roles`, and the progress of a refresh.

use rolecall::messages::text::counted;
use rolecall_model::account::AccountId;
use rolecall_model::portal::PortalName;

pub(crate) const WAITING: &str = "active, waiting for new credentials";
pub(crate) const FAVOURITE: &str = "favourite";

pub(crate) fn none_at(portal: &PortalName) -> String {
    format!(
        "No roles are assigned to you at {portal}. Ask your administrator, then run `rolecall roles --refresh`."
    )
}

pub(crate) fn active(left: &str) -> String {
    format!("active, {left} left")
}

pub(crate) fn alias(alias: &str) -> String {
    format!("alias {alias}")
}

/// Returns how much is listed.
pub(crate) fn summary(accounts: usize, roles: usize) -> String {
    format!(
        "{} · {}",
        counted(accounts, "account", "accounts"),
        counted(roles, "role", "roles")
    )
}

/// Returns when the list of a portal was refreshed; `age` is absent if it never was.
pub(crate) fn updated(portal: &PortalName, banner: Option<&str>, age: Option<&str>) -> String {
    let banner = banner.map(|banner| format!(" ({banner})")).unwrap_or_default();
    format!("{portal}{banner} updated {}", age.unwrap_or("never"))
}

pub(crate) fn refresh_started(portal: &PortalName) -> String {
    format!("Listing {portal} …")
}

/// How far a refresh is.
pub(crate) struct RefreshCounts {
    pub(crate) finished_accounts: usize,
    pub(crate) known_accounts: usize,
    /// Whether all accounts are known.
    pub(crate) complete: bool,
    pub(crate) roles: usize,
    pub(crate) throttled: bool,
}

pub(crate) fn refresh_progress(portal: &PortalName, counts: &RefreshCounts) -> String {
    let or_more = if counts.complete { "" } else { " or more" };
    let throttled = if counts.throttled {
        ", AWS is limiting requests"
    } else {
        ""
    };
    format!(
        "Listing {portal}: {} of {}{or_more} accounts, {}{throttled} …",
        counts.finished_accounts,
        counts.known_accounts,
        counted(counts.roles, "role", "roles")
    )
}

pub(crate) fn account_failed(name: &str, account_id: &AccountId, reason: &str) -> String {
    let text = format!("{name} ({account_id}): its roles could not be listed. {reason}");
    text.trim_start().to_owned()
}

pub(crate) fn accounts_failed(portal: &PortalName, count: usize) -> String {
    let accounts = counted(count, "account", "accounts");
    format!("{portal}: {accounts} could not be listed; cached roles are kept.")
}

pub(crate) fn left_out(portal: &PortalName, what: &str) -> String {
    format!("{portal}: {what}")
}

pub(crate) fn changes(portal: &PortalName, added: usize, removed: usize) -> String {
    format!("{portal}: {added} added, {removed} removed.")
}

pub(crate) fn more(count: usize) -> String {
    format!("… and {count} more")
}
