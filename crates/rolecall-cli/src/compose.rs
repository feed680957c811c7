//! The composition root: the only file of the command that constructs adapters and passes them on as ports.
//!
//! Constructing an adapter is cheap; each opens what it needs on first use.

use async_trait::async_trait;
use jiff::tz::TimeZone;
use rolecall::ports::{
    AwsPorts, Deadline, DesktopPorts, LockError, NoMfaPrompt, Ports, SettingsFileError, StorePorts,
};
use rolecall::problem::Problem;
use rolecall::profiles::SharedFileTexts;
use rolecall_aws::{Aws, CaBundle, NetworkConfig};
use rolecall_cli::context::Context;
use rolecall_cli::failure::Failure;
use rolecall_cli::machine::{
    EditedDraft, Machine, PathKind, PathProblem, PathReport, ProgramError, ProgramSpec, StartedProgram,
};
use rolecall_cli::messages::program as messages;
use rolecall_cli::terminal::{StreamCaps, Terminal};
use rolecall_cli::time_limit;
use rolecall_model::history::{Actor, ProcessInfo, Surface};
use rolecall_model::secret::RoleSecret;
use rolecall_os::controlling_terminal;
use rolecall_os::diagnostics::{
    PermissionProblem, credential_variables_set, long_owner, permission_problem, write_fault,
};
use rolecall_os::environment::variable_value;
use rolecall_os::process_launch::{DetachedProgram, LaunchSpec, exec_into, spawn_detached};
use rolecall_os::{
    Autostart, CertificateFiles, CredentialCommands, DesktopLink, DesktopNotifier, Draft,
    EnvironmentVariables, Hardening, IdentityTokenReader, LockFiles, LoopbackRedirect, MfaCommandRunner,
    OsKeychain, Paths, SettingsToml, StateDatabase, StateWarning, SystemBrowser, SystemClipboard,
    SystemClock, SystemEvents, SystemProcesses, SystemRandom, read_pasted_text, read_shared_files,
    read_text_file, remove_draft, replace_shared_file,
};
use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::runtime::{Builder, Runtime};

/// The name of the program with the window and the tray.
const WINDOW_PROGRAM: &str = "rolecall-app";

/// Returns a single-threaded runtime; no verb needs more.
pub(crate) fn runtime() -> Result<Runtime, Failure> {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::Message(messages::not_started(&error.to_string())))
}

/// Returns the terminal of this process.
pub(crate) fn terminal() -> Terminal {
    let environment = EnvironmentVariables::read();
    let out = io::stdout();
    let err = io::stderr();
    let out_caps = stream_caps(
        out.is_terminal(),
        &environment,
        terminal_size::terminal_size_of(&out),
    );
    let err_caps = stream_caps(
        err.is_terminal(),
        &environment,
        terminal_size::terminal_size_of(&err),
    );
    Terminal::new(Box::new(out), out_caps, Box::new(err), err_caps)
}

fn stream_caps(
    is_terminal: bool,
    environment: &EnvironmentVariables,
    size: Option<(terminal_size::Width, terminal_size::Height)>,
) -> StreamCaps {
    let width = size
        .map(|(width, _)| usize::from(width.0))
        .filter(|width| *width > 0);
    let takes_escapes = is_terminal && environment.takes_escapes;
    StreamCaps {
        is_terminal,
        takes_escapes,
        use_colour: takes_escapes && !environment.no_color,
        width,
    }
}

/// Returns the ports with the adapters of this machine.
pub(crate) fn ports() -> Result<Ports, Failure> {
    let environment = EnvironmentVariables::read();
    let paths = paths(&environment)?;
    Ok(ports_with(
        &environment,
        &paths,
        SystemBrowser::new(&environment),
        Arc::new(StateDatabase::new(&paths)),
    ))
}

/// Returns the deadline for a `credential-process` that starts now.
pub(crate) fn deadline_of_credential_process() -> Deadline {
    time_limit::of_credential_process(&SystemClock)
}

/// Returns the context of a verb that keeps to `deadline`, or the terminal to print the failure.
pub(crate) fn context(
    terminal: Terminal,
    hardening: Hardening,
    deadline: Deadline,
) -> Result<Context, (Terminal, Failure)> {
    let environment = EnvironmentVariables::read();
    match paths(&environment) {
        Ok(paths) => {
            let state = Arc::new(StateDatabase::new(&paths));
            let browser = SystemBrowser::new(&environment).with_original_umask(&hardening);
            Ok(Context {
                ports: ports_with(&environment, &paths, browser, Arc::clone(&state)).with_deadline(deadline),
                terminal,
                machine: Arc::new(ThisMachine {
                    environment,
                    paths,
                    hardening,
                    state,
                }),
                time_zone: TimeZone::system(),
            })
        }
        Err(failure) => Err((terminal, failure)),
    }
}

