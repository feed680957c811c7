//! `rolecall sessions`: the role sessions with their time left, their renewal and the programs that use them.
//!
//! The domain decides when a role session ends.

mod json;

use super::all;
use crate::command_line::JsonArg;
use crate::context::Context;
use crate::desktop;
use crate::failure::Failure;
use crate::messages::headings;
use crate::messages::role_sessions::{self as messages, RenewalText};
use crate::sign_in_status::{SignInStatus, sign_in_status};
use crate::terminal::{Column, Style, Table, Text};
use crate::verb::guard;
use crate::{settings, state, time_format};
use json::RoleSessionsJson;
use rolecall::clock_difference::clock_difference;
use rolecall::messages::clock;
use rolecall::ports::RunningDesktopError;
use rolecall::role_session_status::{RoleSessionOutcome, RoleSessionPhase, RoleSessionState};
use rolecall_model::Timestamp;
use rolecall_model::account::Account;
use rolecall_model::history::{HistoryEntry, HistoryEvent, HistoryQuery, ProcessInfo, Surface};
use rolecall_model::portal::{Portal, PortalName};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rolecall_model::settings::{Environment, Settings};
use std::collections::HashMap;

/// The columns in a terminal; the last one is truncated first.
const TERMINAL_COLUMNS: [Column; 4] = [
    Column::no_truncate(headings::ROLE),
    Column::no_truncate(headings::LEFT),
    Column::no_truncate(headings::UNTIL),
    Column::new(headings::STATE),
];

/// The columns in a pipe, one fact each.
const PIPED_COLUMNS: [Column; 7] = [
    Column::no_truncate(headings::TARGET),
    Column::new(headings::ACCOUNT),
    Column::no_truncate(headings::LEFT),
    Column::no_truncate(headings::UNTIL),
    Column::new(headings::RENEWAL),
    Column::new(""),
    Column::new(headings::USED_BY),
];

pub(in crate::verb) async fn run_list(ctx: &Context, args: &JsonArg) -> Result<(), Failure> {
    let settings = settings::load(&ctx.ports)?;
    let list = RoleSessionList::read(ctx, &settings).await?;
    if args.json {
        return Ok(ctx
            .terminal
            .print_json(&RoleSessionsJson::new(&list, ctx.now()))?);
    }
    if list.is_empty() {
        ctx.terminal.note(messages::NONE_ACTIVE_YET);
    }
    list.print(ctx).await?;
    if let Some(difference) = clock_difference(&ctx.ports) {
        ctx.terminal
            .note(Text::styled(Style::Warning, &clock::in_a_list(difference)));
    }
    Ok(())
}

/// The active role sessions; some may wait for new credentials.
pub(in crate::verb) struct RoleSessionList {
    rows: Vec<RoleSessionRow>,
}

struct RoleSessionRow {
    state: RoleSessionState,
    account: Account,
    environment: Option<Environment>,
    is_default: bool,
    /// The running programs that got its current credentials.
    used_by: Vec<ProcessInfo>,
    readable_target: String,
}

impl RoleSessionRow {
    fn record(&self) -> &RoleSessionRecord {
        &self.state.record
    }

    fn has_usable_credentials(&self, now: Timestamp) -> bool {
        self.record().expires_at > now
    }
}

impl RoleSessionList {
    /// Reads the role sessions from the state database and the keychain, without the network.
    ///
    /// # Errors
    /// The state database cannot be read.
    pub(in crate::verb) async fn read(ctx: &Context, settings: &Settings) -> Result<Self, Failure> {
        let records = all(ctx).await?;
        let Some(first_start) = records.iter().map(|record| record.started_at).min() else {
            return Ok(Self { rows: Vec::new() });
        };
        let lists = state::CachedLists::read(&ctx.ports, settings)?;
        let history = vended_since(ctx, first_start)?;
        let mut sign_ins = PortalSignIns::default();
        let mut rows = Vec::new();
        for record in records {
            let account = lists.account(&record.role);
            rows.push(RoleSessionRow {
                environment: settings.environment_of(&account),
                is_default: settings.default_role.as_ref() == Some(&record.role),
                used_by: used_by(ctx, &history, &record),
                readable_target: lists.readable_target(&record.role),
                state: RoleSessionState {
                    phase: phase(ctx, settings, &record, &mut sign_ins).await,
                    limit_at: settings.limit_time(&account, &record),
                    record,
                },
                account,
            });
        }
        Ok(Self { rows })
    }

