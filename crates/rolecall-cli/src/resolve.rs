//! Resolves what the user typed to a portal, a role or an account.
//!
//! Nothing is guessed: an unknown or ambiguous name is a failure that lists the candidates.

mod account;
mod portal;
mod target;

pub(crate) use account::{AccountNamesById, account};
pub(crate) use portal::{login_role, portal, portal_to_give_up, source};
pub(crate) use target::{is_default, role_to_stop, target};

use crate::failure::Failure;
use crate::messages::targets as messages;
use rolecall::problem::{Problem, ProblemCode};

/// The number of candidates that a failure lists.
const MAX_LISTED: usize = 20;

/// Returns a failure that lists `candidates`, at most [`MAX_LISTED`] of them.
fn failure_with_candidates(
    code: ProblemCode,
    summary: String,
    advice: &str,
    mut candidates: Vec<String>,
) -> Failure {
    let more = candidates.len().saturating_sub(MAX_LISTED);
    candidates.truncate(MAX_LISTED);
    candidates.extend((more > 0).then(|| messages::more_candidates(more)));
    let problem = Problem {
        summary,
        advice: advice.to_owned(),
        ..Problem::new(code, "")
    };
    Failure::Problem(Box::new(problem), candidates)
}

#[cfg(test)]
mod tests;
