//! Refreshes the list of a portal in the terminal: shows progress, failed accounts, and added and removed roles.
//!
//! It must not know how a list is fetched; the domain does.

use crate::context::Context;
use crate::failure::Failure;
use crate::terminal::{Style, Terminal, Text};
use crate::time_format;
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
    ctx.terminal.show_progress(format!("Listing {} …", portal.name));
    let refreshed = refresh(&ctx.ports, portal, &PriorityAccounts::default(), &report).await;
    ctx.terminal.clear_progress();
    let refreshed = refreshed.map_err(|error| Failure::for_portal(&portal.name, &error))?;
    if let Err(problem) = follow_renames(&ctx.ports, &refreshed.renames) {
        tracing::warn!(
            problem.reference,
            problem.detail,
            "labels could not be moved to a renamed role"
        );
    }
    print_changes(&ctx.terminal, portal, &refreshed);
    Ok(())
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
                let text = format!("{name} ({account_id}): its roles could not be listed. {reason}");
                terminal.note(Text::styled(Style::Warning, text.trim_start()));
            }
            CatalogueEvent::Throttled(throttled) => self.throttled = throttled,
        }
    }

    fn line(&self, portal: &Portal) -> String {
        let accounts = self.account_names.len();
        let or_more = if self.complete { "" } else { " or more" };
        let throttled = if self.throttled { ", throttled by AWS" } else { "" };
        format!(
            "Listing {}: {} of {accounts}{or_more} accounts, {}{throttled} …",
            portal.name,
            self.finished_accounts,
            time_format::count(self.roles, "role")
        )
    }
}

fn print_changes(terminal: &Terminal, portal: &Portal, refreshed: &RefreshOutcome) {
    let difference = &refreshed.difference;
    if refreshed.failed_accounts > 0 {
        let accounts = time_format::count(refreshed.failed_accounts, "account");
        let text = format!(
            "{}: {accounts} could not be listed; cached roles are kept.",
            portal.name
        );
        terminal.note(Text::styled(Style::Warning, &text));
    }
    if difference.added.is_empty() && difference.removed.is_empty() {
        return;
    }
    terminal.note(format!(
        "{}: {} added, {} removed.",
        portal.name,
        difference.added.len(),
        difference.removed.len()
    ));
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
        terminal.note(format!("  {sign} … and {more} more"));
    }
}
