//! The `rolecall` program: hardens the process, constructs the adapters and runs the command line.
//!
//! Everything else is in the library.

mod compose;

use clap_complete::CompleteEnv;
use rolecall_cli::failure::require_delivery;
use rolecall_cli::{exit_code, fast_path, logging, run, verb};
use std::ffi::OsString;
use std::process::ExitCode;

fn main() -> ExitCode {
    let hardening = rolecall_os::harden();
    let arguments: Vec<OsString> = std::env::args_os().collect();
    logging::init();
    if let Some(target) = fast_path::target_of(&arguments)
        && let Some(code) = run_fast_path(target)
    {
        return code;
    }
    if let Some(code) = complete(&arguments) {
        return code;
    }
    let terminal = compose::terminal();
    match compose::runtime() {
        Ok(runtime) => {
            let make_context = |terminal| compose::context(terminal, hardening);
            ExitCode::from(runtime.block_on(run(arguments, terminal, make_context)))
        }
        Err(failure) => ExitCode::from(exit_code(&terminal, Err(failure))),
    }
}

/// Returns nothing if reading the keychain is not enough.
fn run_fast_path(target: &str) -> Option<ExitCode> {
    let ports = compose::ports().ok()?;
    let stored = compose::runtime()
        .ok()?
        .block_on(fast_path::stored_document(&ports, target))?;
    let terminal = compose::terminal();
    let result = stored.and_then(|stored| {
        // EXPOSE: standard output is where the SDK reads the document
        require_delivery(terminal.write_raw(stored.document.expose().as_bytes()))?;
        drop(stored.document);
        stored.log_entry.log(ports);
        Ok(())
    });
    Some(ExitCode::from(exit_code(&terminal, result)))
}

/// Prints completions for a shell; returns nothing if no shell requested them.
fn complete(arguments: &[OsString]) -> Option<ExitCode> {
    let command = || {
        compose::ports().map_or_else(
            |_| verb::command(),
            |ports| verb::command_with_completions(&ports, arguments),
        )
    };
    let completed = CompleteEnv::with_factory(command)
        .var(verb::COMPLETION_VARIABLE)
        .try_complete(arguments, None);
    match completed {
        Ok(is_complete) => is_complete.then_some(ExitCode::SUCCESS),
        Err(_) => Some(ExitCode::FAILURE),
    }
}
