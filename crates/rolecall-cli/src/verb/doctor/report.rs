//! The findings of `rolecall doctor`: each has a state, and advice if something is wrong.

use crate::failure::{Failure, advice_includes_detail};
use crate::messages::doctor as messages;
use crate::terminal::{Style, Text};
use rolecall::hostile_text::without_isolates;
use rolecall::problem::Problem;
use serde::Serialize;

/// The findings in the order of the checks.
#[derive(Default)]
pub(super) struct Report {
    pub(super) findings: Vec<CheckResult>,
    /// The exit code of the first failed check.
    pub(super) exit_code: Option<u8>,
}

/// The JSON output.
#[derive(Serialize)]
pub(super) struct DoctorJson<'a> {
    version: u8,
    findings: &'a [CheckResult],
}

impl<'a> DoctorJson<'a> {
    /// Returns the JSON output of `report`.
    pub(super) fn new(report: &'a Report) -> Self {
        Self {
            version: 1,
            findings: &report.findings,
        }
    }
}

/// The result of one check.
#[derive(Serialize)]
pub(super) struct CheckResult {
    #[serde(rename = "what")]
    subject: String,
    state: CheckState,
    detail: String,
    pub(super) advice: Option<String>,
    reference: Option<String>,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
enum CheckState {
    Good,
    Warning,
    Failed,
}

impl Report {
    pub(super) fn good(&mut self, subject: &str, detail: String) {
        self.push(subject, CheckState::Good, detail, None);
    }

    pub(super) fn warning(&mut self, subject: &str, detail: String, advice: &str) {
        self.push(subject, CheckState::Warning, detail, Some(advice.to_owned()));
    }

    pub(super) fn problem(&mut self, subject: &str, problem: &Problem) {
        self.exit_code = self.exit_code.or(Some(problem.code.exit_code()));
        let detail = if problem.detail.is_empty() || advice_includes_detail(problem) {
            problem.summary.clone()
        } else {
            messages::problem(&problem.summary, &problem.detail)
        };
        self.push(subject, CheckState::Failed, detail, Some(problem.advice.clone()));
        if let Some(finding) = self.findings.last_mut() {
            finding.reference = Some(problem.reference.clone());
        }
    }

    pub(super) fn failure(&mut self, subject: &str, failure: Failure) {
        match failure {
            Failure::Problem(problem, _) => self.problem(subject, &problem),
            other
            @ (Failure::Message(_) | Failure::Output(_) | Failure::Cancelled | Failure::ExitCode(_)) => {
                self.exit_code = self.exit_code.or(Some(other.exit_code()));
                self.push(subject, CheckState::Failed, messages::FAILED.to_owned(), None);
            }
        }
    }

    fn push(&mut self, subject: &str, state: CheckState, detail: String, advice: Option<String>) {
        // They go to a terminal and into JSON.
        let plain = |sentence: &str| without_isolates(sentence).into_owned();
        self.findings.push(CheckResult {
            subject: subject.to_owned(),
            state,
            detail: plain(&detail),
            advice: advice.as_deref().map(plain),
            reference: None,
        });
    }
}

impl CheckResult {
    pub(super) fn line(&self) -> Text {
        let (style, word) = match self.state {
            CheckState::Good => (Style::Success, messages::STATE_GOOD),
            CheckState::Warning => (Style::Warning, messages::STATE_WARNING),
            CheckState::Failed => (Style::Error, messages::STATE_FAILED),
        };
        let mut line = Text::styled(style, word)
            .plain("  ")
            .with(Style::Bold, &self.subject)
            .plain(": ");
        line = line.plain(&self.detail);
        match &self.reference {
            Some(reference) => line.with(Style::Dim, &format!(" ({reference})")),
            None => line,
        }
    }
}
