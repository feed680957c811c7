//! Choosing: which portal or assignment a user means, by what they typed, the settings and the kept list.
//!
//! A choice is never guessed. It reaches the network only for a name whose portal was never listed.

use crate::failure::Failure;
use crate::listing::list_anew;
use crate::surroundings::Surroundings;
use rolecall::ports::Ports;
use rolecall::problem::{Problem, ProblemCode};
use rolecall::settings::read_settings;
use rolecall::target::{Candidate, ResolveError, Target, parse_target, resolve};
use rolecall_model::account::Account;
use rolecall_model::assignment::Assignment;
use rolecall_model::portal::Portal;
use rolecall_model::settings::Settings;
use std::collections::BTreeMap;

/// How many targets are listed when several match.
const MOST_LISTED: usize = 20;

/// Reads what the user set.
///
/// # Errors
/// The file cannot be read or understood.
pub(crate) fn settings(ports: &Ports) -> Result<Settings, Failure> {
    let text = ports
        .store
        .settings_file
        .read()
        .map_err(|error| Failure::of(&error))?;
    read_settings(&text).map_err(|error| Failure::of(&error))
}

/// Changes what the user set by `edit`, which may run again when another program changed the file meanwhile.
///
/// # Errors
/// What `edit` refuses, or that the file cannot be replaced.
pub(crate) fn change_settings<E: Into<Problem>>(
    ports: &Ports,
    edit: impl Fn(&str) -> Result<String, E>,
) -> Result<(), Failure> {
    rolecall::settings_change::change_settings(ports, edit).map_err(Failure::from)
}

/// Returns the portal called `name`, or the only one where no name was given.
///
/// # Errors
/// There is none of that name, or several to choose from.
pub(crate) fn portal(settings: &Settings, name: Option<&str>) -> Result<Portal, Failure> {
    match (name, settings.portals.as_slice()) {
        (_, []) => Err(no_portal()),
        (None, [only]) => Ok(only.clone()),
        (None, several) => Err(listed(
            Problem {
                summary: "There are several portals.".to_owned(),
                advice: "Name one of them:".to_owned(),
                ..Problem::new(ProblemCode::Ambiguous, "")
            },
            several.iter().map(|portal| portal.name.to_string()).collect(),
        )),
        (Some(name), known) => known
            .iter()
            .find(|portal| portal.name.as_str() == name)
            .cloned()
            .ok_or_else(|| unknown_portal(settings, name)),
    }
}

/// Returns the portal of an assignment.
///
/// # Errors
/// It is not in the settings.
pub(crate) fn portal_of(settings: &Settings, assignment: &Assignment) -> Result<Portal, Failure> {
    let known = settings.portal(&assignment.portal).cloned();
    known.ok_or_else(|| unknown_portal(settings, assignment.portal.as_str()))
}

/// Returns the one assignment that `text` names, and its portal. Portals that were never listed are, when it takes that.
///
/// # Errors
/// It names none or several; what may have been meant is listed. Or no portal was ever listed, and none can be.
pub(crate) async fn assignment(
    here: &Surroundings,
    settings: &Settings,
    text: &str,
) -> Result<(Portal, Assignment), Failure> {
    let target = parse_target(text)
        .map_err(|error| Failure::invalid_input(sentence(&error.to_string()), TARGET_ADVICE))?;
    let default = settings.default_assignment.as_ref();
    // Most targets need no list; a slow disk or a lost database must not stand in their way.
    let found = match resolve(&target, &[], &settings.aliases, default) {
        Err(ResolveError::NoMatch { .. }) => resolve_listed(here, settings, &target).await?,
        settled => settled,
    };
    let assignment = found.map_err(|error| unresolved(settings, text, &error))?;
    Ok((portal_of(settings, &assignment)?, assignment))
}

async fn resolve_listed(
    here: &Surroundings,
    settings: &Settings,
    target: &Target,
) -> Result<Result<Assignment, ResolveError>, Failure> {
    let among = |candidates: &[Candidate]| {
        let default = settings.default_assignment.as_ref();
        resolve(target, candidates, &settings.aliases, default)
    };
    let found = among(&candidates(&here.ports, settings)?);
    let named = matches!(target, Target::Named { .. });
    if !named || !matches!(found, Err(ResolveError::NoMatch { .. })) {
        return Ok(found);
    }
    let failure = list_the_never_listed(here, settings).await?;
    let found = among(&candidates(&here.ports, settings)?);
    match (failure, found) {
        (Some(failure), Err(ResolveError::NoMatch { .. })) => Err(failure),
        (_, found) => Ok(found),
    }
}

/// Returns the first failure when there still is no list at all; the others are shown.
async fn list_the_never_listed(here: &Surroundings, settings: &Settings) -> Result<Option<Failure>, Failure> {
    let mut failures = Vec::new();
    for portal in &settings.portals {
        let kept = here.ports.store.catalogue_store.catalogue(&portal.name);
        if kept.map_err(|error| Failure::of(&error))?.refreshed_at.is_none() {
            failures.extend(list_anew(here, portal).await.err());
        }
    }
    let nothing_listed = failures.len() == settings.portals.len();
    let mut failures = failures.into_iter().peekable();
    let ends_with = failures.next_if(|_| nothing_listed);
    failures.for_each(|failure| failure.show(&here.terminal));
    Ok(ends_with)
}

