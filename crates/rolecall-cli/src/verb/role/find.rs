//! `rolecall role find`: which roles can be assumed with the credentials of another, after showing which ones are tried.
//!
//! The domain decides which roles are worth a try and tries them. This module must not know how.

mod json;

use super::import;
use crate::command_line::RoleFindArgs;
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::role_find as messages;
use crate::messages::{headings, role_sessions};
use crate::terminal::{Column, Style, Table, Text};
use crate::verb::{demo_banner, guard, reason};
use crate::{desktop, mfa, resolve, settings, state, time_limit};
use json::{FindJson, FoundJson};
use rolecall::problem::Problem;
use rolecall::role_finding::{CandidateSources, RoleCandidate, TryOutcome, role_candidates, try_candidates};
use rolecall::settings::add_role;
use rolecall_model::Timestamp;
use rolecall_model::account::AccountId;
use rolecall_model::history::{HistoryQuery, Surface};
use rolecall_model::role_arn::RoleArn;
use rolecall_model::role_source::ResolvedRole;
use rolecall_model::settings::Settings;

const COLUMNS: [Column; 3] = [
    Column::no_truncate(headings::ROLE_ARN),
    Column::new(headings::FOUND_IN),
    Column::new(headings::OUTCOME),
];

pub(super) async fn run(ctx: &Context, args: &RoleFindArgs) -> Result<(), Failure> {
    let settings = settings::load(&ctx.ports)?;
    let from = resolve::target(ctx, &settings, &args.from).await?;
    let mut candidates = candidates(ctx, &settings, &from, args)?;
    let omitted = candidates.len().saturating_sub(args.max.into());
    candidates.truncate(args.max.into());
    print_plan(ctx, &from, &candidates, omitted);
    let outcomes = if args.plan || candidates.is_empty() {
        candidates.iter().map(|_| TryOutcome::NotTried).collect()
    } else {
        tried(ctx, &settings, &from, &candidates, args).await?
    };
    let added = if args.add {
        add(ctx, &candidates, &outcomes).await?
    } else {
        Vec::new()
    };
    let rows = || candidates.iter().zip(&outcomes);
    if args.json {
        let roles = rows().map(|(candidate, outcome)| FoundJson::new(candidate, outcome, &added));
        let document = FindJson::new(from.key.target(), omitted, roles.collect());
        ctx.terminal.print_json(&document)?;
    } else {
        print_outcomes(ctx, rows())?;
    }
    let failed = outcomes.iter().find_map(|outcome| match outcome {
        TryOutcome::Failed(error) => Some(Failure::for_role(&from, error)),
        TryOutcome::Assumable | TryOutcome::Denied(_) | TryOutcome::NotTried => None,
    });
    failed.map_or(Ok(()), Err)
}

fn candidates(
    ctx: &Context,
    settings: &Settings,
    from: &ResolvedRole,
    args: &RoleFindArgs,
) -> Result<Vec<RoleCandidate>, Failure> {
    let everything = HistoryQuery {
        from: Timestamp::UNIX_EPOCH,
        until: Timestamp::MAX,
        limit: u32::MAX,
    };
    let history = ctx.ports.store.history_store.history(&everything);
    let mut accounts: Vec<AccountId> = Vec::new();
    if args.usual_names {
        for portal in &settings.portals {
            let listed = state::catalogue(&ctx.ports, &portal.name)?.accounts;
            accounts.extend(listed.into_iter().map(|listed| listed.account.id));
        }
    }
    let sources = CandidateSources {
        given: &given(ctx, args)?,
        profiles: &import::read_profiles(ctx)?,
        history: &history.map_err(|error| Failure::from_error(&error))?,
        accounts: &accounts,
    };
    Ok(role_candidates(settings, from, &sources))
}

/// Returns the roles that the user named, on the command line and on standard input.
fn given(ctx: &Context, args: &RoleFindArgs) -> Result<Vec<RoleArn>, Failure> {
    let mut texts: Vec<String> = args.roles.iter().filter(|text| *text != "-").cloned().collect();
    if args.roles.iter().any(|text| text == "-") {
        let pasted = ctx.machine.pasted(messages::PASTE);
        let pasted =
            pasted.map_err(|detail| Failure::invalid_input(messages::unreadable_input(&detail), ""))?;
        // EXPOSE: names of roles are no secret
        texts.extend(pasted.expose().split_whitespace().map(str::to_owned));
    }
    let parse = |text: String| {
        RoleArn::parse_or_link(&text)
            .map_err(|_| Failure::invalid_input(messages::not_a_role(&text), messages::ROLE_FORM))
    };
    texts.into_iter().map(parse).collect()
}

