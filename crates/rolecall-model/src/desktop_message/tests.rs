//! What is said comes over whole, and nothing else is understood.

use super::*;
use proptest::prelude::*;
use rolecall_fakes::hostile;

fn needed(name: &str, folder: Option<&str>) -> DesktopMessage {
    DesktopMessage::SignInNeeded {
        portal: PortalName::parse("corp").unwrap(),
        program: Some(ProcessInfo {
            name: name.to_owned(),
            pid: u32::MAX,
            started: u64::MAX,
            folder: folder.map(str::to_owned),
        }),
    }
}

fn code_needed(name: &str, folder: Option<&str>) -> DesktopMessage {
    let DesktopMessage::SignInNeeded { program, .. } = needed(name, folder) else {
        unreachable!("it needs a sign-in")
    };
    DesktopMessage::MfaCodeNeeded {
        role: DefinedRoleName::parse("carol").unwrap(),
        program,
    }
}

#[test]
fn every_message_comes_over_whole() {
    let portal = PortalName::parse("corp").unwrap();
    for message in [
        DesktopMessage::Changed,
        DesktopMessage::Show { view: None },
        DesktopMessage::Show {
            view: Some(WindowView::History),
        },
        DesktopMessage::SignIn {
            portal: portal.clone(),
        },
        DesktopMessage::SignInNeeded {
            portal,
            program: None,
        },
        needed("terraform", Some("~/infra")),
        code_needed("terraform", Some("~/infra")),
        DesktopMessage::Quit,
    ] {
        let line = message.to_line();
        assert!(!line.contains('\n'));
        assert_eq!(DesktopMessage::parse(line.as_bytes()), Ok(message));
    }
    let without_view = DesktopMessage::parse(br#"{"message":"show"}"#);
    assert_eq!(without_view, Ok(DesktopMessage::Show { view: None }));
}

#[test]
fn nothing_else_is_understood() {
    for line in [
        "",
        "{}",
        "null",
        "[]",
        "\"quit\"",
        r#"{"message":"Quit"}"#,
        r#"{"message":"quit"}{"message":"quit"}"#,
        r#"{"message":"quit"} x"#,
        r#"{"message":"quit","view":"roles"}"#,
        r#"{"message":"changed","x":null}"#,
        r#"{"message":"quit","message":"changed"}"#,
        r#"{"message":"show","view":"cellar"}"#,
        r#"{"message":"show","view":"roles","path":"/"}"#,
        r#"{"message":"sign_in"}"#,
        r#"{"message":"sign_in","portal":"a b"}"#,
        r#"{"message":"sign_in","portal":"../x"}"#,
        r#"{"message":"sign_in","portal":"corp","start_url":"https://evil.example"}"#,
        r#"{"message":"sign_in_needed","portal":"corp","program":{"name":"x","pid":-1,"started":0,"folder":null}}"#,
        r#"{"message":"mfa_code_needed","role":"a b"}"#,
        r#"{"message":"mfa_code_needed","role":"carol","program":null,"code":"123456"}"#,
        r#"{"message":"credentials","portal":"corp"}"#,
    ] {
        let parsed = DesktopMessage::parse(line.as_bytes());
        assert_eq!(parsed, Err(InvalidMessage), "{line}");
    }
    assert_eq!(DesktopMessage::parse(&[0xff, 0xfe]), Err(InvalidMessage));
    let long = format!(r#"{{"message":"quit"{}}}"#, " ".repeat(MAX_MESSAGE_LENGTH));
    assert_eq!(DesktopMessage::parse(long.as_bytes()), Err(InvalidMessage));
    let nested = "[".repeat(4_000);
    assert_eq!(DesktopMessage::parse(nested.as_bytes()), Err(InvalidMessage));
}

#[test]
fn a_program_that_is_called_anything_still_gets_its_message_over() {
    for name in hostile::names() {
        for message in [
            needed(&name, None),
            needed("python3", Some(&name)),
            needed(&name, Some(&name)),
            code_needed(&name, Some(&name)),
        ] {
            let line = message.to_line();
            assert!(line.len() <= MAX_MESSAGE_LENGTH, "{name:?}");
            assert!(!line.contains('\n'), "{name:?}");
            let parsed = DesktopMessage::parse(line.as_bytes()).unwrap();
            assert_eq!(
                std::mem::discriminant(&parsed),
                std::mem::discriminant(&message),
                "{name:?}"
            );
            if message.whole_line().len() <= MAX_MESSAGE_LENGTH {
                assert_eq!(parsed, message);
            }
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_understood_or_not(line in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(message) = DesktopMessage::parse(&line) {
            prop_assert_eq!(DesktopMessage::parse(message.to_line().as_bytes()), Ok(message));
        }
    }

    #[test]
    fn any_text_about_a_message_is_understood_or_not(text in "\\{\"message\":\"(quit|show|sign_in|changed)\"[,:\"a-z{}\\[\\]0-9 ]{0,40}\\}") {
        if let Ok(message) = DesktopMessage::parse(text.as_bytes()) {
            prop_assert_eq!(DesktopMessage::parse(message.to_line().as_bytes()), Ok(message));
        }
    }
}
