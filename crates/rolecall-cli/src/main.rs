//! The `rolecall` program: hardens itself, composes the adapters and runs what was typed.
//!
//! It must not do more: see the library beside it.

mod compose;

use clap_complete::CompleteEnv;
use rolecall_cli::{direct, ended, logging, run, verb};
use std::ffi::OsString;
use std::process::ExitCode;

fn main() -> ExitCode {
    let hardening = rolecall_os::harden();
    let words: Vec<OsString> = std::env::args_os().collect();
    logging::start();
    if let Some(target) = direct::target_of(&words)
        && let Some(code) = answer_directly(target)
    {
        return code;
    }
    if let Some(code) = complete(&words) {
        return code;
    }
    let terminal = compose::terminal();
    match compose::runtime() {
        Ok(runtime) => {
            let surroundings = |terminal| compose::surroundings(terminal, hardening);
            ExitCode::from(runtime.block_on(run(words, terminal, surroundings)))
        }
        Err(failure) => ExitCode::from(ended(&terminal, Err(failure))),
    }
}

/// Nothing when there is more to do than to read the keychain.
fn answer_directly(target: &str) -> Option<ExitCode> {
    let ports = compose::ports().ok()?;
    let kept = compose::runtime()
        .ok()?
        .block_on(direct::kept_document(&ports, target))?;
    let terminal = compose::terminal();
    let answered = kept.and_then(|kept| {
        // EXPOSE: standard output is where the SDK reads the document
        verb::delivered(terminal.exact(kept.document.expose().as_bytes()))?;
        drop(kept.document);
        kept.given.log_event(ports);
        Ok(())
    });
    Some(ExitCode::from(ended(&terminal, answered)))
}

/// Answers a shell that asks for candidates; nothing when none asks.
fn complete(words: &[OsString]) -> Option<ExitCode> {
    let command = || {
        compose::ports().map_or_else(
            |_| verb::command(),
            |ports| verb::command_with_completions(&ports),
        )
    };
    let completed = CompleteEnv::with_factory(command)
        .var(verb::COMPLETION_VARIABLE)
        .try_complete(words, None);
    match completed {
        Ok(answered) => answered.then_some(ExitCode::SUCCESS),
        Err(_) => Some(ExitCode::FAILURE),
    }
}
