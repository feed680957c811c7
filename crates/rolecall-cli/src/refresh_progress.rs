//! Refreshes the list of a portal in the terminal: shows progress, failed accounts, and added and removed roles.
//!
//! It must not know how a list is fetched; the domain does.

use crate::alias_moves;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::roles::{self as messages, RefreshCounts};
use crate::settings;
use crate::terminal::{Style, Terminal, Text};
use rolecall::catalogue::{
    CatalogueError, CatalogueEvent, PriorityAccounts, RefreshOutcome, list_wanted, refresh,
};
use rolecall::labels::follow_renames;
use rolecall::problem::Problem;
use rolecall::target::Target;
use rolecall_model::account::{Account, AccountId};
use rolecall_model::portal::Portal;
use rolecall_model::role_ref::RoleRef;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The number of added and of removed roles that are printed; the others are counted.
const MAX_PRINTED: usize = 10;

/// Fetches the list of `portal` and prints on standard error what happens.
///
/// # Errors
/// The user is not signed in, or the accounts or the roles of all of them cannot be listed. The cached list is kept then.
pub(crate) async fn refresh_portal(ctx: &Context, portal: &Portal) -> Result<RefreshOutcome, Failure> {
    let refreshed = with_progress(ctx, portal, async |report| {
        refresh(&ctx.ports, portal, &PriorityAccounts::default(), report).await
    });
    let refreshed = refreshed.await?;
    if let Err(problem) = follow_renames(&ctx.ports, &refreshed.renames) {
        tracing::warn!(
            problem.reference,
            problem.detail,
            "labels did not follow a renamed role"
        );
    }
    print_changes(&ctx.terminal, portal, &refreshed);
    alias_moves::print(ctx, &settings::load(&ctx.ports)?)?;
    Ok(refreshed)
}

/// Lists the roles of the accounts of `portal` that `target` may name, and prints how far that is.
///
/// # Errors
/// The user is not signed in, or those accounts cannot be listed.
pub(crate) async fn list_accounts_of(ctx: &Context, portal: &Portal, target: &Target) -> Result<(), Failure> {
    let wanted = |account: &Account| target.may_name_role_of(&portal.name, account);
    let list = async |report: ListingReport<'_>| list_wanted(&ctx.ports, portal, &wanted, report).await;
    with_progress(ctx, portal, list).await
}

type ListingReport<'a> = &'a (dyn Fn(CatalogueEvent) + Send + Sync);

/// Prints how far `list` is while it runs.
async fn with_progress<T>(
    ctx: &Context,
    portal: &Portal,
    list: impl AsyncFnOnce(ListingReport<'_>) -> Result<T, CatalogueError>,
) -> Result<T, Failure> {
    let progress = Mutex::new(ProgressLine::default());
    let report = |event| {
        let mut progress = progress.lock().unwrap_or_else(PoisonError::into_inner);
        progress.on_event(&ctx.terminal, event);
        ctx.terminal.show_progress(progress.line(portal));
    };
    ctx.terminal
        .show_progress(messages::refresh_started(&portal.name));
    let listed = list(&report).await;
    ctx.terminal.clear_progress();
    listed.map_err(|error| Failure::for_portal(&portal.name, &error))
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
    if let Some(problem) = Problem::of_unreadable_items(refreshed.unreadable) {
        let text = messages::left_out(&portal.name, &problem.summary);
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
