//! What a user reads when a key was not replaced.

use super::KeyRotationError;
use crate::messages;
use crate::problem::{Problem, ProblemCode};

impl From<&KeyRotationError> for Problem {
    fn from(error: &KeyRotationError) -> Self {
        match error {
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
        }
    }
}
