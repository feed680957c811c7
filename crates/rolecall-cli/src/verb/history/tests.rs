//! The history shows what was done, exactly, and only what matches.

use crate::command_line::{COLOURS, EVENTS};
use crate::terminal::StreamCaps;
use crate::tests::{TestCli, program};
use rolecall::ports::HistoryStore;
use rolecall_model::account::RoleName;
use rolecall_model::colour::Colour;
use rolecall_model::history::{
    HistoryDetail, HistoryEntry, HistoryEvent, HistorySubject, ProcessInfo, Surface,
};
use serde_json::Value;
use std::time::Duration;

#[test]
fn the_ids_are_those_of_the_domain() {
    let events: Vec<&str> = HistoryEvent::ALL.into_iter().map(HistoryEvent::id).collect();
    assert_eq!(EVENTS.as_slice(), events);
    let colours: Vec<&str> = Colour::ALL.into_iter().map(Colour::id).collect();
    assert_eq!(COLOURS.as_slice(), colours);
}

/// A history with most kinds of events, by `terraform`.
async fn with_history() -> TestCli {
    let (cli, _) = TestCli::listed().await;
    cli.world.programs.set_parent(Some(program("terraform", 8812)));
    for line in [
        "rolecall start payments-prod/Admin",
        "rolecall default payments-prod/Admin",
        "rolecall credential-process @default",
        "rolecall console lab/Admin --destination s3",
        "rolecall env lab/Admin --shell fish",
        "rolecall stop payments-prod/Admin",
    ] {
        assert_eq!(cli.run(line).await.code, 0, "{line}");
        cli.world.clock.skip(Duration::from_mins(1));
    }
    cli
}

#[tokio::test(start_paused = true)]
async fn a_terminal_gets_columns_and_a_program_json_or_csv() {
    let mut cli = with_history().await;
    insta::assert_snapshot!(cli.run("rolecall history").await.shown());
    let answer: Value = serde_json::from_str(&cli.run("rolecall history --json").await.out).unwrap();
    insta::assert_json_snapshot!(answer);
    let ran = cli.run("rolecall history --csv").await;
    assert_eq!(
        ran.out.lines().count(),
        answer["entries"].as_array().unwrap().len() + 1
    );
    assert!(ran.out.starts_with("time,event,"), "{}", ran.out);
    assert_eq!(cli.run("rolecall history --csv --json").await.code, 2);
    cli.caps = StreamCaps {
        is_terminal: true,
        takes_escapes: true,
        use_colour: false,
        width: Some(100),
    };
    insta::assert_snapshot!(cli.run("rolecall history --limit 3").await.shown());
    assert!(cli.run("rolecall history --limit 0").await.code == 2);
}

#[tokio::test(start_paused = true)]
async fn words_times_and_events_filter() {
    let cli = with_history().await;
    let found = async |args: &str| {
        let ran = cli.run(&format!("rolecall history {args}")).await;
        assert_eq!(ran.code, 0, "{args}: {}", ran.err);
        ran.out.lines().count()
    };
    let all = found("").await;
    assert_eq!(all, 7);
    assert_eq!(found("--event stopped").await, 1);
    assert_eq!(found("--event stopped --event default-changed").await, 2);
    assert_eq!(found("PAYMENTS terraform stopped").await, 1);
    assert_eq!(found("fish").await, 1);
    assert_eq!(found("~/infra").await, all, "the folder");
    assert_eq!(found("@default").await, 1);
    assert_eq!(found("--since 150s --event given").await, 1);
    assert_eq!(found("--until 150s --event given").await, 1);
    assert_eq!(found("--since today").await, all);
    assert_eq!(found("--until yesterday").await, 0);
    assert_eq!(found("--limit 2").await, 2);
    let refused = cli.run("rolecall history --since soon").await;
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("Invalid time \"soon\""), "{}", refused.err);
    assert_eq!(cli.run("rolecall history --event nothing").await.code, 2);
}

#[tokio::test(start_paused = true)]
async fn an_empty_history_has_a_message() {
    let cli = TestCli::new();
    assert_eq!(cli.run("rolecall history").await.err, "The history is empty.\n");
    let ran = cli.run("rolecall history payments").await;
    assert_eq!(
        (ran.out.as_str(), ran.err.as_str()),
        ("", "No history entries match.\n")
    );
}

#[tokio::test(start_paused = true)]
async fn hostile_names_stay_on_their_line() {
    let (cli, portal) = TestCli::listed().await;
    let names = rolecall_fakes::hostile::names();
    for (index, name) in names.iter().enumerate() {
        let mut role = rolecall_fakes::role_ref(&portal.name, "222222222222", "x");
        role.role_name = RoleName::new(name.clone());
        let entry = HistoryEntry {
            at: cli.world.ports().clock.now() + Duration::from_secs(u64::try_from(index).unwrap()),
            event: HistoryEvent::CredentialsVended,
            subject: HistorySubject::Role(role),
            expires_at: None,
            surface: Surface::Command,
            program: Some(ProcessInfo {
                folder: Some(name.clone()),
                ..program(name, 7)
            }),
            by_default: false,
            reason: None,
            detail: Some(HistoryDetail::Text(name.clone())),
        };
        cli.world.state_store.append_history(&entry).unwrap();
    }
    for form in ["", "--csv"] {
        let ran = cli.run(&format!("rolecall history --event given {form}")).await;
        assert_eq!(ran.code, 0, "{}", ran.err);
        let head = usize::from(form == "--csv");
        assert_eq!(ran.out.lines().count(), names.len() + head, "{}", ran.out);
        let harmless = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
        assert!(ran.out.chars().all(harmless), "{}", ran.out);
        assert!(!ran.out.contains('\u{202e}'), "{}", ran.out);
    }
    let exact: Value = serde_json::from_str(&cli.run("rolecall history --json").await.out).unwrap();
    let entries = exact["entries"].as_array().unwrap();
    for name in &names {
        assert!(
            entries.iter().any(|entry| entry["role_name"] == name.as_str()),
            "{name:?}"
        );
    }
}
