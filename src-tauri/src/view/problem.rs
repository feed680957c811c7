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

macro_rules! problem_codes {
    ($($code:ident)*) => {
        fn problem_code(code: ProblemCode) -> ProblemCodeView {
            match code {
                $(ProblemCode::$code => ProblemCodeView::$code,)*
            }
        }
    };
}

// Both have the same names.
problem_codes! {
    SignInNeeded SignInTimedOut SignInDenied PortalRefused NotAssigned Throttled Unreachable UnexpectedAnswer
    KeychainLocked KeychainAbsent KeychainDenied KeychainFull KeychainItemCorrupt KeychainSlow KeychainFailed
    NoBrowser RedirectFailed Busy NoClipboard SettingsUnreadable SettingsUnwritable StateStoreFailed
    ConsoleRefused CredentialsRefused WrongInput NoMatch Ambiguous Bug ClockWrong LimitReached NotAllowed
    RequestRefused RegionDisabled RoleSourceMissing RoleCycle CertificateUnusable CertificateExpired
    CertificateNotYetValid PrivateKeyMismatch PrivateKeyPasswordWrong TokenUnavailable TokenPinWrong
    TokenPinLocked IdentityTokenRefused IdentityTokenUnavailable MfaCodeNeeded MfaCodeRefused
    MfaCodeUnavailable MfaDeviceUnknown AccessKeyRefused SecretAccessKeyMissing AssertionRefused
    AssertionUnavailable CredentialProcessFailed OtherIdentity CredentialsEnded LoginNeeded LoginDenied
    ConfirmationNeeded ReasonNeeded
}
