//! All notifications, as a whole; and with names that break programs.

use super::{Names, notification};
use crate::hostile_text::without_isolates;
use crate::notices::NoticeCause;
use crate::problem::{Problem, ProblemCode};
use rolecall_model::Timestamp;
use rolecall_model::account::{Account, AccountId, RoleName};
use rolecall_model::catalogue::{Catalogue, ListedAccount};
use rolecall_model::history::ProcessInfo;
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::{RoleOrigin, RoleRef};
use rolecall_model::settings::Settings;
use std::fmt::Write;

fn minute(minute: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + minute * 60).unwrap()
}

fn portal(name: &str) -> PortalName {
    PortalName::parse(name).unwrap()
}

fn role(name: &str) -> RoleRef {
    RoleRef {
        origin: RoleOrigin::Portal(portal("acme")),
        account_id: AccountId::parse("111122223333").unwrap(),
        role_name: RoleName::new(name),
    }
}

fn catalogue(account: &str) -> Catalogue {
    Catalogue {
        accounts: vec![ListedAccount {
            account: Account {
                id: AccountId::parse("111122223333").unwrap(),
                name: account.into(),
                email: None,
            },
            roles: None,
        }],
        refreshed_at: None,
    }
}

fn text(causes: &[NoticeCause], account: &str) -> String {
    let settings = Settings::default();
    let (name, catalogue) = (portal("acme"), catalogue(account));
    let catalogues = [(&name, &catalogue)];
    let names = Names::new(&settings, &catalogues);
    let kind = causes[0].kind();
    let shown = notification(kind, causes, &names, minute(0)).unwrap();
    let mut text = format!("[{}] {}\n  {}", shown.cause, shown.summary, shown.body);
    for action in shown.actions {
        write!(text, "\n  <{}> {}", action.id, action.label).unwrap();
    }
    text
}

fn sign_in(at: &str, waiting: &[&str], program: Option<&str>) -> NoticeCause {
    NoticeCause::SignIn {
        portal: portal(at),
        waiting: waiting.iter().map(|name| role(name)).collect(),
        program: program.map(|name| ProcessInfo {
            name: name.into(),
            pid: 1,
            started: 1,
            folder: Some("~/secret-project".into()),
        }),
    }
}

fn of_each_kind(name: &str) -> Vec<NoticeCause> {
    vec![
        NoticeCause::Expiring {
            role: role(name),
            expires_at: minute(10),
        },
        NoticeCause::MfaCode {
            role: role(name),
            program: None,
            needed_at: minute(0),
        },
        NoticeCause::NotRenewed {
            role: role(name),
            problem: Problem::new(ProblemCode::Unreachable, "https://example.com/?secret"),
        },
        NoticeCause::Refused {
            role: role(name),
            issued_at: minute(-45),
            expires_at: minute(15),
            problem: Problem::new(ProblemCode::NotAssigned, ""),
        },
        NoticeCause::LimitReached {
            role: role(name),
            started_at: minute(-60),
        },
    ]
}

#[test]
fn all_notifications() {
    let mut all = vec![
        text(&[sign_in("acme", &["Admin"], None)], "payments-prod"),
        text(&[sign_in("acme", &[], Some("terraform"))], "payments-prod"),
        text(&[sign_in("acme", &[], None)], "payments-prod"),
        text(
            &[
                sign_in("acme", &["Admin", "ReadOnly"], Some("terraform")),
                sign_in("lab", &["Admin"], Some("python3")),
            ],
            "payments-prod",
        ),
    ];
    for cause in of_each_kind("Admin") {
        all.push(text(&[cause], "payments-prod"));
    }
    for (first, second) in of_each_kind("Admin").into_iter().zip(of_each_kind("ReadOnly")) {
        all.push(text(&[first, second], "payments-prod"));
    }
    let many: Vec<NoticeCause> = (0..5)
        .map(|number| of_each_kind(&format!("Role{number}")).remove(0))
        .collect();
    all.push(text(&many, "payments-prod"));
    for (added, removed) in [(1, 0), (0, 2), (3, 1)] {
        let cause = NoticeCause::AccessChanged {
            portal: portal("acme"),
            added,
            removed,
        };
        all.push(text(&[cause], "payments-prod"));
    }
    insta::assert_snapshot!(without_isolates(&all.join("\n\n")));
}

#[test]
fn every_kind_names_the_role_and_its_account() {
    let mut causes = of_each_kind("AdministratorAccess");
    causes.push(sign_in("acme", &["AdministratorAccess"], None));
    for cause in causes {
        let text = text(std::slice::from_ref(&cause), "payments-prod");
        let said = without_isolates(&text);
        assert!(
            said.contains("AdministratorAccess in payments-prod"),
            "{cause:?}: {said}"
        );
    }
}

#[test]
fn an_alias_stands_before_the_role_and_its_account() {
    let mut settings = Settings::default();
    settings.aliases.insert("pay".to_owned(), role("Admin"));
    let (acme, catalogue) = (portal("acme"), catalogue("payments-prod"));
    let catalogues = [(&acme, &catalogue)];
    let names = Names::new(&settings, &catalogues);
    assert_eq!(
        without_isolates(&names.failure(&role("Admin"), "It failed.")),
        "pay (Admin in payments-prod): It failed."
    );
    assert_eq!(
        without_isolates(&Names::new(&settings, &[]).failure(&role("Reader"), "It failed.")),
        "Reader in 1111 2222 3333: It failed."
    );
}

#[test]
fn names_that_break_programs_break_no_notification() {
    let hostile = "\u{202e}evil\u{1b}[31m\nname".repeat(40);
    for cause in of_each_kind(&hostile) {
        let text = text(&[cause], &hostile);
        assert!(!text.contains(['\u{202e}', '\u{1b}']), "{text:?}");
        assert!(text.chars().count() < 400, "{}", text.chars().count());
    }
}

#[test]
fn nothing_to_report_is_no_notification() {
    let settings = Settings::default();
    let names = Names::new(&settings, &[]);
    assert!(notification(sign_in("acme", &[], None).kind(), &[], &names, minute(0)).is_none());
}
