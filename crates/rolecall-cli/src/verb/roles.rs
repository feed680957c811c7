//! `rolecall roles`: the accounts and roles that the user can assume.

mod json;

use super::labels::STAR;
use super::{demo_banner, guard};
use crate::command_line::RolesArgs;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::headings;
use crate::messages::roles as messages;
use crate::messages::targets;
use crate::refresh_progress::refresh_portal;
use crate::terminal::{Column, Style, Table, Text};
use crate::{resolve, settings, state, time_format};
use json::RolesJson;
use rolecall::catalogue::RefreshOutcome;
use rolecall::frecency::MAX_RECENTS;
use rolecall::role_session::role_sessions;
use rolecall::target::{Candidate, SearchInput, search};
use rolecall_model::Timestamp;
use rolecall_model::account::Account;
use rolecall_model::colour::Colour;
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::RoleSessionRecord;
use rolecall_model::settings::{Environment, Settings};
use std::collections::{BTreeMap, HashSet};

/// The first column, for stars, is only shown in a terminal.
const COLUMNS: [Column; 4] = [
    Column::no_truncate(""),
    Column::no_truncate(headings::TARGET),
    Column::new(headings::ACCOUNT),
    Column::new(""),
];

pub(super) async fn run(ctx: &Context, args: &RolesArgs) -> Result<(), Failure> {
    let settings = settings::load(&ctx.ports)?;
    if settings.portals.is_empty() && settings.roles_without_sign_in().is_empty() {
        resolve::portal(&settings, None)?;
    }
    let refreshes = refresh_portals(ctx, &settings, args.refresh).await?;
    let candidates = state::candidates(&ctx.ports, &settings)?;
    let details = RoleDetails::read(ctx, settings).await?;
    let found = details.search(ctx, &candidates, &args.query.join(" "));
    if args.json {
        ctx.terminal
            .print_json(&RolesJson::new(ctx, &details, &refreshes.outcomes, &found)?)?;
    } else {
        print(ctx, &details, args, &found)?;
    }
    refreshes.failure.map_or(Ok(()), Err)
}

/// What became of the portals that were listed again.
#[derive(Default)]
struct Refreshes {
    /// The outcome for each; `None` if it failed.
    outcomes: BTreeMap<PortalName, Option<RefreshOutcome>>,
    /// The failure with which the command ends.
    failure: Option<Failure>,
}

/// What is shown for roles besides the list itself.
struct RoleDetails {
    settings: Settings,
    active: Vec<RoleSessionRecord>,
    favourites: HashSet<RoleRef>,
}

impl RoleDetails {
    async fn read(ctx: &Context, settings: Settings) -> Result<Self, Failure> {
        let active = role_sessions(&ctx.ports).await;
        Ok(Self {
            settings,
            active: active.map_err(|error| Failure::from_error(&error))?,
            favourites: state::favourites(&ctx.ports)?,
        })
    }

    fn search<'a>(&self, ctx: &Context, candidates: &'a [Candidate], query: &str) -> Vec<&'a Candidate> {
        let recents = ctx.ports.store.preference_store.recents(MAX_RECENTS);
        let recents = recents.unwrap_or_default();
        search(
            query,
            candidates,
            &SearchInput {
                aliases: &self.settings.aliases,
                source_portals: &self.settings.source_portals(),
                tags: &self.settings.tags,
                favourites: self.favourites.iter().collect(),
                active: self.active.iter().map(|record| &record.role).collect(),
                recents: recents.iter().collect(),
            },
        )
    }

    fn environment_of(&self, candidate: &Candidate) -> Option<Environment> {
        self.settings.environment_of(&Account {
            id: candidate.role.account_id.clone(),
            name: candidate.account_name.clone(),
            email: None,
        })
    }

    /// Returns the active role session, if there is one; it may wait for new credentials.
    fn active(&self, role: &RoleRef) -> Option<&RoleSessionRecord> {
        let mut active = self.active.iter();
        active.find(|record| record.role == *role)
    }

    /// Returns when the usable credentials of the role session expire, if there are any.
    fn credentials_until(&self, role: &RoleRef, now: Timestamp) -> Option<Timestamp> {
        let expires_at = self.active(role)?.expires_at;
        Some(expires_at).filter(|expires_at| *expires_at > now)
    }
}

/// Refreshes portals that were never listed, or all if `refresh` is set. Prints the failures with which the command does not end.
async fn refresh_portals(ctx: &Context, settings: &Settings, refresh: bool) -> Result<Refreshes, Failure> {
    let mut refreshes = Refreshes::default();
    let mut any_listed = false;
    for portal in &settings.portals {
        let is_listed = state::catalogue(&ctx.ports, &portal.name)?.refreshed_at.is_some();
        any_listed |= is_listed;
        if is_listed && !refresh {
            continue;
        }
        demo_banner::print(ctx, portal);
        let outcome = match refresh_portal(ctx, portal).await {
            Ok(outcome) => Some(outcome),
            Err(failure) => {
                match &refreshes.failure {
                    None => refreshes.failure = Some(failure),
                    Some(_) => failure.print(&ctx.terminal),
                }
                None
            }
        };
        any_listed |= outcome.is_some();
        refreshes.outcomes.insert(portal.name.clone(), outcome);
    }
    // An unused portal must not make listing the others fail.
    if let Some(failure) = refreshes.failure.take_if(|_| any_listed && !refresh) {
        failure.print(&ctx.terminal);
    }
    Ok(refreshes)
}

