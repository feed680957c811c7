//! Problems. A command's `?` turns one into what the page shows.

use crate::wire::{ProblemCodeView, ProblemView, RecoveryView};
use rolecall::problem::{Problem, ProblemCode, Recovery};

impl From<Problem> for ProblemView {
    fn from(problem: Problem) -> Self {
        self::problem(&problem)
    }
}

/// Returns a problem for the page. A recovery that needs a portal is offered only when the problem names one.
pub(crate) fn problem(problem: &Problem) -> ProblemView {
    let portal = || problem.portal.as_ref().map(ToString::to_string);
    ProblemView {
        code: problem_code(problem.code),
        summary: problem.summary.clone(),
        advice: problem.advice.clone(),
        recovery: match (problem.recovery, portal()) {
            (Recovery::SignIn, Some(portal)) => RecoveryView::SignIn { portal },
            (Recovery::SignInWithCode, Some(portal)) => RecoveryView::SignInWithCode { portal },
            (Recovery::Retry, _) => RecoveryView::Retry,
            (Recovery::UnlockKeychain, _) => RecoveryView::UnlockKeychain,
            (Recovery::None | Recovery::SignIn | Recovery::SignInWithCode, _) => RecoveryView::None,
        },
        reference: problem.reference.clone(),
    }
}

fn problem_code(code: ProblemCode) -> ProblemCodeView {
    match code {
        ProblemCode::SignInNeeded => ProblemCodeView::SignInNeeded,
        ProblemCode::SignInTimedOut => ProblemCodeView::SignInTimedOut,
        ProblemCode::SignInDenied => ProblemCodeView::SignInDenied,
        ProblemCode::PortalRefused => ProblemCodeView::PortalRefused,
        ProblemCode::NotAssigned => ProblemCodeView::NotAssigned,
        ProblemCode::Throttled => ProblemCodeView::Throttled,
        ProblemCode::Unreachable => ProblemCodeView::Unreachable,
        ProblemCode::UnexpectedAnswer => ProblemCodeView::UnexpectedAnswer,
        ProblemCode::KeychainLocked => ProblemCodeView::KeychainLocked,
        ProblemCode::KeychainAbsent => ProblemCodeView::KeychainAbsent,
        ProblemCode::KeychainDenied => ProblemCodeView::KeychainDenied,
        ProblemCode::KeychainFull => ProblemCodeView::KeychainFull,
        ProblemCode::KeychainItemCorrupt => ProblemCodeView::KeychainItemCorrupt,
        ProblemCode::KeychainSlow => ProblemCodeView::KeychainSlow,
        ProblemCode::KeychainFailed => ProblemCodeView::KeychainFailed,
        ProblemCode::NoBrowser => ProblemCodeView::NoBrowser,
        ProblemCode::RedirectFailed => ProblemCodeView::RedirectFailed,
        ProblemCode::Busy => ProblemCodeView::Busy,
        ProblemCode::NoClipboard => ProblemCodeView::NoClipboard,
        ProblemCode::SettingsUnreadable => ProblemCodeView::SettingsUnreadable,
        ProblemCode::SettingsUnwritable => ProblemCodeView::SettingsUnwritable,
        ProblemCode::StateStoreFailed => ProblemCodeView::StateStoreFailed,
        ProblemCode::ConsoleRefused => ProblemCodeView::ConsoleRefused,
        ProblemCode::CredentialsRefused => ProblemCodeView::CredentialsRefused,
        ProblemCode::WrongInput => ProblemCodeView::WrongInput,
        ProblemCode::NoMatch => ProblemCodeView::NoMatch,
        ProblemCode::Ambiguous => ProblemCodeView::Ambiguous,
        ProblemCode::Bug => ProblemCodeView::Bug,
        ProblemCode::ClockWrong => ProblemCodeView::ClockWrong,
        ProblemCode::LimitReached => ProblemCodeView::LimitReached,
        ProblemCode::NotAllowed => ProblemCodeView::NotAllowed,
        ProblemCode::RequestRefused => ProblemCodeView::RequestRefused,
        ProblemCode::RegionDisabled => ProblemCodeView::RegionDisabled,
        ProblemCode::RoleSourceMissing => ProblemCodeView::RoleSourceMissing,
        ProblemCode::RoleCycle => ProblemCodeView::RoleCycle,
        ProblemCode::CertificateUnusable => ProblemCodeView::CertificateUnusable,
        ProblemCode::CertificateExpired => ProblemCodeView::CertificateExpired,
        ProblemCode::CertificateNotYetValid => ProblemCodeView::CertificateNotYetValid,
        ProblemCode::PrivateKeyMismatch => ProblemCodeView::PrivateKeyMismatch,
        ProblemCode::PrivateKeyPasswordWrong => ProblemCodeView::PrivateKeyPasswordWrong,
        ProblemCode::TokenUnavailable => ProblemCodeView::TokenUnavailable,
        ProblemCode::TokenPinWrong => ProblemCodeView::TokenPinWrong,
        ProblemCode::TokenPinLocked => ProblemCodeView::TokenPinLocked,
        ProblemCode::IdentityTokenRefused => ProblemCodeView::IdentityTokenRefused,
        ProblemCode::IdentityTokenUnavailable => ProblemCodeView::IdentityTokenUnavailable,
        ProblemCode::MfaCodeNeeded => ProblemCodeView::MfaCodeNeeded,
        ProblemCode::MfaCodeRefused => ProblemCodeView::MfaCodeRefused,
        ProblemCode::MfaCodeUnavailable => ProblemCodeView::MfaCodeUnavailable,
        ProblemCode::MfaDeviceUnknown => ProblemCodeView::MfaDeviceUnknown,
        ProblemCode::AccessKeyRefused => ProblemCodeView::AccessKeyRefused,
        ProblemCode::SecretAccessKeyMissing => ProblemCodeView::SecretAccessKeyMissing,
        ProblemCode::AssertionRefused => ProblemCodeView::AssertionRefused,
        ProblemCode::AssertionUnavailable => ProblemCodeView::AssertionUnavailable,
        ProblemCode::CredentialProcessFailed => ProblemCodeView::CredentialProcessFailed,
        ProblemCode::OtherIdentity => ProblemCodeView::OtherIdentity,
        ProblemCode::CredentialsEnded => ProblemCodeView::CredentialsEnded,
        ProblemCode::LoginNeeded => ProblemCodeView::LoginNeeded,
        ProblemCode::LoginDenied => ProblemCodeView::LoginDenied,
        ProblemCode::ConfirmationNeeded => ProblemCodeView::ConfirmationNeeded,
        ProblemCode::ReasonNeeded => ProblemCodeView::ReasonNeeded,
    }
}
