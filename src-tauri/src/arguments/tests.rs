//! Only what is known is taken; what is not is named without doing harm on a terminal.

use super::{Arguments, WrongArguments, read};
use rolecall_model::desktop_message::Room;
use std::ffi::OsString;

fn of(given: &[&str]) -> Result<Arguments, WrongArguments> {
    read(given.iter().map(OsString::from))
}

#[test]
fn each_start_is_read() {
    assert_eq!(of(&[]), Ok(Arguments::default()));
    assert_eq!(
        of(&["--hidden"]),
        Ok(Arguments {
            hidden: true,
            room: None
        })
    );
    for (name, room) in [
        ("roles", Room::Roles),
        ("history", Room::History),
        ("settings", Room::Settings),
    ] {
        assert_eq!(of(&["--room", name]).unwrap().room, Some(room));
    }
}

#[test]
fn everything_else_is_refused() {
    assert_eq!(of(&["--room"]), Err(WrongArguments::Room));
    assert_eq!(of(&["--room", "Roles"]), Err(WrongArguments::Room));
    assert_eq!(of(&["--room", "--hidden"]), Err(WrongArguments::Room));
    assert_eq!(
        of(&["--hidden", "--hidden"]),
        Err(WrongArguments::Twice("--hidden"))
    );
    assert_eq!(
        of(&["--room", "roles", "--room", "roles"]),
        Err(WrongArguments::Twice("--room"))
    );
    assert_eq!(
        of(&["--hidden", "--room", "roles"]),
        Err(WrongArguments::HiddenRoom)
    );
    for other in [
        "",
        "-h",
        "--",
        "--room=roles",
        "--hidden=1",
        "rolecall://open",
        "--inspect",
        "https://example.com",
        "--Hidden",
    ] {
        assert!(
            matches!(of(&[other]), Err(WrongArguments::Unknown(_))),
            "{other:?}"
        );
    }
}

#[test]
fn what_is_quoted_is_short_and_visible() {
    let hostile = format!("\u{1b}]0;x\u{7}\n\u{202e}{}", "a".repeat(10_000));
    let said = of(&[hostile.as_str()]).unwrap_err().to_string();
    assert!(said.len() < 300, "{said}");
    assert!(said.chars().all(|c| !c.is_control() && c != '\u{202e}'), "{said}");
}

#[cfg(unix)]
#[test]
fn bytes_that_are_no_text_are_refused() {
    use std::os::unix::ffi::OsStringExt;
    let bytes = OsString::from_vec(vec![0xff, 0xfe, b'-']);
    assert!(matches!(read([bytes]), Err(WrongArguments::Unknown(_))));
}
