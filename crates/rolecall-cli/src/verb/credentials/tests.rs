//! Credentials leave through standard output or a child's environment, and nowhere else.

use crate::machine::ProgramError;
use crate::tests::{Stage, program};
use rolecall::ports::HistoryStore;
use rolecall_fakes::Operation;
use rolecall_model::Timestamp;
use rolecall_model::history::{HistoryEntry, HistoryEvent, HistoryQuery, Surface};
use serde_json::Value;
use std::path::PathBuf;

/// What programs were given, the newest first.
fn given(stage: &Stage) -> Vec<HistoryEntry> {
    let everything = HistoryQuery {
        from: Timestamp::UNIX_EPOCH,
        until: Timestamp::MAX,
        most: u32::MAX,
    };
    let mut entries = stage.world.state_store.history(&everything).unwrap();
    entries.retain(|entry| entry.event == HistoryEvent::CredentialsVended);
    entries
}

#[tokio::test(start_paused = true)]
async fn what_was_given_is_remembered_and_what_was_refused_is_not() {
    let (mut stage, _) = Stage::listed().await;
    stage.machine.shell = Some(PathBuf::from("/bin/zsh"));
    stage.world.programs.set_parent(Some(program("zsh", 7)));
    stage.machine.this_program = Some(program("", 4711));
    for (line, detail, by) in [
        ("rolecall env lab/Admin", Some("zsh"), "zsh"),
        (
            "rolecall exec lab/Admin -- /opt/bin/terraform plan",
            Some("exec"),
            "terraform",
        ),
        ("rolecall shell lab/Admin", Some("shell"), "zsh"),
        ("rolecall credential-process lab/Admin", None, "zsh"),
    ] {
        assert_eq!(stage.run(line).await.code, 0, "{line}");
        let newest = given(&stage).remove(0);
        assert_eq!(newest.detail.as_deref(), detail, "{line}");
        assert_eq!(newest.program.unwrap().name, by, "{line}");
        stage.world.clock.skip(std::time::Duration::from_secs(1));
    }
    let before = given(&stage).len();
    assert_eq!(before, 4);
    assert_eq!(stage.run("rolecall sign-out").await.code, 0);
    for line in ["rolecall env lab/Admin", "rolecall credential-process lab/Admin"] {
        assert_eq!(stage.run(line).await.code, 3, "{line}");
    }
    assert_eq!(given(&stage).len(), before);
}

#[tokio::test(start_paused = true)]
async fn env_speaks_the_shell_of_the_user() {
    let (mut stage, _) = Stage::listed().await;
    for (shell, start) in [
        (None, "unset "),
        (Some("/usr/bin/fish"), "set "),
        (Some("/opt/pwsh"), "Remove-Item"),
        (Some("/bin/unheard-of"), "unset "),
    ] {
        stage.machine.shell = shell.map(PathBuf::from);
        let ran = stage.run("rolecall env lab/Admin").await;
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert!(ran.out.contains("CANARY"), "the secret is there");
        assert!(
            ran.out.to_lowercase().contains(&start.to_lowercase()),
            "{shell:?}: {}",
            ran.out
        );
    }
    let json = stage.run("rolecall env lab/Admin --shell json").await.out;
    let variables: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(variables["AWS_ACCOUNT_ID"], "222222222222");
    assert_eq!(stage.run("rolecall env lab/Admin --shell ruby").await.code, 2);
    assert_eq!(stage.world.aws.count(Operation::GetRoleCredentials), 1);
}

