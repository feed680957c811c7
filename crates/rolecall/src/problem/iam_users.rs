//! Problems of IAM users: their access keys and MFA devices.

use super::{Problem, ProblemCode};
use crate::key_rotation::KeyRotationError;
use crate::messages;
use crate::ports::{AccessKeysError, UserSessionError};
use crate::role_session::IamUserError;

problems! {
    IamUserError => |error| {
        let code = match error {
            IamUserError::CodeNeeded(_) => ProblemCode::MfaCodeNeeded,
            IamUserError::InvalidSeed | IamUserError::Command(_) => ProblemCode::MfaCodeUnavailable,
            IamUserError::SecretMissing(_) => ProblemCode::SecretAccessKeyMissing,
            IamUserError::Session(error) => return Self::from(error),
        };
        Self::new(code, error.to_string()).with_words(messages::iam_users::unavailable(error))
    };
    UserSessionError => |error| {
        let code = match error {
            UserSessionError::KeyRefused | UserSessionError::SecretRefused => ProblemCode::AccessKeyRefused,
            UserSessionError::CodeRefused => ProblemCode::MfaCodeRefused,
            UserSessionError::UnknownDevice => ProblemCode::MfaDeviceUnknown,
            UserSessionError::Sts(error) => return Self::from(error),
        };
        let problem = Self::new(code, error.to_string());
        match messages::iam_users::refused(error) {
            Some(words) => problem.with_words(words),
            None => problem,
        }
    };
    KeyRotationError => |error| match error {
        KeyRotationError::NotAUser => Self::invalid_input("").with_words(messages::iam_users::NO_USER),
        KeyRotationError::OtherKey(id) => Self::new(ProblemCode::RequestRefused, error.to_string())
            .with_words(messages::iam_users::other_key(id)),
        KeyRotationError::NotListed(id) => Self::new(ProblemCode::AccessKeyRefused, error.to_string())
            .with_words(messages::iam_users::not_listed(id)),
        KeyRotationError::WrongUser => Self::new(ProblemCode::UnexpectedAnswer, error.to_string()),
        KeyRotationError::RoleSession(error) => Self::from(error),
        KeyRotationError::AccessKeys(error) => Self::from(error),
        KeyRotationError::Unverified(error) => Self::from(error),
        KeyRotationError::Keychain(error) => Self::from(error),
        KeyRotationError::Lock(error) => Self::from(error),
        KeyRotationError::StateStore(error) => Self::from(error),
        KeyRotationError::Settings(problem) => (**problem).clone(),
    };
    AccessKeysError => |error| {
        let code = match error {
            AccessKeysError::Denied { .. } => ProblemCode::NotAllowed,
            AccessKeysError::NotFound => ProblemCode::AccessKeyRefused,
            AccessKeysError::TwoKeys => ProblemCode::RequestRefused,
            AccessKeysError::Session(error) => return Self::from(error),
        };
        let problem = Self::new(code, error.to_string());
        match messages::iam_users::keys(error) {
            Some(words) => problem.with_words(words),
            None => problem,
        }
    };
}
