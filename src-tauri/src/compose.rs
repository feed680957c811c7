//! The composition of the desktop: the only place here that constructs adapters.

use rolecall::ports::Ports;
use rolecall_aws::{Aws, Network};
pub(crate) use rolecall_os::{Companion, CompanionError, Hardening};
use rolecall_os::{
    DesktopNotifier, Environment, LockFiles, LoopbackRedirect, OsKeychain, Places, SettingsToml,
    StateDatabase, SystemBrowser, SystemClipboard, SystemClock, SystemRandom,
};
use std::path::PathBuf;
use std::sync::Arc;

/// What the environment gives to compose with.
#[derive(Clone, Debug)]
pub(crate) struct Composition {
    environment: Environment,
    places: Places,
    hardening: Hardening,
}

impl Composition {
    /// Reads the environment once.
    pub(crate) fn from_environment(hardening: Hardening) -> Result<Self, rolecall_os::places::NoHome> {
        let environment = Environment::read();
        let places = Places::from_environment(&environment)?;
        Ok(Self {
            environment,
            places,
            hardening,
        })
    }

    /// Returns the same in the home of the demo organization, where nothing of the person's own is.
    pub(crate) fn demo(&self) -> Result<Self, rolecall_os::places::NoHome> {
        Ok(Self {
            environment: self.environment.clone(),
            places: self.places.demo()?,
            hardening: self.hardening,
        })
    }

    /// Starts the emulator that ships beside this program, with the demo organization, in this home.
    pub(crate) async fn start_emulator(&self) -> Result<(Companion, String), CompanionError> {
        let arguments = [
            "--listen",
            "127.0.0.1:0",
            "--demo",
            "--consent",
            "auto",
            "--until-stdin-closes",
        ];
        Companion::start("rolecall-emulator", &arguments, &self.places.runtime_folder()).await
    }

    /// Returns where the web view may put what it cannot do without: the folder that ends with the desktop's run.
    pub(crate) fn web_view_folder(&self) -> PathBuf {
        self.places.runtime_folder().join("web-view")
    }

    /// Constructs the adapters.
    pub(crate) fn ports(&self) -> Ports {
        let (environment, places) = (&self.environment, &self.places);
        let aws = Arc::new(Aws::new(Network {
            https_proxy: environment.https_proxy.clone(),
            no_proxy: environment.no_proxy.clone(),
            ca_bundle: environment.ca_bundle(),
        }));
        Ports {
            authorization: aws.clone(),
            access_portal: aws.clone(),
            sts: aws.clone(),
            federation: aws,
            keychain: Arc::new(OsKeychain::new(places, environment)),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            browser: Arc::new(SystemBrowser::new(environment).giving_back(&self.hardening)),
            redirect_listener: Arc::new(LoopbackRedirect::new()),
            notifier: Arc::new(DesktopNotifier::new()),
            clipboard: Arc::new(SystemClipboard::new()),
            settings_file: Arc::new(SettingsToml::new(places)),
            state_store: Arc::new(StateDatabase::new(places)),
            lock: Arc::new(LockFiles::new(places)),
        }
    }
}
