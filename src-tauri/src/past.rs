//! The history as the page asks for it, and as a file.

use crate::compose::Composition;
use crate::ipc::wire::{
    EnvironmentView, ExportedView, HistoryEntryView, HistoryQueryView, HistoryView, SpanView,
};
use crate::stage::Acting;
use crate::view;
use rolecall::history::{Span, csv, history_part};
use rolecall::keeper::Snapshot;
use rolecall::problem::Problem;
use rolecall_model::Timestamp;
use rolecall_model::account::{Account, AccountId};
use rolecall_model::assignment::Assignment;
use rolecall_model::history::{HistoryEntry, HistoryQuery};
use rolecall_model::portal::PortalName;
use rolecall_model::settings::environment_of;
use std::collections::HashMap;

/// The page shows no more entries at once.
const MOST_SHOWN: u32 = 5_000;
/// A file holds no more entries.
const MOST_EXPORTED: u32 = 500_000;

/// Returns a part of the history and its day timeline.
pub(crate) fn history(acting: &Acting, query: &HistoryQueryView) -> Result<HistoryView, Problem> {
    let part =
        history_part(&acting.ports, &read(query, MOST_SHOWN)?).map_err(|error| Problem::from(&error))?;
    let snapshot = acting.keeper.snapshot();
    let accounts = Accounts::of(&snapshot);
    Ok(HistoryView {
        entries: part.entries.iter().map(|entry| accounts.entry(entry)).collect(),
        spans: part.spans.iter().map(|span| accounts.span(span)).collect(),
    })
}

/// Writes a part of the history among the user's downloads.
pub(crate) fn export(
    acting: &Acting,
    composition: &Composition,
    query: &HistoryQueryView,
) -> Result<ExportedView, Problem> {
    let query = read(query, MOST_EXPORTED)?;
    let entries = acting
        .ports
        .store
        .history_store
        .history(&query)
        .map_err(|error| Problem::from(&error))?;
    let snapshot = acting.keeper.snapshot();
    let accounts = Accounts::of(&snapshot);
    let text = csv(&entries, &|assignment| accounts.name(assignment));
    let stem = format!("rolecall-history-{}", day(acting.ports.clock.now()));
    let file = composition
        .write_download(&stem, "csv", text.as_bytes())
        .map_err(|error| Problem::invalid_input(format!("The history was not written: {error}.")))?;
    Ok(ExportedView {
        file,
        entries: u32::try_from(entries.len()).unwrap_or(u32::MAX),
    })
}

/// The day of a moment in UTC, as `2026-11-24`.
fn day(at: Timestamp) -> String {
    at.to_string().chars().take(10).collect()
}

fn read(query: &HistoryQueryView, most: u32) -> Result<HistoryQuery, Problem> {
    let moment = |text: &str| {
        text.parse::<Timestamp>()
            .map_err(|_| Problem::invalid_input("The history was not read: that is no moment."))
    };
    let (from, until) = (moment(&query.from)?, moment(&query.until)?);
    if from >= until {
        return Err(Problem::invalid_input(
            "The history was not read: it would end before it begins.",
        ));
    }
    Ok(HistoryQuery { from, until, most })
}

/// The accounts that are listed, to name what happened with them.
struct Accounts<'a> {
    snapshot: &'a Snapshot,
    by_id: HashMap<(&'a PortalName, &'a AccountId), &'a Account>,
}

impl<'a> Accounts<'a> {
    fn of(snapshot: &'a Snapshot) -> Self {
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

    fn account(&self, assignment: &Assignment) -> Option<&'a Account> {
        self.by_id
            .get(&(&assignment.portal, &assignment.account_id))
            .copied()
    }

    fn name(&self, assignment: &Assignment) -> Option<String> {
        self.account(assignment).map(|account| account.name.clone())
    }

    fn environment(&self, assignment: &Assignment) -> Option<EnvironmentView> {
        let settings = &self.snapshot.settings;
        let environment = match self.account(assignment) {
            Some(account) => environment_of(settings, account),
            None => environment_of(settings, &Account::unlisted(&assignment.account_id)),
        };
        environment.map(view::environment)
    }

    fn entry(&self, entry: &HistoryEntry) -> HistoryEntryView {
        let assignment = entry.assignment.as_ref();
        let program = entry.program.as_ref();
        HistoryEntryView {
            at: entry.at.to_string(),
            event: entry.event.id().to_owned(),
            portal: entry.portal.to_string(),
            account_id: assignment.map(|it| it.account_id.to_string()),
            account_name: assignment.and_then(|it| self.name(it)),
            role_name: assignment.map(|it| it.role_name.as_str().to_owned()),
            environment: assignment.and_then(|it| self.environment(it)),
            until: entry.until.map(|until| until.to_string()),
            surface: entry.surface.id().to_owned(),
            program: program.map(|it| it.name.clone()),
            pid: program.map(|it| it.pid),
            folder: program.and_then(|it| it.folder.clone()),
            by_default: entry.by_default,
            detail: entry.detail.clone(),
        }
    }

    fn span(&self, span: &Span) -> SpanView {
        SpanView {
            assignment: view::key(&span.assignment),
            account_name: self.name(&span.assignment),
            environment: self.environment(&span.assignment),
            from: span.from.to_string(),
            until: span.until.to_string(),
        }
    }
}

#[cfg(test)]
mod tests;
