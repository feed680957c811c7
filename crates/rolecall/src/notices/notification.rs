//! Which sentences a notification consists of. Names in it are isolated and cut; nothing secret and no address is in it.

use super::{NoticeCause, NoticeKind};
use crate::hostile_text::{fit, isolated, printable};
use crate::messages::notices::{self as messages, NoticeText, SignInReasons};
use crate::messages::text::grouped_id;
use crate::ports::{Notification, NotificationAction};
use rolecall_model::Timestamp;
use rolecall_model::catalogue::{Catalogue, account_of};
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::settings::Settings;
use rolecall_model::time::remaining;

/// The widest that a name may be, in columns.
const MAX_NAME_WIDTH: usize = 36;

/// What roles are called.
pub(crate) struct Names<'a> {
    settings: &'a Settings,
    catalogues: &'a [(&'a PortalName, &'a Catalogue)],
}

impl<'a> Names<'a> {
    pub(crate) fn new(settings: &'a Settings, catalogues: &'a [(&'a PortalName, &'a Catalogue)]) -> Self {
        Self { settings, catalogues }
    }

    /// Names the role and its account, after the user's own word for it.
    fn name(&self, role: &RoleRef) -> String {
        let account = account_of(role, self.catalogues.iter().copied());
        let account = match account.name.as_str() {
            "" => short(&grouped_id(&account.id)),
            name => short(name),
        };
        let role_name = short(role.role_name.as_str());
        messages::role(
            self.settings.own_name_of(role).map(short).as_deref(),
            &role_name,
            &account,
        )
    }

    /// Returns the sentence that something did not happen with `role`.
    pub(crate) fn failure(&self, role: &RoleRef, summary: &str) -> String {
        messages::failure(&self.name(role), summary)
    }
}

/// Returns the notification of `kind` about `causes`, all of which are of that kind; nothing when there are none.
pub(crate) fn notification(
    kind: NoticeKind,
    causes: &[NoticeCause],
    names: &Names<'_>,
    now: Timestamp,
) -> Option<Notification> {
    let roles: Vec<String> = causes
        .iter()
        .filter_map(role_of)
        .map(|role| names.name(role))
        .collect();
    let (action, text) = match causes.first()? {
        NoticeCause::SignIn { .. } => ("sign-in", messages::sign_in(&sign_in_reasons(causes, names))),
        NoticeCause::Expiring { expires_at, .. } => {
            ("renew", messages::expiring(&roles, minutes(*expires_at, now)))
        }
        NoticeCause::NotRenewed { problem, .. } => ("retry", messages::not_renewed(&roles, &problem.summary)),
        NoticeCause::Refused {
            problem, expires_at, ..
        } => {
            let is_active = !remaining(*expires_at, now).is_zero();
            let ends_in = is_active.then(|| minutes(*expires_at, now));
            ("refresh", messages::refused(&roles, &problem.summary, ends_in))
        }
        NoticeCause::LimitReached { .. } => ("start", messages::limit_reached(&roles)),
        NoticeCause::AccessChanged {
            portal,
            added,
            removed,
        } => ("show", messages::access_changed(portal, *added, *removed)),
        NoticeCause::CertificateEnds { ends_at, .. } => (
            "show",
            messages::certificate_ends(&roles, remaining(*ends_at, now)),
        ),
        NoticeCause::MfaCode { .. } => ("enter-code", messages::mfa_code(&roles, &programs(causes))),
    };
    Some(with_action(kind, action, text))
}

fn with_action(kind: NoticeKind, id: &str, text: NoticeText) -> Notification {
    Notification {
        cause: kind.id().to_owned(),
        summary: text.summary,
        body: text.body,
        actions: vec![NotificationAction {
            id: id.to_owned(),
            label: text.action.to_owned(),
        }],
    }
}

fn sign_in_reasons(causes: &[NoticeCause], names: &Names<'_>) -> SignInReasons {
    let mut reasons = SignInReasons {
        portals: Vec::new(),
        waiting: Vec::new(),
        programs: Vec::new(),
    };
    for cause in causes {
        if let NoticeCause::SignIn {
            portal,
            waiting,
            program,
        } = cause
        {
            reasons.portals.push(short(portal.as_str()));
            reasons
                .waiting
                .extend(waiting.iter().map(|role| names.name(role)));
            reasons
                .programs
                .extend(program.iter().map(|program| short(&program.name)));
        }
    }
    reasons
}

/// Returns the names of the programs that wait for the codes of MFA devices.
fn programs(causes: &[NoticeCause]) -> Vec<String> {
    let program = |cause: &NoticeCause| match cause {
        NoticeCause::MfaCode { program, .. } => program.as_ref().map(|program| short(&program.name)),
        NoticeCause::SignIn { .. }
        | NoticeCause::Expiring { .. }
        | NoticeCause::NotRenewed { .. }
        | NoticeCause::Refused { .. }
        | NoticeCause::LimitReached { .. }
        | NoticeCause::CertificateEnds { .. }
        | NoticeCause::AccessChanged { .. } => None,
    };
    causes.iter().filter_map(program).collect()
}

fn role_of(cause: &NoticeCause) -> Option<&RoleRef> {
    match cause {
        NoticeCause::Expiring { role, .. }
        | NoticeCause::NotRenewed { role, .. }
        | NoticeCause::Refused { role, .. }
        | NoticeCause::LimitReached { role, .. }
        | NoticeCause::CertificateEnds { role, .. }
        | NoticeCause::MfaCode { role, .. } => Some(role),
        NoticeCause::SignIn { .. } | NoticeCause::AccessChanged { .. } => None,
    }
}

fn minutes(expires_at: Timestamp, now: Timestamp) -> u64 {
    remaining(expires_at, now).as_secs().div_ceil(60)
}

fn short(text: &str) -> String {
    isolated(&fit(&printable(text), MAX_NAME_WIDTH))
}

#[cfg(test)]
mod tests;
