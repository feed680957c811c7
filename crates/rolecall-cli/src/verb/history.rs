//! `rolecall history`: which role was used when, and by which program.
//!
//! The domain defines what an entry contains. This module must not know where entries are stored.

use super::program_json::ProgramJson;
use crate::command_line::HistoryArgs;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::headings;
use crate::messages::history as messages;
use crate::messages::targets;
use crate::terminal::{Column, Style, Table, Text};
use crate::time_arg::{PeriodBound, parse_time_arg};
use crate::{settings, state, time_format};
use rolecall::history::csv;
use rolecall::ports::Ports;
use rolecall_model::Timestamp;
use rolecall_model::account::AccountId;
use rolecall_model::history::{HistoryDetail, HistoryEntry, HistoryEvent, HistoryQuery};
use rolecall_model::portal::PortalName;
use rolecall_model::reason::Reason;
use rolecall_model::role_ref::{DefinedRoleName, RoleRef};
use rolecall_model::settings::Settings;
use serde::Serialize;
use std::collections::BTreeMap;

/// The number of entries that a terminal shows without `--limit`.
const TERMINAL_LIMIT: u32 = 50;

/// The columns in a terminal; the last one is truncated first.
const TERMINAL_COLUMNS: [Column; 4] = [
    Column::no_truncate(headings::TIME),
    Column::no_truncate(headings::EVENT),
    Column::no_truncate(headings::ROLE),
    Column::new(headings::BY),
];

/// The columns in a pipe, one fact each.
const PIPED_COLUMNS: [Column; 5] = [
    Column::no_truncate(headings::TIME),
    Column::no_truncate(headings::EVENT),
    Column::new(headings::ROLE),
    Column::new(headings::DETAIL),
    Column::new(headings::BY),
];

pub(super) fn run(ctx: &Context, args: &HistoryArgs) -> Result<(), Failure> {
    let settings = settings::load(&ctx.ports)?;
    let filter = HistoryFilter::parse(ctx, args)?;
    let names = AccountNames::read(&ctx.ports, &settings)?;
    let entries = ctx.ports.store.history_store.history(&filter.query);
    let mut entries: Vec<HistoryEntry> = entries
        .map_err(|error| Failure::from_error(&error))?
        .into_iter()
        .filter(|entry| filter.matches(entry, &names, &settings))
        .collect();
    let omitted = entries.len().saturating_sub(filter.limit);
    entries.truncate(filter.limit);
    if args.csv {
        let text = csv(&entries, &|role| names.get(role).map(str::to_owned));
        return Ok(ctx.terminal.write_raw(text.as_bytes())?);
    }
    if args.json {
        let document = HistoryJson {
            version: 1,
            entries: entries
                .iter()
                .map(|entry| HistoryEntryJson::new(entry, &names))
                .collect(),
        };
        return Ok(ctx.terminal.print_json(&document)?);
    }
    table(ctx, &entries, &names).print(&ctx.terminal)?;
    print_omitted(ctx, args, entries.is_empty(), omitted);
    Ok(())
}

fn print_omitted(ctx: &Context, args: &HistoryArgs, is_empty: bool, omitted: usize) {
    if is_empty {
        let is_filtered = !args.query.is_empty() || !args.event.is_empty() || args.since.is_some();
        ctx.terminal.note(if is_filtered {
            messages::NO_MATCH
        } else {
            messages::EMPTY
        });
    }
    if omitted > 0 && ctx.terminal.stdout_caps().is_terminal {
        let text = messages::omitted(omitted);
        ctx.terminal.note(Text::styled(Style::Dim, &text));
    }
}

/// Which entries to show.
struct HistoryFilter {
    query: HistoryQuery,
    /// Every event if empty.
    events: Vec<HistoryEvent>,
    /// Words in lower case that an entry must contain.
    words: Vec<String>,
    limit: usize,
}

