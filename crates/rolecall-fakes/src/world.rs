//! The world of one test: every fake, connected, and the guard that no secret leaks.

mod portals;

pub use portals::{account_access_portal, portal};

use crate::aws::{ANN, FakeAws};
use crate::browser::FakeBrowser;
use crate::call_log::CallLog;
use crate::client_certificates::FakeCertificates;
use crate::clipboard::{ClipboardContent, FakeClipboard};
use crate::clock::FakeClock;
use crate::credential_processes::FakeCredentialProcesses;
use crate::identity_tokens::FakeIdentityTokens;
use crate::keychain::FakeKeychain;
use crate::leak::{Hit, Scanner};
use crate::lock::FakeLock;
use crate::locked;
use crate::logs::{Capture, Logs};
use crate::machine_events::FakeMachineEvents;
use crate::mfa_device::FakeMfaDevice;
use crate::notifier::FakeNotifier;
use crate::programs::FakePrograms;
use crate::random::FakeRandom;
use crate::redirect::FakeRedirectListener;
use crate::running_desktop::FakeRunningDesktop;
use crate::secret_factory::SecretFactory;
use crate::settings_file::FakeSettingsFile;
use crate::state_store::FakeStateStore;
use rolecall::ports::{AwsPorts, Deadline, DesktopPorts, Keychain, Ports, StorePorts};
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::history::Surface;
use rolecall_model::portal::{Portal, PortalName};
use rolecall_model::role_ref::{DefinedRoleName, RoleOrigin, RoleRef};
use rolecall_model::role_source::{ResolvedRole, RoleSource};
use rolecall_model::sign_in::SignIn;
use std::sync::{Arc, Mutex};

/// A text that may hold no secret, and where it comes from.
type WatchedText = (String, Vec<u8>);

