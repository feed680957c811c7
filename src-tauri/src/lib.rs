//! The desktop shell: the tray, the window, its IPC and the composition of the adapters. The only package that names Tauri.
//!
//! It owns no rule of the domain: a command, a click on the tray's menu and a message of another program each become a request to the
//! keeper or a use case, and the outcome a receipt. Its modules form layers, and none imports one above it:
//! `messages`, `wire` → `view`, `input` → `compose`, `demo`, `runtime` → `app_state` → `actions` → `window`, `tray`, `shell_notifications`,
//! `shortcut`, `one_instance`, `commands` → `app_events`.

mod actions;
mod app_events;
mod app_state;
mod arguments;
mod automation;
mod commands;
mod compose;
mod demo;
mod input;
mod messages;
mod one_instance;
mod runtime;
mod shell_notifications;
mod shortcut;
#[cfg(test)]
mod tests;
mod tray;
mod view;
mod window;
mod wire;

use app_state::AppState;
use arguments::{Arguments, Invocation};
use compose::{Composition, DesktopSocket, end_start_report};
use one_instance::Instance;
use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;
use tauri::{AppHandle, Manager, RunEvent, async_runtime};

/// Exit code of invalid arguments, as of the `rolecall` command.
const USAGE_ERROR: u8 = 2;

/// The keeper, the socket and the tray are rarely busy at the same time.
const WORKER_THREADS: usize = 2;

/// Runs the program until it quits, with or without a window.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let hardening = rolecall_os::harden();
    start_log();
    let arguments = match arguments::parse(arguments) {
        Ok(Invocation::Run(arguments)) => arguments,
        Ok(Invocation::Help) => return answer(messages::HELP),
        Ok(Invocation::Version) => return answer(messages::VERSION),
        Err(error) => return exit_with(&messages::argument(&error), ExitCode::from(USAGE_ERROR)),
    };
    if let Err(message) = automation::check() {
        return exit_with(message, ExitCode::FAILURE);
    }
    match start(hardening, arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => exit_with(&message, ExitCode::FAILURE),
    }
}

/// Prints what was asked for.
fn answer(text: &str) -> ExitCode {
    // Nobody reads it any more if standard output is closed.
    drop(writeln!(std::io::stdout(), "{text}"));
    ExitCode::SUCCESS
}

fn exit_with(message: &str, code: ExitCode) -> ExitCode {
    // A closed standard error changes nothing.
    drop(writeln!(std::io::stderr(), "rolecall-app: {message}"));
    code
}

fn start(hardening: compose::Hardening, arguments: Arguments) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKER_THREADS)
        .enable_all()
        .build()
        .map_err(|error| messages::not_started(&error.to_string()))?;
    async_runtime::set(runtime.handle().clone());
    let composition = Composition::from_environment(hardening).map_err(|_| messages::NO_HOME.to_owned())?;
    let instance = runtime.block_on(one_instance::claim(&composition, arguments));
    let socket = match instance.map_err(|error| messages::other_instance_not_responding(&error.0))? {
        Instance::First(socket) => socket,
        Instance::Later => return Ok(()),
    };
    if !composition.has_display() {
        return Err(messages::NO_DISPLAY.to_owned());
    }
    // The only program that uses them runs now; one that was killed, or whose display was, left its own.
    composition.remove_web_view_folders();
    name_program();
    let builder = commands::builder();
    let app = tauri::Builder::default()
        .invoke_handler(builder.invoke_handler())
        .setup(move |app| {
            builder.mount_events(app);
            set_up(app.handle(), composition, socket, arguments);
            Ok(())
        })
        .build(tauri::generate_context!())
        .map_err(|error| messages::not_started(&error.to_string()))?;
    app.run(on_run_event);
    Ok(())
}

/// Names the program as the desktop environment knows it: the window's class and application id are made of it.
#[cfg(all(unix, not(target_os = "macos")))]
fn name_program() {
    glib::set_prgname(Some(compose::APP_ID));
    glib::set_application_name(messages::PROGRAM_NAME);
}

/// Does nothing: here the bundle names the program.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn name_program() {}

/// Creates the state, shows the tray and the window, and starts the tasks that follow the state.
fn set_up(app: &AppHandle, composition: Composition, socket: Option<DesktopSocket>, arguments: Arguments) {
    end_start_report();
    let (state, events) = AppState::new(app.clone(), composition);
    app.manage(state);
    let state = app.state::<AppState>();
    tray::start(&state);
    if !arguments.hidden {
        window::show(&state, arguments.view);
    }
    let handle = app.clone();
    async_runtime::spawn(async move { app_events::handle(handle.state(), events).await });
    let handle = app.clone();
    async_runtime::spawn(async move { window::send_snapshots(handle.state()).await });
    let handle = app.clone();
    async_runtime::spawn(async move { window::show_on_request(handle.state()).await });
    let handle = app.clone();
    async_runtime::spawn(async move { shortcut::follow_settings(handle.state()).await });
    let handle = app.clone();
    async_runtime::spawn(async move { one_instance::handle_messages(handle.state(), socket).await });
    let handle = app.clone();
    async_runtime::spawn(async move { one_instance::quit_on_signal(handle.state()).await });
}

fn on_run_event(app: &AppHandle, event: RunEvent) {
    // The event loop may report events before the state is managed.
    let Some(state) = app.try_state::<AppState>() else {
        return;
    };
    // Without a code nobody asked to exit: the last window was closed.
    if let RunEvent::ExitRequested { code: None, api, .. } = &event
        && !state.is_quitting()
    {
        api.prevent_exit();
    }
    if let RunEvent::WindowEvent { event, .. } = &event {
        window::on_event(&state, event);
    }
    if matches!(event, RunEvent::Exit) {
        state.runtime().ports.desktop.clipboard.clear_secret();
    }
}

/// Logs warnings and the workspace's own messages to standard error. Messages of the AWS, HTTP and D-Bus libraries below a warning may
/// contain secrets.
fn start_log() {
    let filter = tracing_subscriber::EnvFilter::new("warn,rolecall=info,rolecall_app=info,rolecall_os=info");
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}
