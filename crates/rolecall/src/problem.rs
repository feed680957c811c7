//! Problems: every failure as one sentence, one next step and what can be done about it.
//!
//! The only file that turns errors into problems. Their sentences are in the catalogue of messages: the text of an error is for
//! logs and for `detail`. It must not know who shows them.

pub use rolecall_model::problem_code::{ProblemCode, Recovery};

use crate::catalogue::CatalogueError;
use crate::console::ConsoleError;
use crate::hostile_text::without_isolates;
use crate::messages;
use crate::new_portal::NewPortalError;
use crate::ports::{
    AuthorizationError, BlockedConnection, BrowserError, ClipboardError, FederationError, FileFault,
    KeychainError, LockError, LockOwner, RedirectError, StartUrlRedirectError, StateStoreError,
};
use crate::production_guard::ConfirmationNeeded;
use crate::role_session::RoleSessionError;
use crate::settings::{SettingsEditError, SettingsError};
use crate::sign_in::SignInError;
use rolecall_model::browser_failure::BrowserFailure;
use rolecall_model::portal::{PortalName, StartUrlError};
use rolecall_model::sign_in::SignInWarning;
use sha2::{Digest, Sha256};
use std::time::Duration;

/// A failure in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Its kind.
    pub code: ProblemCode,
    /// What did not happen: one sentence.
    pub summary: String,
    /// What to do: one or two sentences.
    pub advice: String,
    /// What a button can do about it.
    pub recovery: Recovery,
    /// The portal it is about.
    pub portal: Option<PortalName>,
    /// What the outside said; hostile text without secrets, for the log and for `--verbose`.
    pub detail: String,
    /// A short text that stands in the log line, too.
    pub reference: String,
}

impl Problem {
    /// Makes a problem of `code`; `detail` is what the outside said.
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        let (summary, advice) = messages::problems::summary_and_advice(code);
        let detail = detail.into();
        let reference = reference(code, &detail);
        Self {
            code,
            summary: summary.to_owned(),
            advice: advice.to_owned(),
            recovery: code.recovery(),
            portal: None,
            detail,
            reference,
        }
    }

    /// Makes a problem with words of its own: what a user typed and why it cannot be used.
    pub fn invalid_input(summary: impl Into<String>) -> Self {
        Self {
            summary: summary.into(),
            ..Self::new(ProblemCode::WrongInput, String::new())
        }
    }

    /// Makes a problem of waiting for too long for `part`, which `owner` holds.
    fn busy(owner: Option<&LockOwner>, part: &str) -> Self {
        let problem = Self::new(ProblemCode::Busy, part);
        match owner {
            Some(owner) => problem.with_words(messages::files::held(owner)),
            None => problem,
        }
    }

    fn throttled(retry_in: Option<Duration>) -> Self {
        let problem = Self::new(ProblemCode::Throttled, "");
        match retry_in {
            Some(wait) => Self {
                advice: messages::problems::wait_for(wait),
                ..problem
            },
            None => problem,
        }
    }

    fn with_fault(self, what: &str, fault: &FileFault) -> Self {
        let problem = self.with_words(messages::files::fault(what, fault));
        match fault {
            FileFault::Other { .. } => problem,
            // The summary says it all.
            FileFault::ReadOnly
            | FileFault::Denied
            | FileFault::NotPrivate
            | FileFault::DiskFull
            | FileFault::PathTooLong => Self {
                detail: String::new(),
                ..problem
            },
        }
    }

    /// Replaces the words of its code: what did not happen, and what to do.
    pub(crate) fn with_words(self, (summary, advice): (impl Into<String>, impl Into<String>)) -> Self {
        Self {
            summary: summary.into(),
            advice: advice.into(),
            ..self
        }
    }

    /// Makes the problem of a list that leaves out `count` items; `None` if it leaves out none.
    pub fn of_unreadable_items(count: usize) -> Option<Self> {
        (count > 0).then(|| Self {
            summary: messages::problems::unreadable_items(count),
            advice: messages::problems::ADMINISTRATOR_SEES_LIST.to_owned(),
            recovery: Recovery::None,
            ..Self::new(ProblemCode::UnexpectedAnswer, "")
        })
    }

    /// Makes a problem of the parts of the settings that are left out; none if there are none.
    pub fn settings_left_out(faults: &[SettingsError]) -> Option<Self> {
        let first = faults.first()?;
        let detail = without_isolates(&messages::settings_file::fault_at_line(first)).into_owned();
        Some(Self {
            summary: messages::settings_file::LEFT_OUT.to_owned(),
            advice: messages::settings_file::fix_left_out(faults),
            ..Self::new(ProblemCode::SettingsUnreadable, detail)
        })
    }

    /// Says which portal it is about.
    #[must_use]
    pub fn with_portal<'a>(mut self, portal: impl Into<Option<&'a PortalName>>) -> Self {
        self.portal = portal.into().cloned();
        self
    }
}

/// The same failure gives the same reference, so that people can find each other's reports.
fn reference(code: ProblemCode, detail: &str) -> String {
    let position = ProblemCode::ALL
        .iter()
        .position(|known| *known == code)
        .unwrap_or_default();
    let digest = Sha256::digest(detail.as_bytes());
    format!("R{position:02}-{:02x}{:02x}", digest[0], digest[1])
}