#[tokio::test(start_paused = true)]
async fn exec_gives_them_to_the_child_alone() {
    let (stage, _) = Stage::listed().await;
    let ran = stage
        .run("rolecall exec lab/Admin -- aws s3 ls --profile x")
        .await;
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    let started = stage.machine.started.lock().unwrap().clone();
    assert_eq!(started.len(), 1);
    assert_eq!(started[0].name, "aws");
    assert_eq!(started[0].arguments, ["s3", "ls", "--profile", "x"]);
    let names: Vec<&str> = started[0].set.iter().map(|(name, _)| *name).collect();
    assert!(
        names.starts_with(&["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]),
        "{names:?}"
    );
    assert!(started[0].removed.contains(&"AWS_PROFILE"));
    assert!(!format!("{started:?}").contains("CANARY"));
}

#[tokio::test(start_paused = true)]
async fn exec_says_what_cannot_be_started() {
    let (mut stage, _) = Stage::listed().await;
    stage.machine.program_error = Some(ProgramError::NotFound);
    insta::assert_snapshot!(
        stage
            .run("rolecall exec lab/Admin -- nope\u{1b}[2J")
            .await
            .shown()
    );
    assert_eq!(stage.run("rolecall shell lab/Admin").await.code, 2, "no SHELL");
    assert_eq!(stage.run("rolecall app").await.code, 1);
}

#[tokio::test(start_paused = true)]
async fn credential_process_answers_one_document_or_nothing() {
    let (stage, portal) = Stage::listed().await;
    let ran = stage.run("rolecall credential-process lab/Admin").await;
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let document: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(document["Version"], 1);
    assert_eq!(document["AccountId"], "222222222222");
    stage.world.aws.unassign(&portal, "ann", "111111111111", "Admin");
    for target in [
        "payments-prod/Admin",
        "payments-prod/Nobody",
        "@default",
        "a/b/c/d",
    ] {
        let ran = stage.run(&format!("rolecall credential-process {target}")).await;
        assert_ne!(ran.code, 0);
        assert_eq!(ran.out, "", "{target}");
        assert!(!ran.err.is_empty(), "{target}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_direct_way_reads_the_keychain_once_and_remembers_what_it_gave() {
    let (stage, portal) = Stage::listed().await;
    let ports = stage.world.ports();
    let target = "work/222222222222/Admin";
    assert!(crate::direct::kept_document(&ports, target).await.is_none());
    assert_eq!(stage.run("rolecall start lab/Admin").await.code, 0);
    assert_eq!(stage.run("rolecall default lab/Admin").await.code, 0);
    let calls = stage.world.aws.calls().len();
    stage.world.programs.set_parent(Some(program("terraform", 8812)));
    for (asked, by_default) in [(target, false), ("@default", true)] {
        let before = given(&stage).len();
        let kept = crate::direct::kept_document(&ports, asked).await;
        let kept = kept.unwrap().unwrap();
        assert_eq!(
            given(&stage).len(),
            before,
            "{asked}: not before the program has it"
        );
        kept.given.log_event(ports.clone());
        let entry = given(&stage).remove(0);
        assert_eq!(
            (entry.surface, entry.by_default),
            (Surface::CredentialProcess, by_default)
        );
        assert_eq!(entry.program.unwrap().name, "terraform");
        assert_eq!(entry.assignment.unwrap().target(), target);
        assert!(entry.until.unwrap() > ports.clock.now());
    }
    assert!(
        crate::direct::kept_document(&ports, "lab/Admin").await.is_none(),
        "names need the list"
    );
    stage.world.clock.skip(std::time::Duration::from_mins(46));
    assert!(
        crate::direct::kept_document(&ports, target).await.is_none(),
        "under 15 minutes left"
    );
    assert_eq!(stage.world.aws.calls().len(), calls);
    drop(portal);
}

#[tokio::test(start_paused = true)]
async fn the_direct_way_never_uses_credentials_of_another_place() {
    let (stage, portal) = Stage::listed().await;
    let ports = stage.world.ports();
    let target = "work/222222222222/Admin";
    assert_eq!(stage.run("rolecall start lab/Admin").await.code, 0);
    assert!(crate::direct::kept_document(&ports, target).await.is_some());
    let here = stage.world.settings_file.text();
    let elsewhere = here.replace(
        portal.start_url.as_str(),
        "https://d-0000000000.awsapps.com/start",
    );
    for changed in [elsewhere, String::new(), "[portal.work\n".to_owned()] {
        assert_ne!(changed, here);
        stage.world.settings_file.set_text(changed);
        assert!(crate::direct::kept_document(&ports, target).await.is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn the_direct_way_asks_a_keychain_that_refuses_only_once() {
    let (stage, _) = Stage::listed().await;
    assert_eq!(stage.run("rolecall start lab/Admin").await.code, 0);
    stage.world.keychain.lock();
    let reads = stage.world.keychain.reads();
    let answered = crate::direct::kept_document(&stage.world.ports(), "work/222222222222/Admin").await;
    let failure = answered.unwrap().unwrap_err();
    assert_eq!(failure.exit_code(), 5);
    assert_eq!(stage.world.keychain.reads() - reads, 1);
}