fn print(
    ctx: &Context,
    details: &RoleDetails,
    args: &RolesArgs,
    found: &[&Candidate],
) -> Result<(), Failure> {
    let settings = &details.settings;
    let is_terminal = ctx.terminal.stdout_caps().is_terminal;
    let is_favourite = |candidate: &Candidate| details.favourites.contains(&candidate.role);
    let has_stars = is_terminal && found.iter().any(|candidate| is_favourite(candidate));
    let mut table = Table::new(if has_stars { &COLUMNS } else { &COLUMNS[1..] });
    for candidate in found {
        let is_favourite = is_favourite(candidate);
        let star = has_stars.then(|| Text::styled(Style::Warning, if is_favourite { STAR } else { "" }));
        let environment = details.environment_of(candidate);
        let style = environment.map_or(Style::Plain, |environment| guard::label(environment).0);
        let cells = [
            Text::from(candidate.role.target()),
            Text::styled(style, &candidate.account_name),
            state_text(ctx, details, candidate, is_favourite && !is_terminal),
        ];
        table.push(star.into_iter().chain(cells).collect());
    }
    table.print(&ctx.terminal)?;
    let has_no_roles = print_portals_without_roles(ctx, settings)?;
    if found.is_empty() && !args.query.is_empty() && !has_no_roles {
        ctx.terminal.note(targets::no_match(&args.query.join(" ")));
    }
    if ctx.terminal.stdout_caps().is_terminal {
        print_summary(ctx, settings, found)?;
    }
    Ok(())
}

/// Prints which portals assign no role to the user. Returns whether none does.
fn print_portals_without_roles(ctx: &Context, settings: &Settings) -> Result<bool, Failure> {
    let mut all_portals = true;
    for portal in &settings.portals {
        let catalogue = state::catalogue(&ctx.ports, &portal.name)?;
        // An account whose roles could not be listed may have some.
        let none = |roles: &Option<Vec<_>>| roles.as_ref().is_some_and(Vec::is_empty);
        if catalogue.refreshed_at.is_some() && catalogue.accounts.iter().all(|listed| none(&listed.roles)) {
            ctx.terminal.note(messages::none_at(&portal.name));
        } else {
            all_portals = false;
        }
    }
    Ok(all_portals)
}

/// Returns environment, role session, `@default` and labels of a role. `favourite` adds that word.
fn state_text(ctx: &Context, details: &RoleDetails, candidate: &Candidate, favourite: bool) -> Text {
    let (settings, role) = (&details.settings, &candidate.role);
    let mut parts = Vec::new();
    let dim = |text: String| (Style::Dim, text);
    parts.extend(details.environment_of(candidate).map(|environment| {
        let (style, label) = guard::label(environment);
        (style, label.to_owned())
    }));
    parts.extend(
        details
            .active(role)
            .map(|_| match details.credentials_until(role, ctx.now()) {
                Some(until) => {
                    let left = time_format::time_left(until, ctx.now());
                    (Style::Success, messages::active(&left))
                }
                None => (Style::Warning, messages::WAITING.to_owned()),
            }),
    );
    if settings.default_role.as_ref() == Some(role) {
        parts.push((Style::Bold, "@default".to_owned()));
    }
    let alias = settings.alias_of(role);
    parts.extend(alias.map(|alias| dim(messages::alias(alias))));
    let colour = settings.colours.get(role).copied();
    parts.extend(colour.map(|colour| dim(Colour::id(colour).to_owned())));
    parts.extend(favourite.then(|| dim(messages::FAVOURITE.to_owned())));
    let tags = settings.tags.get(&role.account_id);
    parts.extend(tags.into_iter().flatten().map(|tag| dim(format!("#{tag}"))));
    let mut text = Text::default();
    for (index, (style, part)) in parts.iter().enumerate() {
        let separator = if index > 0 { ", " } else { "" };
        text = text.with(Style::Dim, separator).with(*style, part);
    }
    text
}

fn print_summary(ctx: &Context, settings: &Settings, found: &[&Candidate]) -> Result<(), Failure> {
    let mut accounts: Vec<_> = found
        .iter()
        .map(|candidate| (&candidate.role.origin, &candidate.role.account_id))
        .collect();
    accounts.sort_unstable();
    accounts.dedup();
    let mut line = messages::summary(accounts.len(), found.len());
    for portal in &settings.portals {
        let refreshed_at = state::catalogue(&ctx.ports, &portal.name)?.refreshed_at;
        let age = refreshed_at.map(|at| time_format::age(at, ctx.now()));
        let banner = demo_banner::text(portal);
        line.push_str(" · ");
        line.push_str(&messages::updated(
            &portal.name,
            banner.as_deref(),
            age.as_deref(),
        ));
    }
    ctx.terminal.note(Text::styled(Style::Dim, &line));
    Ok(())
}

#[cfg(test)]
mod tests;
