//! Problems of IAM users: their access keys and MFA devices.

use super::{Problem, ProblemCode};
use crate::messages;
use crate::ports::{AccessKeysError, UserStsError};
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
    UserStsError => |error| {
        let code = match error {
            UserStsError::KeyRefused | UserStsError::SecretRefused => ProblemCode::AccessKeyRefused,
            UserStsError::CodeRefused => ProblemCode::MfaCodeRefused,
            UserStsError::UnknownDevice => ProblemCode::MfaDeviceUnknown,
            UserStsError::Sts(error) => return Self::from(error),
        };
        let problem = Self::new(code, error.to_string());
        match messages::iam_users::refused(error) {
            Some(words) => problem.with_words(words),
            None => problem,
        }
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
