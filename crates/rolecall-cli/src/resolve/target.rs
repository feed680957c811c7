//! Roles by target, name or `@default`.
//!
//! The network is used only for a name that no cached list has, and only for portals that were never listed.

use super::failure_with_candidates;
use super::portal::{no_portal, source};
use crate::context::Context;
use crate::failure::Failure;
use crate::messages::targets as messages;
use crate::refresh_progress::{list_accounts_of, refresh_portal};
use crate::state;
use rolecall::messages::input;
use rolecall::problem::ProblemCode;
use rolecall::role_session::find_stored_role_session;
use rolecall::target::{Candidate, ResolveError, Target, parse_target, resolve, resolve_without_lists};
use rolecall_model::portal::Portal;
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
    let mut resolved = resolve_in(&state::candidates(&ctx.ports, settings)?);
    let is_unknown = |resolved: &Result<RoleRef, ResolveError>| {
        matches!(target, Target::Named { .. }) && matches!(resolved, Err(ResolveError::NoMatch { .. }))
    };
    let mut new_portals = NewPortals::new(ctx, settings)?;
    // The accounts that it may name are asked for first, and the others only if it names none of those.
    if is_unknown(&resolved) || new_portals.may_hold_others(ctx, target)? {
        new_portals.list(ctx, ListingScope::AccountsOf(target)).await;
        resolved = resolve_in(&state::candidates(&ctx.ports, settings)?);
    }
    if is_unknown(&resolved) {
        new_portals.list(ctx, ListingScope::Everything).await;
        resolved = resolve_in(&state::candidates(&ctx.ports, settings)?);
    }
    let nothing_listed = new_portals.failures.len() == settings.portals.len() && is_unknown(&resolved);
    let is_guess = !new_portals.failures.is_empty() && new_portals.may_hold_others(ctx, target)?;
    let mut failures = new_portals.failures.into_iter();
    let first = failures.next();
    match first {
        Some(first) if nothing_listed || is_guess => {
            failures.for_each(|failure| failure.print(&ctx.terminal));
            Err(first)
        }
        first => {
            first
                .into_iter()
                .chain(failures)
                .for_each(|failure| failure.print(&ctx.terminal));
            Ok(resolved)
        }
    }
}

/// What of a portal is listed.
#[derive(Clone, Copy)]
enum ListingScope<'a> {
    /// The accounts that the target may name.
    AccountsOf(&'a Target),
    Everything,
}

/// The portals that were never listed.
struct NewPortals<'a> {
    all: Vec<&'a Portal>,
    /// Those that can be listed, as far as is known.
    remaining: Vec<&'a Portal>,
    /// Why the others cannot.
    failures: Vec<Failure>,
}

impl<'a> NewPortals<'a> {
    fn new(ctx: &Context, settings: &'a Settings) -> Result<Self, Failure> {
        let mut all = Vec::new();
        for portal in &settings.portals {
            if state::catalogue(&ctx.ports, &portal.name)?.refreshed_at.is_none() {
                all.push(portal);
            }
        }
        Ok(Self {
            remaining: all.clone(),
            all,
            failures: Vec::new(),
        })
    }

    /// Returns whether there are accounts that the target may name and whose roles are not known: what it seems to name may be
    /// one of several.
    fn may_hold_others(&self, ctx: &Context, target: &Target) -> Result<bool, Failure> {
        for portal in &self.all {
            let catalogue = state::catalogue(&ctx.ports, &portal.name)?;
            let mut unknown = catalogue.accounts.iter().filter(|listed| listed.roles.is_none());
            if unknown.any(|listed| target.may_name_role_of(&portal.name, &listed.account)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn list(&mut self, ctx: &Context, scope: ListingScope<'_>) {
        for portal in std::mem::take(&mut self.remaining) {
            let listed = match scope {
                ListingScope::AccountsOf(target) => list_accounts_of(ctx, portal, target).await,
                ListingScope::Everything => refresh_portal(ctx, portal).await.map(drop),
            };
            match listed {
                Ok(()) => self.remaining.push(portal),
                Err(failure) => self.failures.push(failure),
            }
        }
    }
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
