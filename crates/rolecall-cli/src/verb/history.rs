//! `rolecall history`: what was done with which role, when, and for which program.
//!
//! What an entry says is the domain's. It must not know where entries are kept.

use crate::choice;
use crate::command_line::HistoryArgs;
use crate::failure::Failure;
use crate::surroundings::Surroundings;
use crate::terminal::{Column, Style, Table, Text};
use crate::times;
use crate::when::{End, moment};
use rolecall::history::csv;
use rolecall::ports::Ports;
use rolecall_model::Timestamp;
use rolecall_model::account::AccountId;
use rolecall_model::assignment::Assignment;
use rolecall_model::history::{HistoryEntry, HistoryEvent, HistoryQuery, ProcessInfo};
use rolecall_model::portal::PortalName;
use rolecall_model::settings::Settings;
use serde::Serialize;
use std::collections::BTreeMap;

/// A user gets so many unless they ask for more.
const MOST_FOR_A_PERSON: u32 = 50;

/// What a user reads; the least important is cut first.
const FOR_A_PERSON: [Column; 4] = [
    Column {
        title: "TIME",
        kept_whole: true,
    },
    Column {
        title: "EVENT",
        kept_whole: true,
    },
    Column {
        title: "ROLE",
        kept_whole: true,
    },
    Column {
        title: "BY",
        kept_whole: false,
    },
];

/// What a script reads: one fact a column.
const FOR_A_PIPE: [Column; 5] = [
    Column {
        title: "TIME",
        kept_whole: true,
    },
    Column {
        title: "EVENT",
        kept_whole: true,
    },
    Column {
        title: "ROLE",
        kept_whole: false,
    },
    Column {
        title: "DETAIL",
        kept_whole: false,
    },
    Column {
        title: "BY",
        kept_whole: false,
    },
];

pub(super) fn run(here: &Surroundings, args: &HistoryArgs) -> Result<(), Failure> {
    let settings = choice::settings(&here.ports)?;
    let wanted = Wanted::read(here, args)?;
    let names = AccountNames::read(&here.ports, &settings)?;
    let everything = here.ports.store.history_store.history(&wanted.query);
    let everything = everything.map_err(|error| Failure::of(&error))?;
    let mut found: Vec<HistoryEntry> = everything
        .into_iter()
        .filter(|entry| wanted.fits(entry, &names, &settings))
        .collect();
    let more = found.len().saturating_sub(wanted.most);
    found.truncate(wanted.most);
    if args.csv {
        let text = csv(&found, &|assignment| names.of(assignment).map(str::to_owned));
        return here.terminal.exact(text.as_bytes());
    }
    if args.json {
        let entries = found.iter().map(|entry| one(entry, &names)).collect();
        return here.terminal.json(&Answer { version: 1, entries });
    }
    table(here, &found, &names).print(&here.terminal)?;
    say_what_is_not_shown(here, args, found.is_empty(), more);
    Ok(())
}

fn say_what_is_not_shown(here: &Surroundings, args: &HistoryArgs, nothing: bool, more: usize) {
    if nothing {
        let asked = !args.query.is_empty() || !args.event.is_empty() || args.since.is_some();
        here.terminal.remark(if asked {
            "Nothing in the history matches."
        } else {
            "Nothing has happened yet."
        });
    }
    if more > 0 && here.terminal.out_face().is_terminal {
        let text = if more == 1 {
            "1 older entry is not shown. Add --limit N, or words to look for.".to_owned()
        } else {
            format!("{more} older entries are not shown. Add --limit N, or words to look for.")
        };
        here.terminal.remark(Text::styled(Style::Faint, &text));
    }
}

/// Which entries are wanted.
struct Wanted {
    query: HistoryQuery,
    events: Vec<HistoryEvent>,
    words: Vec<String>,
    most: usize,
}