/// Tells whether `text` is `@default`.
pub(crate) fn is_default(text: &str) -> bool {
    parse_target(text) == Ok(Target::Default)
}

/// Returns the account of `assignment` as it was last listed; with no name where nothing is known of it.
pub(crate) fn account(ports: &Ports, assignment: &Assignment) -> Account {
    let listed = ports.store.catalogue_store.catalogue(&assignment.portal).ok();
    let mut accounts = listed.into_iter().flat_map(|catalogue| catalogue.accounts);
    accounts
        .find(|listed| listed.account.id == assignment.account_id)
        .map_or_else(
            || Account::unlisted(&assignment.account_id),
            |listed| listed.account,
        )
}

/// As [`account`], from lists that were read already.
pub(crate) fn account_in(candidates: &[Candidate], assignment: &Assignment) -> Account {
    let same = |candidate: &&Candidate| {
        candidate.assignment.portal == assignment.portal
            && candidate.assignment.account_id == assignment.account_id
    };
    let listed = candidates.iter().find(same);
    Account {
        id: assignment.account_id.clone(),
        name: listed
            .map(|candidate| candidate.account_name.clone())
            .unwrap_or_default(),
        email: None,
    }
}

/// Returns the target that a user reads best: `account/role` by name where it names just this assignment, else the exact one.
pub(crate) fn name(assignment: &Assignment, account: &Account, candidates: &[Candidate]) -> String {
    let name = format!("{}/{}", account.name, assignment.role_name.as_str());
    let means_it = parse_target(&name)
        .is_ok_and(|target| resolve(&target, candidates, &BTreeMap::new(), None).as_ref() == Ok(assignment));
    if means_it { name } else { assignment.target() }
}

/// Returns what is used often and lately, the weightiest first; a convenience that no failure of the state database is told for.
pub(crate) fn recents(ports: &Ports, most: usize) -> Vec<Assignment> {
    let most = u32::try_from(most).unwrap_or(u32::MAX);
    ports.store.preference_store.recents(most).unwrap_or_default()
}

/// Returns every assignment of the kept lists, in the order of the portals and of their lists.
///
/// # Errors
/// The state database's failure.
pub(crate) fn candidates(ports: &Ports, settings: &Settings) -> Result<Vec<Candidate>, Failure> {
    let mut candidates = Vec::new();
    for portal in &settings.portals {
        let catalogue = ports
            .store
            .catalogue_store
            .catalogue(&portal.name)
            .map_err(|error| Failure::of(&error))?;
        for listed in catalogue.accounts {
            candidates.extend(listed.roles.into_iter().flatten().map(|role_name| Candidate {
                assignment: Assignment {
                    portal: portal.name.clone(),
                    account_id: listed.account.id.clone(),
                    role_name,
                },
                account_name: listed.account.name.clone(),
            }));
        }
    }
    Ok(candidates)
}

const TARGET_ADVICE: &str = "List what there is with `rolecall roles`.";

fn no_portal() -> Failure {
    Failure::invalid_input(
        "There is no portal yet.",
        "Add yours with `rolecall portal add NAME --start-url URL --region REGION`.",
    )
}

fn unknown_portal(settings: &Settings, name: &str) -> Failure {
    let names: Vec<String> = settings
        .portals
        .iter()
        .map(|portal| portal.name.to_string())
        .collect();
    if names.is_empty() {
        return no_portal();
    }
    let problem = Problem {
        summary: format!("There is no portal called \"{name}\"."),
        advice: "There are:".to_owned(),
        ..Problem::new(ProblemCode::NoMatch, "")
    };
    listed(problem, names)
}

fn unresolved(settings: &Settings, text: &str, error: &ResolveError) -> Failure {
    match error {
        _ if settings.portals.is_empty() => no_portal(),
        ResolveError::NoDefault => Failure::invalid_input(
            "No default was chosen.",
            "Choose one with `rolecall default TARGET`.",
        ),
        ResolveError::NoMatch { close } => {
            let advice = if close.is_empty() {
                TARGET_ADVICE
            } else {
                "Did you mean one of these?"
            };
            let problem = Problem {
                summary: format!("Nothing matches \"{text}\"."),
                advice: advice.to_owned(),
                ..Problem::new(ProblemCode::NoMatch, "")
            };
            listed(problem, close.clone())
        }
        ResolveError::Ambiguous { candidates } => {
            let problem = Problem {
                summary: format!("More than one assignment matches \"{text}\"."),
                advice: "Name one of them in full:".to_owned(),
                ..Problem::new(ProblemCode::Ambiguous, "")
            };
            listed(problem, candidates.clone())
        }
    }
}

fn listed(problem: Problem, mut lines: Vec<String>) -> Failure {
    let more = lines.len().saturating_sub(MOST_LISTED);
    lines.truncate(MOST_LISTED);
    lines.extend((more > 0).then(|| format!("… and {more} more")));
    Failure::Problem(Box::new(problem), lines)
}

/// Makes a sentence of an error's lower-case text.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).chain(['.']).collect())
        .unwrap_or_default()
}
