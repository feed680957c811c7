//! Problems of portals that did not answer as they were asked.

use super::{Problem, ProblemCode};
use crate::messages::problems;
use crate::ports::AccessPortalError;

problems! {
    AccessPortalError => |error| {
        let with_code = |code| Self::new(code, error.to_string());
        match error {
            AccessPortalError::SignInEnded => with_code(ProblemCode::SignInNeeded),
            AccessPortalError::NotAssigned => with_code(ProblemCode::NotAssigned),
            AccessPortalError::NotAssignedOrNotTrusted => {
                with_code(ProblemCode::NotAssigned).with_words(problems::NOT_ASSIGNED_OR_NOT_TRUSTED)
            }
            AccessPortalError::WrongScope => {
                with_code(ProblemCode::SignInNeeded).with_words(problems::NO_ACCOUNT_ACCESS_PERMISSION)
            }
            AccessPortalError::InvalidRequest { .. } => {
                with_code(ProblemCode::RequestRefused).with_words(problems::ACCOUNT_ACCESS_REFUSED)
            }
            AccessPortalError::UnknownAccess => {
                with_code(ProblemCode::UnexpectedAnswer).with_words(problems::NEWER_ACCESS)
            }
            AccessPortalError::Throttled { retry_in } => Self::throttled(*retry_in),
            AccessPortalError::Blocked(cause) => Self::from(cause),
            AccessPortalError::Unreachable { .. } => with_code(ProblemCode::Unreachable),
            AccessPortalError::Unexpected { .. } => with_code(ProblemCode::UnexpectedAnswer),
        }
    };
}