impl Wanted {
    fn read(here: &Surroundings, args: &HistoryArgs) -> Result<Self, Failure> {
        let read = |text: &Option<String>, end| {
            let read = text.as_deref().map(|text| when(here, text, end));
            read.transpose()
        };
        let usual = if here.terminal.out_face().is_terminal && !args.json && !args.csv {
            MOST_FOR_A_PERSON
        } else {
            u32::MAX
        };
        let most = args.limit.unwrap_or(usual);
        Ok(Self {
            query: HistoryQuery {
                from: read(&args.since, End::First)?.unwrap_or(Timestamp::UNIX_EPOCH),
                until: read(&args.until, End::Last)?.unwrap_or(Timestamp::MAX),
                // What is left out here cannot be counted, and may be what the words are found in.
                most: u32::MAX,
            },
            events: args
                .event
                .iter()
                .filter_map(|id| HistoryEvent::parse(id))
                .collect(),
            words: args.query.iter().map(|word| word.to_lowercase()).collect(),
            most: usize::try_from(most).unwrap_or(usize::MAX),
        })
    }

    fn fits(&self, entry: &HistoryEntry, names: &AccountNames, settings: &Settings) -> bool {
        if !self.events.is_empty() && !self.events.contains(&entry.event) {
            return false;
        }
        if self.words.is_empty() {
            return true;
        }
        let text = everything_in(entry, names, settings).to_lowercase();
        self.words.iter().all(|word| text.contains(word.as_str()))
    }
}

fn when(here: &Surroundings, text: &str, end: End) -> Result<Timestamp, Failure> {
    moment(text, end, here.now(), &here.time_zone).ok_or_else(|| {
        Failure::invalid_input(
            format!("\"{text}\" is no time."),
            "Give one such as 2026-11-24T09:30:00Z, 2026-11-24, today, yesterday, 2h or 7d.",
        )
    })
}

