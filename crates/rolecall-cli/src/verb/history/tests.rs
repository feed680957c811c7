//! What was done is told, exactly, and only what was asked for.

use crate::command_line::{COLOURS, EVENTS};
use crate::terminal::Face;
use crate::tests::{Stage, program};
use rolecall::ports::HistoryStore;
use rolecall_model::account::RoleName;
use rolecall_model::colour::Colour;
use rolecall_model::history::{HistoryEntry, HistoryEvent, ProcessInfo, Surface};
use serde_json::Value;
use std::time::Duration;

#[test]
fn the_words_are_the_domain_s() {
    let events: Vec<&str> = HistoryEvent::ALL.into_iter().map(HistoryEvent::id).collect();
    assert_eq!(EVENTS.as_slice(), events);
    let colours: Vec<&str> = Colour::ALL.into_iter().map(Colour::id).collect();
    assert_eq!(COLOURS.as_slice(), colours);
}

/// A day with a bit of everything, by `terraform`.
async fn a_day() -> Stage {
    let (stage, _) = Stage::listed().await;
    stage.world.programs.set_parent(Some(program("terraform", 8812)));
    for line in [
        "rolecall start payments-prod/Admin",
        "rolecall default payments-prod/Admin",
        "rolecall credential-process @default",
        "rolecall console lab/Admin --destination s3",
        "rolecall env lab/Admin --shell fish",
        "rolecall stop payments-prod/Admin",
    ] {
        assert_eq!(stage.run(line).await.code, 0, "{line}");
        stage.world.clock.skip(Duration::from_mins(1));
    }
    stage
}

#[tokio::test(start_paused = true)]
async fn a_user_reads_columns_and_a_program_reads_json_or_csv() {
    let mut stage = a_day().await;
    insta::assert_snapshot!(stage.run("rolecall history").await.shown());
    let answer: Value = serde_json::from_str(&stage.run("rolecall history --json").await.out).unwrap();
    insta::assert_json_snapshot!(answer);
    let ran = stage.run("rolecall history --csv").await;
    assert_eq!(
        ran.out.lines().count(),
        answer["entries"].as_array().unwrap().len() + 1
    );
    assert!(ran.out.starts_with("time,event,"), "{}", ran.out);
    assert_eq!(stage.run("rolecall history --csv --json").await.code, 2);
    stage.face = Face {
        is_terminal: true,
        coloured: false,
        width: Some(100),
    };
    insta::assert_snapshot!(stage.run("rolecall history --limit 3").await.shown());
    assert!(stage.run("rolecall history --limit 0").await.code == 2);
}

#[tokio::test(start_paused = true)]
async fn words_times_and_kinds_choose() {
    let stage = a_day().await;
    let found = async |args: &str| {
        let ran = stage.run(&format!("rolecall history {args}")).await;
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
    let refused = stage.run("rolecall history --since soon").await;
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("is no time"), "{}", refused.err);
    assert_eq!(stage.run("rolecall history --event nothing").await.code, 2);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_said_to_be_nothing() {
    let stage = Stage::new();
    assert_eq!(
        stage.run("rolecall history").await.err,
        "Nothing has happened yet.\n"
    );
    let ran = stage.run("rolecall history payments").await;
    assert_eq!(
        (ran.out.as_str(), ran.err.as_str()),
        ("", "Nothing in the history matches.\n")
    );
}

#[tokio::test(start_paused = true)]
async fn hostile_names_stay_on_their_line() {
    let (stage, portal) = Stage::listed().await;
    let names = rolecall_fakes::hostile::names();
    for (at, name) in names.iter().enumerate() {
        let mut assignment = rolecall_fakes::assignment(&portal.name, "222222222222", "x");
        assignment.role_name = RoleName::new(name.clone());
        let entry = HistoryEntry {
            at: stage.world.ports().clock.now() + Duration::from_secs(u64::try_from(at).unwrap()),
            event: HistoryEvent::CredentialsVended,
            portal: portal.name.clone(),
            assignment: Some(assignment),
            until: None,
            surface: Surface::Command,
            program: Some(ProcessInfo {
                folder: Some(name.clone()),
                ..program(name, 7)
            }),
            by_default: false,
            detail: Some(name.clone()),
        };
        stage.world.state_store.append_history(&entry).unwrap();
    }
    for form in ["", "--csv"] {
        let ran = stage.run(&format!("rolecall history --event given {form}")).await;
        assert_eq!(ran.code, 0, "{}", ran.err);
        let head = usize::from(form == "--csv");
        assert_eq!(ran.out.lines().count(), names.len() + head, "{}", ran.out);
        let harmless = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
        assert!(ran.out.chars().all(harmless), "{}", ran.out);
        assert!(!ran.out.contains('\u{202e}'), "{}", ran.out);
    }
    let exact: Value = serde_json::from_str(&stage.run("rolecall history --json").await.out).unwrap();
    let entries = exact["entries"].as_array().unwrap();
    for name in &names {
        assert!(
            entries.iter().any(|entry| entry["role_name"] == name.as_str()),
            "{name:?}"
        );
    }
}
