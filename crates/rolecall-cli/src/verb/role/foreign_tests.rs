//! Defining roles whose credentials a command prints, or the user pastes.

use crate::tests::{CommandOutput, TestCli};
use rolecall::ports::{Clock, CredentialProcessError};
use rolecall_fakes::Operation;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::role_arn::RoleArn;
use serde_json::{Value, json};
use std::ffi::OsString;
use std::time::Duration;

const TOOL: &str = "/opt/tool credentials";

fn issued(cli: &TestCli, role: &str) -> RoleCredentials {
    let arn = RoleArn::parse(&format!("arn:aws:iam::111111111111:role/{role}")).unwrap();
    cli.world.aws.issue_to_others(&arn)
}

fn output(credentials: &RoleCredentials) -> Value {
    json!({
        "Version": 1,
        "AccessKeyId": credentials.access_key_id,
        "SecretAccessKey": credentials.secret_access_key.expose(),
        "SessionToken": credentials.session_token.expose(),
        "Expiration": credentials.expires_at.to_string(),
    })
}

/// Lets the tool print credentials of `role` that AWS issues now.
fn print(cli: &TestCli, role: &str) {
    let output = output(&issued(cli, role)).to_string();
    cli.world.credential_processes.put(TOOL, &output);
}

async fn with_tool(cli: &TestCli, line: &str) -> CommandOutput {
    let words = line.split_whitespace();
    let words = words.map(|word| if word == "TOOL" { TOOL } else { word });
    cli.run_arguments(words.map(OsString::from).collect()).await
}

async fn add(cli: &TestCli) -> CommandOutput {
    with_tool(cli, "rolecall role add other --process TOOL --region eu-west-1").await
}

fn paste(cli: &TestCli, text: &str) {
    *cli.machine.pasted.lock().unwrap() = Some(text.to_owned());
}

#[tokio::test(start_paused = true)]
async fn a_command_is_asked_whose_credentials_it_prints_and_used_like_any_other_role() {
    let cli = TestCli::new();
    print(&cli, "Other");
    let added = with_tool(
        &cli,
        "rolecall role add other --process TOOL --region eu-west-1 --json",
    )
    .await;
    let added: Value = serde_json::from_str(&added.out).unwrap_or_else(|_| panic!("{}", added.err));
    assert_eq!(added["method"], "process");
    assert_eq!(added["account_id"], "111111111111");
    assert_eq!(added["role_name"], "Other");
    assert_eq!(added["credential_process"], TOOL);
    assert_eq!(added["region"], "eu-west-1");
    let listed = cli.run("rolecall role list").await;
    assert_eq!(listed.out, format!("other\t111111111111/Other\t{TOOL}\t\n"));
    let tested = cli.run("rolecall role test other").await;
    assert_eq!(tested.out, "arn:aws:sts::111111111111:assumed-role/Other/ann\n");
    for _ in 0..2 {
        let used = cli.run("rolecall credential-process other").await;
        assert_eq!(used.code, 0, "{}", used.err);
    }
    assert_eq!(cli.world.credential_processes.runs(), 3, "added, tested and used");
    assert_eq!(cli.run("rolecall role remove other").await.code, 0);
}

#[tokio::test(start_paused = true)]
async fn credentials_of_anybody_else_are_not_used() {
    let cli = TestCli::new();
    print(&cli, "Other");
    assert_eq!(add(&cli).await.code, 0);
    print(&cli, "Admin");
    for line in ["role test", "start", "credential-process"] {
        let refused = cli.run(&format!("rolecall {line} other")).await;
        assert_eq!(
            (refused.code, refused.out.as_str()),
            (4, ""),
            "{line}: {}",
            refused.err
        );
        assert!(refused.err.contains("another role or user"), "{}", refused.err);
    }
    let mut other_account = output(&issued(&cli, "Other"));
    other_account["AccountId"] = json!("222222222222");
    cli.world
        .credential_processes
        .put(TOOL, &other_account.to_string());
    let refused = cli.run("rolecall credential-process other").await;
    assert_eq!(refused.code, 4, "{}", refused.err);
    // Its own definition can be changed to the new one.
    print(&cli, "Admin");
    let edited = with_tool(&cli, "rolecall role edit other --process TOOL").await;
    assert_eq!(edited.code, 0, "{}", edited.err);
    let used = cli.run("rolecall credential-process other").await;
    assert_eq!(used.code, 0, "{}", used.err);
}

