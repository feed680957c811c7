//! `rolecall sessions`: the role sessions as a user and as a program get them — how long, whether renewed, for whom.
//!
//! When a role session ends is the domain's; it must not decide it.

mod answer;

use super::known;
use crate::choice;
use crate::command_line::JsonArg;
use crate::desktop;
use crate::failure::Failure;
use crate::standing::{Standing, standing};
use crate::surroundings::Surroundings;
use crate::terminal::{Column, Style, Table, Text};
use crate::times;
use crate::verb::guard;
use rolecall::ports::RunningDesktopError;
use rolecall_model::Timestamp;
use rolecall_model::account::Account;
use rolecall_model::assignment::Assignment;
use rolecall_model::history::{HistoryEntry, HistoryEvent, HistoryQuery, ProcessInfo};
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rolecall_model::settings::{Environment, Settings, limit_of};

/// What a user reads: names, and the least important cut first.
const FOR_A_PERSON: [Column; 4] = [
    Column {
        title: "ROLE",
        kept_whole: true,
    },
    Column {
        title: "LEFT",
        kept_whole: true,
    },
    Column {
        title: "UNTIL",
        kept_whole: true,
    },
    Column {
        title: "STATE",
        kept_whole: false,
    },
];

/// What a script reads: exact targets, one fact a column.
const FOR_A_PIPE: [Column; 7] = [
    Column {
        title: "TARGET",
        kept_whole: true,
    },
    Column {
        title: "ACCOUNT",
        kept_whole: false,
    },
    Column {
        title: "LEFT",
        kept_whole: true,
    },
    Column {
        title: "UNTIL",
        kept_whole: true,
    },
    Column {
        title: "RENEWAL",
        kept_whole: false,
    },
    Column {
        title: "",
        kept_whole: false,
    },
    Column {
        title: "HELD BY",
        kept_whole: false,
    },
];

pub(in crate::verb) async fn list(here: &Surroundings, args: &JsonArg) -> Result<(), Failure> {
    let settings = choice::settings(&here.ports)?;
    let listing = Listing::read(here, &settings).await?;
    if args.json {
        return here.terminal.json(&answer::answer(&listing));
    }
    if listing.is_empty() {
        here.terminal
            .remark("No role session is active. Start one with `rolecall start TARGET`.");
    }
    listing.show(here).await
}

/// Returns when the limit of its assignment ends a role session.
pub(super) fn ends_at(
    settings: &Settings,
    account: &Account,
    record: &RoleSessionRecord,
) -> Option<Timestamp> {
    limit_of(settings, account, &record.assignment.role_name)
        .and_then(|limit| record.started_at.checked_add(limit).ok())
}

/// The role sessions, and what is known about each.
pub(in crate::verb) struct Listing {
    rows: Vec<Row>,
}

struct Row {
    record: RoleSessionRecord,
    account: Account,
    environment: Option<Environment>,
    state: State,
    ends_at: Option<Timestamp>,
    is_default: bool,
    held_by: Vec<ProcessInfo>,
    /// The shortest target that names it, for a user.
    name: String,
}

/// How a role session fares.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Alive,
    Waiting,
    WaitingForSignIn,
}

impl State {
    fn id(self) -> &'static str {
        match self {
            Self::Alive => "alive",
            Self::Waiting => "waiting",
            Self::WaitingForSignIn => "waiting_for_sign_in",
        }
    }
}

impl Listing {
    /// Reads everything that is kept; asks no network.
    ///
    /// # Errors
    /// The state database's failure.
    pub(in crate::verb) async fn read(here: &Surroundings, settings: &Settings) -> Result<Self, Failure> {
        let known = known(here).await?;
        let Some(first) = known.iter().map(|record| record.started_at).min() else {
            return Ok(Self { rows: Vec::new() });
        };
        let candidates = choice::candidates(&here.ports, settings)?;
        let history = given_since(here, first)?;
        let mut rows = Vec::new();
        for record in known {
            let account = choice::account_in(&candidates, &record.assignment);
            rows.push(Row {
                environment: settings.environment_of(&account),
                state: state(here, settings, &record).await,
                ends_at: ends_at(settings, &account, &record),
                is_default: settings.default_assignment.as_ref() == Some(&record.assignment),
                held_by: held_by(here, &history, &record),
                name: choice::name(&record.assignment, &account, &candidates),
                account,
                record,
            });
        }
        Ok(Self { rows })
    }

    /// Tells whether there is none.
    pub(in crate::verb) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Tells whether `assignment` is among them.
    pub(in crate::verb) fn has(&self, assignment: &Assignment) -> bool {
        self.rows.iter().any(|row| row.record.assignment == *assignment)
    }

    /// Shows them, and tells a user when nothing is there to renew what is to be renewed.
    ///
    /// # Errors
    /// The answer cannot be written.
    pub(in crate::verb) async fn show(&self, here: &Surroundings) -> Result<(), Failure> {
        self.table(here).print(&here.terminal)?;
        let renews = |row: &Row| row.record.renewal == Renewal::On;
        if here.terminal.out_face().is_terminal
            && self.rows.iter().any(renews)
            && matches!(
                desktop::tell(here, &desktop::CHANGED).await,
                Err(RunningDesktopError::NotRunning)
            )
        {
            here.terminal.remark(Text::styled(
                Style::Warning,
                "Nothing is renewed until Rolecall's window or tray runs: rolecall app",
            ));
        }
        Ok(())
    }

