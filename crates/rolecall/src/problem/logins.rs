//! Problems of sign-ins to the console.

use super::{Problem, ProblemCode};
use crate::login_session::LoginError;
use crate::messages;
use crate::ports::ConsoleSignInError;

problems! {
    LoginError => |error| {
        let problem = match error {
            LoginError::Needed(_) | LoginError::Ended { .. } | LoginError::TimedOut => {
                Self::new(ProblemCode::LoginNeeded, error.to_string())
            }
            LoginError::Denied => Self::new(ProblemCode::LoginDenied, error.to_string()),
            LoginError::OtherIdentity { .. } => Self::new(ProblemCode::OtherIdentity, ""),
            LoginError::UnknownIdentity => Self::new(ProblemCode::UnexpectedAnswer, error.to_string()),
            LoginError::ConsoleSignIn(error) => Self::from(error),
            LoginError::Redirect(error) => return Self { recovery: super::Recovery::None, ..Self::from(error) },
            LoginError::Keychain(error) => return Self::from(error),
            LoginError::Lock(error) => return Self::from(error),
        };
        match messages::logins::unavailable(error) {
            Some(words) => problem.with_words(words),
            None => problem,
        }
    };
    ConsoleSignInError => |error| {
        let code = match error {
            ConsoleSignInError::Ended | ConsoleSignInError::CredentialsChanged => ProblemCode::LoginNeeded,
            ConsoleSignInError::NotAllowed => ProblemCode::NotAllowed,
            ConsoleSignInError::Throttled { retry_in } => return Self::throttled(*retry_in),
            ConsoleSignInError::Refused { .. } => ProblemCode::LoginDenied,
            ConsoleSignInError::Blocked(cause) => return Self::from(cause),
            ConsoleSignInError::Unreachable { .. } => ProblemCode::Unreachable,
            ConsoleSignInError::Unexpected { .. } => ProblemCode::UnexpectedAnswer,
        };
        Self::new(code, error.to_string())
    };
}
