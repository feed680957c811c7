//! The composition of the desktop: the only place here that constructs adapters.

use crate::automation;
use async_trait::async_trait;
use rolecall::ports::{AwsPorts, DesktopPorts, Ports, RunningDesktop, RunningDesktopError, StorePorts};
use rolecall::problem::{Problem, ProblemCode};
use rolecall_aws::{Aws, NetworkConfig};
use rolecall_model::desktop_message::DesktopMessage;
use rolecall_model::history::{Actor, Surface};
use rolecall_os::{
    Autostart, DesktopLink, DesktopNotifier, Environment, LockFiles, LoopbackRedirect, OsKeychain, Paths,
    SettingsToml, StateDatabase, StateWarning, SystemBrowser, SystemClipboard, SystemClock, SystemEvents,
    SystemProcesses, SystemRandom,
};
pub(crate) use rolecall_os::{
    ColourScheme, DesktopSocket, Hardening, ListenError, Sidecar, SidecarError, TrayHost, end_network_process,
};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// What the environment gives to compose with.
#[derive(Clone, Debug)]
pub(crate) struct Composition {
    environment: Environment,
    places: Paths,
    hardening: Hardening,
}

impl Composition {
    /// Reads the environment once.
    pub(crate) fn from_environment(hardening: Hardening) -> Result<Self, rolecall_os::paths::NoHome> {
        let environment = Environment::read();
        let places = Paths::from_environment(&environment)?;
        Ok(Self {
            environment,
            places,
            hardening,
        })
    }

    /// Returns the same in the home of the demo organization, where nothing of the user's own is.
    pub(crate) fn demo(&self) -> Result<Self, rolecall_os::paths::NoHome> {
        Ok(Self {
            environment: self.environment.clone(),
            places: self.places.demo()?,
            hardening: self.hardening,
        })
    }

    /// Starts the emulator that ships beside this program, with the demo organization, in this home.
    pub(crate) async fn start_emulator(&self) -> Result<(Sidecar, String), SidecarError> {
        let arguments = [
            "--listen",
            "127.0.0.1:0",
            "--demo",
            "--consent",
            "auto",
            "--until-stdin-closes",
        ];
        Sidecar::start("rolecall-emulator", &arguments, &self.places.runtime_folder()).await
    }

    /// Returns where the web view of one window may put what it cannot do without: a folder that ends with the desktop's run.
    pub(crate) fn web_view_folder(&self, opening: u32) -> PathBuf {
        self.places.web_view_folder(opening)
    }

    /// Removes what the web views of windows that are gone left there.
    pub(crate) fn forget_web_views(&self) {
        if let Err(error) = self.places.remove_web_view_folders() {
            tracing::debug!(kind = %error.kind(), "what closed windows left was not removed");
        }
    }

    /// Takes the place of the one desktop of this home.
    pub(crate) fn listen(&self) -> Result<DesktopSocket, ListenError> {
        DesktopSocket::listen(&self.places)
    }

    /// Returns the way to the desktop that runs already.
    pub(crate) fn other_desktop(&self) -> DesktopLink {
        DesktopLink::new(&self.places).with_start_wait()
    }

    /// Writes a new file among the user's downloads.
    pub(crate) fn write_download(&self, stem: &str, extension: &str, bytes: &[u8]) -> io::Result<String> {
        rolecall_os::write_download(&self.environment, stem, extension, bytes)
    }

    /// Tells whether there is a display, without which the toolkit cannot begin.
    pub(crate) fn has_display(&self) -> bool {
        self.environment.has_display
    }

    /// Returns the names of the desktop.
    pub(crate) fn desktop_names(&self) -> Vec<String> {
        rolecall_os::environment::desktop_names()
    }

    /// Tells whether the desktop keeps keys to itself.
    pub(crate) fn on_wayland(&self) -> bool {
        self.environment.has_display && rolecall_os::environment::on_wayland()
    }

    /// Constructs the adapters.
    pub(crate) fn compose(&self) -> Composed {
        let state = Arc::new(StateDatabase::new(&self.places));
        Composed {
            ports: self.ports_over(Arc::clone(&state)),
            state,
        }
    }

    /// Constructs the adapters for a deed that is over before the keeper begins.
    pub(crate) fn ports(&self) -> Ports {
        self.compose().ports
    }

    fn ports_over(&self, state: Arc<StateDatabase>) -> Ports {
        let (environment, places) = (&self.environment, &self.places);
        let aws = Arc::new(Aws::new(NetworkConfig {
            https_proxy: environment.https_proxy.clone(),
            no_proxy: environment.no_proxy.clone(),
            ca_bundle: environment.ca_bundle(),
        }));
        Ports {
            aws: AwsPorts {
                authorization: aws.clone(),
                access_portal: aws.clone(),
                sts: aws.clone(),
                federation: aws,
            },
            store: StorePorts {
                keychain: Arc::new(OsKeychain::new(places, environment)),
                settings_file: Arc::new(SettingsToml::new(places)),
                catalogue_store: state.clone(),
                role_session_index: state.clone(),
                history_store: state.clone(),
                preference_store: state.clone(),
                state_store: state,
                lock: Arc::new(LockFiles::new(places)),
            },
            desktop: DesktopPorts {
                browser: Arc::new(SystemBrowser::new(environment).with_original_umask(&self.hardening)),
                redirect_listener: Arc::new(LoopbackRedirect::new()),
                notifier: Arc::new(DesktopNotifier::new()),
                clipboard: Arc::new(SystemClipboard::new()),
                machine_events: Arc::new(SystemEvents::new(places)),
                programs: Arc::new(SystemProcesses::new(environment)),
                running_desktop: Arc::new(NoOther),
            },
            clock: automation::clock(Arc::new(SystemClock)),
            random: Arc::new(SystemRandom),
            actor: Actor::from(Surface::Keeper),
        }
    }
}

/// Returns whether the program starts with the desktop, and how that is changed.
pub(crate) fn autostart(composition: &Composition) -> Autostart {
    Autostart::new(&composition.environment, &composition.places)
}

/// The adapters, and what only the program as a whole asks of them.
pub(crate) struct Composed {
    pub(crate) ports: Ports,
    state: Arc<StateDatabase>,
}

impl Composed {
    /// Returns what happened to the state database, once.
    pub(crate) fn take_warning(&self) -> Option<Problem> {
        let StateWarning::MovedAside { to } = self.state.take_warning()?;
        Some(Problem {
            summary: "What Rolecall remembers was damaged and was begun again.".to_owned(),
            advice: format!(
                "Lists come back with the next refresh; favourites and the history do not. The damaged file is {}.",
                to.display()
            ),
            ..Problem::new(ProblemCode::StateStoreFailed, "moved aside")
        })
    }
}

/// The desktop has no other beside it: it is told what it does without a socket.
struct NoOther;

#[async_trait]
impl RunningDesktop for NoOther {
    async fn tell(&self, _message: &DesktopMessage) -> Result<(), RunningDesktopError> {
        Err(RunningDesktopError::NotRunning)
    }
}