    fn table(&self, here: &Surroundings) -> Table {
        if here.terminal.out_face().is_terminal {
            self.for_a_user(here)
        } else {
            self.for_a_pipe(here)
        }
    }

    fn for_a_user(&self, here: &Surroundings) -> Table {
        let mut table = Table::new(&FOR_A_PERSON);
        for row in &self.rows {
            let mut state = Text::from(renewal(here, row));
            let marks = marks(row);
            if marks.columns() > 0 {
                state = state.plain(", ").followed_by(marks);
            }
            if !row.held_by.is_empty() {
                state = state.then(Style::Faint, &format!(", held by {}", stale_default_users(row)));
            }
            let name = Text::styled(style(row), &row.name);
            table.push(vec![name, left(here, row), until(here, row), state]);
        }
        table
    }

    fn for_a_pipe(&self, here: &Surroundings) -> Table {
        let mut table = Table::new(&FOR_A_PIPE);
        for row in &self.rows {
            table.push(vec![
                Text::from(row.record.assignment.target()),
                Text::from(row.account.name.as_str()),
                left(here, row),
                until(here, row),
                Text::from(renewal(here, row)),
                marks(row),
                Text::from(stale_default_users(row)),
            ]);
        }
        table
    }
}

fn style(row: &Row) -> Style {
    row.environment
        .map_or(Style::Plain, |environment| guard::word(environment).0)
}

async fn state(here: &Surroundings, settings: &Settings, record: &RoleSessionRecord) -> State {
    if record.expires_at > here.now() {
        return State::Alive;
    }
    let Some(portal) = settings.portal(&record.assignment.portal) else {
        return State::Waiting;
    };
    match standing(&here.ports, portal).await {
        Ok(Standing::Ended | Standing::SignedOut) => State::WaitingForSignIn,
        Ok(Standing::SignedIn | Standing::Unknown) | Err(_) => State::Waiting,
    }
}

/// Returns what was given to programs since `from`.
fn given_since(here: &Surroundings, from: Timestamp) -> Result<Vec<HistoryEntry>, Failure> {
    let query = HistoryQuery {
        from,
        until: Timestamp::MAX,
        most: u32::MAX,
    };
    let mut entries = here
        .ports
        .store
        .history_store
        .history(&query)
        .map_err(|error| Failure::of(&error))?;
    entries.retain(|entry| entry.event == HistoryEvent::CredentialsVended);
    Ok(entries)
}

/// Returns the programs that were given its present credentials and still run, each once.
fn held_by(here: &Surroundings, given: &[HistoryEntry], record: &RoleSessionRecord) -> Vec<ProcessInfo> {
    let now = here.now();
    let holds = |entry: &HistoryEntry| {
        entry.at >= record.started_at
            && entry.assignment.as_ref() == Some(&record.assignment)
            && entry.until.is_some_and(|until| until > now)
    };
    let mut programs: Vec<ProcessInfo> = Vec::new();
    for program in given
        .iter()
        .filter(|entry| holds(entry))
        .filter_map(|entry| entry.program.as_ref())
    {
        let is_new = programs
            .iter()
            .all(|known| (known.pid, known.started) != (program.pid, program.started));
        if is_new && here.ports.desktop.programs.is_running(program) {
            programs.push(program.clone());
        }
    }
    programs
}

fn left(here: &Surroundings, row: &Row) -> Text {
    match row.state {
        State::Alive => Text::styled(Style::Good, &times::left(row.record.expires_at, here.now())),
        State::Waiting | State::WaitingForSignIn => Text::styled(Style::Warning, "ended"),
    }
}

fn until(here: &Surroundings, row: &Row) -> Text {
    Text::from(times::at(row.record.expires_at, here.now(), &here.time_zone))
}

fn renewal(here: &Surroundings, row: &Row) -> String {
    let words = match (row.record.renewal, row.state) {
        (_, State::WaitingForSignIn) => "waits for sign-in",
        (_, State::Waiting) => "waits",
        (Renewal::On, State::Alive) => "renews",
        (Renewal::Off, State::Alive) => "ends",
        (Renewal::OnDemand, State::Alive) => "on demand",
    };
    let limit = row.ends_at.map(|ends_at| {
        let at = times::at(ends_at, here.now(), &here.time_zone);
        format!(", limit {at}")
    });
    format!("{words}{}", limit.unwrap_or_default())
}

fn marks(row: &Row) -> Text {
    let mut text = Text::default();
    if let Some(environment) = row.environment {
        let (style, word) = guard::word(environment);
        text = text.then(style, word);
    }
    match (row.is_default, row.environment) {
        (true, Some(_)) => text.then(Style::Faint, ", @default"),
        (true, None) => text.then(Style::Faint, "@default"),
        (false, _) => text,
    }
}

fn stale_default_users(row: &Row) -> String {
    let names: Vec<String> = row
        .held_by
        .iter()
        .map(|program| format!("{} ({})", program.name, program.pid))
        .collect();
    names.join(", ")
}