fn paths(environment: &EnvironmentVariables) -> Result<Paths, Failure> {
    Paths::from_environment(environment).map_err(|_| Failure::Message(messages::NO_DATA_FOLDER.to_owned()))
}

fn ports_with(
    environment: &EnvironmentVariables,
    paths: &Paths,
    browser: SystemBrowser,
    state: Arc<StateDatabase>,
) -> Ports {
    let aws = Arc::new(Aws::new(network(environment), Arc::new(SystemClock)));
    Ports {
        aws: AwsPorts {
            authorization: Arc::<Aws>::clone(&aws),
            access_portal: Arc::<Aws>::clone(&aws),
            account_access: Arc::<Aws>::clone(&aws),
            sts: Arc::<Aws>::clone(&aws),
            user_sts: Arc::<Aws>::clone(&aws),
            access_keys: Arc::<Aws>::clone(&aws),
            roles_anywhere: Arc::<Aws>::clone(&aws),
            console_sign_in: Arc::<Aws>::clone(&aws),
            federation: Arc::<Aws>::clone(&aws),
            start_url_redirect: Arc::<Aws>::clone(&aws),
            clock: aws,
        },
        store: StorePorts {
            keychain: Arc::new(OsKeychain::new(paths, environment)),
            client_certificates: Arc::new(CertificateFiles),
            identity_tokens: Arc::new(IdentityTokenReader::default()),
            mfa_commands: Arc::new(MfaCommandRunner::default()),
            credential_processes: Arc::new(CredentialCommands),
            settings_file: Arc::new(SettingsToml::new(paths)),
            catalogue_store: state.clone(),
            role_session_index: state.clone(),
            history_store: state.clone(),
            preference_store: state.clone(),
            state_store: state,
            lock: Arc::new(LockFiles::new(paths)),
        },
        desktop: DesktopPorts {
            browser: Arc::new(browser),
            redirect_listener: Arc::new(LoopbackRedirect::new()),
            notifier: Arc::new(DesktopNotifier::new()),
            clipboard: Arc::new(SystemClipboard::new()),
            machine_events: Arc::new(SystemEvents::new(paths)),
            programs: Arc::new(SystemProcesses::new(environment)),
            running_desktop: Arc::new(DesktopLink::new(paths)),
            mfa_prompt: Arc::new(NoMfaPrompt),
        },
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        actor: Actor::from(Surface::Command),
        deadline: Deadline::default(),
    }
}

fn network(environment: &EnvironmentVariables) -> NetworkConfig {
    NetworkConfig {
        https_proxy: environment.https_proxy.clone(),
        no_proxy: environment.no_proxy.clone(),
        ca_bundle: environment
            .ca_bundle()
            .map(|(path, content)| CaBundle::new(path, content)),
    }
}

struct ThisMachine {
    environment: EnvironmentVariables,
    paths: Paths,
    hardening: Hardening,
    state: Arc<StateDatabase>,
}

#[async_trait]
impl Machine for ThisMachine {
    fn shell(&self) -> Option<PathBuf> {
        self.environment.shell.clone().map(PathBuf::from)
    }

    fn editor(&self) -> Option<OsString> {
        self.environment.editor.clone()
    }

    async fn edit_draft(&self, editor: &OsStr, text: &str) -> Result<EditedDraft, ProgramError> {
        let failed = |error: io::Error| ProgramError::Failed {
            detail: error.to_string(),
        };
        // Once it was waited for, an interrupt does not end this process.
        tokio::select! {
            biased;
            _ = tokio::signal::ctrl_c() => {}
            () = std::future::ready(()) => {}
        }
        let draft = Draft::create(&self.paths.settings_file(), text).map_err(failed)?;
        let ended = draft.edit(editor);
        if ended.is_err() {
            remove_draft(draft.path());
        }
        Ok(EditedDraft {
            path: draft.path().to_owned(),
            editor_succeeded: ended.map_err(failed)?,
            text: draft.read().map_err(|error| error.to_string()),
        })
    }

    fn remove_draft(&self, path: &Path) {
        remove_draft(path);
    }

    fn read_text(&self, path: &Path) -> Result<String, String> {
        read_text_file(path).map_err(|error| error.to_string())
    }

    fn read_shared_files(&self) -> Result<SharedFileTexts, (PathBuf, String)> {
        read_shared_files(&self.environment).map_err(|(path, error)| (path, error.to_string()))
    }

