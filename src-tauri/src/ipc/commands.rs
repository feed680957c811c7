//! The commands: each turns arguments into a request or a use case, and the outcome into a receipt.
//!
//! No command returns a secret; the types of secrets cannot be returned.

pub(crate) mod history;
pub(crate) mod labels;
pub(crate) mod portals;
pub(crate) mod program;
pub(crate) mod role_sessions;
pub(crate) mod state;

use super::wire::ProblemView;
use crate::view;
use rolecall::problem::Problem;

type Answer<T> = Result<T, ProblemView>;

fn shown(problem: impl Into<Problem>) -> ProblemView {
    view::problem(&problem.into())
}
