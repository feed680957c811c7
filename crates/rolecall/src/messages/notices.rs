//! Notifications. Names come isolated and cut; several role sessions are counted in the summary and listed in the body.

use super::durations::{in_days, in_minutes};
use super::text::{counted, listed, plural};
use crate::hostile_text::isolated;
use rolecall_model::portal::PortalName;
use std::time::Duration;

/// The text of a notification.
pub(crate) struct NoticeText {
    /// One line: what happened.
    pub(crate) summary: String,
    /// What follows from it.
    pub(crate) body: String,
    /// The label of its action.
    pub(crate) action: &'static str,
}

/// Returns a role and its account; `own_name` is what the user calls it.
pub(crate) fn role(own_name: Option<&str>, role: &str, account: &str) -> String {
    match own_name {
        Some(own_name) => format!("{own_name} ({role} in {account})"),
        None => format!("{role} in {account}"),
    }
}

/// Returns what did not happen with `subject`, a role or a portal.
pub(crate) fn failure(subject: &str, summary: &str) -> String {
    format!("{subject}: {summary}")
}

/// What a sign-in is needed for.
pub(crate) struct SignInReasons {
    /// The portals.
    pub(crate) portals: Vec<String>,
    /// The role sessions that wait.
    pub(crate) waiting: Vec<String>,
    /// The programs that were refused.
    pub(crate) programs: Vec<String>,
}

pub(crate) fn sign_in(reasons: &SignInReasons) -> NoticeText {
    let SignInReasons {
        portals,
        waiting,
        programs,
    } = reasons;
    let mut body: Vec<String> = Vec::new();
    if !waiting.is_empty() {
        let wait = plural(waiting.len(), "waits", "wait");
        body.push(format!("{} {wait} for new credentials.", subject(waiting)));
    }
    if !programs.is_empty() {
        let was = plural(programs.len(), "was", "were");
        body.push(format!("{} {was} refused credentials.", listed(programs)));
    } else if body.is_empty() {
        body.push("A program was refused credentials.".to_owned());
    }
    NoticeText {
        summary: format!("Sign in to {} to continue", listed(portals)),
        body: body.join(" "),
        action: "Sign in",
    }
}

/// Role sessions end, the first of them in so many minutes.
pub(crate) fn expiring(roles: &[String], minutes: u64) -> NoticeText {
    let end = plural(roles.len(), "ends", "end");
    NoticeText {
        summary: format!("{} {end} {}", subject(roles), in_minutes(minutes)),
        body: about(
            roles,
            plural(
                roles.len(),
                "It is not renewed automatically.",
                "They are not renewed automatically.",
            ),
        ),
        action: plural(roles.len(), "Renew", "Renew all"),
    }
}

pub(crate) fn not_renewed(roles: &[String], reason: &str) -> NoticeText {
    NoticeText {
        summary: format!("{} could not be renewed", subject(roles)),
        body: about(roles, &format!("{reason} Rolecall keeps trying.")),
        action: "Try now",
    }
}

/// AWS refused to renew role sessions. A single one that is still active ends in so many minutes.
pub(crate) fn refused(roles: &[String], reason: &str, ends_in: Option<u64>) -> NoticeText {
    let body = match (roles.len(), ends_in) {
        (1, Some(minutes)) => format!("{reason} It ends {}.", in_minutes(minutes)),
        _ => reason.to_owned(),
    };
    NoticeText {
        summary: format!("{} cannot be renewed", subject(roles)),
        body: about(roles, &body),
        action: "Refresh the list",
    }
}

pub(crate) fn limit_reached(roles: &[String]) -> NoticeText {
    let limit = plural(roles.len(), "its time limit", "their time limits");
    NoticeText {
        summary: format!("{} ended at {limit}", subject(roles)),
        body: about(
            roles,
            plural(
                roles.len(),
                "Start it again if you still need it. Until then no program gets its credentials.",
                "Start them again if you still need them. Until then no program gets their credentials.",
            ),
        ),
        action: plural(roles.len(), "Start again", "Start all again"),
    }
}

pub(crate) fn access_changed(portal: &PortalName, added: usize, removed: usize) -> NoticeText {
    let roles = |count| counted(count, "role is", "roles are");
    let changes = match (added, removed) {
        (added, 0) => format!("{} new.", roles(added)),
        (0, removed) => format!("{} gone.", roles(removed)),
        (added, removed) => format!("{} new, {removed} gone.", roles(added)),
    };
    NoticeText {
        summary: format!("Your access at {} changed", isolated(portal.as_str())),
        body: changes,
        action: "Show",
    }
}

/// Certificates end, the first of them after this time.
pub(crate) fn certificate_ends(roles: &[String], left: Duration) -> NoticeText {
    let certificates = match roles {
        [name] => format!("The certificate of {name} ends"),
        many => format!("{} certificates end", many.len()),
    };
    NoticeText {
        summary: format!("{certificates} {}", in_days(left)),
        body: about(
            roles,
            plural(
                roles.len(),
                "Put a new one in its place, or the role cannot be used any more.",
                "Put new ones in their place, or the roles cannot be used any more.",
            ),
        ),
        action: "Show",
    }
}

/// Credentials of roles need codes of MFA devices, which programs were refused without.
pub(crate) fn mfa_code(roles: &[String], programs: &[String]) -> NoticeText {
    let was = plural(programs.len(), "was", "were");
    let refused = format!("{} {was} refused credentials. ", listed(programs));
    let refused = if programs.is_empty() { "" } else { &refused };
    let needs = plural(roles.len(), "needs", "need");
    NoticeText {
        summary: format!("{} {needs} an MFA code", subject(roles)),
        body: about(roles, &format!("{refused}Enter the code that the device shows.")),
        action: plural(roles.len(), "Enter the code", "Enter the codes"),
    }
}

/// A single role session by its name, several by their number.
fn subject(roles: &[String]) -> String {
    match roles {
        [name] => name.clone(),
        many => counted(many.len(), "role session", "role sessions"),
    }
}

/// Returns `sentence`, after the names that the subject only counts.
fn about(roles: &[String], sentence: &str) -> String {
    match roles.len() {
        1 => sentence.to_owned(),
        _ => format!("{}. {sentence}", listed(roles)),
    }
}
