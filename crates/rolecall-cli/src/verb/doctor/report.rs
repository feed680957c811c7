//! What the doctor found: each with a state, and what to do about it.

use crate::failure::{Failure, is_told};
use crate::terminal::{Style, Text};
use rolecall::problem::Problem;
use serde::Serialize;

/// What was found, in the order it was looked at.
#[derive(Default)]
pub(super) struct Report {
    pub(super) findings: Vec<Finding>,
    /// The code of the first that failed.
    pub(super) ends_with: Option<u8>,
}

/// What a program gets.
#[derive(Serialize)]
pub(super) struct Answer<'a> {
    version: u8,
    findings: &'a [Finding],
}

impl<'a> Answer<'a> {
    /// Returns what a program gets.
    pub(super) fn of(report: &'a Report) -> Self {
        Self {
            version: 1,
            findings: &report.findings,
        }
    }
}

/// One thing that was looked at.
#[derive(Serialize)]
pub(super) struct Finding {
    what: String,
    state: State,
    detail: String,
    pub(super) advice: Option<String>,
    reference: Option<String>,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Good,
    Warning,
    Failed,
}

impl Report {
    pub(super) fn good(&mut self, what: &str, detail: String) {
        self.push(what, State::Good, detail, None);
    }

    pub(super) fn warning(&mut self, what: &str, detail: String, advice: &str) {
        self.push(what, State::Warning, detail, Some(advice.to_owned()));
    }

    pub(super) fn problem(&mut self, what: &str, problem: &Problem) {
        self.ends_with = self.ends_with.or(Some(problem.code.exit_code()));
        let detail = if problem.detail.is_empty() || is_told(problem) {
            problem.summary.clone()
        } else {
            format!("{}: {}", problem.summary.trim_end_matches('.'), problem.detail)
        };
        self.push(what, State::Failed, detail, Some(problem.advice.clone()));
        if let Some(finding) = self.findings.last_mut() {
            finding.reference = Some(problem.reference.clone());
        }
    }

    pub(super) fn failure(&mut self, what: &str, failure: Failure) {
        match failure {
            Failure::Problem(problem, _) => self.problem(what, &problem),
            other @ (Failure::Failed(_)
            | Failure::Closed
            | Failure::Output(_)
            | Failure::Cancelled
            | Failure::Program(_)) => {
                self.ends_with = self.ends_with.or(Some(other.exit_code()));
                self.push(what, State::Failed, "failed".to_owned(), None);
            }
        }
    }

    fn push(&mut self, what: &str, state: State, detail: String, advice: Option<String>) {
        self.findings.push(Finding {
            what: what.to_owned(),
            state,
            detail,
            advice,
            reference: None,
        });
    }
}

impl Finding {
    pub(super) fn line(&self) -> Text {
        let (style, word) = match self.state {
            State::Good => (Style::Good, "good   "),
            State::Warning => (Style::Warning, "warning"),
            State::Failed => (Style::Bad, "failed "),
        };
        let mut line = Text::styled(style, word)
            .plain("  ")
            .then(Style::Strong, &self.what)
            .plain(": ");
        line = line.plain(&self.detail);
        match &self.reference {
            Some(reference) => line.then(Style::Faint, &format!(" ({reference})")),
            None => line,
        }
    }
}
