//! `rolecall start`, `stop` and `ps`, and the question before production.

use rolecall_model::history::ProcessInfo;

pub(crate) const CANCELLED: &str = "Cancelled. Use --yes to skip this question.";
pub(crate) const NONE_ACTIVE: &str = "No active role sessions.";
pub(crate) const NONE_ACTIVE_YET: &str = "No active role sessions. Start one with `rolecall start TARGET`.";
pub(crate) const RENEWED: &str = "It is renewed automatically until you stop it.";
pub(crate) const RENEWED_BY_WINDOW: &str =
    "It is renewed only while Rolecall's window or tray is running. Start it with `rolecall app`.";
pub(crate) const ALL_RENEWED_BY_WINDOW: &str = "Role sessions are renewed only while Rolecall's window or tray is running. Start it with `rolecall app`.";
pub(crate) const EXPIRED: &str = "ended";

/// How a role session continues, as a word.
#[derive(Clone, Copy)]
pub(crate) enum RenewalText {
    EndsWithoutSignIn,
    WaitingForSignIn,
    Waiting,
    Ends,
    Renews,
    OnDemand,
}

pub(crate) fn renewal(renewal: RenewalText, limit: Option<&str>) -> String {
    let renewal = match renewal {
        RenewalText::EndsWithoutSignIn => "ends, sign in to renew",
        RenewalText::WaitingForSignIn => "waiting for sign-in",
        RenewalText::Waiting => "waiting",
        RenewalText::Ends => "ends",
        RenewalText::Renews => "renews",
        RenewalText::OnDemand => "on demand",
    };
    match limit {
        Some(limit) => format!("{renewal}, limit {limit}"),
        None => renewal.to_owned(),
    }
}

pub(crate) fn used_by(programs: &str) -> String {
    format!("used by {programs}")
}

pub(crate) fn program(program: &ProcessInfo) -> String {
    format!("{} ({})", program.name, program.pid)
}

pub(crate) fn active(role: &str, until: &str, left: &str) -> String {
    format!("{role} is active until {until}, {left} from now.")
}

pub(crate) fn limit(at: &str) -> String {
    format!("Its limit is reached at {at}.")
}

pub(crate) fn stopped(role: &str) -> String {
    format!("Stopped {role}.")
}

pub(crate) fn not_active(role: &str) -> String {
    format!("{role} was not active.")
}

/// Which role of which account.
pub(crate) fn account_and_role(account: &str, role: &str) -> String {
    format!("{account} as {role}")
}

/// Follows the environment; `what` is which role of which account.
pub(crate) fn production(what: &str) -> String {
    format!(": {what}")
}

/// As [`production`], for an account that no list names yet.
pub(crate) fn may_be_production(what: &str) -> String {
    format!("? The account is not listed yet: {what}")
}

/// Nobody could be asked.
pub(crate) fn unconfirmed(what: &str) -> String {
    format!("The use of a production account was not confirmed: {what}. There is no terminal to ask on.")
}

pub(crate) const CONFIRM_WITH_YES: &str = "Use --yes to confirm it.";

/// As [`unconfirmed`], for an account that no list names yet.
pub(crate) fn unconfirmed_unlisted(what: &str) -> String {
    format!(
        "{what} may be production, because the account is not listed yet, and there is no terminal to ask on."
    )
}

pub(crate) const LIST_OR_CONFIRM: &str =
    "List it with `rolecall roles --refresh`, or use --yes to confirm it.";

/// Follows what is asked about.
pub(crate) const CONTINUE: &str = ". Continue? [y/N] ";

/// Returns whether a reply to a question means yes.
pub(crate) fn is_yes(reply: &str) -> bool {
    matches!(reply.trim().to_lowercase().as_str(), "y" | "yes")
}
