//! What stands behind one role in the menu: what can be done with it at this moment.
//!
//! It must not know which roles the menu shows.

use super::names::{MenuNames, short};
use super::{MenuEntry, TrayAction};
use crate::hostile_text::fit_sentence;
use crate::keeper::{SignInState, Snapshot};
use crate::messages::tray as labels;
use crate::production_guard::Confirmation;
use crate::role_session_status::{RoleSessionPhase, RoleSessionState};
use rolecall_model::Timestamp;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::Renewal;

/// A sentence of a problem is cut there, in columns; the window shows it whole.
const MAX_SENTENCE_COLUMNS: usize = 96;

/// An entry that does something and carries no mark.
pub(super) fn item(label: impl Into<String>, action: TrayAction) -> MenuEntry {
    checked(label, action, false)
}

/// An entry that does something and tells whether it is so.
pub(super) fn checked(label: impl Into<String>, action: TrayAction, checked: bool) -> MenuEntry {
    MenuEntry::Item {
        label: label.into(),
        action,
        checked,
    }
}

pub(super) fn submenu(label: impl Into<String>, entries: Vec<MenuEntry>) -> MenuEntry {
    MenuEntry::Submenu {
        label: label.into(),
        entries,
    }
}

/// Whether a role can be used at its portal now.
enum Availability {
    Possible,
    AfterSignIn,
    WhileSigningIn,
}

/// What can be done with one role of a snapshot.
pub(super) struct Entries<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) names: &'a MenuNames<'a>,
}

