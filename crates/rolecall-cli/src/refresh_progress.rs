//! Refreshes the list of a portal in the terminal: shows progress, failed accounts, and added and removed roles.
//!
//! It must not know how a list is fetched; the domain does.

use crate::alias_moves;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::roles::{self as messages, RefreshCounts};
use crate::settings;
use crate::terminal::{Style, Terminal, Text};
use rolecall::catalogue::{CatalogueEvent, PriorityAccounts, RefreshOutcome, refresh};
use rolecall::labels::follow_renames;
use rolecall::problem::Problem;
use rolecall_model::account::AccountId;
use rolecall_model::portal::Portal;
use rolecall_model::role_ref::RoleRef;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The number of added and of removed roles that are printed; the others are counted.
const MAX_PRINTED: usize = 10;

/// Fetches the list of `portal` and prints on standard error what happens.
///
/// # Errors
/// The user is not signed in, or the accounts cannot be listed. The cached list is kept then.
pub(crate) async fn refresh_portal(ctx: &Context, portal: &Portal) -> Result<(), Failure> {
    let progress = Mutex::new(ProgressLine::default());
    let report = |event| {
        let mut progress = progress.lock().unwrap_or_else(PoisonError::into_inner);
        progress.on_event(&ctx.terminal, event);
        ctx.terminal.show_progress(progress.line(portal));
    };
    ctx.terminal
        .show_progress(messages::refresh_started(&portal.name));
    let refreshed = refresh(&ctx.ports, portal, &PriorityAccounts::default(), &report).await;
    ctx.terminal.clear_progress();
    let refreshed = refreshed.map_err(|error| Failure::for_portal(&portal.name, &error))?;
    if let Err(problem) = follow_renames(&ctx.ports, &refreshed.renames) {
        tracing::warn!(
            problem.reference,
            problem.detail,
            "labels did not follow a renamed role"
        );
    }
    print_changes(&ctx.terminal, portal, &refreshed);
    alias_moves::print(ctx, &settings::load(&ctx.ports)?)
}

/// How far a refresh is.
#[derive(Default)]
struct ProgressLine {
    account_names: BTreeMap<AccountId, String>,
    finished_accounts: usize,
    roles: usize,
    /// Whether all accounts are known.
    complete: bool,
    throttled: bool,
}

impl ProgressLine {
    fn on_event(&mut self, terminal: &Terminal, event: CatalogueEvent) {
        match event {
            CatalogueEvent::Accounts { accounts, complete } => {
                self.account_names
                    .extend(accounts.into_iter().map(|account| (account.id, account.name)));
                self.complete = complete;
            }
            CatalogueEvent::Roles { roles, .. } => {
                self.finished_accounts += 1;
                self.roles += roles.len();
            }
            CatalogueEvent::AccountFailed { account_id, error } => {
                self.finished_accounts += 1;
                let name = self.account_names.get(&account_id).map_or("", String::as_str);
                let reason = Problem::from(&error).summary;
                let text = messages::account_failed(name, &account_id, &reason);
                terminal.note(Text::styled(Style::Warning, &text));
            }
            CatalogueEvent::Throttled(throttled) => self.throttled = throttled,
        }
    }

    fn line(&self, portal: &Portal) -> String {
        let counts = RefreshCounts {
            finished_accounts: self.finished_accounts,
            known_accounts: self.account_names.len(),
            complete: self.complete,
            roles: self.roles,
            throttled: self.throttled,
        };
        messages::refresh_progress(&portal.name, &counts)
    }
}

fn print_changes(terminal: &Terminal, portal: &Portal, refreshed: &RefreshOutcome) {
    let difference = &refreshed.difference;
    if refreshed.failed_accounts > 0 {
        let text = messages::accounts_failed(&portal.name, refreshed.failed_accounts);
        terminal.note(Text::styled(Style::Warning, &text));
    }
    if difference.added.is_empty() && difference.removed.is_empty() {
        return;
    }
    let (added, removed) = (difference.added.len(), difference.removed.len());
    terminal.note(messages::changes(&portal.name, added, removed));
    print_roles(terminal, Style::Success, "+", &difference.added);
    print_roles(terminal, Style::Error, "-", &difference.removed);
}

fn print_roles(terminal: &Terminal, style: Style, sign: &str, roles: &[RoleRef]) {
    for role in roles.iter().take(MAX_PRINTED) {
        let line = Text::from("  ").with(style, sign).plain(" ");
        terminal.note(line.plain(&role.target()));
    }
    let more = roles.len().saturating_sub(MAX_PRINTED);
    if more > 0 {
        terminal.note(format!("  {sign} {}", messages::more(more)));
    }
}
