//! Only known arguments are accepted; others are quoted without harm to a terminal.

use super::{ArgumentError, Arguments, Invocation, parse};
use rolecall_model::desktop_message::WindowView as View;
use std::ffi::OsString;

fn parse_text(given: &[&str]) -> Result<Arguments, ArgumentError> {
    match parse(given.iter().map(OsString::from))? {
        Invocation::Run(arguments) => Ok(arguments),
        other @ (Invocation::Help | Invocation::Version) => panic!("{other:?}"),
    }
}

#[test]
fn help_and_version_are_asked_for_by_the_usual_names() {
    for (given, invocation) in [
        ("--help", Invocation::Help),
        ("-h", Invocation::Help),
        ("--hidden --help", Invocation::Help),
        ("--version", Invocation::Version),
        ("-V", Invocation::Version),
        ("--version --help", Invocation::Version),
    ] {
        let given: Vec<OsString> = given.split(' ').map(OsString::from).collect();
        assert_eq!(parse(given), Ok(invocation));
    }
    let help = crate::messages::HELP;
    for argument in ["--hidden", "--view roles|history|settings", "--help", "--version"] {
        assert!(help.contains(argument), "{argument}");
    }
}

#[test]
fn each_argument_is_parsed() {
    assert_eq!(parse_text(&[]), Ok(Arguments::default()));
    let hidden = parse_text(&["--hidden"]).unwrap();
    assert!(hidden.hidden && hidden.view.is_none());
    for (name, view) in [
        ("roles", View::Roles),
        ("history", View::History),
        ("settings", View::Settings),
    ] {
        // Earlier versions called it `--room`.
        for option in ["--view", "--room"] {
            assert_eq!(parse_text(&[option, name]).unwrap().view, Some(view));
        }
    }
}

#[test]
fn everything_else_is_refused() {
    for (given, error) in [
        ("--view", ArgumentError::InvalidView),
        ("--view Roles", ArgumentError::InvalidView),
        ("--view --hidden", ArgumentError::InvalidView),
        ("--hidden --hidden", ArgumentError::Duplicate("--hidden")),
        ("--view roles --view roles", ArgumentError::Duplicate("--view")),
        ("--hidden --view roles", ArgumentError::HiddenView),
    ] {
        let words: Vec<&str> = given.split(' ').collect();
        assert_eq!(parse_text(&words), Err(error), "{given}");
    }
    let others = "-H -- --view=roles --hidden=1 rolecall://open --inspect https://example.com --Hidden";
    for other in others.split(' ').chain([""]) {
        let parsed = parse_text(&[other]);
        assert!(matches!(parsed, Err(ArgumentError::Unexpected(_))), "{other:?}");
    }
}

#[test]
fn a_quoted_argument_is_short_and_visible() {
    let hostile = format!("\u{1b}]0;x\u{7}\n\u{202e}{}", "a".repeat(10_000));
    let message = crate::messages::argument(&parse_text(&[hostile.as_str()]).unwrap_err());
    assert!(message.len() < 300, "{message}");
    assert!(
        message.chars().all(|c| !c.is_control() && c != '\u{202e}'),
        "{message}"
    );
}

#[cfg(unix)]
#[test]
fn bytes_that_are_not_text_are_refused() {
    use std::os::unix::ffi::OsStringExt;
    let bytes = OsString::from_vec(vec![0xff, 0xfe, b'-']);
    assert!(matches!(parse([bytes]), Err(ArgumentError::Unexpected(_))));
}
