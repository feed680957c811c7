//! The ports: what the domain needs of the world outside, as traits with one small error each.
//!
//! An error's cases are what the caller can do about it. No port may know another. A fake passes the same
//! contract suite as its adapter.

mod access_portal;
mod authorization;
mod browser;
mod clipboard;
mod clock;
mod federation;
mod keychain;
mod lock;
mod machine_events;
mod notifier;
mod programs;
mod random;
mod redirect;
mod running_desktop;
mod settings_file;
mod state_store;
mod sts;

pub use access_portal::{AccessPortal, AccessPortalError, Page};
pub use authorization::{Authorization, AuthorizationError};
pub use browser::{Browser, BrowserError, BrowserPage};
pub use clipboard::{Clipboard, ClipboardError};
pub use clock::Clock;
pub use federation::{Federation, FederationError};
pub use keychain::{Keychain, KeychainError, KeychainHealth};
pub use lock::{Lock, LockError, LockGuard, LockName};
pub use machine_events::{MachineEvent, MachineEvents};
pub use notifier::{Notification, NotificationAction, NotificationEnd, Notifier, NotifierError};
pub use programs::Programs;
pub use random::Random;
pub use redirect::{RedirectError, RedirectListener, RedirectWait};
pub use running_desktop::{RunningDesktop, RunningDesktopError};
pub use settings_file::{SettingsFile, SettingsFileError};
pub use state_store::{StateStore, StateStoreError};
pub use sts::{CallerIdentity, Sts, StsError};

use rolecall_model::history::Actor;
use std::sync::Arc;

/// Every port, handed to the use cases by the binary that composed them.
#[derive(Clone)]
#[expect(
    missing_debug_implementations,
    reason = "a set of trait objects has nothing to show"
)]
pub struct Ports {
    /// SSO OIDC.
    pub authorization: Arc<dyn Authorization>,
    /// The access portal API.
    pub access_portal: Arc<dyn AccessPortal>,
    /// STS.
    pub sts: Arc<dyn Sts>,
    /// Console sign-in federation.
    pub federation: Arc<dyn Federation>,
    /// Where secrets are kept.
    pub keychain: Arc<dyn Keychain>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Unguessable bytes.
    pub random: Arc<dyn Random>,
    /// The user's browser.
    pub browser: Arc<dyn Browser>,
    /// The loopback listener that a browser comes back to.
    pub redirect_listener: Arc<dyn RedirectListener>,
    /// Desktop notifications.
    pub notifier: Arc<dyn Notifier>,
    /// The clipboard.
    pub clipboard: Arc<dyn Clipboard>,
    /// What the user set.
    pub settings_file: Arc<dyn SettingsFile>,
    /// What is only remembered.
    pub state_store: Arc<dyn StateStore>,
    /// One at a time, between processes.
    pub lock: Arc<dyn Lock>,
    /// What happens on the machine.
    pub machine_events: Arc<dyn MachineEvents>,
    /// The other programs of this machine.
    pub programs: Arc<dyn Programs>,
    /// The desktop that runs.
    pub running_desktop: Arc<dyn RunningDesktop>,
    /// Who acts, for the history.
    pub actor: Actor,
}

impl Ports {
    /// Returns the same ports, acting as `actor`.
    #[must_use]
    pub fn with_actor(&self, actor: impl Into<Actor>) -> Self {
        Self {
            actor: actor.into(),
            ..self.clone()
        }
    }
}
