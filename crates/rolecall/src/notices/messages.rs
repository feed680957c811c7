//! What notifications say. Names in them are made printable and cut; nothing secret and no address is in them.

use super::{NoticeCause, NoticeKind};
use crate::hostile_text::{fit, printable};
use crate::ports::{Notification, NotificationAction};
use crate::problem::Problem;
use rolecall_model::Timestamp;
use rolecall_model::catalogue::{Catalogue, account_of};
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::settings::Settings;
use rolecall_model::time::remaining;

/// The widest that a name may be, in columns.
const MAX_NAME_WIDTH: usize = 36;

/// How many names a notification holds before the rest is counted.
const MAX_NAMES: usize = 3;

/// What roles are called.
pub(crate) struct Names<'a> {
    settings: &'a Settings,
    catalogues: &'a [(&'a PortalName, &'a Catalogue)],
}

impl<'a> Names<'a> {
    pub(crate) fn new(settings: &'a Settings, catalogues: &'a [(&'a PortalName, &'a Catalogue)]) -> Self {
        Self { settings, catalogues }
    }

    fn name(&self, role: &RoleRef) -> String {
        if let Some(name) = self.settings.own_name_of(role) {
            return short(name);
        }
        let account = account_of(role, self.catalogues.iter().copied());
        let account = match account.name.as_str() {
            "" => account.id.as_str(),
            name => name,
        };
        format!("{} · {}", short(account), short(role.role_name.as_str()))
    }

    /// Names what the sentence is about: a single name as it is, several as their number.
    fn subject<'b>(&self, roles: impl Iterator<Item = &'b RoleRef>) -> Subject {
        let names: Vec<String> = roles.map(|role| self.name(role)).collect();
        Subject {
            list: listed(&names),
            head: match names.as_slice() {
                [name] => name.clone(),
                many => format!("{} role sessions", many.len()),
            },
            is_one: names.len() == 1,
        }
    }
}

/// What a notification is about.
struct Subject {
    head: String,
    list: String,
    is_one: bool,
}

impl Subject {
    /// Returns the names where the head only counts them, and `sentence` about them.
    fn body(&self, sentence: &str) -> String {
        if self.is_one {
            sentence.to_owned()
        } else {
            format!("{}. {sentence}", self.list)
        }
    }

    fn pick<'a>(&self, singular: &'a str, plural: &'a str) -> &'a str {
        if self.is_one { singular } else { plural }
    }
}

/// Returns the notification of `kind` about `causes`, all of which are of that kind; nothing when there are none.
pub(crate) fn notification(
    kind: NoticeKind,
    causes: &[NoticeCause],
    names: &Names<'_>,
    now: Timestamp,
) -> Option<Notification> {
    let subject = names.subject(causes.iter().filter_map(role_of));
    let (summary, body, (id, label)) = match causes.first()? {
        NoticeCause::SignIn { .. } => sign_in(causes, names),
        NoticeCause::Expiring { expires_at, .. } => (
            format!(
                "{} {} {}",
                subject.head,
                subject.pick("ends", "end"),
                time_left(*expires_at, now)
            ),
            subject.body(subject.pick(
                "It is not renewed automatically.",
                "They are not renewed automatically.",
            )),
            ("renew", subject.pick("Renew", "Renew all")),
        ),
        NoticeCause::NotRenewed { problem, .. } => (
            format!("{} could not be renewed", subject.head),
            subject.body(&format!("{} Rolecall keeps trying.", problem.summary)),
            ("retry", "Try now"),
        ),
        NoticeCause::Refused {
            problem, expires_at, ..
        } => (
            format!("{} cannot be renewed", subject.head),
            subject.body(&refused(&subject, problem, *expires_at, now)),
            ("refresh", "Refresh the list"),
        ),
        NoticeCause::LimitReached { .. } => (
            format!(
                "{} ended at {}",
                subject.head,
                subject.pick("its time limit", "their time limits")
            ),
            subject.body(subject.pick(STILL_NEEDED.0, STILL_NEEDED.1)),
            ("start", subject.pick("Start again", "Start all again")),
        ),
        NoticeCause::AccessChanged {
            portal,
            added,
            removed,
        } => (
            format!("Your access at {portal} changed"),
            format!("{}.", access(*added, *removed)),
            ("show", "Show"),
        ),
    };
    Some(Notification {
        cause: kind.id().to_owned(),
        summary,
        body,
        actions: vec![NotificationAction {
            id: id.to_owned(),
            label: label.to_owned(),
        }],
    })
}