impl HistoryFilter {
    fn parse(ctx: &Context, args: &HistoryArgs) -> Result<Self, Failure> {
        let parse = |text: &Option<String>, bound| {
            let time = text.as_deref().map(|text| parse_time(ctx, text, bound));
            time.transpose()
        };
        let default_limit = if ctx.terminal.stdout_caps().is_terminal && !args.json && !args.csv {
            TERMINAL_LIMIT
        } else {
            u32::MAX
        };
        let limit = args.limit.unwrap_or(default_limit);
        Ok(Self {
            query: HistoryQuery {
                from: parse(&args.since, PeriodBound::Start)?.unwrap_or(Timestamp::UNIX_EPOCH),
                until: parse(&args.until, PeriodBound::End)?.unwrap_or(Timestamp::MAX),
                // The limit applies after the words are matched, and omitted entries are counted.
                limit: u32::MAX,
            },
            events: args
                .event
                .iter()
                .filter_map(|id| HistoryEvent::parse(id))
                .collect(),
            words: args.query.iter().map(|word| word.to_lowercase()).collect(),
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
        })
    }

    fn matches(&self, entry: &HistoryEntry, names: &AccountNames, settings: &Settings) -> bool {
        if !self.events.is_empty() && !self.events.contains(&entry.event) {
            return false;
        }
        if self.words.is_empty() {
            return true;
        }
        let text = searchable_text(entry, names, settings).to_lowercase();
        self.words.iter().all(|word| text.contains(word.as_str()))
    }
}

fn parse_time(ctx: &Context, text: &str, bound: PeriodBound) -> Result<Timestamp, Failure> {
    parse_time_arg(text, bound, ctx.now(), &ctx.time_zone)
        .ok_or_else(|| Failure::invalid_input(targets::invalid_time(text), targets::TIME_FORM))
}

