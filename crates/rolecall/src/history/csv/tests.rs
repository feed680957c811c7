//! The CSV reads back by RFC 4180 to what it was made of, and no spreadsheet calculates anything in it.

use super::*;
use proptest::prelude::*;
use rolecall_fakes::hostile;
use rolecall_model::Timestamp;
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::history::{HistoryEvent, HistorySubject, ProcessInfo, Surface};
use rolecall_model::portal::PortalName;
use rolecall_model::reason::Reason;
use rolecall_model::role_ref::RoleOrigin;

fn entry(role_name: &str, program: &str, folder: Option<&str>, detail: Option<&str>) -> HistoryEntry {
    HistoryEntry {
        at: Timestamp::from_second(1_790_000_000).unwrap(),
        event: HistoryEvent::CredentialsVended,
        subject: HistorySubject::Role(RoleRef {
            origin: RoleOrigin::Portal(PortalName::parse("corp").unwrap()),
            account_id: AccountId::parse("000000000042").unwrap(),
            role_name: RoleName::new(role_name),
        }),
        expires_at: Timestamp::from_second(1_790_003_600).ok(),
        surface: Surface::CredentialProcess,
        program: Some(ProcessInfo {
            name: program.to_owned(),
            pid: 42,
            started: 7,
            folder: folder.map(str::to_owned),
        }),
        by_default: true,
        reason: None,
        detail: detail.map(|text| HistoryDetail::from_code(text.to_owned())),
    }
}

fn unnamed(_: &RoleRef) -> Option<String> {
    None
}

#[test]
fn an_entry_is_a_line() {
    let signed_in = HistoryEntry {
        event: HistoryEvent::SignedIn,
        subject: HistorySubject::Portal(PortalName::parse("corp").unwrap()),
        expires_at: None,
        surface: Surface::Window,
        program: None,
        by_default: false,
        ..entry("", "", None, None)
    };
    let entries = [
        signed_in,
        entry("Admin", "terraform", Some("~/my infra"), Some("json")),
        entry(
            "Read, \"only\"",
            "=cmd|' /C calc'!A0",
            Some("-x"),
            Some("@SUM(A1)"),
        ),
    ];
    let text = csv(&entries, &|_| Some("payments-prod".to_owned()));
    assert!(text.ends_with("\r\n") && text.lines().count() == 4);
    insta::assert_snapshot!(text.replace("\r\n", "\n"), @r#"
    time,event,portal,account_id,account_name,role_name,until,surface,program,pid,folder,asked_for_default,detail,defined_role,reason
    2026-09-21T14:13:20Z,signed-in,corp,,,,,window,,,,,,,
    2026-09-21T14:13:20Z,given,corp,000000000042,payments-prod,Admin,2026-09-21T15:13:20Z,credential-process,terraform,42,~/my infra,yes,json,,
    2026-09-21T14:13:20Z,given,corp,000000000042,payments-prod,"Read, ""only""",2026-09-21T15:13:20Z,credential-process,"'=cmd|' /C calc'!A0",42,"'-x",yes,"'@SUM(A1)",,
    "#);
}

#[test]
fn every_line_ends_as_the_rfc_says_and_has_as_many_cells() {
    for name in hostile::names() {
        let entries = [entry(&name, &name, Some(&name), Some(&name))];
        let text = csv(&entries, &|_| Some(name.clone()));
        assert_eq!(text.matches("\r\n").count(), 2, "{name:?}");
        assert!(
            !text.replace("\r\n", "").contains(|c: char| c.is_control()),
            "{name:?}"
        );
        check(&text, &name);
    }
}

#[test]
fn what_a_spreadsheet_would_calculate_is_text() {
    for formula in [
        "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u{a0}=1", "＝1", "＋1", "－1", "＠x",
    ] {
        let text = csv(&[entry(formula, "x", None, None)], &unnamed);
        let rows = read(&text);
        assert!(
            rows[1][5].starts_with(['\'', '\\']),
            "{formula:?} became {:?}",
            rows[1][5]
        );
    }
    let text = csv(&[entry("Admin", "x", None, Some("a=b"))], &unnamed);
    assert_eq!(read(&text)[1][12], "a=b", "what only holds a sign stays");
}

#[test]
fn a_reason_is_no_formula() {
    let entry = HistoryEntry {
        reason: Reason::parse("=1+1, \"x\"").ok(),
        ..entry("Admin", "x", None, None)
    };
    let text = csv(&[entry], &unnamed);
    assert!(text.ends_with(",\"'=1+1, \"\"x\"\"\"\r\n"), "{text}");
}

fn check(text: &str, name: &str) {
    let rows = read(text);
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].join(","), HEADER);
    assert_eq!(rows[1].len(), 15);
    for column in [4, 5, 8, 10, 12] {
        let cell = &rows[1][column];
        let shown = printable(name);
        let guarded = cell.strip_prefix('\'').unwrap_or(cell);
        assert!(
            *cell == shown || (guarded == shown && looks_like_a_formula(&shown)),
            "{name:?} became {cell:?}"
        );
        assert!(!looks_like_a_formula(cell), "{cell:?}");
    }
    assert_eq!(rows[1][3], "000000000042");
}

/// Reads CSV as RFC 4180 says, and nothing more generous.
fn read(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' if cell.is_empty() => loop {
                match characters.next().unwrap() {
                    '"' if characters.peek() == Some(&'"') => cell.extend(characters.next()),
                    '"' => {
                        assert!(
                            matches!(characters.peek(), Some(',' | '\r')),
                            "after a quoted cell"
                        );
                        break;
                    }
                    inside => cell.push(inside),
                }
            },
            ',' => row.push(std::mem::take(&mut cell)),
            '\r' => {
                assert_eq!(characters.next(), Some('\n'));
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '"' | '\n' => panic!("a bare {c:?} in {text:?}"),
            other => cell.push(other),
        }
    }
    assert!(row.is_empty() && cell.is_empty(), "the last line ends");
    rows
}

proptest! {
    #[test]
    fn any_names_read_back(name in "[ -~\\t\\r\\n\"',;=+@\u{202e}\u{a0}ä😀-]{0,40}") {
        let entries = [entry(&name, &name, Some(&name), Some(&name))];
        check(&csv(&entries, &|_| Some(name.clone())), &name);
    }
}
