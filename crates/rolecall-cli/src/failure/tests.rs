//! How each failure ends the command and what it says.

use super::Failure;
use crate::terminal::tests::Caught;
use crate::terminal::{Face, Terminal};
use rolecall::problem::{Problem, ProblemCode};
use rolecall_model::portal::PortalName;
use std::io;

fn shown(failure: &Failure) -> String {
    let err = Caught::default();
    let terminal = Terminal::new(
        Box::new(io::sink()),
        Face::default(),
        Box::new(err.clone()),
        Face::default(),
    );
    failure.show(&terminal);
    err.text()
}

#[test]
fn every_problem_says_what_and_what_to_do() {
    let portal = PortalName::parse("work").unwrap();
    let all: Vec<String> = ProblemCode::ALL
        .into_iter()
        .map(|code| {
            let failure = Failure::from(Problem::new(code, "detail\u{1b}[2J").at(&portal));
            format!("{} {}", failure.exit_code(), shown(&failure))
        })
        .collect();
    assert!(all.iter().all(|text| !text.contains('\u{1b}')));
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn who_closes_a_pipe_has_seen_enough() {
    let closed = Failure::output(&io::Error::from(io::ErrorKind::BrokenPipe));
    assert_eq!((closed.exit_code(), shown(&closed).as_str()), (0, ""));
    let full = Failure::output(&io::Error::from(io::ErrorKind::StorageFull));
    assert_eq!(full.exit_code(), 1);
}