    fn replace_shared_file(&self, path: &Path, before: &str, after: &str) -> Result<PathBuf, String> {
        replace_shared_file(path, before, after).map_err(|error| error.to_string())
    }

    fn variable(&self, name: &str) -> Option<String> {
        variable_value(name)
    }

    fn credential_variables_set(&self) -> Vec<&'static str> {
        credential_variables_set()
    }

    fn check_paths(&self) -> Vec<PathReport> {
        [
            (PathKind::SettingsFile, self.paths.settings_file()),
            (PathKind::StateDatabase, self.paths.state_database()),
            (PathKind::LockFiles, self.paths.lock_folder()),
            (PathKind::Socket, self.paths.desktop_socket()),
        ]
        .into_iter()
        .map(|(kind, path)| PathReport {
            kind,
            problem: permission_problem(&path).map(path_problem).or_else(|| {
                self.usage_problem(kind, &path)
                    .map(Box::new)
                    .map(PathProblem::Unusable)
            }),
            path,
        })
        .collect()
    }

    fn take_warnings(&self) -> Vec<String> {
        let text = |warning| match warning {
            StateWarning::MovedAside { to } => messages::database_moved_aside(&to),
            StateWarning::Ignored(error) => messages::database_ignored(&Problem::from(&error)),
            StateWarning::NotSaved(error) => messages::database_not_saved(&Problem::from(&error)),
        };
        self.state.take_warning().map(text).into_iter().collect()
    }

    fn exec_into(&self, program: &ProgramSpec) -> Result<u8, ProgramError> {
        let added = program
            .added_variables
            .iter()
            // EXPOSE: the program that the user named gets these in its environment
            .map(|(name, value)| (*name, value.expose()))
            .collect();
        let start = LaunchSpec {
            name: &program.name,
            arguments: &program.arguments,
            set: added,
            removed: &program.removed_variables,
        };
        exec_into(&start, self.hardening).map_err(|error| not_started(&error))
    }

    fn current_process_as(&self, program_name: &str) -> Option<ProcessInfo> {
        SystemProcesses::new(&self.environment).current_process_as(program_name)
    }

    fn ask(&self, question: &str) -> Option<String> {
        controlling_terminal::ask(question).ok()
    }

    async fn ask_at_once(&self, question: &str) -> Option<String> {
        controlling_terminal::ask_in_foreground(question.to_owned()).await
    }

    fn read_secret(&self, question: &str) -> Option<RoleSecret> {
        let entered = if io::stdin().is_terminal() {
            controlling_terminal::ask_hidden(question).ok()?
        } else {
            controlling_terminal::first_line(io::stdin().lock()).ok()
        };
        entered.map(|text| RoleSecret::from_exposed(text.trim()))
    }

    fn pasted(&self, request: &str) -> Result<RoleSecret, String> {
        read_pasted_text(request).map_err(|error| error.to_string())
    }

    fn starts_at_login(&self) -> bool {
        Autostart::new(&self.environment, &self.paths).is_on()
    }

    fn has_display(&self) -> bool {
        self.environment.has_display
    }

    fn open_window(&self) -> Result<Box<dyn StartedProgram>, ProgramError> {
        let started = spawn_detached(WINDOW_PROGRAM, &self.environment, self.hardening);
        let started = started.map_err(|error| not_started(&error))?;
        Ok(Box::new(Window(started)))
    }

    async fn wait_for_interrupt(&self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl ThisMachine {
    fn usage_problem(&self, kind: PathKind, path: &Path) -> Option<Problem> {
        match kind {
            PathKind::SettingsFile => write_fault(path)
                .map(SettingsFileError::Unwritable)
                .map(|error| Problem::from(&error)),
            PathKind::StateDatabase => self.state.write_problem().map(|error| Problem::from(&error)),
            PathKind::LockFiles => write_fault(path)
                .map(LockError::Unusable)
                .or_else(|| long_owner(&self.paths).map(|owner| LockError::Busy { owner: Some(owner) }))
                .map(|error| Problem::from(&error)),
            PathKind::Socket => None,
        }
    }
}

struct Window(DetachedProgram);

impl StartedProgram for Window {
    fn ended(&mut self) -> Option<String> {
        match self.0.ended() {
            Ok(ended) => ended,
            Err(error) => Some(error.kind().to_string()),
        }
    }
}

fn path_problem(problem: PermissionProblem) -> PathProblem {
    match problem {
        PermissionProblem::OtherOwner => PathProblem::OtherOwner,
        PermissionProblem::Open { mode } => PathProblem::Open { mode },
        PermissionProblem::Unreadable { detail } => PathProblem::Unreadable { detail },
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