    /// Returns whether there are no role sessions.
    pub(in crate::verb) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Returns whether `role` has a role session in the list.
    pub(in crate::verb) fn contains(&self, role: &RoleRef) -> bool {
        self.rows.iter().any(|row| row.record().role == *role)
    }

    /// Prints the list. In a terminal, warns if role sessions should be renewed but the desktop is not running.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub(in crate::verb) async fn print(&self, ctx: &Context) -> Result<(), Failure> {
        self.table(ctx).print(&ctx.terminal)?;
        let renews = |row: &RoleSessionRow| row.record().renewal == Renewal::On;
        if ctx.terminal.stdout_caps().is_terminal
            && self.rows.iter().any(renews)
            && matches!(
                desktop::send(ctx, &desktop::CHANGED).await,
                Err(RunningDesktopError::NotRunning)
            )
        {
            ctx.terminal
                .note(Text::styled(Style::Warning, messages::ALL_RENEWED_BY_WINDOW));
        }
        Ok(())
    }

    fn table(&self, ctx: &Context) -> Table {
        if ctx.terminal.stdout_caps().is_terminal {
            self.terminal_table(ctx)
        } else {
            self.piped_table(ctx)
        }
    }

    fn terminal_table(&self, ctx: &Context) -> Table {
        let mut table = Table::new(&TERMINAL_COLUMNS);
        for row in &self.rows {
            let mut state = Text::from(renewal(ctx, row));
            let marks = environment_and_default(row);
            if marks.width() > 0 {
                state = state.plain(", ").append(marks);
            }
            if !row.used_by.is_empty() {
                let used_by = messages::used_by(&program_names(row));
                state = state.with(Style::Dim, &format!(", {used_by}"));
            }
            let role = Text::styled(style(row), &row.readable_target);
            table.push(vec![role, time_left(ctx, row), expires_at(ctx, row), state]);
        }
        table
    }

    fn piped_table(&self, ctx: &Context) -> Table {
        let mut table = Table::new(&PIPED_COLUMNS);
        for row in &self.rows {
            table.push(vec![
                Text::from(row.record().role.target()),
                Text::from(row.account.name.as_str()),
                time_left(ctx, row),
                expires_at(ctx, row),
                Text::from(renewal(ctx, row)),
                environment_and_default(row),
                Text::from(program_names(row)),
            ]);
        }
        table
    }
}

fn style(row: &RoleSessionRow) -> Style {
    row.environment
        .map_or(Style::Plain, |environment| guard::label(environment).0)
}

/// Returns the phase as far as it is known without the desktop: one that is renewed cannot be without a sign-in.
async fn phase(
    ctx: &Context,
    settings: &Settings,
    record: &RoleSessionRecord,
    sign_ins: &mut PortalSignIns,
) -> RoleSessionPhase {
    let role = settings.resolve(&record.role).ok();
    let portal = role.as_ref().and_then(|role| role.source.portal());
    let is_renewed = record.renewal == Renewal::On;
    let Some(portal) = portal.filter(|_| is_renewed || record.expires_at <= ctx.now()) else {
        return RoleSessionPhase::Active;
    };
    match sign_ins.status(ctx, portal).await {
        SignInStatus::Ended | SignInStatus::SignedOut => RoleSessionPhase::WaitingForSignIn,
        SignInStatus::SignedIn | SignInStatus::Unknown => RoleSessionPhase::Active,
    }
}

/// The sign-ins of the portals, each read once. A keychain that is locked is not read: a list prompts for nothing.
#[derive(Default)]
struct PortalSignIns {
    is_readable: Option<bool>,
    statuses: HashMap<PortalName, SignInStatus>,
}

impl PortalSignIns {
    async fn status(&mut self, ctx: &Context, portal: &Portal) -> SignInStatus {
        if let Some(status) = self.statuses.get(&portal.name) {
            return *status;
        }
        let is_readable = match self.is_readable {
            Some(known) => known,
            None => ctx.ports.store.keychain.health().await.is_ok(),
        };
        self.is_readable = Some(is_readable);
        let status = if is_readable {
            sign_in_status(&ctx.ports, portal)
                .await
                .unwrap_or(SignInStatus::Unknown)
        } else {
            SignInStatus::Unknown
        };
        self.statuses.insert(portal.name.clone(), status);
        status
    }
}

