//! The `rolecall` program: hardens the process, constructs the adapters and runs the command line.
//!
//! Everything else is in the library.

mod compose;

use clap_complete::CompleteEnv;
use rolecall::ports::Deadline;
use rolecall_cli::failure::require_delivery;
use rolecall_cli::{exit_code, fast_path, logging, run, time_limit, verb};
use rolecall_os::{WIPING_ALLOCATOR, WipingAllocator};
use std::ffi::OsString;
use std::process::{self, ExitCode};
use std::thread;
use tokio::runtime::Runtime;

#[global_allocator]
static ALLOCATOR: WipingAllocator = WIPING_ALLOCATOR;

fn main() -> ExitCode {
    let hardening = rolecall_os::harden();
    let arguments: Vec<OsString> = std::env::args_os().collect();
    logging::init();
    let mut deadline = Deadline::default();
    if arguments.get(1).is_some_and(|verb| verb == "credential-process") {
        end_in_time();
        deadline = compose::deadline_of_credential_process();
    }
    if let Some(target) = fast_path::target_of(&arguments)
        && let Some(code) = run_fast_path(target, deadline)
    {
        return code;
    }
    if let Some(code) = complete(&arguments) {
        return code;
    }
    let terminal = compose::terminal();
    match compose::runtime() {
        Ok(runtime) => {
            let make_context = |terminal| compose::context(terminal, hardening, deadline);
            ExitCode::from(block_on(runtime, run(arguments, terminal, make_context)))
        }
        Err(failure) => ExitCode::from(exit_code(&terminal, Err(failure))),
    }
}

/// Runs `work` to its end. What it left behind, such as the lookup of a name that nobody answers, is not waited for.
fn block_on<T>(runtime: Runtime, work: impl Future<Output = T>) -> T {
    let outcome = runtime.block_on(work);
    runtime.shutdown_background();
    outcome
}

/// Ends this process when `credential-process` has run for too long, whatever it hangs on: a system call that does not return
/// leaves no other way.
fn end_in_time() {
    let watch = || {
        thread::sleep(time_limit::CREDENTIAL_PROCESS);
        process::exit(exit_code(&compose::terminal(), Err(time_limit::out_of_time())).into());
    };
    if let Err(error) = thread::Builder::new().spawn(watch) {
        tracing::warn!(%error, "no time limit");
    }
}

/// Returns nothing if reading the keychain is not enough.
fn run_fast_path(target: &str, deadline: Deadline) -> Option<ExitCode> {
    let ports = compose::ports().ok()?.with_deadline(deadline);
    let stored = block_on(
        compose::runtime().ok()?,
        fast_path::stored_document(&ports, target),
    )?;
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