#[tokio::test(start_paused = true)]
async fn every_failure_of_a_command_has_its_words() {
    let cli = TestCli::new();
    print(&cli, "Other");
    assert_eq!(add(&cli).await.code, 0);
    let complaint = format!("{}\u{1b}[31mnot\u{202e} signed in\n", "x ".repeat(5000));
    for (error, says) in [
        (CredentialProcessError::NotRun("no".to_owned()), "cannot be run"),
        (
            CredentialProcessError::Failed {
                status: "exit status: 3".to_owned(),
                complaint,
            },
            "signed in",
        ),
        (CredentialProcessError::TimedOut, "did not end in time"),
        (CredentialProcessError::NotCredentials, "are no credentials"),
        (CredentialProcessError::OtherVersion, "another version"),
        (CredentialProcessError::LongTerm, "role add NAME --user"),
        (CredentialProcessError::NoExpiration, "needs an Expiration"),
    ] {
        cli.world.credential_processes.fail(TOOL, error.clone());
        let failed = cli.run("rolecall credential-process other").await;
        assert_eq!(
            (failed.code, failed.out.as_str()),
            (2, ""),
            "{error:?}: {}",
            failed.err
        );
        assert!(failed.err.contains(says), "{error:?}: {}", failed.err);
        assert!(failed.err.len() < 1000, "{}", failed.err);
        assert!(!failed.err.contains(['\u{1b}', '\u{202e}']), "{}", failed.err);
    }
}

#[tokio::test(start_paused = true)]
async fn a_command_that_asks_for_its_own_role_is_refused_at_once() {
    let cli = TestCli::new();
    print(&cli, "Other");
    assert_eq!(add(&cli).await.code, 0);
    let runs = cli.world.credential_processes.runs();
    cli.world.credential_processes.enter(TOOL);
    for line in ["credential-process", "role test"] {
        let refused = cli.run(&format!("rolecall {line} other")).await;
        assert_eq!(refused.code, 2, "{line}: {}", refused.err);
        assert!(refused.err.contains("would wait for itself"), "{}", refused.err);
    }
    assert_eq!(cli.world.credential_processes.runs(), runs);
}

#[tokio::test(start_paused = true)]
async fn pasted_credentials_are_stored_until_they_end() {
    let cli = TestCli::new();
    let first = issued(&cli, "Other");
    paste(&cli, &output(&first).to_string());
    let added = cli
        .run("rolecall role add pasted --credentials --region eu-west-1")
        .await;
    assert_eq!((added.code, added.out.as_str()), (0, ""), "{}", added.err);
    assert!(!cli.world.settings_file.text().contains(&first.access_key_id));
    let calls = cli.world.aws.count(Operation::GetCallerIdentity);
    assert_eq!(calls, 1);
    let listed = cli.run("rolecall role list").await;
    assert_eq!(
        listed.out,
        "pasted\t111111111111/Other\tcredentials that you paste\t\n"
    );
    let tested = cli.run("rolecall role test pasted").await;
    assert!(tested.out.contains("assumed-role/Other/ann"), "{}", tested.err);
    assert_eq!(cli.run("rolecall start pasted").await.code, 0);
    let used = cli.run("rolecall credential-process pasted").await;
    let used: Value = serde_json::from_str(&used.out).unwrap();
    assert_eq!(used["AccessKeyId"], json!(first.access_key_id));

    // To their end, although no others can be had.
    cli.world.clock.advance(Duration::from_mins(55)).await;
    let used = cli.run("rolecall credential-process pasted").await;
    assert_eq!(used.code, 0, "{}", used.err);
    cli.world.clock.advance(Duration::from_mins(10)).await;
    for line in ["credential-process", "start", "role test"] {
        let ended = cli.run(&format!("rolecall {line} pasted")).await;
        assert_eq!((ended.code, ended.out.as_str()), (4, ""), "{line}: {}", ended.err);
        let says = "rolecall role edit pasted --credentials";
        assert!(ended.err.contains(says), "{line}: {}", ended.err);
    }

    paste(&cli, &output(&issued(&cli, "Admin")).to_string());
    let of_other = cli.run("rolecall role edit pasted --credentials").await;
    assert_eq!(of_other.code, 4, "{}", of_other.err);
    paste(&cli, &output(&issued(&cli, "Other")).to_string());
    let edited = cli.run("rolecall role edit pasted --credentials").await;
    assert_eq!(edited.code, 0, "{}", edited.err);
    let used = cli.run("rolecall credential-process pasted").await;
    assert_eq!(used.code, 0, "{}", used.err);
}

