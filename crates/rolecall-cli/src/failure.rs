//! Failures of a command: how each ends it and what is said about it.
//!
//! It owns the form `rolecall: what did not happen, what to do (reference)`. The sentences about ports come from
//! [`rolecall::problem`]; it must not know where a failure happened.

use crate::terminal::{Style, Terminal, Text};
use rolecall::problem::{Problem, ProblemCode, Recovery};
use rolecall_model::portal::PortalName;
use std::io;

/// Why a command did not do what it was asked to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// A problem in words, and lines that belong to it, such as the targets that may have been meant.
    Problem(Box<Problem>, Vec<String>),
    /// Something beside the domain failed: what did not happen, and what to do.
    Failed(String),
    /// Whoever read the answer went away.
    Closed,
    /// The answer could not be written.
    Output(String),
    /// The user pressed Ctrl-C.
    Cancelled,
    /// A program that was started ended with this code.
    Program(u8),
}

impl Failure {
    /// Returns the failure for an error of a port or a use case, at a portal.
    pub fn at<E>(portal: &PortalName, error: &E) -> Self
    where
        Problem: for<'a> From<&'a E>,
    {
        Problem::from(error).at(portal).into()
    }

    /// Returns the failure for an error of a port or a use case.
    pub fn of<E>(error: &E) -> Self
    where
        Problem: for<'a> From<&'a E>,
    {
        Problem::from(error).into()
    }

    /// Returns the failure for something that was typed and cannot be used.
    pub fn invalid_input(summary: impl Into<String>, advice: impl Into<String>) -> Self {
        Problem {
            advice: advice.into(),
            ..Problem::invalid_input(summary)
        }
        .into()
    }

    /// Returns the failure for an answer that could not be written.
    pub fn output(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::Closed
        } else {
            Self::Output(error.to_string())
        }
    }

    /// Returns the code that the command ends with.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Problem(problem, _) => problem.code.exit_code(),
            // Who closes a pipe has seen enough.
            Self::Closed => 0,
            Self::Failed(_) | Self::Output(_) => 1,
            // What a shell reports for a command that Ctrl-C ended.
            Self::Cancelled => 130,
            Self::Program(code) => *code,
        }
    }

    /// Says it on the stream of remarks.
    pub fn show(&self, terminal: &Terminal) {
        match self {
            Self::Problem(problem, lines) => {
                terminal.remark(sentence(problem));
                if tells_more(problem) {
                    terminal.remark(Text::styled(Style::Faint, &format!("  {}", problem.detail)));
                }
                for line in lines {
                    terminal.remark(format!("  {line}"));
                }
                if let Some(command) = next_command(problem) {
                    terminal.remark(Text::from("  ").then(Style::Strong, &command));
                }
                tracing::debug!(reference = %problem.reference, detail = %problem.detail, "failed");
            }
            Self::Failed(sentences) => terminal.remark(opening().plain(sentences)),
            Self::Output(detail) => terminal.remark(format!(
                "rolecall: The answer could not be written: {detail}. Check where the output goes."
            )),
            Self::Cancelled => terminal.remark("rolecall: Cancelled. Nothing was changed."),
            Self::Closed | Self::Program(_) => {}
        }
    }
}

fn sentence(problem: &Problem) -> Text {
    let mut text = opening();
    if let Some(portal) = &problem.portal {
        text = text.then(Style::Strong, portal.as_str()).plain(": ");
    }
    text = text.plain(&problem.summary);
    if !problem.advice.is_empty() {
        text = text.plain(" ").plain(&problem.advice);
    }
    if names_a_port(problem.code) {
        text = text.then(Style::Faint, &format!(" ({})", problem.reference));
    }
    text
}

fn opening() -> Text {
    Text::styled(Style::Bad, "rolecall:").plain(" ")
}

/// A reference helps where something outside failed; what a user typed needs none.
fn names_a_port(code: ProblemCode) -> bool {
    !matches!(
        code,
        ProblemCode::WrongInput | ProblemCode::NoMatch | ProblemCode::Ambiguous
    )
}

/// The sentences of some codes leave open what exactly failed; the detail says it.
fn tells_more(problem: &Problem) -> bool {
    let open = [
        ProblemCode::PortalRefused,
        ProblemCode::Unreachable,
        ProblemCode::UnexpectedAnswer,
        ProblemCode::KeychainFailed,
        ProblemCode::KeychainItemCorrupt,
        ProblemCode::RedirectFailed,
        ProblemCode::SettingsUnreadable,
        ProblemCode::SettingsUnwritable,
        ProblemCode::StateStoreFailed,
        ProblemCode::Bug,
    ];
    open.contains(&problem.code) && !is_told(problem)
}

/// Tells whether the advice of `problem` holds its detail already.
pub(crate) fn is_told(problem: &Problem) -> bool {
    problem.advice.contains(problem.detail.trim_end_matches('.'))
}

fn next_command(problem: &Problem) -> Option<String> {
    let portal = problem.portal.as_ref()?;
    match problem.recovery {
        Recovery::SignIn => Some(format!("rolecall sign-in {portal}")),
        Recovery::SignInWithCode => Some(format!("rolecall sign-in {portal} --device-code")),
        Recovery::None | Recovery::Retry | Recovery::UnlockKeychain => None,
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem), Vec::new())
    }
}

#[cfg(test)]
mod tests;