/// Returns the history entries of credentials provided to programs since `from`.
fn vended_since(ctx: &Context, from: Timestamp) -> Result<Vec<HistoryEntry>, Failure> {
    let query = HistoryQuery {
        from,
        until: Timestamp::MAX,
        limit: u32::MAX,
    };
    let mut entries = ctx
        .ports
        .store
        .history_store
        .history(&query)
        .map_err(|error| Failure::from_error(&error))?;
    entries.retain(|entry| entry.event == HistoryEvent::CredentialsVended);
    Ok(entries)
}

/// Returns the running programs that got the current credentials of a role session, each once.
fn used_by(ctx: &Context, vended: &[HistoryEntry], record: &RoleSessionRecord) -> Vec<ProcessInfo> {
    let now = ctx.now();
    let has_credentials = |entry: &HistoryEntry| {
        entry.at >= record.started_at
            && entry.role() == Some(&record.role)
            && entry.expires_at.is_some_and(|expires_at| expires_at > now)
    };
    let mut programs: Vec<ProcessInfo> = Vec::new();
    for program in vended
        .iter()
        .filter(|entry| has_credentials(entry))
        .filter_map(|entry| entry.program.as_ref())
    {
        let is_new = programs
            .iter()
            .all(|other| (other.pid, other.started) != (program.pid, program.started));
        if is_new && ctx.ports.desktop.programs.is_running(program) {
            programs.push(program.clone());
        }
    }
    programs
}

fn time_left(ctx: &Context, row: &RoleSessionRow) -> Text {
    if row.has_usable_credentials(ctx.now()) {
        let left = time_format::time_left(row.record().expires_at, ctx.now());
        Text::styled(Style::Success, &left)
    } else {
        Text::styled(Style::Warning, messages::EXPIRED)
    }
}

fn expires_at(ctx: &Context, row: &RoleSessionRow) -> Text {
    Text::from(time_format::time_of_day(
        row.record().expires_at,
        ctx.now(),
        &ctx.time_zone,
    ))
}

fn renewal(ctx: &Context, row: &RoleSessionRow) -> String {
    let renewal = match (row.state.outcome(), row.record().renewal) {
        (RoleSessionOutcome::WaitingForSignIn, _) if row.has_usable_credentials(ctx.now()) => {
            RenewalText::EndsWithoutSignIn
        }
        (RoleSessionOutcome::WaitingForSignIn, _) => RenewalText::WaitingForSignIn,
        _ if !row.has_usable_credentials(ctx.now()) => RenewalText::Waiting,
        (RoleSessionOutcome::Limit, _) => RenewalText::Ends,
        (_, Renewal::On) => RenewalText::Renews,
        (_, Renewal::Off) => RenewalText::Ends,
        (_, Renewal::OnDemand) => match row.record().requested_by {
            // A user had them for one use and need not ask again.
            Surface::Window | Surface::Tray | Surface::Notification => RenewalText::Ends,
            Surface::Command | Surface::CredentialProcess | Surface::Keeper => RenewalText::OnDemand,
        },
    };
    let limit = row
        .state
        .limit_at
        .map(|limit_at| time_format::time_of_day(limit_at, ctx.now(), &ctx.time_zone));
    messages::renewal(renewal, limit.as_deref())
}

/// Returns the environment and `@default`, as far as they apply.
fn environment_and_default(row: &RoleSessionRow) -> Text {
    let mut text = Text::default();
    if let Some(environment) = row.environment {
        let (style, label) = guard::label(environment);
        text = text.with(style, label);
    }
    match (row.is_default, row.environment) {
        (true, Some(_)) => text.with(Style::Dim, ", @default"),
        (true, None) => text.with(Style::Dim, "@default"),
        (false, _) => text,
    }
}

fn program_names(row: &RoleSessionRow) -> String {
    let names: Vec<String> = row.used_by.iter().map(messages::program).collect();
    names.join(", ")
}
