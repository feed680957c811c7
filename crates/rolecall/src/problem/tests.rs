//! All codes have words, and the words are looked at as a whole.

use super::{Problem, ProblemCode};
use crate::hostile_text::without_isolates;
use crate::ports::{
    AccessPortalError, FileFault, KeychainAbsence, KeychainError, LockError, LockOwner, OwnerState,
    SettingsFileError, StateStoreError,
};
use std::collections::HashSet;
use std::time::Duration;

#[test]
fn every_code_has_its_own_words_and_reference() {
    let problems: Vec<Problem> = ProblemCode::ALL
        .iter()
        .map(|code| Problem::new(*code, "detail"))
        .collect();
    let summaries: HashSet<&str> = problems.iter().map(|problem| problem.summary.as_str()).collect();
    let references: HashSet<&str> = problems
        .iter()
        .map(|problem| problem.reference.as_str())
        .collect();
    assert_eq!(summaries.len(), ProblemCode::ALL.len());
    assert_eq!(references.len(), ProblemCode::ALL.len());
    for problem in problems {
        assert!(
            problem.summary.ends_with('.') && problem.advice.ends_with('.'),
            "{problem:?}"
        );
    }
}

#[test]
fn all_sentences() {
    let all: Vec<String> = ProblemCode::ALL
        .iter()
        .map(|code| {
            let problem = Problem::new(*code, "");
            format!(
                "{code:?} (exit {}, {:?})\n  {}\n  {}",
                code.exit_code(),
                problem.recovery,
                problem.summary,
                problem.advice
            )
        })
        .collect();
    insta::assert_snapshot!(without_isolates(&all.join("\n")));
}

#[test]
fn each_absence_of_the_keychain_has_its_own_words() {
    let absences = [
        KeychainAbsence::NotInstalled,
        KeychainAbsence::NoBus,
        KeychainAbsence::NotOffered,
        KeychainAbsence::NoKeyring,
        KeychainAbsence::Ended,
        KeychainAbsence::NoEncryption,
    ];
    let problems = absences.map(|absence| Problem::from(&KeychainError::Absent(absence)));
    let own: HashSet<(&str, &str)> = problems
        .iter()
        .map(|problem| (problem.summary.as_str(), problem.advice.as_str()))
        .collect();
    assert_eq!(own.len(), absences.len());
    assert!(
        problems
            .iter()
            .all(|problem| problem.code == ProblemCode::KeychainAbsent)
    );
    let shown = problems.map(|problem| format!("{}\n  {}", problem.summary, problem.advice));
    insta::assert_snapshot!(without_isolates(&shown.join("\n")));
}

#[test]
fn files_that_cannot_be_used_and_who_holds_them() {
    let owner = |program: &str, state| {
        Some(LockOwner {
            pid: 4711,
            program: program.to_owned(),
            state,
        })
    };
    let held = |owner| Problem::from(&LockError::Busy { owner });
    let unusable = |fault| Problem::from(&StateStoreError::Unusable(fault));
    let problems = [
        held(None),
        held(owner("terraform", OwnerState::Running)),
        held(owner("a\u{1b}[2J", OwnerState::Suspended)),
        held(owner("rolecall", OwnerState::WaitingForDevice)),
        unusable(FileFault::ReadOnly),
        unusable(FileFault::Denied),
        unusable(FileFault::NotPrivate),
        unusable(FileFault::DiskFull),
        unusable(FileFault::PathTooLong),
        unusable(FileFault::Other {
            detail: "too many links".into(),
        }),
        Problem::from(&StateStoreError::Newer),
        Problem::from(&LockError::Unusable(FileFault::ReadOnly)),
        Problem::from(&SettingsFileError::Unwritable(FileFault::ReadOnly)),
        Problem::from(&AccessPortalError::Throttled {
            retry_in: Some(Duration::from_secs(60)),
        }),
    ];
    let all =
        problems.map(|problem| format!("{:?}\n  {}\n  {}", problem.code, problem.summary, problem.advice));
    insta::assert_snapshot!(without_isolates(&all.join("\n")));
}