/// Returns the text that is searched for the words of a query, one field per line.
fn searchable_text(entry: &HistoryEntry, names: &AccountNames, settings: &Settings) -> String {
    let (role, origin) = (entry.role(), entry.origin());
    let program = entry.program.as_ref();
    let target = role.map(RoleRef::target);
    let detail = entry.detail.as_ref().map(messages::detail);
    [
        Some(entry.event.id()),
        Some(origin.name()),
        target.as_deref(),
        role.and_then(|role| names.get(role)),
        role.and_then(|role| settings.own_name_of(role)),
        Some(entry.surface.id()),
        program.map(|program| program.name.as_str()),
        program.and_then(|program| program.folder.as_deref()),
        entry.by_default.then_some("@default"),
        detail.as_deref(),
        entry.reason.as_ref().map(Reason::as_str),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join("\n")
}

/// The account names of all cached lists.
struct AccountNames(BTreeMap<(PortalName, AccountId), String>);

impl AccountNames {
    fn read(ports: &Ports, settings: &Settings) -> Result<Self, Failure> {
        let mut names = BTreeMap::new();
        for portal in &settings.portals {
            for listed in state::catalogue(ports, &portal.name)?.accounts {
                names.insert((portal.name.clone(), listed.account.id), listed.account.name);
            }
        }
        Ok(Self(names))
    }

    /// Returns the name, or nothing if it is unknown or empty.
    fn get(&self, role: &RoleRef) -> Option<&str> {
        let name = match role.portal() {
            Some(portal) => self.0.get(&(portal.clone(), role.account_id.clone())),
            None => {
                let mut listed = self.0.iter();
                let listed = listed.find(|((_, account_id), _)| *account_id == role.account_id);
                listed.map(|(_, name)| name)
            }
        };
        name.map(String::as_str).filter(|name| !name.is_empty())
    }
}

fn table(ctx: &Context, entries: &[HistoryEntry], names: &AccountNames) -> Table {
    let is_terminal = ctx.terminal.stdout_caps().is_terminal;
    let mut table = Table::new(if is_terminal {
        &TERMINAL_COLUMNS
    } else {
        &PIPED_COLUMNS
    });
    for entry in entries {
        let event = Text::styled(style(entry.event), entry.event.id());
        let role = Text::from(role(entry, names));
        table.push(if is_terminal {
            let time = time_format::short_date_time(entry.at, ctx.now(), &ctx.time_zone);
            vec![
                Text::styled(Style::Dim, &time),
                event,
                role,
                used_by_and_detail(ctx, entry),
            ]
        } else {
            let time = time_format::date_time(entry.at, &ctx.time_zone);
            vec![
                Text::from(time),
                event,
                role,
                Text::from(detail(ctx, entry)),
                Text::from(used_by(entry)),
            ]
        });
    }
    table
}

fn used_by_and_detail(ctx: &Context, entry: &HistoryEntry) -> Text {
    let detail = detail(ctx, entry);
    let separator = if detail.is_empty() { "" } else { ", " };
    Text::from(used_by(entry))
        .with(Style::Dim, separator)
        .with(Style::Dim, &detail)
}

/// Emphasises what was refused, or ended without the user.
fn style(event: HistoryEvent) -> Style {
    match event {
        HistoryEvent::Denied => Style::Error,
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
    let Some(role) = entry.role() else {
        return entry.origin().name().to_owned();
    };
    let account = names.get(role).unwrap_or(role.account_id.as_str());
    format!("{account}/{}", role.role_name.as_str())
}

fn detail(ctx: &Context, entry: &HistoryEntry) -> String {
    let until = entry.expires_at.map(|until| {
        let at = time_format::time_of_day(until, entry.at, &ctx.time_zone);
        messages::until(&at)
    });
    let by_default = entry.by_default.then(|| "@default".to_owned());
    let reason = entry.reason.as_ref().map(messages::reason);
    let detail = entry.detail.as_ref().map(messages::detail);
    let parts: Vec<String> = [reason, by_default, detail, until]
        .into_iter()
        .flatten()
        .collect();
    parts.join(", ")
}

/// Returns the program, or the surface of Rolecall if no program is known.
fn used_by(entry: &HistoryEntry) -> String {
    match &entry.program {
        Some(program) => messages::program(program),
        None => entry.surface.id().to_owned(),
    }
}

#[derive(Serialize)]
struct HistoryJson<'a> {
    version: u8,
    entries: Vec<HistoryEntryJson<'a>>,
}

#[derive(Serialize)]
struct HistoryEntryJson<'a> {
    at: String,
    event: &'static str,
    target: Option<String>,
    portal: Option<String>,
    defined_role: Option<&'a str>,
    account_id: Option<&'a str>,
    account_name: Option<&'a str>,
    role_name: Option<&'a str>,
    until: Option<String>,
    surface: &'static str,
    program: Option<ProgramJson<'a>>,
    by_default: bool,
    detail: Option<String>,
    reason: Option<&'a str>,
}

impl<'a> HistoryEntryJson<'a> {
    fn new(entry: &'a HistoryEntry, names: &'a AccountNames) -> Self {
        let role = entry.role();
        Self {
            at: time_format::rfc3339(entry.at),
            event: entry.event.id(),
            target: role.map(RoleRef::target),
            portal: entry.portal().map(PortalName::to_string),
            defined_role: role.and_then(RoleRef::defined_name).map(DefinedRoleName::as_str),
            account_id: role.map(|role| role.account_id.as_str()),
            account_name: role.and_then(|role| names.get(role)),
            role_name: role.map(|role| role.role_name.as_str()),
            until: entry.expires_at.map(time_format::rfc3339),
            surface: entry.surface.id(),
            program: entry.program.as_ref().map(ProgramJson::from),
            by_default: entry.by_default,
            detail: entry.detail.as_ref().map(HistoryDetail::published),
            reason: entry.reason.as_ref().map(Reason::as_str),
        }
    }
}

#[cfg(test)]
mod tests;
