//! The kinds of failure, and what each means for a program that stops and for a button.
//!
//! It must not know a sentence about any of them.

use serde::Serialize;

/// The kinds of failure that somebody treats differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(
    missing_docs,
    reason = "each is explained by its sentence in the catalogue of messages"
)]
pub enum ProblemCode {
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
    NotAllowed,
    RequestRefused,
    RegionDisabled,
    RoleSourceMissing,
    RoleCycle,
    CertificateUnusable,
    CertificateExpired,
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
    ReasonNeeded,
    LoginNeeded,
    LoginDenied,
    CertificateNotYetValid,
    PrivateKeyMismatch,
    PrivateKeyPasswordWrong,
    TokenUnavailable,
    TokenPinWrong,
    TokenPinLocked,
}

impl ProblemCode {
    /// Every code, for tests and tables.
    pub const ALL: [Self; 60] = [
        Self::SignInNeeded,
        Self::SignInTimedOut,
        Self::SignInDenied,
        Self::PortalRefused,
        Self::NotAssigned,
        Self::Throttled,
        Self::Unreachable,
        Self::UnexpectedAnswer,
        Self::KeychainLocked,
        Self::KeychainAbsent,
        Self::KeychainDenied,
        Self::KeychainFull,
        Self::KeychainItemCorrupt,
        Self::KeychainSlow,
        Self::KeychainFailed,
        Self::NoBrowser,
        Self::RedirectFailed,
        Self::Busy,
        Self::NoClipboard,
        Self::SettingsUnreadable,
        Self::SettingsUnwritable,
        Self::StateStoreFailed,
        Self::ConsoleRefused,
        Self::CredentialsRefused,
        Self::WrongInput,
        Self::NoMatch,
        Self::Ambiguous,
        Self::Bug,
        Self::ClockWrong,
        Self::LimitReached,
        Self::ConfirmationNeeded,
        Self::NotAllowed,
        Self::RequestRefused,
        Self::RegionDisabled,
        Self::RoleSourceMissing,
        Self::RoleCycle,
        Self::CertificateUnusable,
        Self::CertificateExpired,
        Self::IdentityTokenRefused,
        Self::IdentityTokenUnavailable,
        Self::MfaCodeNeeded,
        Self::MfaCodeRefused,
        Self::MfaCodeUnavailable,
        Self::MfaDeviceUnknown,
        Self::AccessKeyRefused,
        Self::SecretAccessKeyMissing,
        Self::AssertionRefused,
        Self::AssertionUnavailable,
        Self::CredentialProcessFailed,
        Self::OtherIdentity,
        Self::CredentialsEnded,
        Self::ReasonNeeded,
        Self::LoginNeeded,
        Self::LoginDenied,
        Self::CertificateNotYetValid,
        Self::PrivateKeyMismatch,
        Self::PrivateKeyPasswordWrong,
        Self::TokenUnavailable,
        Self::TokenPinWrong,
        Self::TokenPinLocked,
    ];

    /// Returns the exit code of the command line for this kind of failure.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::WrongInput
            | Self::NoMatch
            | Self::Ambiguous
            | Self::ReasonNeeded
            | Self::RoleSourceMissing
            | Self::RoleCycle
            | Self::CertificateUnusable
            | Self::PrivateKeyMismatch
            | Self::PrivateKeyPasswordWrong
            | Self::TokenUnavailable
            | Self::IdentityTokenUnavailable
            | Self::MfaCodeUnavailable
            | Self::SecretAccessKeyMissing
            | Self::AssertionUnavailable
            | Self::CredentialProcessFailed => 2,
            Self::SignInNeeded | Self::SignInTimedOut | Self::MfaCodeNeeded | Self::LoginNeeded => 3,
            Self::NotAssigned
            | Self::SignInDenied
            | Self::CredentialsRefused
            | Self::ConsoleRefused
            | Self::NotAllowed
            | Self::RequestRefused
            | Self::RegionDisabled
            | Self::CertificateExpired
            | Self::CertificateNotYetValid
            | Self::TokenPinWrong
            | Self::TokenPinLocked
            | Self::IdentityTokenRefused
            | Self::MfaCodeRefused
            | Self::MfaDeviceUnknown
            | Self::AccessKeyRefused
            | Self::AssertionRefused
            | Self::OtherIdentity
            | Self::CredentialsEnded
            | Self::LoginDenied
            | Self::LimitReached => 4,
            Self::KeychainLocked | Self::KeychainAbsent | Self::KeychainDenied | Self::KeychainSlow => 5,
            Self::Throttled | Self::Unreachable | Self::UnexpectedAnswer => 6,
            Self::PortalRefused
            | Self::KeychainFull
            | Self::KeychainItemCorrupt
            | Self::KeychainFailed
            | Self::NoBrowser
            | Self::RedirectFailed
            | Self::Busy
            | Self::NoClipboard
            | Self::SettingsUnreadable
            | Self::SettingsUnwritable
            | Self::StateStoreFailed
            | Self::ClockWrong
            | Self::ConfirmationNeeded
            | Self::Bug => 1,
        }
    }

    /// Returns what a button can do about it.
    pub fn recovery(self) -> Recovery {
        match self {
            Self::SignInNeeded | Self::SignInTimedOut | Self::SignInDenied => Recovery::SignIn,
            Self::NoBrowser | Self::RedirectFailed => Recovery::SignInWithCode,
            Self::KeychainLocked | Self::KeychainSlow | Self::KeychainDenied => Recovery::UnlockKeychain,
            Self::Throttled
            | Self::Unreachable
            | Self::UnexpectedAnswer
            | Self::Busy
            | Self::NotAssigned
            | Self::NotAllowed
            | Self::KeychainAbsent
            | Self::KeychainFailed
            | Self::ClockWrong
            | Self::TokenUnavailable
            | Self::StateStoreFailed => Recovery::Retry,
            Self::PortalRefused
            | Self::KeychainFull
            | Self::KeychainItemCorrupt
            | Self::NoClipboard
            | Self::SettingsUnreadable
            | Self::SettingsUnwritable
            | Self::ConsoleRefused
            | Self::CredentialsRefused
            | Self::LimitReached
            | Self::RequestRefused
            | Self::RegionDisabled
            | Self::RoleSourceMissing
            | Self::RoleCycle
            | Self::CertificateUnusable
            | Self::CertificateExpired
            | Self::CertificateNotYetValid
            | Self::PrivateKeyMismatch
            | Self::PrivateKeyPasswordWrong
            | Self::TokenPinWrong
            | Self::TokenPinLocked
            | Self::IdentityTokenRefused
            | Self::IdentityTokenUnavailable
            | Self::MfaCodeNeeded
            | Self::MfaCodeRefused
            | Self::MfaCodeUnavailable
            | Self::MfaDeviceUnknown
            | Self::AccessKeyRefused
            | Self::SecretAccessKeyMissing
            | Self::AssertionRefused
            | Self::AssertionUnavailable
            | Self::CredentialProcessFailed
            | Self::OtherIdentity
            | Self::CredentialsEnded
            | Self::LoginNeeded
            | Self::LoginDenied
            | Self::WrongInput
            | Self::NoMatch
            | Self::Ambiguous
            | Self::ConfirmationNeeded
            | Self::ReasonNeeded
            | Self::Bug => Recovery::None,
        }
    }
}

/// What a button can do about a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovery {
    /// Nothing.
    None,
    /// Sign in at the portal.
    SignIn,
    /// Sign in at the portal with a code.
    SignInWithCode,
    /// Do it again.
    Retry,
    /// Unlock the keychain, then do it again.
    UnlockKeychain,
}
