//! The desktop shell: the tray, the window, its IPC and the composition of the adapters. The only package that names Tauri.
//!
//! It owns no rule of the domain: a command, a click in the tray's menu and a word from another program each become a request to the
//! keeper or a use case, and the outcome a receipt.

mod arguments;
mod asks;
mod automation;
mod compose;
mod demo;
mod desktop;
mod ipc;
mod labels;
mod one_instance;
mod past;
mod shortcut;
mod stage;
mod told;
mod tray;
mod view;
mod window;

use arguments::Arguments;
use compose::{Composition, DesktopSocket};
use desktop::Desktop;
use one_instance::Start;
use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;
use tauri::{AppHandle, Manager, RunEvent, async_runtime};

/// Wrong use, as of the `rolecall` command.
const WRONG_USE: u8 = 2;

/// The keeper, the socket and the tray hardly ever work at once.
const WORKERS: usize = 2;

/// Runs the program until it is asked to end, with or without a window.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let hardening = rolecall_os::harden();
    start_log();
    if let Err(refusal) = automation::check() {
        return refuse(&refusal, ExitCode::FAILURE);
    }
    let arguments = match arguments::read(arguments) {
        Ok(arguments) => arguments,
        Err(wrong) => return refuse(&wrong, ExitCode::from(WRONG_USE)),
    };
    match start(hardening, arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(&error, ExitCode::FAILURE),
    }
}

fn refuse(why: &dyn std::fmt::Display, code: ExitCode) -> ExitCode {
    // Where nobody reads, nobody is told.
    drop(writeln!(std::io::stderr(), "rolecall-app: {why}"));
    code
}

fn start(hardening: compose::Hardening, arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .enable_all()
        .build()?;
    async_runtime::set(runtime.handle().clone());
    let composition = Composition::from_environment(hardening)?;
    let socket = match runtime.block_on(one_instance::start(&composition, arguments))? {
        Start::First(socket) => socket,
        Start::Second => return Ok(()),
    };
    if !composition.has_display() {
        return Err("there is no display: neither DISPLAY nor WAYLAND_DISPLAY is set".into());
    }
    let builder = ipc::builder();
    let app = tauri::Builder::default()
        .invoke_handler(builder.invoke_handler())
        .setup(move |app| {
            builder.mount_events(app);
            open(app.handle(), composition, socket, arguments);
            Ok(())
        })
        .build(tauri::generate_context!())?;
    app.run(hear);
    Ok(())
}

/// Sets the stage, then begins everything that follows it.
fn open(app: &AppHandle, composition: Composition, socket: Option<DesktopSocket>, arguments: Arguments) {
    app.manage(Desktop::open(app.clone(), composition));
    let desktop = app.state::<Desktop>();
    tray::begin(&desktop);
    if !arguments.hidden {
        window::show(&desktop, arguments.room);
    }
    let handle = app.clone();
    async_runtime::spawn(async move { desktop::tell_page(handle.state()).await });
    let handle = app.clone();
    async_runtime::spawn(async move { shortcut::follow(handle.state()).await });
    let handle = app.clone();
    async_runtime::spawn(async move { window::follow_calls(handle.state()).await });
    let handle = app.clone();
    async_runtime::spawn(async move { one_instance::hear(handle.state(), socket).await });
    let handle = app.clone();
    async_runtime::spawn(async move { one_instance::hear_signals(handle.state()).await });
}

fn hear(app: &AppHandle, event: RunEvent) {
    // The event loop may have something to tell before the stage is set.
    let Some(desktop) = app.try_state::<Desktop>() else {
        return;
    };
    // Without a code nobody asked for the end: the last window was closed.
    if let RunEvent::ExitRequested { code: None, api, .. } = &event
        && !desktop.is_ending()
    {
        api.prevent_exit();
    }
    if let RunEvent::WindowEvent { event, .. } = &event {
        window::hear(&desktop, event);
    }
    if matches!(event, RunEvent::Exit) {
        desktop.stage().ports.desktop.clipboard.clear_secret();
    }
}

/// Warnings go to the terminal or the journal. What AWS, HTTP and D-Bus libraries say below a warning is not ours to vouch for.
fn start_log() {
    let filter = tracing_subscriber::EnvFilter::new("warn,rolecall=info,rolecall_app=info,rolecall_os=info");
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}
