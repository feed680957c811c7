//! The exit code and the text of each failure.

use super::Failure;
use crate::terminal::tests::CapturedOutput;
use crate::terminal::{OutputError, StreamCaps, Terminal};
use rolecall::problem::{Problem, ProblemCode};
use rolecall_model::portal::PortalName;
use std::io;

fn printed(failure: &Failure) -> String {
    let err = CapturedOutput::default();
    let terminal = Terminal::new(
        Box::new(io::sink()),
        StreamCaps::default(),
        Box::new(err.clone()),
        StreamCaps::default(),
    );
    failure.print(&terminal);
    err.text()
}

#[test]
fn every_problem_has_a_summary_and_advice() {
    let portal = PortalName::parse("work").unwrap();
    let all: Vec<String> = ProblemCode::ALL
        .into_iter()
        .map(|code| {
            let failure = Failure::from(Problem::new(code, "detail\u{1b}[2J").with_portal(&portal));
            format!("{} {}", failure.exit_code(), printed(&failure))
        })
        .collect();
    assert!(all.iter().all(|text| !text.contains('\u{1b}')));
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn a_closed_pipe_is_no_failure_and_a_full_disk_is() {
    let output_failure = |kind| Failure::from(OutputError::from(io::Error::from(kind)));
    let closed = output_failure(io::ErrorKind::BrokenPipe);
    assert_eq!((closed.exit_code(), printed(&closed).as_str()), (0, ""));
    let full = output_failure(io::ErrorKind::StorageFull);
    assert_eq!(full.exit_code(), 1);
}
