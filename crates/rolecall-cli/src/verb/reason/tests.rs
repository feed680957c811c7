//! Where the settings demand a reason, nothing is done with production without one; it is in the history and in the name.

use crate::fast_path::stored_document;
use crate::tests::TestCli;
use rolecall::ports::RoleSessionIndex;
use rolecall_fakes::{Operation, role_ref};
use serde_json::Value;

const DEMANDED: &str = "rolecall settings set require_reason_for_production true";

const USES: [&str; 6] = [
    "rolecall start payments-prod/Admin",
    "rolecall console payments-prod/Admin",
    "rolecall console payments-prod/Admin --print",
    "rolecall env payments-prod/Admin",
    "rolecall exec payments-prod/Admin -- true",
    "rolecall shell payments-prod/Admin",
];

fn entries(json: &str) -> Vec<Value> {
    let document: Value = serde_json::from_str(json).unwrap();
    document["entries"].as_array().unwrap().clone()
}

#[tokio::test(start_paused = true)]
async fn production_is_refused_without_a_reason() {
    let (mut cli, _) = TestCli::listed().await;
    cli.machine.shell = Some("/bin/sh".into());
    assert_eq!(cli.run(DEMANDED).await.code, 0);
    for line in USES {
        let ran = cli.run(line).await;
        assert_eq!(ran.code, 2, "{line}: {}", ran.err);
        assert!(
            ran.err.contains("ask for a reason") && ran.err.contains("--reason"),
            "{}",
            ran.err
        );
        assert!(!ran.out.contains("ASIA"), "{line}");
    }
    assert_eq!(cli.world.aws.count(Operation::GetRoleCredentials), 0);
    assert_eq!(cli.run("rolecall start lab/Admin").await.code, 0, "no production");

    for line in USES {
        assert_eq!(cli.run("rolecall stop --all").await.code, 0);
        let (verb, command) = line.split_once(" --").unwrap_or((line, ""));
        let rest = if command.is_empty() {
            String::new()
        } else {
            format!(" --{command}")
        };
        let ran = cli.run(&format!("{verb} --reason INC-42{rest}")).await;
        assert_eq!(ran.code, 0, "{line}: {}", ran.err);
    }
    let history = cli.run("rolecall history payments-prod --json").await;
    for entry in entries(&history.out) {
        assert_eq!(entry["reason"], "INC-42", "{entry}");
    }
    let shown = cli.run("rolecall history INC-42").await;
    assert!(shown.out.contains("for INC-42"), "{}", shown.out);
}

#[tokio::test(start_paused = true)]
async fn a_role_session_that_was_started_with_a_reason_serves_programs() {
    let (cli, portal) = TestCli::listed().await;
    assert_eq!(cli.run(DEMANDED).await.code, 0);
    let target = format!("{}/111111111111/Admin", portal.name);
    let program = format!("rolecall credential-process {target}");
    let refused = cli.run(&program).await;
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    let advice = format!("rolecall start {target} --reason");
    assert!(refused.err.contains(&advice), "{}", refused.err);

    let started = cli.run(&format!("rolecall start {target} --reason INC-42")).await;
    assert_eq!(started.code, 0, "{}", started.err);
    assert!(started.err.contains("in the history only"), "{}", started.err);
    let is_on_fast_path = stored_document(&cli.world.ports(), &target).await.is_some();
    assert!(!is_on_fast_path, "the keychain alone does not know the reason");
    assert_eq!(cli.run(&program).await.code, 0);
    assert_eq!(cli.run(&format!("rolecall exec {target} -- true")).await.code, 0);
    let sessions: Value = serde_json::from_str(&cli.run("rolecall sessions --json").await.out).unwrap();
    assert_eq!(sessions["role_sessions"][0]["reason"], "INC-42");
    let history = cli.run("rolecall history --event given --json").await;
    assert_eq!(entries(&history.out).len(), 2);
    assert!(
        entries(&history.out)
            .iter()
            .all(|entry| entry["reason"] == "INC-42")
    );

    assert_eq!(cli.run("rolecall stop --all").await.code, 0);
    assert_eq!(cli.run(&program).await.code, 2);
}

#[tokio::test(start_paused = true)]
async fn the_name_of_a_role_session_has_the_reason_and_its_text_is_checked() {
    let (cli, portal) = TestCli::listed().await;
    let arn = "arn:aws:iam::222222222222:role/Deploy";
    cli.world
        .aws
        .trust(arn, &role_ref(&portal.name, "111111111111", "Admin"));
    let from = format!("{}/111111111111/Admin", portal.name);
    let added = cli
        .run(&format!("rolecall role add deploy --assume {arn} --from {from}"))
        .await;
    assert_eq!(added.code, 0, "{}", added.err);
    let started = cli.run("rolecall start deploy --reason INC-42").await;
    assert_eq!(started.code, 0, "{}", started.err);
    assert!(!started.err.contains("in the history only"), "{}", started.err);
    let records = cli.world.state_store.role_sessions().unwrap();
    let reasons: Vec<_> = records
        .iter()
        .map(|record| {
            (
                record.role.target(),
                record.reason.as_ref().map(ToString::to_string),
            )
        })
        .collect();
    assert!(
        reasons.contains(&("deploy".to_owned(), Some("INC-42".to_owned()))),
        "{reasons:?}"
    );
    assert!(
        reasons.contains(&(from, None)),
        "one parent serves many: {reasons:?}"
    );

    let long = format!("rolecall start deploy --reason {}", "r".repeat(201));
    let refused = cli.run(&long).await;
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("at most 200 characters"), "{}", refused.err);
}
