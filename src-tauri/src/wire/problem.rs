//! A failure, as the page shows it.

use serde::Serialize;
use specta::Type;

/// A failure with what to do about it.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProblemView {
    /// The kind of failure.
    pub(crate) code: ProblemCodeView,
    /// One sentence: what failed.
    pub(crate) summary: String,
    /// One sentence: what to do.
    pub(crate) advice: String,
    /// What a button can do about it.
    pub(crate) recovery: RecoveryView,
    /// Short text that is in the log, too.
    pub(crate) reference: String,
}

/// The kinds of failure, as the domain's problem codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ProblemCodeView {
    SignInNeeded,
    SignInTimedOut,
    SignInDenied,
    PortalRefused,
    NotAssigned,
    Throttled,
    Unreachable,
    UnexpectedAnswer,
    KeychainLocked,
    KeychainAbsent,
    KeychainDenied,
    KeychainFull,
    KeychainItemCorrupt,
    KeychainSlow,
    KeychainFailed,
    NoBrowser,
    RedirectFailed,
    Busy,
    NoClipboard,
    SettingsUnreadable,
    SettingsUnwritable,
    StateStoreFailed,
    ConsoleRefused,
    CredentialsRefused,
    WrongInput,
    NoMatch,
    Ambiguous,
    Bug,
    ClockWrong,
    LimitReached,
    ConfirmationNeeded,
    ReasonNeeded,
    NotAllowed,
    RequestRefused,
    RegionDisabled,
    RoleSourceMissing,
    RoleCycle,
    CertificateUnusable,
    CertificateExpired,
    CertificateNotYetValid,
    PrivateKeyMismatch,
    PrivateKeyPasswordWrong,
    TokenUnavailable,
    TokenPinWrong,
    TokenPinLocked,
    IdentityTokenRefused,
    IdentityTokenUnavailable,
    MfaCodeNeeded,
    MfaCodeRefused,
    MfaCodeUnavailable,
    MfaDeviceUnknown,
    AccessKeyRefused,
    SecretAccessKeyMissing,
    AssertionRefused,
    AssertionUnavailable,
    CredentialProcessFailed,
    OtherIdentity,
    CredentialsEnded,
    LoginNeeded,
    LoginDenied,
}

/// What a button can do about a problem.
#[derive(Clone, Debug, Serialize, Type)]
#[serde(tag = "action", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum RecoveryView {
    /// Nothing.
    None,
    /// Sign in at the portal.
    SignIn {
        /// The portal's name.
        portal: String,
    },
    /// Sign in at the portal with a device code.
    SignInWithCode {
        /// The portal's name.
        portal: String,
    },
    /// Try again.
    Retry,
    /// Unlock the keychain, then try again.
    UnlockKeychain,
}
