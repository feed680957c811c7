//! The `rolecall` command: it parses the command line, calls the domain's use cases and prints their results.
//!
//! It owns the texts, columns and exit codes of the command. It must not decide what a sign-in, a role session or an export
//! is, and does not link a web view.

pub mod command_line;
pub mod context;
pub mod failure;
pub mod fast_path;
pub mod logging;
pub mod machine;
pub mod messages;
pub mod terminal;
pub mod time_limit;
pub mod verb;

mod alias_moves;
mod desktop;
mod mfa;
mod refresh_progress;
mod resolve;
mod settings;
mod sign_in_status;
mod state;
mod time_arg;
mod time_format;

use clap::Parser;
use clap::error::ErrorKind;
use command_line::{CommandLine, Verb};
use context::Context;
use failure::Failure;
use std::ffi::OsString;
use terminal::Terminal;

/// The exit code for invalid usage.
const USAGE_ERROR: u8 = 2;

/// Runs the command with `arguments` and returns its exit code. `make_context` is called only if the arguments are valid.
pub async fn run(
    arguments: Vec<OsString>,
    terminal: Terminal,
    make_context: impl FnOnce(Terminal) -> Result<Context, (Terminal, Failure)>,
) -> u8 {
    let evaluation = verb::Evaluation::from_arguments(&arguments);
    let command_line = match CommandLine::try_parse_from(arguments) {
        Ok(command_line) => command_line,
        Err(error) => {
            let code = usage_error(&terminal, &error);
            if let Some(evaluation) = evaluation {
                match make_context(terminal) {
                    Ok(ctx) => evaluation.fail(&ctx.terminal, ctx.machine.shell(), code),
                    Err((terminal, _)) => evaluation.fail(&terminal, None, code),
                }
            }
            return code;
        }
    };
    match make_context(terminal) {
        Ok(mut ctx) => {
            if let Some(Verb::CredentialProcess(_)) = command_line.verb
                && !ctx.ports.deadline.is_set()
            {
                let deadline = time_limit::of_credential_process(ctx.ports.clock.as_ref());
                ctx.ports = ctx.ports.with_deadline(deadline);
            }
            let vended = command_line.verb.as_ref().and_then(Verb::vended_target);
            let vended = vended.map(str::to_owned);
            let result = verb::run(&ctx, command_line.verb).await;
            if !result.as_ref().is_err_and(Failure::is_about_the_database) {
                ctx.print_warnings();
            }
            let desktop_asks = match (&result, vended) {
                (Err(failure), Some(target)) => desktop::request_user(&ctx, &target, failure).await,
                (Ok(()) | Err(_), _) => None,
            };
            let code = exit_code(&ctx.terminal, result);
            if let Some(evaluation) = evaluation {
                evaluation.fail(&ctx.terminal, ctx.machine.shell(), code);
            }
            if let Some(sentence) = desktop_asks {
                ctx.terminal.note(format!("  {sentence}"));
            }
            code
        }
        Err((terminal, failure)) => {
            let code = exit_code(&terminal, Err(failure));
            if let Some(evaluation) = evaluation {
                evaluation.fail(&terminal, None, code);
            }
            code
        }
    }
}

/// Prints the failure, if there is one, and returns the exit code.
pub fn exit_code(terminal: &Terminal, result: Result<(), Failure>) -> u8 {
    terminal.clear_progress();
    match result {
        Ok(()) => 0,
        Err(failure) => {
            failure.print(terminal);
            failure.exit_code()
        }
    }
}

/// Prints help, the version, or what is wrong with the arguments.
fn usage_error(terminal: &Terminal, error: &clap::Error) -> u8 {
    let is_help = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    let text = error.render();
    if is_help {
        let text = if terminal.stdout_caps().use_colour {
            text.ansi().to_string()
        } else {
            text.to_string()
        };
        let written = terminal.write_raw(text.as_bytes());
        return exit_code(terminal, written.map_err(Failure::from));
    }
    let text = text.to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    for (index, line) in text.trim_end().lines().enumerate() {
        terminal.note(if index == 0 {
            format!("{} {line}", messages::program::PREFIX)
        } else {
            line.to_owned()
        });
    }
    USAGE_ERROR
}

#[cfg(test)]
mod tests;
