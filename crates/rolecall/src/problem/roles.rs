//! Problems of roles that the user defined, and of what STS says to them.

use super::{Problem, ProblemCode};
use crate::hostile_text::printable;
use crate::messages;
use crate::ports::{CredentialProcessError, IdentityTokenError, StsError};
use crate::settings::{RoleFormFault, RoleFormFaultReason};
use rolecall_model::role_source::RoleSourceError;

problems! {
    StsError => |error| match error {
        StsError::Refused => Self::new(ProblemCode::CredentialsRefused, error.to_string()),
        StsError::Denied(denial) => Self {
            advice: messages::roles::denial_advice(*denial).to_owned(),
            ..Self::new(ProblemCode::NotAllowed, error.to_string())
        },
        StsError::InvalidRequest(cause) => Self::new(ProblemCode::RequestRefused, error.to_string())
            .with_words(messages::roles::invalid_request(*cause)),
        StsError::IdentityToken(fault) => Self::new(ProblemCode::IdentityTokenRefused, error.to_string())
            .with_words(messages::identity_tokens::refused(*fault)),
        StsError::Assertion(fault) => Self::new(ProblemCode::AssertionRefused, error.to_string())
            .with_words(messages::assertions::refused(*fault)),
        StsError::RegionDisabled => Self::new(ProblemCode::RegionDisabled, error.to_string()),
        StsError::WrongTime(difference) => {
            let (summary, advice) = messages::problems::wrong_time(*difference);
            Self { summary, advice: advice.to_owned(), ..Self::new(ProblemCode::ClockWrong, "") }
        }
        StsError::Blocked(cause) => Self::from(cause),
        StsError::Unreachable { .. } => Self::new(ProblemCode::Unreachable, error.to_string()),
    };
    IdentityTokenError => |error| Self::new(ProblemCode::IdentityTokenUnavailable, error.to_string())
        .with_words(messages::identity_tokens::unavailable(error));
    RoleFormFault => |fault| match &fault.reason {
        RoleFormFaultReason::InvalidName => Self::invalid_input(messages::role_forms::INVALID_NAME),
        RoleFormFaultReason::NameTaken => Self::invalid_input(messages::role_forms::NAME_TAKEN),
        RoleFormFaultReason::Missing => Self::invalid_input(messages::role_forms::missing(&fault.key)),
        RoleFormFaultReason::Unexpected(expected) => Self::invalid_input(messages::role_forms::unexpected(*expected)),
        RoleFormFaultReason::Source(error) => Self::from(error),
        RoleFormFaultReason::Other => Self::invalid_input(messages::role_forms::OTHER),
    };
    CredentialProcessError => |error| {
        let detail = if let CredentialProcessError::Failed { complaint, .. } = error {
            printable(complaint).into_owned()
        } else {
            error.to_string()
        };
        Self::new(ProblemCode::CredentialProcessFailed, detail)
            .with_words(messages::credential_processes::unavailable(error))
    };
    RoleSourceError => |error| {
        let code = match error {
            RoleSourceError::UnknownPortal(_) | RoleSourceError::UndefinedRole(_) => {
                ProblemCode::RoleSourceMissing
            }
            RoleSourceError::Cycle(_) | RoleSourceError::ChainTooLong(_) => ProblemCode::RoleCycle,
            RoleSourceError::ChainedDurationTooLong(_) | RoleSourceError::MfaWithoutUser(_) => {
                ProblemCode::WrongInput
            }
        };
        Self::new(code, "").with_words(messages::roles::source_error(error))
    };
}
