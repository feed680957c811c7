//! The composition: the only file of the command that constructs adapters and hands them over as ports.
//!
//! Constructing costs nothing; each adapter opens what it needs when it is first asked.

use async_trait::async_trait;
use jiff::tz::TimeZone;
use rolecall::ports::{AwsPorts, DesktopPorts, Ports, StorePorts};
use rolecall_aws::{Aws, NetworkConfig};
use rolecall_cli::failure::Failure;
use rolecall_cli::machine::{Machine, Place, Program, ProgramError};
use rolecall_cli::surroundings::Surroundings;
use rolecall_cli::terminal::{Face, Terminal};
use rolecall_model::history::{Actor, ProcessInfo, Surface};
use rolecall_os::diagnostics::{credentials_in_environment, permission_problem, region_in_environment};
use rolecall_os::process_launch::{LaunchSpec, exec_into, spawn_detached};
use rolecall_os::{
    Autostart, DesktopLink, DesktopNotifier, Environment, Hardening, LockFiles, LoopbackRedirect, OsKeychain,
    Paths, SettingsToml, StateDatabase, StateWarning, SystemBrowser, SystemClipboard, SystemClock,
    SystemEvents, SystemProcesses, SystemRandom,
};
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::runtime::{Builder, Runtime};

/// The program of the window.
const WINDOW: &str = "rolecall-app";

/// Returns a runtime on this thread alone: no verb needs more.
pub(crate) fn runtime() -> Result<Runtime, Failure> {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Failed(format!("Rolecall could not start: {error}. Try again.")))
}

/// Returns the terminal of this process.
pub(crate) fn terminal() -> Terminal {
    let colours = !Environment::read().no_color;
    let out = io::stdout();
    let err = io::stderr();
    let out_face = face(out.is_terminal(), colours, terminal_size::terminal_size_of(&out));
    let err_face = face(err.is_terminal(), colours, terminal_size::terminal_size_of(&err));
    Terminal::new(Box::new(out), out_face, Box::new(err), err_face)
}

fn face(
    is_terminal: bool,
    colours: bool,
    size: Option<(terminal_size::Width, terminal_size::Height)>,
) -> Face {
    let width = size
        .map(|(width, _)| usize::from(width.0))
        .filter(|width| *width > 0);
    Face {
        is_terminal,
        coloured: is_terminal && colours,
        width,
    }
}

/// Returns the ports over the adapters of this machine.
pub(crate) fn ports() -> Result<Ports, Failure> {
    let environment = Environment::read();
    let places = places(&environment)?;
    Ok(ports_over(
        &environment,
        &places,
        SystemBrowser::new(&environment),
        Arc::new(StateDatabase::new(&places)),
    ))
}

/// Returns everything around a verb, or the terminal to say why not.
pub(crate) fn surroundings(
    terminal: Terminal,
    hardening: Hardening,
) -> Result<Surroundings, (Terminal, Failure)> {
    let environment = Environment::read();
    match places(&environment) {
        Ok(places) => {
            let state = Arc::new(StateDatabase::new(&places));
            let browser = SystemBrowser::new(&environment).with_original_umask(&hardening);
            Ok(Surroundings {
                ports: ports_over(&environment, &places, browser, Arc::clone(&state)),
                terminal,
                machine: Box::new(ThisMachine {
                    environment,
                    places,
                    hardening,
                    state,
                }),
                time_zone: TimeZone::system(),
            })
        }
        Err(failure) => Err((terminal, failure)),
    }
}

fn places(environment: &Environment) -> Result<Paths, Failure> {
    Paths::from_environment(environment)
        .map_err(|error| Failure::Failed(format!("There is nowhere to keep anything: {error}.")))
}

fn ports_over(
    environment: &Environment,
    places: &Paths,
    browser: SystemBrowser,
    state: Arc<StateDatabase>,
) -> Ports {
    let aws = Arc::new(Aws::new(network(environment)));
    Ports {
        aws: AwsPorts {
            authorization: Arc::<Aws>::clone(&aws),
            access_portal: Arc::<Aws>::clone(&aws),
            sts: Arc::<Aws>::clone(&aws),
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
            browser: Arc::new(browser),
            redirect_listener: Arc::new(LoopbackRedirect::new()),
            notifier: Arc::new(DesktopNotifier::new()),
            clipboard: Arc::new(SystemClipboard::new()),
            machine_events: Arc::new(SystemEvents::new(places)),
            programs: Arc::new(SystemProcesses::new(environment)),
            running_desktop: Arc::new(DesktopLink::new(places)),
        },
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        actor: Actor::from(Surface::Command),
    }
}

fn network(environment: &Environment) -> NetworkConfig {
    NetworkConfig {
        https_proxy: environment.https_proxy.clone(),
        no_proxy: environment.no_proxy.clone(),
        ca_bundle: environment.ca_bundle(),
    }
}

struct ThisMachine {
    environment: Environment,
    places: Paths,
    hardening: Hardening,
    state: Arc<StateDatabase>,
}

#[async_trait]
impl Machine for ThisMachine {
    fn shell(&self) -> Option<PathBuf> {
        self.environment.shell.clone().map(PathBuf::from)
    }

    fn has_region(&self) -> bool {
        region_in_environment()
    }

    fn credentials_in_environment(&self) -> Vec<&'static str> {
        credentials_in_environment()
    }

    fn places(&self) -> Vec<Place> {
        [
            ("settings file", self.places.settings_file()),
            ("state database", self.places.state_database()),
            ("lock files", self.places.lock_folder()),
            ("socket", self.places.desktop_socket()),
        ]
        .into_iter()
        .map(|(what, path)| Place {
            what,
            trouble: permission_problem(&path),
            path,
        })
        .collect()
    }

    fn news(&self) -> Vec<String> {
        let told = |StateWarning::MovedAside { to }| {
            format!(
                "The state database was damaged, so a new one was begun: lists and favourites start again. The damaged \
                 one is {}.",
                to.display()
            )
        };
        self.state.take_warning().map(told).into_iter().collect()
    }

    fn become_program(&self, program: &Program) -> Result<u8, ProgramError> {
        let set = program
            .set
            .iter()
            // EXPOSE: the program that the user named gets them in its environment
            .map(|(name, value)| (*name, value.expose()))
            .collect();
        let start = LaunchSpec {
            name: &program.name,
            arguments: &program.arguments,
            set,
            removed: program.removed,
        };
        exec_into(&start, self.hardening).map_err(|error| not_started(&error))
    }

    fn this_program(&self, name: &str) -> Option<ProcessInfo> {
        SystemProcesses::new(&self.environment).current_process(name)
    }

    fn has_user(&self) -> bool {
        io::stdin().is_terminal()
    }

    fn read_line(&self) -> String {
        let mut line = String::new();
        match io::stdin().read_line(&mut line) {
            Ok(_) => line.trim_end_matches(['\r', '\n']).to_owned(),
            Err(_) => String::new(),
        }
    }

    fn starts_by_itself(&self) -> bool {
        Autostart::new(&self.environment, &self.places).is_on()
    }

    fn has_display(&self) -> bool {
        self.environment.has_display
    }

    fn open_window(&self) -> Result<(), ProgramError> {
        spawn_detached(WINDOW, &self.environment, self.hardening).map_err(|error| not_started(&error))
    }

    async fn interrupted(&self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

fn not_started(error: &io::Error) -> ProgramError {
    if error.kind() == io::ErrorKind::NotFound {
        return ProgramError::NotFound;
    }
    ProgramError::Failed {
        detail: error.kind().to_string(),
    }
}