macro_rules! problems {
    ($($error:ty => |$e:ident| $make:expr;)*) => {$(
        impl From<&$error> for Problem {
            fn from($e: &$error) -> Self {
                $make
            }
        }
    )*};
}

mod access_portal;
mod iam_users;
mod logins;
mod roles;
mod roles_anywhere;
mod settings;

problems! {
    SignInError => |error| match error {
        SignInError::Needed => Self::new(ProblemCode::SignInNeeded, ""),
        SignInError::TimedOut => Self::new(ProblemCode::SignInTimedOut, ""),
        SignInError::Denied => Self::new(ProblemCode::SignInDenied, ""),
        SignInError::NotRenewed => Self::new(ProblemCode::UnexpectedAnswer, error.to_string())
            .with_words(messages::sign_in::NOT_RENEWED),
        SignInError::Authorization(error) => Self::from(error),
        SignInError::Keychain(error) => Self::from(error),
        SignInError::Redirect(error) => Self::from(error),
        SignInError::Lock(error) => Self::from(error),
    };
    AuthorizationError => |error| {
        let code = match error {
            AuthorizationError::Pending | AuthorizationError::Expired => ProblemCode::SignInTimedOut,
            AuthorizationError::SlowDown { .. } => ProblemCode::Throttled,
            AuthorizationError::Denied => ProblemCode::SignInDenied,
            AuthorizationError::InvalidGrant | AuthorizationError::InvalidClient => ProblemCode::SignInNeeded,
            AuthorizationError::InvalidRequest { .. } => ProblemCode::PortalRefused,
            AuthorizationError::OtherRegion { region } => {
                let (summary, advice) = messages::problems::other_region(region.as_ref());
                return Self { summary, advice, ..Self::new(ProblemCode::PortalRefused, "") };
            }
            AuthorizationError::Blocked(cause) => return Self::from(cause),
            AuthorizationError::Unreachable { .. } => ProblemCode::Unreachable,
            AuthorizationError::Unexpected { .. } => ProblemCode::UnexpectedAnswer,
        };
        Self::new(code, error.to_string())
    };
    KeychainError => |error| {
        let code = match error {
            KeychainError::Locked => ProblemCode::KeychainLocked,
            KeychainError::Absent(absence) => {
                let (summary, advice) = messages::problems::keychain_absence(*absence);
                return Self {
                    summary: summary.to_owned(),
                    advice: advice.to_owned(),
                    ..Self::new(ProblemCode::KeychainAbsent, error.to_string())
                };
            }
            KeychainError::Denied => ProblemCode::KeychainDenied,
            KeychainError::Full => ProblemCode::KeychainFull,
            KeychainError::Corrupt { .. } => ProblemCode::KeychainItemCorrupt,
            KeychainError::TimedOut => ProblemCode::KeychainSlow,
            KeychainError::CannotList | KeychainError::Unexpected { .. } => ProblemCode::KeychainFailed,
        };
        Self::new(code, error.to_string())
    };
    RedirectError => |error| match error {
        RedirectError::Denied => Self::new(ProblemCode::SignInDenied, error.to_string()),
        RedirectError::Bind { .. } => Self::new(ProblemCode::RedirectFailed, error.to_string()),
        RedirectError::InvalidClient => Self::new(ProblemCode::SignInNeeded, error.to_string())
            .with_words(messages::sign_in::REGISTRATION_FORGOTTEN),
        RedirectError::SlowDown => Self::new(ProblemCode::Throttled, error.to_string()),
        RedirectError::Unavailable { .. } => Self::new(ProblemCode::Unreachable, error.to_string()),
        RedirectError::Failed { .. } => Self::new(ProblemCode::PortalRefused, error.to_string()),
    };
    LockError => |error| match error {
        LockError::Busy { owner } => Self::busy(owner.as_ref(), ""),
        LockError::Unusable(fault) => {
            let problem = Self::new(ProblemCode::StateStoreFailed, error.to_string());
            problem.with_fault(messages::files::LOCK_UNUSABLE, fault)
        }
    };
    RoleSessionError => |error| match error {
        RoleSessionError::SignIn(error) => Self::from(error),
        RoleSessionError::AccessPortal(error) => Self::from(error),
        RoleSessionError::Sts(error) => Self::from(error),
        RoleSessionError::ClientCertificate(error) => Self::from(error),
        RoleSessionError::CertificateExpired(_) => Self::new(ProblemCode::CertificateExpired, error.to_string()),
        RoleSessionError::CertificateNotYetValid(_) => {
            Self::new(ProblemCode::CertificateNotYetValid, error.to_string())
        }
        RoleSessionError::RolesAnywhere(error) => Self::from(error),
        RoleSessionError::IdentityToken(error) => Self::from(error),
        RoleSessionError::IamUser(error) => Self::from(error),
        RoleSessionError::AssertionNeeded(name) => Self::new(ProblemCode::AssertionUnavailable, error.to_string())
            .with_words(messages::assertions::needed(name)),
        RoleSessionError::CredentialProcess(error) => Self::from(error),
        RoleSessionError::OtherIdentity => Self::new(ProblemCode::OtherIdentity, ""),
        RoleSessionError::CredentialsEnded(name) => Self::new(ProblemCode::CredentialsEnded, error.to_string())
            .with_words(messages::credential_processes::ended(name)),
        RoleSessionError::Login(error) => Self::from(error),
        RoleSessionError::Keychain(error) => Self::from(error),
        RoleSessionError::Lock(error) => Self::from(error),
        RoleSessionError::StateStore(error) => Self::from(error),
        RoleSessionError::ClockAhead => Self::new(ProblemCode::ClockWrong, error.to_string()),
        RoleSessionError::LimitReached => Self::new(ProblemCode::LimitReached, ""),
        RoleSessionError::Stopped => Self::invalid_input(messages::problems::ROLE_SESSION_STOPPED),
    };
    CatalogueError => |error| match error {
        CatalogueError::SignIn(error) => Self::from(error),
        CatalogueError::Accounts(error) => Self::from(error),
        CatalogueError::EveryAccount { count, error } => Self {
            summary: messages::problems::no_account_listed(*count),
            ..Self::from(error)
        },
        CatalogueError::Lock(error) => Self::from(error),
        CatalogueError::StateStore(error) => Self::from(error),
    };
    ConsoleError => |error| match error {
        ConsoleError::Destination(error) => Self::invalid_input(messages::input::destination(error)),
        ConsoleError::RoleSession(error) => Self::from(error),
        ConsoleError::Federation(error) => Self::from(error),
        ConsoleError::Browser(error) => Self::from(error),
    };
    StateStoreError => |error| {
        let problem = Self::new(ProblemCode::StateStoreFailed, error.to_string());
        match error {
            StateStoreError::Busy { part, owner } => Self::busy(owner.as_ref(), part),
            StateStoreError::Newer => problem.with_words(messages::files::NEWER_DATABASE),
            StateStoreError::Unusable(fault) => {
                problem.with_fault(messages::files::DATABASE_UNUSABLE, fault)
            }
            StateStoreError::Failed { .. } => problem,
        }
    };
    BrowserError => |error| match error {
        BrowserError::Failed(failure) => Self::from(failure),
        BrowserError::Absent | BrowserError::Refused => Self::new(ProblemCode::NoBrowser, error.to_string()),
    };
    BrowserFailure => |failure| Self::new(ProblemCode::NoBrowser, "")
        .with_words(messages::sign_in::browser_failure(failure));
    SignInWarning => |warning| match warning {
        SignInWarning::Browser(failure) => Self::from(failure),
        SignInWarning::IgnoredRequest(request) => Self::new(ProblemCode::RedirectFailed, "")
            .with_words(messages::sign_in::ignored_request(request)),
    };
    ConfirmationNeeded => |error| {
        let problem = Self::new(ProblemCode::ConfirmationNeeded, error.to_string());
        match error {
            ConfirmationNeeded::Production => problem,
            ConfirmationNeeded::NotListed => Self {
                summary: messages::problems::MAY_BE_PRODUCTION.to_owned(),
                ..problem
            },
        }
    };
    ClipboardError => |error| Self::new(ProblemCode::NoClipboard, error.to_string());
    FederationError => |error| match error {
        FederationError::Refused => Self::new(ProblemCode::ConsoleRefused, error.to_string()),
        FederationError::Blocked(cause) => Self::from(cause),
        FederationError::Unreachable { .. } => Self::new(ProblemCode::Unreachable, error.to_string()),
    };
    BlockedConnection => |error| {
        let (summary, advice) = messages::problems::blocked_connection(error);
        Self { summary, advice: advice.to_owned(), ..Self::new(ProblemCode::Unreachable, "") }
    };
    StartUrlError => |error| Self::invalid_input(messages::input::start_url(error));
    NewPortalError => |error| match error {
        NewPortalError::StartUrl(error) => Self::from(error),
        NewPortalError::Redirect(StartUrlRedirectError::Blocked(cause)) => Self::from(cause),
        NewPortalError::Redirect(cause @ StartUrlRedirectError::Unreachable { .. }) => Self {
            summary: messages::input::NO_ANSWER_FROM_ADDRESS.to_owned(),
            ..Self::new(ProblemCode::Unreachable, cause.to_string())
        },
        NewPortalError::Region(_)
        | NewPortalError::NoRedirect
        | NewPortalError::NoIdentityCenter { .. }
        | NewPortalError::IdentityCenter(_)
        | NewPortalError::NotAccountAccess
        | NewPortalError::RedirectsElsewhere { .. } => {
            let (summary, advice) = messages::input::new_portal(error);
            Self { advice: advice.to_owned(), ..Self::invalid_input(summary) }
        }
    };
}

impl From<SettingsError> for Problem {
    fn from(error: SettingsError) -> Self {
        Self::from(&error)
    }
}

impl From<SettingsEditError> for Problem {
    fn from(error: SettingsEditError) -> Self {
        Self::from(&error)
    }
}

#[cfg(test)]
mod tests;
