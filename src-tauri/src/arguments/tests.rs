//! Only known arguments are accepted; others are quoted without harm to a terminal.

use super::{ArgumentError, Arguments, parse};
use rolecall_model::desktop_message::WindowView as View;
use std::ffi::OsString;

fn parse_text(given: &[&str]) -> Result<Arguments, ArgumentError> {
    parse(given.iter().map(OsString::from))
}

#[test]
fn each_argument_is_parsed() {
    assert_eq!(parse_text(&[]), Ok(Arguments::default()));
    assert_eq!(
        parse_text(&["--hidden"]),
        Ok(Arguments {
            hidden: true,
            view: None
        })
    );
    for (name, view) in [
        ("roles", View::Roles),
        ("history", View::History),
        ("settings", View::Settings),
    ] {
        assert_eq!(parse_text(&["--view", name]).unwrap().view, Some(view));
        assert_eq!(
            parse_text(&["--room", name]).unwrap().view,
            Some(view),
            "as earlier versions"
        );
    }
}

#[test]
fn everything_else_is_refused() {
    assert_eq!(parse_text(&["--view"]), Err(ArgumentError::InvalidView));
    assert_eq!(parse_text(&["--view", "Roles"]), Err(ArgumentError::InvalidView));
    assert_eq!(
        parse_text(&["--view", "--hidden"]),
        Err(ArgumentError::InvalidView)
    );
    assert_eq!(
        parse_text(&["--hidden", "--hidden"]),
        Err(ArgumentError::Duplicate("--hidden"))
    );
    assert_eq!(
        parse_text(&["--view", "roles", "--view", "roles"]),
        Err(ArgumentError::Duplicate("--view"))
    );
    assert_eq!(
        parse_text(&["--hidden", "--view", "roles"]),
        Err(ArgumentError::HiddenView)
    );
    for other in [
        "",
        "-h",
        "--",
        "--view=roles",
        "--hidden=1",
        "rolecall://open",
        "--inspect",
        "https://example.com",
        "--Hidden",
    ] {
        assert!(
            matches!(parse_text(&[other]), Err(ArgumentError::Unexpected(_))),
            "{other:?}"
        );
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
