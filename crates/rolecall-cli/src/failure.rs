//! Failures of the command: exit codes, and the text printed for each.
//!
//! It owns the form `rolecall: what did not happen, what to do (reference)`. The sentences come from
//! [`rolecall::problem`]. It must not know where a failure happened.

use crate::messages::program as messages;
use crate::terminal::{OutputError, Style, Terminal, Text};
use rolecall::hostile_text::without_isolates;
use rolecall::problem::{Problem, ProblemCode, Recovery};
use rolecall_model::portal::PortalName;
use rolecall_model::role_source::ResolvedRole;

/// Why a command failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// A problem of the domain, and lines to print below it, such as the targets that match.
    Problem(Box<Problem>, Vec<String>),
    /// A failure outside the domain, in sentences: what did not happen, and what to do.
    Message(String),
    /// Standard output could not be written.
    Output(OutputError),
    /// The user pressed Ctrl-C.
    Cancelled,
    /// A program that was run, or a check, ended with this exit code; nothing is printed.
    ExitCode(u8),
}

impl Failure {
    /// Returns the failure for an error of a port or a use case at `portal`.
    pub fn for_portal<E>(portal: &PortalName, error: &E) -> Self
    where
        Problem: for<'a> From<&'a E>,
    {
        Problem::from(error).with_portal(portal).into()
    }

    /// Returns the failure for an error of a use case with `role`, at the portal whose sign-in it depends on.
    pub fn for_role<E>(role: &ResolvedRole, error: &E) -> Self
    where
        Problem: for<'a> From<&'a E>,
    {
        let portal = role.source.portal().map(|portal| &portal.name);
        Problem::from(error).with_portal(portal).into()
    }

    /// Returns the failure for an error of a port or a use case.
    pub fn from_error<E>(error: &E) -> Self
    where
        Problem: for<'a> From<&'a E>,
    {
        Problem::from(error).into()
    }

    /// Returns the failure for an invalid argument.
    pub fn invalid_input(summary: impl Into<String>, advice: impl Into<String>) -> Self {
        Problem {
            advice: advice.into(),
            ..Problem::invalid_input(summary)
        }
        .into()
    }

    /// Tells whether the failure itself says what is wrong with the state database.
    pub(crate) fn is_about_the_database(&self) -> bool {
        match self {
            Self::Problem(problem, _) => problem.code == ProblemCode::StateStoreFailed,
            Self::Message(_) | Self::Output(_) | Self::Cancelled | Self::ExitCode(_) => false,
        }
    }

    /// Returns the exit code of the command.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Problem(problem, _) => problem.code.exit_code(),
            // A reader such as `head` closes the pipe when it has read enough.
            Self::Output(OutputError::Closed) => 0,
            Self::Message(_) | Self::Output(OutputError::Failed { .. }) => 1,
            // The code that shells report for a command ended by Ctrl-C.
            Self::Cancelled => 130,
            Self::ExitCode(code) => *code,
        }
    }

    /// Prints the failure on standard error.
    pub fn print(&self, terminal: &Terminal) {
        match self {
            Self::Problem(problem, lines) => print_problem(terminal, problem, lines),
            Self::Message(sentences) => terminal.note(prefix().plain(sentences)),
            Self::Output(OutputError::Failed { detail }) => {
                terminal.note(format!(
                    "{} {}",
                    messages::PREFIX,
                    messages::output_failed(detail)
                ));
            }
            Self::Cancelled => {
                terminal.note(format!("{} {}", messages::PREFIX, messages::CANCELLED));
            }
            Self::Output(OutputError::Closed) | Self::ExitCode(_) => {}
        }
    }
}

fn print_problem(terminal: &Terminal, problem: &Problem, lines: &[String]) {
    terminal.note(problem_text(problem));
    if needs_detail(problem) {
        terminal.note(Text::styled(Style::Dim, &format!("  {}", problem.detail)));
    }
    for line in lines {
        terminal.note(format!("  {line}"));
    }
    if let Some(command) = next_command(problem) {
        terminal.note(Text::from("  ").with(Style::Bold, &command));
    }
    tracing::debug!(reference = %problem.reference, detail = %problem.detail, "failed");
}

fn problem_text(problem: &Problem) -> Text {
    let mut text = prefix();
    if let Some(portal) = &problem.portal {
        text = text.with(Style::Bold, portal.as_str()).plain(": ");
    }
    text = text.plain(&problem.summary);
    if !problem.advice.is_empty() {
        text = text.plain(" ").plain(&problem.advice);
    }
    if has_reference(problem.code) {
        text = text.with(Style::Dim, &format!(" ({})", problem.reference));
    }
    text
}

fn prefix() -> Text {
    Text::styled(Style::Error, messages::PREFIX).plain(" ")
}

/// A reference helps where something outside failed, but not where the user has to type something else.
fn has_reference(code: ProblemCode) -> bool {
    !matches!(
        code,
        ProblemCode::WrongInput
            | ProblemCode::NoMatch
            | ProblemCode::Ambiguous
            | ProblemCode::ConfirmationNeeded
            | ProblemCode::ReasonNeeded
    )
}

/// The sentences of these codes do not say what exactly failed; the detail does.
fn needs_detail(problem: &Problem) -> bool {
    let codes = [
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
    codes.contains(&problem.code) && !advice_includes_detail(problem)
}

/// Returns whether the advice of `problem` already includes its detail.
pub(crate) fn advice_includes_detail(problem: &Problem) -> bool {
    without_isolates(&problem.advice).contains(problem.detail.trim_end_matches('.'))
}

fn next_command(problem: &Problem) -> Option<String> {
    let portal = problem.portal.as_ref()?;
    match problem.recovery {
        Recovery::SignIn => Some(messages::sign_in_command(portal)),
        Recovery::SignInWithCode => Some(messages::device_code_command(portal)),
        Recovery::None | Recovery::Retry | Recovery::UnlockKeychain => None,
    }
}

/// Turns a closed pipe into a failure: an SDK that did not get its document must not see exit code 0.
///
/// # Errors
/// [`Failure::Output`] if the output was not written completely.
pub fn require_delivery(written: Result<(), OutputError>) -> Result<(), Failure> {
    written.map_err(|error| {
        let detail = match error {
            OutputError::Closed => messages::READER_CLOSED.to_owned(),
            OutputError::Failed { detail } => detail,
        };
        Failure::Output(OutputError::Failed { detail })
    })
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem), Vec::new())
    }
}

impl From<OutputError> for Failure {
    fn from(error: OutputError) -> Self {
        Self::Output(error)
    }
}

#[cfg(test)]
mod tests;
