//! Problems of certificates, and of what IAM Roles Anywhere says to them.

use super::{Problem, ProblemCode};
use crate::messages;
use crate::ports::{ClientCertificateError, RolesAnywhereError, TokenError};

problems! {
    ClientCertificateError => |error| {
        let code = match error {
            ClientCertificateError::Token(error) => return Self::from(error),
            ClientCertificateError::OtherKey(_) => ProblemCode::PrivateKeyMismatch,
            ClientCertificateError::WrongPassword(_) => ProblemCode::PrivateKeyPasswordWrong,
            ClientCertificateError::Missing(_)
            | ClientCertificateError::Unreadable { .. }
            | ClientCertificateError::NoCertificate(_)
            | ClientCertificateError::NoKey(_)
            | ClientCertificateError::UnsupportedKey(_)
            | ClientCertificateError::PasswordNeeded(_) => ProblemCode::CertificateUnusable,
        };
        Self::new(code, error.to_string()).with_words(messages::certificates::unusable(error))
    };
    TokenError => |error| {
        let code = match error {
            TokenError::Absent | TokenError::Module { .. } => ProblemCode::TokenUnavailable,
            TokenError::WrongPin { .. } => ProblemCode::TokenPinWrong,
            TokenError::LastTry(_) | TokenError::PinLocked(_) => ProblemCode::TokenPinLocked,
            TokenError::NoCertificate(_) => ProblemCode::PrivateKeyMismatch,
            TokenError::Ambiguous(_)
            | TokenError::NoKey(_)
            | TokenError::PinNeeded(_)
            | TokenError::Failed { .. } => ProblemCode::CertificateUnusable,
        };
        Self::new(code, error.to_string()).with_words(messages::tokens::unusable(error))
    };
    RolesAnywhereError => |error| {
        let refused = |code, words| Self::new(code, error.to_string()).with_words(words);
        match error {
            RolesAnywhereError::UntrustedCertificate => {
                refused(ProblemCode::NotAllowed, messages::certificates::UNTRUSTED)
            }
            RolesAnywhereError::NotTrustedByRole => {
                refused(ProblemCode::NotAllowed, messages::certificates::NOT_TRUSTED_BY_ROLE)
            }
            RolesAnywhereError::Denied => refused(ProblemCode::NotAllowed, messages::certificates::DENIED),
            RolesAnywhereError::SessionNameNotAccepted => {
                refused(ProblemCode::RequestRefused, messages::certificates::NO_SESSION_NAME)
            }
            RolesAnywhereError::UnsuitableTags => {
                refused(ProblemCode::RequestRefused, messages::certificates::UNSUITABLE_TAGS)
            }
            RolesAnywhereError::NotFound => {
                refused(ProblemCode::RequestRefused, messages::certificates::NOT_FOUND)
            }
            RolesAnywhereError::InvalidRequest => {
                refused(ProblemCode::RequestRefused, messages::certificates::INVALID_REQUEST)
            }
            RolesAnywhereError::NotSigned(_) => {
                refused(ProblemCode::CertificateUnusable, messages::certificates::NOT_SIGNED)
            }
            RolesAnywhereError::WrongTime(difference) => {
                let words = messages::problems::wrong_time(*difference);
                Self::new(ProblemCode::ClockWrong, "").with_words(words)
            }
            RolesAnywhereError::Blocked(cause) => Self::from(cause),
            RolesAnywhereError::Unreachable { .. } => Self::new(ProblemCode::Unreachable, error.to_string()),
        }
    };
}