/// What the words of a query are looked for in, a line each.
fn everything_in(entry: &HistoryEntry, names: &AccountNames, settings: &Settings) -> String {
    let assignment = entry.assignment.as_ref();
    let program = entry.program.as_ref();
    let target = assignment.map(Assignment::target);
    [
        Some(entry.event.id()),
        Some(entry.portal.as_str()),
        target.as_deref(),
        assignment.and_then(|assignment| names.of(assignment)),
        assignment.and_then(|assignment| settings.alias_of(assignment)),
        Some(entry.surface.id()),
        program.map(|program| program.name.as_str()),
        program.and_then(|program| program.folder.as_deref()),
        entry.by_default.then_some("@default"),
        entry.detail.as_deref(),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join("\n")
}

/// The names of the accounts of every list that is kept.
struct AccountNames(BTreeMap<(PortalName, AccountId), String>);

impl AccountNames {
    fn read(ports: &Ports, settings: &Settings) -> Result<Self, Failure> {
        let mut names = BTreeMap::new();
        for portal in &settings.portals {
            let catalogue = ports.store.catalogue_store.catalogue(&portal.name);
            for listed in catalogue.map_err(|error| Failure::of(&error))?.accounts {
                names.insert((portal.name.clone(), listed.account.id), listed.account.name);
            }
        }
        Ok(Self(names))
    }

    fn of(&self, assignment: &Assignment) -> Option<&str> {
        let key = (assignment.portal.clone(), assignment.account_id.clone());
        self.0
            .get(&key)
            .map(String::as_str)
            .filter(|name| !name.is_empty())
    }
}

fn table(here: &Surroundings, entries: &[HistoryEntry], names: &AccountNames) -> Table {
    let for_a_user = here.terminal.out_face().is_terminal;
    let mut table = Table::new(if for_a_user { &FOR_A_PERSON } else { &FOR_A_PIPE });
    for entry in entries {
        let event = Text::styled(style(entry.event), entry.event.id());
        let role = Text::from(role(entry, names));
        table.push(if for_a_user {
            let time = times::short(entry.at, here.now(), &here.time_zone);
            vec![Text::styled(Style::Faint, &time), event, role, told(here, entry)]
        } else {
            let time = times::full(entry.at, &here.time_zone);
            vec![
                Text::from(time),
                event,
                role,
                Text::from(detail(here, entry)),
                Text::from(by(entry)),
            ]
        });
    }
    table
}

/// By whom, and the rest.
fn told(here: &Surroundings, entry: &HistoryEntry) -> Text {
    let by = by(entry);
    let detail = detail(here, entry);
    let between = if detail.is_empty() { "" } else { ", " };
    Text::from(by)
        .then(Style::Faint, between)
        .then(Style::Faint, &detail)
}

/// What was refused or ended against the user's will stands out.
fn style(event: HistoryEvent) -> Style {
    match event {
        HistoryEvent::Denied => Style::Bad,
        HistoryEvent::LimitReached => Style::Warning,
        HistoryEvent::SignedIn
        | HistoryEvent::SignedOut
        | HistoryEvent::Issued
        | HistoryEvent::Renewed
        | HistoryEvent::CredentialsVended
        | HistoryEvent::Copied
        | HistoryEvent::ConsoleOpened
        | HistoryEvent::Stopped
        | HistoryEvent::DefaultChanged => Style::Plain,
    }
}

fn role(entry: &HistoryEntry, names: &AccountNames) -> String {
    let Some(assignment) = &entry.assignment else {
        return entry.portal.to_string();
    };
    let account = names.of(assignment).unwrap_or(assignment.account_id.as_str());
    format!("{account}/{}", assignment.role_name.as_str())
}

fn detail(here: &Surroundings, entry: &HistoryEntry) -> String {
    let until = entry.until.map(|until| {
        let at = times::at(until, entry.at, &here.time_zone);
        format!("until {at}")
    });
    let by_default = entry.by_default.then(|| "@default".to_owned());
    let words: Vec<String> = [by_default, entry.detail.clone(), until]
        .into_iter()
        .flatten()
        .collect();
    words.join(", ")
}

fn by(entry: &HistoryEntry) -> String {
    match &entry.program {
        Some(ProcessInfo {
            name,
            pid,
            folder: Some(folder),
            ..
        }) => format!("{name} ({pid}) in {folder}"),
        Some(ProcessInfo { name, pid, .. }) => format!("{name} ({pid})"),
        None => entry.surface.id().to_owned(),
    }
}

#[derive(Serialize)]
struct Answer<'a> {
    version: u8,
    entries: Vec<One<'a>>,
}

#[derive(Serialize)]
struct One<'a> {
    at: String,
    event: &'static str,
    target: Option<String>,
    portal: &'a str,
    account_id: Option<&'a str>,
    account_name: Option<&'a str>,
    role_name: Option<&'a str>,
    until: Option<String>,
    surface: &'static str,
    program: Option<Program<'a>>,
    by_default: bool,
    detail: Option<&'a str>,
}

#[derive(Serialize)]
struct Program<'a> {
    name: &'a str,
    pid: u32,
    folder: Option<&'a str>,
}

fn one<'a>(entry: &'a HistoryEntry, names: &'a AccountNames) -> One<'a> {
    let assignment = entry.assignment.as_ref();
    One {
        at: times::exact(entry.at),
        event: entry.event.id(),
        target: assignment.map(Assignment::target),
        portal: entry.portal.as_str(),
        account_id: assignment.map(|assignment| assignment.account_id.as_str()),
        account_name: assignment.and_then(|assignment| names.of(assignment)),
        role_name: assignment.map(|assignment| assignment.role_name.as_str()),
        until: entry.until.map(times::exact),
        surface: entry.surface.id(),
        program: entry.program.as_ref().map(|program| Program {
            name: &program.name,
            pid: program.pid,
            folder: program.folder.as_deref(),
        }),
        by_default: entry.by_default,
        detail: entry.detail.as_deref(),
    }
}

#[cfg(test)]
mod tests;
