//! The composition of the desktop: the only place here that constructs adapters.

use crate::automation;
use crate::messages;
use async_trait::async_trait;
use rolecall::export::ExportFormat;
use rolecall::ports::{
    AwsPorts, Deadline, DesktopPorts, NoMfaPrompt, Ports, RunningDesktop, RunningDesktopError,
    StateStoreError, StorePorts,
};
use rolecall::problem::{Problem, ProblemCode};
use rolecall_aws::{Aws, CaBundle, NetworkConfig};
use rolecall_model::desktop_message::DesktopMessage;
use rolecall_model::history::{Actor, Surface};
#[cfg(all(unix, not(target_os = "macos")))]
pub(crate) use rolecall_os::APP_ID;
pub(crate) use rolecall_os::process_launch::end_start_report;
use rolecall_os::{
    Autostart, CertificateFiles, CredentialCommands, DesktopLink, DesktopNotifier, EnvironmentVariables,
    IdentityTokenReader, LockFiles, LoopbackRedirect, MfaCommandRunner, OsKeychain, Paths, SettingsToml,
    StateDatabase, StateWarning, SystemBrowser, SystemClipboard, SystemClock, SystemEvents, SystemProcesses,
    SystemRandom,
};
pub(crate) use rolecall_os::{
    AutostartError, ColourScheme, DesktopSocket, Hardening, ListenError, Sidecar, SidecarError, TrayHost,
    end_network_process,
};
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Constructs the adapters, from the environment, the folders and the hardening of this process.
#[derive(Clone, Debug)]
pub(crate) struct Composition {
    environment: EnvironmentVariables,
    paths: Paths,
    hardening: Hardening,
}

impl Composition {
    /// Reads the environment once.
    ///
    /// # Errors
    /// When there is no home folder.
    pub(crate) fn from_environment(hardening: Hardening) -> Result<Self, rolecall_os::paths::NoHome> {
        let environment = EnvironmentVariables::read();
        let paths = Paths::from_environment(&environment)?;
        Ok(Self {
            environment,
            paths,
            hardening,
        })
    }

    /// Returns a composition with the folders of the demo, which contain nothing of the user's own.
    ///
    /// # Errors
    /// When there is no home folder.
    pub(crate) fn demo(&self) -> Result<Self, rolecall_os::paths::NoHome> {
        Ok(Self {
            environment: self.environment.clone(),
            paths: self.paths.demo()?,
            hardening: self.hardening,
        })
    }

    /// Starts the emulator that ships with this program, with the demo organization.
    ///
    /// # Errors
    /// When it is missing or does not start.
    pub(crate) async fn start_emulator(&self) -> Result<(Sidecar, String), SidecarError> {
        let arguments = [
            "--listen",
            "127.0.0.1:0",
            "--demo",
            "--consent",
            "auto",
            "--until-stdin-closes",
        ];
        Sidecar::start("rolecall-emulator", &arguments, &self.paths.runtime_folder()).await
    }

    /// Returns the folder for what the web view of the window with that number writes; it is removed after the window is closed.
    pub(crate) fn web_view_folder(&self, number: u32) -> PathBuf {
        self.paths.web_view_folder(number)
    }

    /// Removes the folders of all windows, when none is open.
    pub(crate) fn remove_web_view_folders(&self) {
        if let Err(error) = self.paths.remove_web_view_folders() {
            tracing::debug!(kind = %error.kind(), "the web view folders of closed windows were not removed");
        }
    }

    /// Listens on the desktop socket as the first instance.
    ///
    /// # Errors
    /// [`ListenError::AlreadyRunning`] when there is another; others when the socket cannot be created.
    pub(crate) fn listen(&self) -> Result<DesktopSocket, ListenError> {
        DesktopSocket::listen(&self.paths)
    }

    /// Returns the link to the instance that is already running.
    pub(crate) fn running_instance(&self) -> DesktopLink {
        DesktopLink::new(&self.paths).with_start_wait()
    }

    /// Writes a new file to the user's download folder; returns its path with `~` for the home folder.
    ///
    /// # Errors
    /// When there is no such folder or the file cannot be written.
    pub(crate) fn write_download(&self, stem: &str, extension: &str, bytes: &[u8]) -> io::Result<String> {
        rolecall_os::write_download(&self.environment, stem, extension, bytes)
    }

    /// Tells whether there is a display, without which the toolkit cannot start.
    pub(crate) fn has_display(&self) -> bool {
        self.environment.has_display
    }

    /// Returns the names of the desktop environment (`XDG_CURRENT_DESKTOP`).
    pub(crate) fn desktop_names(&self) -> Vec<String> {
        rolecall_os::environment::desktop_names()
    }

    /// Returns the format that the user's shell evaluates: that of `SHELL`, else of the shell that the system comes with.
    pub(crate) fn shell_format(&self) -> ExportFormat {
        shell_format(self.environment.shell.as_deref())
    }

