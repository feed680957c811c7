//! The ports: what the domain needs of the world outside, as traits with one small error each.
//!
//! An error's cases are what the caller can do about it. No port may know another. A fake passes the same
//! contract suite as its adapter.

mod access_portal;
mod account_access;
mod authorization;
mod aws_clock;
mod browser;
mod client_certificate;
mod clipboard;
mod clock;
mod connection;
mod console_sign_in;
mod credential_process;
mod deadline;
mod federation;
mod file_fault;
mod iam_user;
mod identity_token;
mod keychain;
mod lock;
mod machine_events;
mod mfa;
mod notifier;
mod programs;
mod random;
mod redirect;
mod roles_anywhere;
mod running_desktop;
mod settings_file;
mod start_url_redirect;
mod state_store;
mod sts;

pub use access_portal::{
    AccessPortal, AccessPortalError, MAX_NAME_SIZE, MAX_NEXT_TOKEN_SIZE, MAX_PAGE_SIZE, Page,
};
pub use account_access::{AccountAccessRuntime, AssignedRole};
pub use authorization::{Authorization, AuthorizationError};
pub use aws_clock::AwsClock;
pub use browser::{Browser, BrowserError, BrowserPage, BrowserWarning};
pub use client_certificate::{
    CertificateSigner, ClientCertificate, ClientCertificateError, ClientCertificates, PinTries,
    SigningAlgorithm, SigningError, TokenError,
};
pub use clipboard::{Clipboard, ClipboardError};
pub use clock::Clock;
pub use connection::{BlockedConnection, CaBundleFault};
pub use console_sign_in::{CodeExchange, ConsoleSignIn, ConsoleSignInError, ConsoleTokens};
pub(crate) use credential_process::is_key_text;
pub use credential_process::{
    CredentialProcessError, CredentialProcesses, MAX_PROCESS_OUTPUT, PrintedCredentials, is_long_term,
    parse_process_output,
};
pub use deadline::Deadline;
pub use federation::{Federation, FederationError};
pub use file_fault::{FileFault, LockOwner, OwnerState};
pub use iam_user::{
    AccessKey, AccessKeyInfo, AccessKeys, AccessKeysError, MfaAuthentication, UserCredentials, UserSts,
    UserStsError,
};
pub use identity_token::{
    IdentityTokenError, IdentityTokens, MAX_ASSERTION_LENGTH, MAX_IDENTITY_TOKEN_LENGTH, parse_assertion,
    parse_identity_token,
};
pub use keychain::{
    ItemRoleName, Keychain, KeychainAbsence, KeychainError, KeychainHealth, KeychainItem, RoleSecretKey,
    RoleSecretKind, RoleSessionKey,
};
pub use lock::{Lock, LockError, LockGuard, LockName};
pub use machine_events::{MachineEvent, MachineEvents};
pub use mfa::{
    EnteredMfaCodes, MfaCodeRequest, MfaCommandError, MfaCommands, MfaPrompt, NoMfaPrompt, parse_mfa_code,
};
pub use notifier::{Notification, NotificationAction, NotificationEnd, Notifier, NotifierError};
pub use programs::Programs;
pub use random::Random;
pub use redirect::{RedirectError, RedirectListener, RedirectWait, error_code};
pub use roles_anywhere::{CreateSessionRequest, RolesAnywhere, RolesAnywhereError};
pub use running_desktop::{RunningDesktop, RunningDesktopError};
pub use settings_file::{SettingsFile, SettingsFileError};
pub use start_url_redirect::{StartUrlRedirect, StartUrlRedirectError};
pub use state_store::{
    CatalogueStore, HistoryStore, PreferenceStore, RoleSessionIndex, StateStore, StateStoreError,
};
pub use sts::{
    AssumeRoleRequest, AssumeRoleWithSamlRequest, AssumeRoleWithWebIdentityRequest, CallerIdentity,
    IdentityTokenFault, InvalidStsRequest, Sts, StsDenial, StsError,
};

use rolecall_model::history::Actor;
use rolecall_model::reason::Reason;
use std::sync::Arc;

/// Every port, handed to the use cases by the program that composed them; grouped by what is behind them.
#[derive(Clone)]
#[expect(
    missing_debug_implementations,
    reason = "a set of trait objects has nothing to show"
)]
pub struct Ports {
    /// What AWS answers.
    pub aws: AwsPorts,
    /// What is stored on this machine.
    pub store: StorePorts,
    /// The user's desktop environment and the programs in it.
    pub desktop: DesktopPorts,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Unguessable bytes.
    pub random: Arc<dyn Random>,
    /// Who acts, for the history.
    pub actor: Actor,
    /// When to give up; [`Ports::with_deadline`] sets it.
    pub deadline: Deadline,
}

