//! What stands behind one assignment in the menu: what can be done with it at this moment.
//!
//! It must not know which assignments the menu shows.

use super::names::{MenuNames, short};
use super::{MenuEntry, TrayAction};
use crate::export::ExportFormat;
use crate::hostile_text::{fit, printable};
use crate::keeper::{SignInState, Snapshot};
use crate::role_session_status::{RoleSessionPhase, RoleSessionState};
use rolecall_model::Timestamp;
use rolecall_model::assignment::Assignment;
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

/// Whether an assignment can be used at its portal now.
enum Availability {
    Possible,
    AfterSignIn,
    WhileSigningIn,
}

/// What can be done with one assignment of a snapshot.
pub(super) struct Entries<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) names: &'a MenuNames<'a>,
}

impl Entries<'_> {
    /// Returns what stands behind a role session that is active.
    pub(super) fn for_active(&self, state: &RoleSessionState, now: Timestamp) -> Vec<MenuEntry> {
        let assignment = &state.record.assignment;
        let mut entries = vec![MenuEntry::Heading(self.names.full_name(assignment))];
        match &state.phase {
            RoleSessionPhase::Active | RoleSessionPhase::Renewing => {}
            RoleSessionPhase::WaitingForSignIn => entries.extend(self.sign_in(assignment)),
            RoleSessionPhase::Retrying { problem, .. } | RoleSessionPhase::Refused(problem) => {
                entries.push(MenuEntry::Heading(problem_text(&problem.summary)));
            }
        }
        entries.push(MenuEntry::Separator);
        if state.record.expires_at > now {
            entries.push(self.open_console(assignment));
            entries.push(self.copy(assignment));
        } else {
            entries.push(self.copy_command(assignment));
        }
        entries.push(self.make_default(assignment));
        entries.push(MenuEntry::Separator);
        let renews = state.record.renewal == Renewal::On;
        if !matches!(state.phase, RoleSessionPhase::WaitingForSignIn) {
            entries.push(item("Renew now", TrayAction::Renew(assignment.clone())));
        }
        entries.push(checked(
            "Keep renewing",
            TrayAction::SetRenewing(assignment.clone(), !renews),
            renews,
        ));
        entries.push(item("Stop", TrayAction::Stop(assignment.clone())));
        entries
    }

    /// Returns what stands behind an assignment that has no role session now.
    pub(super) fn for_inactive(&self, assignment: &Assignment) -> Vec<MenuEntry> {
        let mut entries = vec![
            MenuEntry::Heading(self.names.full_name(assignment)),
            MenuEntry::Separator,
        ];
        match self.availability(assignment) {
            Availability::Possible => {
                entries.push(item("Start", TrayAction::Start(assignment.clone())));
                entries.push(self.open_console(assignment));
            }
            Availability::AfterSignIn | Availability::WhileSigningIn => {
                entries.extend(self.sign_in(assignment))
            }
        }
        entries.push(self.copy_command(assignment));
        entries.push(self.make_default(assignment));
        entries
    }

    /// Returns the role session of `assignment` that is active at `now`.
    pub(super) fn active(&self, assignment: &Assignment, now: Timestamp) -> Option<&RoleSessionState> {
        self.snapshot
            .role_sessions
            .iter()
            .find(|state| state.record.assignment == *assignment && state.is_active(now))
    }

    pub(super) fn is_default(&self, assignment: &Assignment) -> bool {
        self.snapshot.settings.default_assignment.as_ref() == Some(assignment)
    }

    fn availability(&self, assignment: &Assignment) -> Availability {
        let sign_in = self
            .snapshot
            .portal(&assignment.portal)
            .map(|state| &state.sign_in);
        match sign_in {
            Some(SignInState::SignedIn(_) | SignInState::Unknown) => Availability::Possible,
            Some(SignInState::SignedOut | SignInState::Expired) | None => Availability::AfterSignIn,
            Some(SignInState::WaitingForBrowser { .. } | SignInState::WaitingForCode { .. }) => {
                Availability::WhileSigningIn
            }
        }
    }

    fn sign_in(&self, assignment: &Assignment) -> Option<MenuEntry> {
        let portal = &assignment.portal;
        self.snapshot.portal(portal)?;
        Some(match self.availability(assignment) {
            Availability::Possible | Availability::AfterSignIn => item(
                format!("Sign in to {}", short(portal.as_str())),
                TrayAction::SignIn(portal.clone()),
            ),
            Availability::WhileSigningIn => {
                MenuEntry::Heading(format!("Signing in to {}…", short(portal.as_str())))
            }
        })
    }

    fn open_console(&self, assignment: &Assignment) -> MenuEntry {
        let action = TrayAction::OpenConsole(assignment.clone());
        if self.names.needs_confirmation(assignment) {
            submenu("Open console", vec![item("Open production console", action)])
        } else {
            item("Open console", action)
        }
    }

    fn copy_command(&self, assignment: &Assignment) -> MenuEntry {
        item("Copy command", TrayAction::CopyCommand(assignment.clone()))
    }

    fn copy(&self, assignment: &Assignment) -> MenuEntry {
        let formats = ExportFormat::ALL.into_iter().map(|format| {
            item(
                format.label(),
                TrayAction::CopyCredentials(assignment.clone(), format.id()),
            )
        });
        let mut entries = vec![item(
            "Command, without a secret",
            TrayAction::CopyCommand(assignment.clone()),
        )];
        entries.push(MenuEntry::Separator);
        if self.names.needs_confirmation(assignment) {
            entries.push(submenu("Production credentials", formats.collect()));
        } else {
            let seconds = self.snapshot.settings.clipboard_clear_in.as_secs();
            entries.push(MenuEntry::Heading(format!(
                "Credentials, in the clipboard for {seconds} s"
            )));
            entries.extend(formats);
        }
        submenu("Copy…", entries)
    }

    fn make_default(&self, assignment: &Assignment) -> MenuEntry {
        let is_default = self.is_default(assignment);
        let label = if is_default {
            "Is the default"
        } else {
            "Make default"
        };
        checked(label, TrayAction::MakeDefault(assignment.clone()), is_default)
    }
}

/// A problem's sentence as a line of a menu.
pub(super) fn problem_text(summary: &str) -> String {
    fit(&printable(summary), MAX_SENTENCE_COLUMNS).into_owned()
}
