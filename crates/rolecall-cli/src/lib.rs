//! The `rolecall` command: what is typed becomes a use case of the domain, and its outcome becomes lines or JSON.
//!
//! It owns words, columns, exit codes and nothing else. It must not decide what a sign-in, a role session or an
//! export is, and links no web view.

pub mod command_line;
pub mod direct;
pub mod failure;
pub mod logging;
pub mod machine;
pub mod surroundings;
pub mod terminal;
pub mod verb;

mod choice;
mod desktop;
mod listing;
mod standing;
mod times;
mod when;

use clap::Parser;
use clap::error::ErrorKind;
use command_line::{CommandLine, Verb};
use failure::Failure;
use std::ffi::OsString;
use surroundings::Surroundings;
use terminal::Terminal;

/// The code for wrong use.
const WRONG_USE: u8 = 2;

/// Does what `words` ask for and returns the exit code. `surroundings` are made only when they are needed.
pub async fn run(
    words: Vec<OsString>,
    terminal: Terminal,
    surroundings: impl FnOnce(Terminal) -> Result<Surroundings, (Terminal, Failure)>,
) -> u8 {
    let command_line = match CommandLine::try_parse_from(words) {
        Ok(command_line) => command_line,
        Err(error) => return misread(&terminal, &error),
    };
    match surroundings(terminal) {
        Ok(here) => {
            let for_a_program = command_line.verb.as_ref().is_some_and(Verb::is_for_a_program);
            let done = verb::run(&here, command_line.verb).await;
            here.say_news();
            let asked = match &done {
                Err(failure) if for_a_program => desktop::sign_in_needed(&here, failure).await,
                Ok(()) | Err(_) => false,
            };
            let code = ended(&here.terminal, done);
            if asked {
                here.terminal
                    .remark("  Rolecall's window was told, and asks you to sign in.");
            }
            code
        }
        Err((terminal, failure)) => ended(&terminal, Err(failure)),
    }
}

/// Says why a command failed and returns its exit code.
pub fn ended(terminal: &Terminal, done: Result<(), Failure>) -> u8 {
    terminal.end_progress();
    match done {
        Ok(()) => 0,
        Err(failure) => {
            failure.show(terminal);
            failure.exit_code()
        }
    }
}

fn misread(terminal: &Terminal, error: &clap::Error) -> u8 {
    let help = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if help {
        let coloured = terminal.out_face().coloured;
        let text = error.render();
        let text = if coloured {
            text.ansi().to_string()
        } else {
            text.to_string()
        };
        return ended(terminal, terminal.exact(text.as_bytes()));
    }
    let text = error.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    for (number, line) in text.trim_end().lines().enumerate() {
        terminal.remark(if number == 0 {
            format!("rolecall: {line}")
        } else {
            line.to_owned()
        });
    }
    WRONG_USE
}

#[cfg(test)]
mod tests;