impl Entries<'_> {
    /// Returns what stands behind a role session that is active.
    pub(super) fn for_active(&self, state: &RoleSessionState, now: Timestamp) -> Vec<MenuEntry> {
        let role = &state.record.role;
        let mut entries = vec![MenuEntry::Heading(self.names.full_name(role))];
        match &state.phase {
            RoleSessionPhase::Active | RoleSessionPhase::Renewing => {}
            RoleSessionPhase::WaitingForSignIn => entries.extend(self.sign_in(role)),
            RoleSessionPhase::Retrying { problem, .. } | RoleSessionPhase::Refused(problem) => {
                entries.push(MenuEntry::Heading(problem_text(&problem.summary)));
            }
        }
        entries.push(MenuEntry::Separator);
        if state.record.expires_at > now {
            entries.push(self.open_console(role));
        }
        entries.push(copy_command(role));
        entries.push(self.make_default(role));
        entries.push(MenuEntry::Separator);
        let renews = state.record.renewal == Renewal::On;
        if !matches!(state.phase, RoleSessionPhase::WaitingForSignIn) {
            entries.push(item(labels::RENEW_NOW, TrayAction::Renew(role.clone())));
        }
        entries.push(checked(
            labels::RENEW_AUTOMATICALLY,
            TrayAction::SetRenewing(role.clone(), !renews),
            renews,
        ));
        entries.push(item(labels::STOP, TrayAction::Stop(role.clone())));
        entries
    }

    /// Returns what stands behind a role that has no role session now.
    pub(super) fn for_inactive(&self, role: &RoleRef) -> Vec<MenuEntry> {
        let mut entries = vec![
            MenuEntry::Heading(self.names.full_name(role)),
            MenuEntry::Separator,
        ];
        match self.availability(role) {
            Availability::Possible => {
                entries.push(self.start(role));
                entries.push(self.open_console(role));
            }
            Availability::AfterSignIn | Availability::WhileSigningIn => entries.extend(self.sign_in(role)),
        }
        entries.push(copy_command(role));
        entries.push(self.make_default(role));
        entries
    }

    /// Returns the role session of `role` that is active at `now`.
    pub(super) fn active(&self, role: &RoleRef, now: Timestamp) -> Option<&RoleSessionState> {
        self.snapshot
            .role_sessions
            .iter()
            .find(|state| state.record.role == *role && state.is_active(now))
    }

    pub(super) fn is_default(&self, role: &RoleRef) -> bool {
        self.snapshot.settings.default_role.as_ref() == Some(role)
    }

    fn availability(&self, role: &RoleRef) -> Availability {
        let sign_in = self.snapshot.portal_of(role).map(|state| &state.sign_in);
        match sign_in {
            None if self.snapshot.settings.needs_no_sign_in(role) => Availability::Possible,
            Some(SignInState::SignedIn(_) | SignInState::Unknown) => Availability::Possible,
            Some(SignInState::SignedOut | SignInState::Expired) | None => Availability::AfterSignIn,
            Some(SignInState::WaitingForBrowser { .. } | SignInState::WaitingForCode { .. }) => {
                Availability::WhileSigningIn
            }
        }
    }

    fn sign_in(&self, role: &RoleRef) -> Option<MenuEntry> {
        let portal = &self.snapshot.portal_of(role)?.portal.name;
        Some(match self.availability(role) {
            Availability::Possible | Availability::AfterSignIn => item(
                labels::sign_in(&short(portal.as_str())),
                TrayAction::SignIn(portal.clone()),
            ),
            Availability::WhileSigningIn => MenuEntry::Heading(labels::signing_in(&short(portal.as_str()))),
        })
    }

    fn open_console(&self, role: &RoleRef) -> MenuEntry {
        let action = |confirmation| TrayAction::OpenConsole(role.clone(), confirmation);
        self.guarded(
            role,
            labels::OPEN_CONSOLE,
            labels::OPEN_PRODUCTION_CONSOLE,
            action,
        )
    }

    fn start(&self, role: &RoleRef) -> MenuEntry {
        let action = |confirmation| TrayAction::Start(role.clone(), confirmation);
        self.guarded(role, labels::START, labels::START_PRODUCTION, action)
    }

    /// An entry that uses `role`. Where the user has to confirm that, it opens a submenu with what they confirm.
    fn guarded(
        &self,
        role: &RoleRef,
        label: &str,
        confirmed_label: &str,
        action: impl Fn(Confirmation) -> TrayAction,
    ) -> MenuEntry {
        if self.names.needs_confirmation(role) {
            submenu(label, vec![item(confirmed_label, action(Confirmation::Present))])
        } else {
            item(label, action(Confirmation::Missing))
        }
    }

    /// The entry that makes `@default` mean `role`, by its name.
    pub(super) fn choose_default(&self, role: &RoleRef) -> MenuEntry {
        let action = |confirmation| TrayAction::MakeDefault(role.clone(), confirmation);
        let label = self.names.label(role);
        match (self.is_default(role), self.names.needs_confirmation(role)) {
            (true, false) => checked(label, action(Confirmation::Missing), true),
            (true, true) => MenuEntry::Heading(label),
            (false, _) => self.guarded(role, &label, labels::MAKE_PRODUCTION_DEFAULT, action),
        }
    }

    fn make_default(&self, role: &RoleRef) -> MenuEntry {
        let action = |confirmation| TrayAction::MakeDefault(role.clone(), confirmation);
        match (self.is_default(role), self.names.needs_confirmation(role)) {
            (true, false) => checked(labels::IS_DEFAULT, action(Confirmation::Missing), true),
            (true, true) => MenuEntry::Heading(labels::IS_DEFAULT.to_owned()),
            (false, _) => self.guarded(
                role,
                labels::MAKE_DEFAULT,
                labels::MAKE_PRODUCTION_DEFAULT,
                action,
            ),
        }
    }
}

/// The menu copies commands only: any program on the session bus can read it and click it, and so would get credentials.
fn copy_command(role: &RoleRef) -> MenuEntry {
    item(labels::COPY_COMMAND, TrayAction::CopyCommand(role.clone()))
}

/// A problem's sentence as a line of a menu.
pub(super) fn problem_text(summary: &str) -> String {
    fit_sentence(summary, MAX_SENTENCE_COLUMNS)
}
