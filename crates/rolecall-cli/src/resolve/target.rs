//! Roles by target, name or `@default`.
//!
//! The network is used only for a name that no cached list has, and only for portals that were never listed.

use super::failure_with_candidates;
use super::portal::{no_portal, source};
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::targets as messages;
use crate::refresh_progress::refresh_portal;
use crate::state;
use rolecall::messages::input;
use rolecall::problem::ProblemCode;
use rolecall::role_session::find_stored_role_session;
use rolecall::target::{Candidate, ResolveError, Target, parse_target, resolve, resolve_without_lists};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_source::ResolvedRole;
use rolecall_model::settings::Settings;

/// Returns the role that `text` stands for, with where its credentials come from. Lists portals that were never listed if necessary.
///
/// # Errors
/// It matches no role or several, which are listed; its portal is not in the settings; the state database cannot be
/// read; or no portal was ever listed and listing fails.
pub(crate) async fn target(ctx: &Context, settings: &Settings, text: &str) -> Result<ResolvedRole, Failure> {
    source(settings, &role(ctx, settings, text).await?)
}

/// As [`target`], for what needs no source: stopping a role session. What is stored under exactly this target is found without the
/// settings.
///
/// # Errors
/// As [`target`], or the keychain cannot be read.
pub(crate) async fn role_to_stop(
    ctx: &Context,
    settings: Result<&Settings, Failure>,
    text: &str,
) -> Result<RoleRef, Failure> {
    let without_lists = match (&settings, parse_target(text)) {
        (Ok(settings), Ok(target)) => resolve_without_lists(&target, settings),
        (Ok(_), Err(_)) | (Err(_), _) => None,
    };
    if let Some(Ok(role)) = without_lists {
        return Ok(role);
    }
    let stored = find_stored_role_session(&ctx.ports, text).await;
    match stored.map_err(|error| Failure::from_error(&error))? {
        Some(stored) => Ok(stored),
        None => role(ctx, settings?, text).await,
    }
}

async fn role(ctx: &Context, settings: &Settings, text: &str) -> Result<RoleRef, Failure> {
    let target = parse_target(text)
        .map_err(|error| Failure::invalid_input(input::target(&error), messages::LIST_ROLES))?;
    // Most targets need no list, and then a slow disk or a damaged database must not matter.
    let resolved = match resolve_without_lists(&target, settings) {
        None => resolve_with_lists(ctx, settings, &target).await?,
        Some(resolved) => resolved,
    };
    resolved.map_err(|error| unresolved(settings, text, &error))
}

/// Returns whether `text` is `@default`.
pub(crate) fn is_default(text: &str) -> bool {
    parse_target(text) == Ok(Target::Default)
}

async fn resolve_with_lists(
    ctx: &Context,
    settings: &Settings,
    target: &Target,
) -> Result<Result<RoleRef, ResolveError>, Failure> {
    let resolve_in = |candidates: &[Candidate]| {
        let default = settings.default_role.as_ref();
        resolve(target, candidates, &settings.aliases, default)
    };
    let resolved = resolve_in(&state::candidates(&ctx.ports, settings)?);
    let is_name = matches!(target, Target::Named { .. });
    if !is_name || !matches!(resolved, Err(ResolveError::NoMatch { .. })) {
        return Ok(resolved);
    }
    let failure = list_new_portals(ctx, settings).await?;
    let resolved = resolve_in(&state::candidates(&ctx.ports, settings)?);
    match (failure, resolved) {
        (Some(failure), Err(ResolveError::NoMatch { .. })) => Err(failure),
        (_, resolved) => Ok(resolved),
    }
}

/// Lists the portals that were never listed. Returns the first failure if no portal has a list now; prints the others.
async fn list_new_portals(ctx: &Context, settings: &Settings) -> Result<Option<Failure>, Failure> {
    let mut failures = Vec::new();
    for portal in &settings.portals {
        let catalogue = state::catalogue(&ctx.ports, &portal.name)?;
        if catalogue.refreshed_at.is_none() {
            failures.extend(refresh_portal(ctx, portal).await.err());
        }
    }
    let nothing_listed = failures.len() == settings.portals.len();
    let mut failures = failures.into_iter().peekable();
    let first = failures.next_if(|_| nothing_listed);
    failures.for_each(|failure| failure.print(&ctx.terminal));
    Ok(first)
}

fn unresolved(settings: &Settings, text: &str, error: &ResolveError) -> Failure {
    match error {
        _ if settings.portals.is_empty() => no_portal(),
        ResolveError::NoDefault => Failure::invalid_input(messages::NO_DEFAULT, messages::SET_DEFAULT),
        ResolveError::NoMatch { suggestions } => {
            let advice = if suggestions.is_empty() {
                messages::LIST_ROLES
            } else {
                messages::SUGGESTIONS
            };
            let summary = messages::no_match(text);
            failure_with_candidates(ProblemCode::NoMatch, summary, advice, suggestions.clone())
        }
        ResolveError::Ambiguous { candidates } => failure_with_candidates(
            ProblemCode::Ambiguous,
            messages::ambiguous_role(text),
            messages::CANDIDATES,
            candidates.clone(),
        ),
    }
}