/// The ports to AWS.
#[derive(Clone)]
#[expect(
    missing_debug_implementations,
    reason = "a set of trait objects has nothing to show"
)]
pub struct AwsPorts {
    /// SSO OIDC.
    pub authorization: Arc<dyn Authorization>,
    /// The access portal API.
    pub access_portal: Arc<dyn AccessPortal>,
    /// The runtime API of account access manager.
    pub account_access: Arc<dyn AccountAccessRuntime>,
    /// STS.
    pub sts: Arc<dyn Sts>,
    /// STS, for the access keys of IAM users.
    pub user_sts: Arc<dyn UserSts>,
    /// IAM: the access keys themselves.
    pub access_keys: Arc<dyn AccessKeys>,
    /// IAM Roles Anywhere.
    pub roles_anywhere: Arc<dyn RolesAnywhere>,
    /// AWS Sign-In: tokens of a sign-in to the console.
    pub console_sign_in: Arc<dyn ConsoleSignIn>,
    /// Console sign-in federation.
    pub federation: Arc<dyn Federation>,
    /// Customers' own domains that lead to an access portal.
    pub start_url_redirect: Arc<dyn StartUrlRedirect>,
    /// AWS's clock.
    pub clock: Arc<dyn AwsClock>,
}

/// The ports to what is stored on this machine.
#[derive(Clone)]
#[expect(
    missing_debug_implementations,
    reason = "a set of trait objects has nothing to show"
)]
pub struct StorePorts {
    /// Secrets.
    pub keychain: Arc<dyn Keychain>,
    /// The certificates that stand for this machine.
    pub client_certificates: Arc<dyn ClientCertificates>,
    /// The tokens of other identity providers.
    pub identity_tokens: Arc<dyn IdentityTokens>,
    /// Commands that print codes of MFA devices.
    pub mfa_commands: Arc<dyn MfaCommands>,
    /// Commands that print credentials.
    pub credential_processes: Arc<dyn CredentialProcesses>,
    /// What the user set.
    pub settings_file: Arc<dyn SettingsFile>,
    /// What each portal last listed.
    pub catalogue_store: Arc<dyn CatalogueStore>,
    /// Which role sessions there are.
    pub role_session_index: Arc<dyn RoleSessionIndex>,
    /// What was done.
    pub history_store: Arc<dyn HistoryStore>,
    /// Favourites, recents and what the desktop notes for itself.
    pub preference_store: Arc<dyn PreferenceStore>,
    /// The database that the four stores share.
    pub state_store: Arc<dyn StateStore>,
    /// Locks between processes.
    pub lock: Arc<dyn Lock>,
}

impl StorePorts {
    /// Returns the same ports with the four stores of `database` and the database as a whole.
    #[must_use]
    pub fn with_database<D>(self, database: &Arc<D>) -> Self
    where
        D: CatalogueStore + RoleSessionIndex + HistoryStore + PreferenceStore + StateStore + 'static,
    {
        Self {
            catalogue_store: Arc::<D>::clone(database),
            role_session_index: Arc::<D>::clone(database),
            history_store: Arc::<D>::clone(database),
            preference_store: Arc::<D>::clone(database),
            state_store: Arc::<D>::clone(database),
            ..self
        }
    }
}

/// The ports to the user's desktop environment and the programs in it.
#[derive(Clone)]
#[expect(
    missing_debug_implementations,
    reason = "a set of trait objects has nothing to show"
)]
pub struct DesktopPorts {
    /// The user's browser.
    pub browser: Arc<dyn Browser>,
    /// The loopback listener that a browser comes back to.
    pub redirect_listener: Arc<dyn RedirectListener>,
    /// Desktop notifications.
    pub notifier: Arc<dyn Notifier>,
    /// The clipboard.
    pub clipboard: Arc<dyn Clipboard>,
    /// Changed files, networks and clocks.
    pub machine_events: Arc<dyn MachineEvents>,
    /// The other programs of this machine.
    pub programs: Arc<dyn Programs>,
    /// The desktop program of Rolecall, where it runs.
    pub running_desktop: Arc<dyn RunningDesktop>,
    /// Whoever has an MFA device.
    pub mfa_prompt: Arc<dyn MfaPrompt>,
}

impl Ports {
    /// Returns the same ports, where `prompt` gives the codes of MFA devices.
    #[must_use]
    pub fn with_mfa_prompt(&self, prompt: Arc<dyn MfaPrompt>) -> Self {
        let mut ports = self.clone();
        ports.desktop.mfa_prompt = prompt;
        ports
    }

    /// Returns the same ports, where the actor acts for `reason`.
    #[must_use]
    pub fn with_reason(&self, reason: Option<Reason>) -> Self {
        let mut ports = self.clone();
        ports.actor.reason = reason;
        ports
    }

    /// Returns the same ports, acting as `actor`.
    #[must_use]
    pub fn with_actor(&self, actor: impl Into<Actor>) -> Self {
        Self {
            actor: actor.into(),
            ..self.clone()
        }
    }
}
