//! Listing a portal again in a terminal: how far it is, what failed, what is new and what is gone.
//!
//! How it is listed is the domain's; it must not know.

use crate::failure::Failure;
use crate::surroundings::Surroundings;
use crate::terminal::{Style, Terminal, Text};
use crate::times;
use rolecall::catalogue::{CatalogueEvent, PriorityAccounts, Refreshed, refresh};
use rolecall::labels::follow_renames;
use rolecall::problem::Problem;
use rolecall_model::account::AccountId;
use rolecall_model::assignment::Assignment;
use rolecall_model::portal::Portal;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// So many new and so many gone assignments are named; the rest are counted.
const MOST_NAMED: usize = 10;

/// Lists `portal` again and says on the stream of remarks what happens.
///
/// # Errors
/// Nobody is signed in, or the accounts cannot be listed; what was kept before stays.
pub(crate) async fn list_anew(here: &Surroundings, portal: &Portal) -> Result<(), Failure> {
    let far = Mutex::new(HowFar::default());
    let report = |event| {
        let mut far = far.lock().unwrap_or_else(PoisonError::into_inner);
        far.hear(&here.terminal, event);
        here.terminal.progress(far.line(portal));
    };
    here.terminal.progress(format!("Listing {} …", portal.name));
    let refreshed = refresh(&here.ports, portal, &PriorityAccounts::default(), &report).await;
    here.terminal.end_progress();
    let refreshed = refreshed.map_err(|error| Failure::at(&portal.name, &error))?;
    if let Err(problem) = follow_renames(&here.ports, &refreshed.renames) {
        tracing::warn!(problem.reference, problem.detail, "labels did not follow a role");
    }
    say_changes(&here.terminal, portal, &refreshed);
    Ok(())
}

#[derive(Default)]
struct HowFar {
    names: BTreeMap<AccountId, String>,
    done: usize,
    roles: usize,
    complete: bool,
    throttled: bool,
}

impl HowFar {
    fn hear(&mut self, terminal: &Terminal, event: CatalogueEvent) {
        match event {
            CatalogueEvent::Accounts { accounts, complete } => {
                self.names
                    .extend(accounts.into_iter().map(|account| (account.id, account.name)));
                self.complete = complete;
            }
            CatalogueEvent::Roles { roles, .. } => {
                self.done += 1;
                self.roles += roles.len();
            }
            CatalogueEvent::AccountFailed { account_id, error } => {
                self.done += 1;
                let name = self.names.get(&account_id).map_or("", String::as_str);
                let why = Problem::from(&error).summary;
                let text = format!("{name} ({account_id}): its roles could not be listed. {why}");
                terminal.remark(Text::styled(Style::Warning, text.trim_start()));
            }
            CatalogueEvent::Throttled(throttled) => self.throttled = throttled,
        }
    }

    fn line(&self, portal: &Portal) -> String {
        let found = self.names.len();
        let more = if self.complete { "" } else { " or more" };
        let slower = if self.throttled {
            ", slower because AWS asks for it"
        } else {
            ""
        };
        format!(
            "Listing {}: {} of {found}{more} accounts, {}{slower} …",
            portal.name,
            self.done,
            times::counted(self.roles, "role")
        )
    }
}

fn say_changes(terminal: &Terminal, portal: &Portal, refreshed: &Refreshed) {
    let difference = &refreshed.difference;
    if refreshed.failed_accounts > 0 {
        let count = refreshed.failed_accounts;
        let accounts = times::counted(count, "account");
        let text = format!(
            "{}: {accounts} could not be listed; what was known stays.",
            portal.name
        );
        terminal.remark(Text::styled(Style::Warning, &text));
    }
    if difference.added.is_empty() && difference.removed.is_empty() {
        return;
    }
    terminal.remark(format!(
        "{}: {} new, {} gone.",
        portal.name,
        difference.added.len(),
        difference.removed.len()
    ));
    name_some(terminal, Style::Good, "+", &difference.added);
    name_some(terminal, Style::Bad, "-", &difference.removed);
}

fn name_some(terminal: &Terminal, style: Style, sign: &str, assignments: &[Assignment]) {
    for assignment in assignments.iter().take(MOST_NAMED) {
        terminal.remark(
            Text::from("  ")
                .then(style, sign)
                .plain(" ")
                .plain(&assignment.target()),
        );
    }
    let more = assignments.len().saturating_sub(MOST_NAMED);
    if more > 0 {
        terminal.remark(format!("  {sign} … and {more} more"));
    }
}