fn print_plan(ctx: &Context, from: &ResolvedRole, candidates: &[RoleCandidate], omitted: usize) {
    if candidates.is_empty() {
        return ctx.terminal.note(messages::NOTHING);
    }
    ctx.terminal
        .note(messages::plan(candidates.len(), &from.key.target()));
    for candidate in candidates {
        let origin = messages::origin(&candidate.origin);
        let line = Text::from("  ").with(Style::Bold, candidate.arn.as_str());
        ctx.terminal.note(line.plain("  ").with(Style::Dim, &origin));
    }
    if omitted > 0 {
        ctx.terminal.note(messages::omitted(omitted));
    }
}

/// Tries the roles, once the user agreed to that.
async fn tried(
    ctx: &Context,
    settings: &Settings,
    from: &ResolvedRole,
    candidates: &[RoleCandidate],
    args: &RoleFindArgs,
) -> Result<Vec<TryOutcome>, Failure> {
    demo_banner::print_for_role(ctx, from);
    let reason = reason::of_user(ctx, settings, &from.key, &args.reason)?;
    guard::confirm(ctx, settings, &from.key, args.yes)?;
    if !args.yes {
        confirm(ctx, candidates.len())?;
    }
    let ports = ctx.ports_with_actor(Surface::Command, resolve::is_default(&args.from));
    let ports = time_limit::of_obtaining(&ports.with_reason(reason));
    let ports = mfa::with_prompt(ctx, &ports, &args.mfa)?;
    let begin = |candidate: &RoleCandidate| {
        ctx.terminal
            .show_progress(messages::trying(candidate.arn.as_str()));
    };
    let outcomes = try_candidates(&ports, from, candidates, &begin).await;
    ctx.terminal.clear_progress();
    outcomes.map_err(|error| Failure::for_role(from, &error))
}

fn confirm(ctx: &Context, count: usize) -> Result<(), Failure> {
    match ctx.machine.ask(&messages::question(count)) {
        Some(reply) if role_sessions::is_yes(&reply) => Ok(()),
        Some(_) => Err(Failure::Message(role_sessions::CANCELLED.to_owned())),
        None => Err(Failure::invalid_input(
            messages::NOT_CONFIRMED,
            messages::CONFIRM_WITH_YES,
        )),
    }
}

/// Defines the roles that can be assumed; returns their names.
async fn add<'a>(
    ctx: &Context,
    candidates: &'a [RoleCandidate],
    outcomes: &[TryOutcome],
) -> Result<Vec<&'a str>, Failure> {
    let found: Vec<&RoleCandidate> = candidates
        .iter()
        .zip(outcomes)
        .filter(|(_, outcome)| matches!(outcome, TryOutcome::Assumable))
        .map(|(candidate, _)| candidate)
        .collect();
    if found.is_empty() {
        return Ok(Vec::new());
    }
    settings::change(&ctx.ports, |text| {
        let mut definitions = found.iter().map(|candidate| &candidate.definition);
        definitions.try_fold(text.to_owned(), |text, definition| add_role(&text, definition))
    })?;
    desktop::notify_changed(ctx).await;
    let names: Vec<&str> = found.iter().map(|found| found.definition.name.as_str()).collect();
    ctx.terminal.note(messages::added(&names));
    Ok(names)
}

fn print_outcomes<'a>(
    ctx: &Context,
    rows: impl Iterator<Item = (&'a RoleCandidate, &'a TryOutcome)>,
) -> Result<(), Failure> {
    let mut table = Table::new(&COLUMNS);
    for (candidate, outcome) in rows {
        let (style, text) = match outcome {
            TryOutcome::Assumable => (Style::Success, messages::ASSUMABLE.to_owned()),
            TryOutcome::Denied(denial) => (Style::Plain, messages::denied(*denial).to_owned()),
            TryOutcome::Failed(error) => (Style::Error, Problem::from(error).summary),
            TryOutcome::NotTried => (Style::Dim, messages::NOT_TRIED.to_owned()),
        };
        table.push(vec![
            Text::from(candidate.arn.as_str()),
            Text::from(messages::origin(&candidate.origin).as_str()),
            Text::styled(style, &text),
        ]);
    }
    Ok(table.print(&ctx.terminal)?)
}

#[cfg(test)]
mod tests;