/// Every port in memory, one user (`ann`), and no wall clock. It captures the logs of the thread it is made on.
///
/// When it is dropped it fails the test if a secret is in the logs, a notification, an address given to the
/// browser's command line, the settings file, the state database, plain copied text, the call log, or anything given
/// to [`World::watch`]; or if a token was sent to a portal it does not belong to.
#[derive(Debug)]
pub struct World {
    /// Time. Jumps when every task waits.
    pub clock: Arc<FakeClock>,
    /// AWS.
    pub aws: Arc<FakeAws>,
    /// Where secrets are stored.
    pub keychain: Arc<FakeKeychain>,
    /// Random bytes that a test can predict.
    pub random: Arc<FakeRandom>,
    /// The browser, with `ann` in front of it.
    pub browser: FakeBrowser,
    /// The loopback listener.
    pub redirect_listener: Arc<FakeRedirectListener>,
    /// Notifications.
    pub notifier: Arc<FakeNotifier>,
    /// The clipboard.
    pub clipboard: Arc<FakeClipboard>,
    /// The settings of the user.
    pub settings_file: Arc<FakeSettingsFile>,
    /// The state database.
    pub state_store: Arc<FakeStateStore>,
    /// The certificates of this machine.
    pub client_certificates: Arc<FakeCertificates>,
    /// The tokens of other identity providers.
    pub identity_tokens: Arc<FakeIdentityTokens>,
    /// The MFA device of [`CAROL`](crate::CAROL), and the user who reads it.
    pub mfa_device: Arc<FakeMfaDevice>,
    /// Commands that print credentials.
    pub credential_processes: Arc<FakeCredentialProcesses>,
    /// Locks between processes.
    pub lock: Arc<FakeLock>,
    /// Changes of files, networks and the clock.
    pub machine_events: Arc<FakeMachineEvents>,
    /// The other processes.
    pub programs: Arc<FakePrograms>,
    /// The desktop program that runs beside a command; absent at first.
    pub running_desktop: Arc<FakeRunningDesktop>,
    /// Makes the secrets that must not leak.
    pub secrets: Arc<SecretFactory>,
    /// Calls across ports, in order.
    pub call_log: Arc<CallLog>,
    /// The captured logs.
    pub logs: Logs,
    watched: Mutex<Vec<WatchedText>>,
    leaks_checked: bool,
    _capture: Capture,
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl World {
    /// Makes a world whose clock jumps when every task waits; for `#[tokio::test(start_paused = true)]`.
    pub fn new() -> Self {
        Self::with_clock(FakeClock::when_idle())
    }

    /// Makes a world with the portal `acme`.
    pub fn with_portal() -> (Self, Portal) {
        let world = Self::new();
        let portal = world.portal("acme");
        (world, portal)
    }

    /// Makes a world where `ann` is signed in at the portal `acme`.
    pub async fn with_sign_in() -> (Self, Portal) {
        let (world, portal) = Self::with_portal();
        world.sign_in(&portal).await;
        (world, portal)
    }

    /// Makes a world where `ann` is signed in at the portal `acme` and may assume `Admin`.
    pub async fn with_admin() -> (Self, Portal, RoleRef) {
        let world = Self::new();
        let (portal, admin) = world.sign_in_as_admin().await;
        (world, portal, admin)
    }

    /// Makes a world on a given clock.
    pub fn with_clock(clock: FakeClock) -> Self {
        let (logs, capture) = Logs::capture();
        let (clock, secrets, call_log) = (
            Arc::new(clock),
            Arc::new(SecretFactory::default()),
            Arc::new(CallLog::default()),
        );
        let machine_events = Arc::<FakeMachineEvents>::default();
        let aws = Arc::new(FakeAws::new(Arc::clone(&clock), Arc::clone(&secrets)));
        let redirects = Arc::new(FakeRedirectListener::new(Arc::clone(&call_log)));
        let browser = FakeBrowser::new(
            Arc::clone(&aws),
            Arc::clone(&redirects),
            Arc::clone(&call_log),
            ANN,
        );
        Self {
            aws,
            keychain: Arc::new(FakeKeychain::new(Arc::clone(&clock), Arc::clone(&call_log))),
            random: Arc::new(FakeRandom::new(Arc::clone(&secrets))),
            browser,
            redirect_listener: redirects,
            notifier: Arc::new(FakeNotifier::new(Arc::clone(&call_log))),
            clipboard: Arc::new(FakeClipboard::new(Arc::clone(&clock), Arc::clone(&call_log))),
            settings_file: Arc::new(FakeSettingsFile::new(
                Arc::clone(&call_log),
                Arc::clone(&machine_events),
            )),
            state_store: Arc::new(FakeStateStore::new(Arc::clone(&machine_events))),
            lock: Arc::new(FakeLock::new(Arc::clone(&clock), Arc::clone(&call_log))),
            client_certificates: Arc::default(),
            identity_tokens: Arc::default(),
            mfa_device: Arc::new(FakeMfaDevice::new(Arc::clone(&clock))),
            credential_processes: Arc::default(),
            machine_events,
            programs: Arc::default(),
            running_desktop: Arc::default(),
            clock,
            secrets,
            call_log,
            logs,
            watched: Mutex::default(),
            leaks_checked: false,
            _capture: capture,
        }
    }

    /// Returns the ports, acting as the window.
    pub fn ports(&self) -> Ports {
        Ports {
            aws: AwsPorts {
                authorization: Arc::<FakeAws>::clone(&self.aws),
                access_portal: Arc::<FakeAws>::clone(&self.aws),
                account_access: Arc::<FakeAws>::clone(&self.aws),
                sts: Arc::<FakeAws>::clone(&self.aws),
                user_sts: Arc::<FakeAws>::clone(&self.aws),
                access_keys: Arc::<FakeAws>::clone(&self.aws),
                roles_anywhere: Arc::<FakeAws>::clone(&self.aws),
                federation: Arc::<FakeAws>::clone(&self.aws),
                start_url_redirect: Arc::<FakeAws>::clone(&self.aws),
                clock: Arc::<FakeAws>::clone(&self.aws),
            },
            store: StorePorts {
                keychain: Arc::<FakeKeychain>::clone(&self.keychain),
                client_certificates: Arc::<FakeCertificates>::clone(&self.client_certificates),
                identity_tokens: Arc::<FakeIdentityTokens>::clone(&self.identity_tokens),
                mfa_commands: Arc::<FakeMfaDevice>::clone(&self.mfa_device),
                credential_processes: Arc::<FakeCredentialProcesses>::clone(&self.credential_processes),
                settings_file: Arc::<FakeSettingsFile>::clone(&self.settings_file),
                catalogue_store: Arc::<FakeStateStore>::clone(&self.state_store),
                role_session_index: Arc::<FakeStateStore>::clone(&self.state_store),
                history_store: Arc::<FakeStateStore>::clone(&self.state_store),
                preference_store: Arc::<FakeStateStore>::clone(&self.state_store),
                state_store: Arc::<FakeStateStore>::clone(&self.state_store),
                lock: Arc::<FakeLock>::clone(&self.lock),
            },
            desktop: DesktopPorts {
                browser: Arc::new(self.browser.clone()),
                redirect_listener: Arc::<FakeRedirectListener>::clone(&self.redirect_listener),
                notifier: Arc::<FakeNotifier>::clone(&self.notifier),
                clipboard: Arc::<FakeClipboard>::clone(&self.clipboard),
                machine_events: Arc::<FakeMachineEvents>::clone(&self.machine_events),
                programs: Arc::<FakePrograms>::clone(&self.programs),
                running_desktop: Arc::<FakeRunningDesktop>::clone(&self.running_desktop),
                mfa_prompt: Arc::<FakeMfaDevice>::clone(&self.mfa_device),
            },
            clock: Arc::<FakeClock>::clone(&self.clock),
            random: Arc::<FakeRandom>::clone(&self.random),
            actor: Surface::Window.into(),
            deadline: Deadline::default(),
        }
    }

    /// Returns the ports as a command of the same user has them: the state database is opened again.
    pub fn ports_of_another_process(&self) -> Ports {
        let ports = self.ports();
        Ports {
            store: ports
                .store
                .with_database(&Arc::new(self.state_store.open_again())),
            actor: Surface::Command.into(),
            ..ports
        }
    }

    /// Returns the portal `name` in eu-central-1, with an organization behind it.
    ///
    /// # Panics
    /// When `name` is no portal name.
    pub fn portal(&self, name: &str) -> Portal {
        self.portal_in(name, "eu-central-1")
    }

    /// Returns the portal `name` in `region`, with an organization behind it.
    ///
    /// # Panics
    /// When `name` is no portal name or `region` no region.
    pub fn portal_in(&self, name: &str, region: &str) -> Portal {
        let portal = portal(name, region);
        self.aws.add_organization(&portal);
        portal
    }

    /// Signs `ann` in at `portal` without any step and saves it to the keychain.
    ///
    /// # Panics
    /// When the keychain refuses.
    pub async fn sign_in(&self, portal: &Portal) -> SignIn {
        let sign_in = self.aws.new_sign_in(portal, ANN);
        self.keychain
            .save_sign_in(&portal.name, &sign_in)
            .await
            .expect("a keychain that works");
        sign_in
    }

    /// Signs `ann` in at the portal `acme`, where she may assume the role `Admin` in the account 111122223333.
    pub async fn sign_in_as_admin(&self) -> (Portal, RoleRef) {
        let portal = self.portal("acme");
        let admin = self.assign_admin(&portal);
        self.sign_in(&portal).await;
        (portal, admin)
    }

    /// Lets `ann` assume the role `Admin` in the account 111122223333.
    pub fn assign_admin(&self, portal: &Portal) -> RoleRef {
        let admin = role_ref(&portal.name, "111122223333", "Admin");
        let account = admin.account_id.as_str();
        self.aws.assign(portal, ANN, account, "payments-prod", &["Admin"]);
        admin
    }

    /// Watches `text`, which comes from `what`: it may hold no secret.
    pub fn watch(&self, what: impl Into<String>, text: impl AsRef<[u8]>) {
        locked(&self.watched).push((what.into(), text.as_ref().to_vec()));
    }

    /// Returns every secret that leaked, and where.
    pub fn leaks(&self) -> Vec<(String, Hit)> {
        let secrets = self.secrets.all();
        let scanner = Scanner::new(&secrets);
        let found = |(what, bytes): WatchedText| {
            scanner
                .find(&bytes)
                .into_iter()
                .map(move |hit| (what.clone(), hit))
                .collect::<Vec<_>>()
        };
        self.surfaces().into_iter().flat_map(found).collect()
    }

    /// Fails if a secret leaked or was sent to the wrong portal. Dropping the world does the same, unless this was called.
    ///
    /// # Panics
    /// When one did.
    pub fn assert_no_leak(mut self) {
        self.check_leaks();
    }

    fn check_leaks(&mut self) {
        self.leaks_checked = true;
        let leaks = self.leaks();
        assert!(leaks.is_empty(), "secrets got out: {leaks:#?}");
        let misdirected = self.aws.misdirected_calls();
        assert!(
            misdirected.is_empty(),
            "tokens were sent to a portal they do not belong to: {misdirected:?}"
        );
    }

    fn surfaces(&self) -> Vec<WatchedText> {
        let mut surfaces = locked(&self.watched).clone();
        let mut add = |what: &str, text: String| surfaces.push((what.to_owned(), text.into_bytes()));
        add("log", self.logs.text());
        add("notifications", format!("{:?}", self.notifier.shown()));
        add(
            "messages to the desktop",
            format!("{:?}", self.running_desktop.received()),
        );
        add("browser command line", self.browser.visible().join("\n"));
        add("settings file", self.settings_file.text());
        add("state database", self.state_store.dump());
        add("call log", self.call_log.lines().join("\n"));
        for copied in self.clipboard.copies() {
            match copied {
                ClipboardContent::Text(text) => add("clipboard, as no secret", text),
                ClipboardContent::Secret { .. } => {}
            }
        }
        surfaces
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if !self.leaks_checked && !std::thread::panicking() {
            self.check_leaks();
        }
    }
}

/// Returns the role of `role_name` in `account_id` at `portal`.
///
/// # Panics
/// When `account_id` is not 12 digits.
pub fn role_ref(portal: &PortalName, account_id: &str, role_name: &str) -> RoleRef {
    RoleRef::at_portal(
        portal,
        &AccountId::parse(account_id).expect("12 digits"),
        &RoleName::new(role_name),
    )
}

/// Returns the key of a role that the user defined as `name`.
///
/// # Panics
/// When `name` cannot name a role, or `account_id` is not 12 digits.
pub fn defined_role_ref(name: &str, account_id: &str, role_name: &str) -> RoleRef {
    RoleRef {
        origin: RoleOrigin::Defined(DefinedRoleName::parse(name).expect("a plain name")),
        account_id: AccountId::parse(account_id).expect("12 digits"),
        role_name: RoleName::new(role_name),
    }
}

/// Returns a role that `portal` lists, with the portal as its source.
pub fn resolved(portal: &Portal, role: &RoleRef) -> ResolvedRole {
    ResolvedRole {
        key: role.clone(),
        source: RoleSource::Portal(portal.clone()),
    }
}

#[cfg(test)]
mod tests;
