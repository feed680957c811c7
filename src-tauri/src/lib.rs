//! The desktop shell: the window, its IPC and the composition of the adapters. The only package that names Tauri.
//!
//! It owns no rule of the domain: a command turns arguments into a request to the keeper or a use case, and the
//! outcome into a receipt.

mod asks;
mod automation;
mod compose;
mod demo;
mod desktop;
mod ipc;
mod view;
mod window;

use desktop::Desktop;
use std::process::ExitCode;
use tauri::Manager;

/// Runs the program until its window is closed.
pub fn run() -> ExitCode {
    let hardening = rolecall_os::harden();
    start_log();
    if let Err(refusal) = automation::check() {
        tracing::error!("{refusal}");
        return ExitCode::FAILURE;
    }
    match start(hardening) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("Rolecall could not start: {error}");
            ExitCode::FAILURE
        }
    }
}

fn start(hardening: compose::Hardening) -> Result<(), Box<dyn std::error::Error>> {
    let builder = ipc::builder();
    let app = tauri::Builder::default()
        .invoke_handler(builder.invoke_handler())
        .setup(move |app| {
            builder.mount_events(app);
            let composition = compose::Composition::from_environment(hardening)?;
            let folder = composition.web_view_folder();
            app.manage(Desktop::open(app.handle().clone(), composition));
            window::open(app.handle(), folder)?;
            Ok(())
        })
        .build(tauri::generate_context!())?;
    app.run(|app, event| {
        if matches!(event, tauri::RunEvent::Exit) {
            app.state::<Desktop>().stage().ports.clipboard.clear_secret();
        }
    });
    Ok(())
}

/// Warnings go to the terminal or the journal. What AWS, HTTP and D-Bus libraries say below a warning is not ours to vouch for.
fn start_log() {
    let filter = tracing_subscriber::EnvFilter::new("warn,rolecall=info,rolecall_app=info,rolecall_os=info");
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}