/// The sentence about one and about several role sessions that a limit ended.
const STILL_NEEDED: (&str, &str) = (
    "Start it again if you still need it. Until then no program gets its credentials.",
    "Start them again if you still need them. Until then no program gets their credentials.",
);

/// Summary, body, and the action's id and label.
type Texts<'a> = (String, String, (&'a str, &'a str));

fn sign_in<'a>(causes: &[NoticeCause], names: &Names<'_>) -> Texts<'a> {
    let mut portals: Vec<String> = Vec::new();
    let mut waiting: Vec<&RoleRef> = Vec::new();
    let mut programs: Vec<String> = Vec::new();
    for cause in causes {
        if let NoticeCause::SignIn {
            portal,
            waiting: sessions,
            program,
        } = cause
        {
            portals.push(portal.to_string());
            waiting.extend(sessions);
            programs.extend(program.iter().map(|program| short(&program.name)));
        }
    }
    let mut body: Vec<String> = Vec::new();
    if !waiting.is_empty() {
        let subject = names.subject(waiting.into_iter());
        body.push(format!(
            "{} {} for new credentials.",
            subject.head,
            subject.pick("waits", "wait")
        ));
    }
    if !programs.is_empty() {
        let was = if programs.len() == 1 { "was" } else { "were" };
        body.push(format!("{} {was} refused credentials.", listed(&programs)));
    } else if body.is_empty() {
        body.push("A program was refused credentials.".to_owned());
    }
    let summary = format!("Sign in to {} to continue", listed(&portals));
    (summary, body.join(" "), ("sign-in", "Sign in"))
}

fn role_of(cause: &NoticeCause) -> Option<&RoleRef> {
    match cause {
        NoticeCause::Expiring { role, .. }
        | NoticeCause::NotRenewed { role, .. }
        | NoticeCause::Refused { role, .. }
        | NoticeCause::LimitReached { role, .. } => Some(role),
        NoticeCause::SignIn { .. } | NoticeCause::AccessChanged { .. } => None,
    }
}

fn time_left(expires_at: Timestamp, now: Timestamp) -> String {
    match minutes(expires_at, now) {
        0 => "in less than a minute".to_owned(),
        minutes => format!("in {minutes} min"),
    }
}

fn refused(subject: &Subject, problem: &Problem, expires_at: Timestamp, now: Timestamp) -> String {
    let summary = &problem.summary;
    if subject.is_one && !remaining(expires_at, now).is_zero() {
        format!("{summary} It ends {}.", time_left(expires_at, now))
    } else {
        summary.clone()
    }
}

fn minutes(expires_at: Timestamp, now: Timestamp) -> u64 {
    remaining(expires_at, now).as_secs().div_ceil(60)
}

fn access(added: usize, removed: usize) -> String {
    let roles = |count: usize| match count {
        1 => "1 role is".to_owned(),
        count => format!("{count} roles are"),
    };
    match (added, removed) {
        (added, 0) => format!("{} new", roles(added)),
        (0, removed) => format!("{} gone", roles(removed)),
        (added, removed) => format!("{} new, {removed} gone", roles(added)),
    }
}

/// Names the first few and counts the rest.
fn listed(names: &[String]) -> String {
    let shown = &names[..names.len().min(MAX_NAMES)];
    match (names.len() - shown.len(), shown) {
        (0, []) => String::new(),
        (0, [name]) => name.clone(),
        (0, [before @ .., last]) => format!("{} and {last}", before.join(", ")),
        (more, shown) => format!("{} and {more} more", shown.join(", ")),
    }
}

fn short(text: &str) -> String {
    fit(&printable(text), MAX_NAME_WIDTH).into_owned()
}

#[cfg(test)]
mod tests;