    /// Tells whether the display server is Wayland, where programs cannot register global shortcuts.
    pub(crate) fn on_wayland(&self) -> bool {
        self.environment.has_display && rolecall_os::environment::on_wayland()
    }

    /// Constructs the adapters.
    pub(crate) fn compose(&self) -> Adapters {
        let database = Arc::new(StateDatabase::new(&self.paths));
        Adapters {
            ports: self.ports_with(Arc::clone(&database)),
            database,
        }
    }

    /// Constructs the ports for work before the keeper starts.
    pub(crate) fn ports(&self) -> Ports {
        self.compose().ports
    }

    fn ports_with(&self, database: Arc<StateDatabase>) -> Ports {
        let (environment, paths) = (&self.environment, &self.paths);
        let clock = automation::clock(Arc::new(SystemClock));
        let network = NetworkConfig {
            https_proxy: environment.https_proxy.clone(),
            no_proxy: environment.no_proxy.clone(),
            ca_bundle: environment
                .ca_bundle()
                .map(|(path, content)| CaBundle::new(path, content)),
        };
        let aws = Arc::new(Aws::new(network, clock.clone()));
        Ports {
            aws: AwsPorts {
                authorization: aws.clone(),
                access_portal: aws.clone(),
                account_access: aws.clone(),
                sts: aws.clone(),
                user_sts: aws.clone(),
                access_keys: aws.clone(),
                roles_anywhere: aws.clone(),
                federation: aws.clone(),
                start_url_redirect: aws.clone(),
                clock: aws,
            },
            store: StorePorts {
                keychain: Arc::new(OsKeychain::new(paths, environment)),
                client_certificates: Arc::new(CertificateFiles),
                identity_tokens: Arc::new(IdentityTokenReader::default()),
                mfa_commands: Arc::new(MfaCommandRunner::default()),
                credential_processes: Arc::new(CredentialCommands),
                settings_file: Arc::new(SettingsToml::new(paths)),
                catalogue_store: database.clone(),
                role_session_index: database.clone(),
                history_store: database.clone(),
                preference_store: database.clone(),
                state_store: database,
                lock: Arc::new(LockFiles::new(paths)),
            },
            desktop: DesktopPorts {
                browser: Arc::new(SystemBrowser::new(environment).with_original_umask(&self.hardening)),
                redirect_listener: Arc::new(LoopbackRedirect::new()),
                notifier: Arc::new(DesktopNotifier::new()),
                clipboard: Arc::new(SystemClipboard::new()),
                machine_events: Arc::new(SystemEvents::new(paths)),
                programs: Arc::new(SystemProcesses::new(environment)),
                running_desktop: Arc::new(NoOtherDesktop),
                mfa_prompt: Arc::new(NoMfaPrompt),
            },
            clock,
            random: Arc::new(SystemRandom),
            actor: Actor::from(Surface::Keeper),
            deadline: Deadline::default(),
        }
    }
}

/// Returns the autostart entry of the program.
pub(crate) fn autostart(composition: &Composition) -> Autostart {
    Autostart::new(&composition.environment, &composition.paths)
}

/// The ports, and the adapter that the program as a whole checks.
pub(crate) struct Adapters {
    pub(crate) ports: Ports,
    database: Arc<StateDatabase>,
}

impl Adapters {
    /// Returns once that the state database was damaged and replaced, or cannot be used. One that is in use for too long is
    /// another matter: the next change may be saved.
    pub(crate) fn take_warning(&self) -> Option<Problem> {
        match self.database.take_warning()? {
            StateWarning::MovedAside { to } => Some(Problem {
                summary: messages::DATABASE_REPLACED.to_owned(),
                advice: messages::database_moved_aside(&to),
                ..Problem::new(ProblemCode::StateStoreFailed, "moved aside")
            }),
            StateWarning::NotSaved(StateStoreError::Busy { .. }) => None,
            StateWarning::Ignored(error) | StateWarning::NotSaved(error) => Some(Problem::from(&error)),
        }
    }
}

/// The port to the running desktop, for the desktop itself: it needs no message from itself.
struct NoOtherDesktop;

#[async_trait]
impl RunningDesktop for NoOtherDesktop {
    async fn tell(&self, _message: &DesktopMessage) -> Result<(), RunningDesktopError> {
        Err(RunningDesktopError::NotRunning)
    }
}

/// Returns the format that the shell at `path` evaluates. On Windows nobody sets `SHELL` but programs from elsewhere.
fn shell_format(path: Option<&OsStr>) -> ExportFormat {
    let program = path.map(Path::new).and_then(Path::file_name);
    let known = program.and_then(|name| ExportFormat::of_shell(&name.to_string_lossy()));
    known.unwrap_or(if cfg!(windows) {
        ExportFormat::PowerShell
    } else {
        ExportFormat::Posix
    })
}

#[cfg(test)]
mod tests;