#[tokio::test(start_paused = true)]
async fn their_end_is_given_or_assumed() {
    let cli = TestCli::new();
    let lines = |credentials: &RoleCredentials| {
        format!(
            "export AWS_ACCESS_KEY_ID=\"{}\"\nexport AWS_SECRET_ACCESS_KEY=\"{}\"\nexport AWS_SESSION_TOKEN=\"{}\"\n",
            credentials.access_key_id,
            credentials.secret_access_key.expose(),
            credentials.session_token.expose()
        )
    };
    let expiration = async |name: &str| {
        let used = cli.run(&format!("rolecall credential-process {name}")).await;
        let used: Value = serde_json::from_str(&used.out).unwrap_or_else(|_| panic!("{}", used.err));
        used["Expiration"].as_str().unwrap().parse().unwrap()
    };
    paste(&cli, &lines(&issued(&cli, "Other")));
    let now = cli.world.clock.now();
    let assumed = cli
        .run("rolecall role add assumed --credentials --region eu-west-1")
        .await;
    assert!(assumed.err.contains("in one hour"), "{}", assumed.err);
    let end: rolecall_model::Timestamp = expiration("assumed").await;
    assert_eq!(end, now + Duration::from_hours(1));
    let given = cli
        .run("rolecall role add given --credentials --region eu-west-1 --expires 45m")
        .await;
    assert!(!given.err.contains("in one hour"), "{}", given.err);
    assert_eq!(expiration("given").await, now + Duration::from_mins(45));
    for (end, says) in [
        ("soon", "is not a time"),
        ("2020-01-01T00:00:00Z", "have ended already"),
    ] {
        let line = format!("rolecall role add x --credentials --region eu-west-1 --expires {end}");
        let refused = cli.run(&line).await;
        assert_eq!(refused.code, 2, "{}", refused.err);
        assert!(refused.err.contains(says), "{}", refused.err);
    }
}

#[tokio::test(start_paused = true)]
async fn what_cannot_work_is_refused_and_nothing_is_changed() {
    let cli = TestCli::new();
    let before = cli.world.settings_file.text();
    let add = "rolecall role add x";
    for (pasted, line, says) in [
        (
            "",
            format!("{add} --credentials --region eu-west-1"),
            "no whole credentials",
        ),
        (
            "AWS_ACCESS_KEY_ID=AKIAEXAMPLE\nAWS_SECRET_ACCESS_KEY=x",
            format!("{add} --credentials --region eu-west-1"),
            "role add NAME --user",
        ),
        ("", format!("{add} --credentials"), "--region"),
        ("", format!("{add} --process TOOL"), "--region"),
        (
            "",
            format!("{add} --process TOOL --region eu-west-1 --duration 900"),
            "has no --duration",
        ),
        (
            "",
            format!("{add} --process TOOL --region eu-west-1 --role x"),
            "has no --role",
        ),
        (
            "",
            format!("{add} --process TOOL --credentials"),
            "cannot be used with",
        ),
        (
            "",
            format!("{add} --process TOOL --expires 8h"),
            "cannot be used with",
        ),
        ("", format!("{add} --process TOOL --region eu-west-1"), "failed"),
    ] {
        paste(&cli, pasted);
        let refused = with_tool(&cli, &line).await;
        assert_eq!(refused.code, 2, "{line}: {}", refused.err);
        assert!(refused.err.contains(says), "{line}: {}", refused.err);
    }
    assert_eq!(cli.world.settings_file.text(), before);
}
