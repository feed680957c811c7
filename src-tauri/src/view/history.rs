//! The history: entries with the names that their accounts have now, and the timeline of role sessions.
//!
//! It must not know how entries are read or written.

use super::{environment, role_key};
use crate::wire::{
    EnvironmentView, HistoryDetailView, HistoryEntryView, HistoryEventView, HistoryView, RoleSessionSpanView,
    SurfaceView,
};
use rolecall::history::{HistoryPart, Span};
use rolecall::keeper::Snapshot;
use rolecall_model::account::{Account, AccountId};
use rolecall_model::history::{HistoryDetail, HistoryEntry, HistoryEvent, Surface};
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleRef;
use std::collections::HashMap;

/// Returns a part of the history and its timeline.
pub(crate) fn history(snapshot: &Snapshot, part: &HistoryPart) -> HistoryView {
    let accounts = AccountIndex::new(snapshot);
    HistoryView {
        entries: part.entries.iter().map(|entry| accounts.entry(entry)).collect(),
        spans: part.spans.iter().map(|span| accounts.span(span)).collect(),
    }
}

/// The listed accounts by portal and id, to name those of entries.
pub(crate) struct AccountIndex<'a> {
    snapshot: &'a Snapshot,
    by_id: HashMap<(&'a PortalName, &'a AccountId), &'a Account>,
}

impl<'a> AccountIndex<'a> {
    /// Indexes the accounts of all portals.
    pub(crate) fn new(snapshot: &'a Snapshot) -> Self {
        let listed = snapshot.portals.iter().flat_map(|state| {
            state
                .catalogue
                .accounts
                .iter()
                .map(|listed| ((&state.portal.name, &listed.account.id), &listed.account))
        });
        Self {
            snapshot,
            by_id: listed.collect(),
        }
    }

    fn account(&self, role: &RoleRef) -> Option<&'a Account> {
        let portals = self.snapshot.portals.iter().map(|state| &state.portal.name);
        let own = role.portal();
        let mut portals = portals.filter(|portal| own.is_none_or(|own| own == *portal));
        portals.find_map(|portal| self.by_id.get(&(portal, &role.account_id)).copied())
    }

    /// Returns the name of an account that is still listed.
    pub(crate) fn name(&self, role: &RoleRef) -> Option<String> {
        self.account(role).map(|account| account.name.clone())
    }

    fn environment(&self, role: &RoleRef) -> Option<EnvironmentView> {
        let settings = &self.snapshot.settings;
        let found = match self.account(role) {
            Some(account) => settings.environment_of(account),
            None => settings.environment_of(&Account::unlisted(&role.account_id)),
        };
        found.map(environment)
    }

    fn entry(&self, entry: &HistoryEntry) -> HistoryEntryView {
        let role = entry.role();
        let program = entry.program.as_ref();
        HistoryEntryView {
            at: entry.at.to_string(),
            event: event(entry.event),
            origin: entry.origin().key(),
            account_id: role.map(|it| it.account_id.to_string()),
            account_name: role.and_then(|it| self.name(it)),
            role_name: role.map(|it| it.role_name.as_str().to_owned()),
            environment: role.and_then(|it| self.environment(it)),
            expires_at: entry.expires_at.map(|at| at.to_string()),
            surface: surface(entry.surface),
            program: program.map(|it| it.name.clone()),
            pid: program.map(|it| it.pid),
            folder: program.and_then(|it| it.folder.clone()),
            by_default: entry.by_default,
            reason: entry.reason.as_ref().map(ToString::to_string),
            detail: entry.detail.as_ref().map(detail),
        }
    }

    fn span(&self, span: &Span) -> RoleSessionSpanView {
        RoleSessionSpanView {
            role_key: role_key(&span.role),
            account_name: self.name(&span.role),
            environment: self.environment(&span.role),
            from: span.from.to_string(),
            until: span.until.to_string(),
        }
    }
}

fn event(event: HistoryEvent) -> HistoryEventView {
    match event {
        HistoryEvent::SignedIn => HistoryEventView::SignedIn,
        HistoryEvent::SignedOut => HistoryEventView::SignedOut,
        HistoryEvent::Issued => HistoryEventView::Issued,
        HistoryEvent::Renewed => HistoryEventView::Renewed,
        HistoryEvent::CredentialsVended => HistoryEventView::CredentialsVended,
        HistoryEvent::Copied => HistoryEventView::Copied,
        HistoryEvent::ConsoleOpened => HistoryEventView::ConsoleOpened,
        HistoryEvent::Stopped => HistoryEventView::Stopped,
        HistoryEvent::LimitReached => HistoryEventView::LimitReached,
        HistoryEvent::Denied => HistoryEventView::Denied,
        HistoryEvent::DefaultChanged => HistoryEventView::DefaultChanged,
    }
}

fn detail(detail: &HistoryDetail) -> HistoryDetailView {
    match detail {
        HistoryDetail::Format(format) => HistoryDetailView::Format {
            format: format.id().to_owned(),
        },
        HistoryDetail::Exec => HistoryDetailView::Exec,
        HistoryDetail::Shell => HistoryDetailView::Shell,
        HistoryDetail::DefaultCleared => HistoryDetailView::DefaultCleared,
        HistoryDetail::Console {
            service,
            region,
            as_link,
        } => HistoryDetailView::Console {
            service: service.clone(),
            region: region.as_str().to_owned(),
            as_link: *as_link,
        },
        HistoryDetail::Text(text) => HistoryDetailView::Text { text: text.clone() },
    }
}

pub(super) fn surface(surface: Surface) -> SurfaceView {
    match surface {
        Surface::Window => SurfaceView::Window,
        Surface::Tray => SurfaceView::Tray,
        Surface::Notification => SurfaceView::Notification,
        Surface::Command => SurfaceView::Command,
        Surface::CredentialProcess => SurfaceView::CredentialProcess,
        Surface::Keeper => SurfaceView::Keeper,
    }
}

#[cfg(test)]
mod tests;
