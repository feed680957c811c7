//! Defining a role that a token of another identity provider leads to.

use crate::tests::TestCli;
use rolecall_fakes::{Operation, World};
use rolecall_model::role_definition::IdentityTokenSource;
use serde_json::{Value, json};
use std::path::PathBuf;

const ARN: &str = "arn:aws:iam::111111111111:role/Ci";
const TOKEN: &str = "CANARY-header.payload.signature";
const ADD: &str = "rolecall role add ci --web-identity-token-file /run/token --role arn:aws:iam::111111111111:role/Ci --region eu-west-1";

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Nobody is signed in, and a token leads to [`ARN`].
fn cli() -> TestCli {
    let cli = TestCli::new();
    let World {
        identity_tokens, aws, ..
    } = &cli.world;
    identity_tokens.put(&IdentityTokenSource::File(PathBuf::from("/run/token")), TOKEN);
    aws.trust_identity_token(ARN, TOKEN);
    cli
}

#[tokio::test(start_paused = true)]
async fn one_is_added_tried_out_used_listed_and_removed_without_a_sign_in() {
    let cli = cli();
    let added = cli.run(ADD).await;
    assert_eq!((added.code, added.out.as_str()), (0, ""), "{}", added.err);
    let tested = cli.run("rolecall role test ci").await;
    assert_eq!(tested.out, "arn:aws:sts::111111111111:assumed-role/Ci/rolecall\n");
    assert!(!tested.err.contains("CANARY"));
    let listed = cli.run("rolecall role list").await;
    assert_eq!(listed.out, format!("ci\t{ARN}\t/run/token\t\n"));
    let listed = parsed(&cli.run("rolecall role list --json").await.out);
    let role = &listed["roles"][0];
    assert_eq!(role["chain"], json!(["ci"]));
    assert_eq!(role["method"], "web-identity");
    assert_eq!(role["from"], Value::Null);

    let used = cli.run("rolecall credential-process ci").await;
    assert_eq!(used.code, 0, "{}", used.err);
    assert_eq!(parsed(&used.out)["Version"], 1);
    assert_eq!(cli.run("rolecall start ci").await.code, 0);
    assert_eq!(cli.world.aws.count(Operation::AssumeRoleWithWebIdentity), 2);
    let roles = cli.run("rolecall roles").await;
    assert!(roles.out.contains("ci"), "{}", roles.out);
    assert_eq!(cli.run("rolecall role remove ci").await.code, 0);
}

#[tokio::test(start_paused = true)]
async fn every_option_is_stored_changed_and_unset() {
    let cli = cli();
    let options = "--endpoint-url http://127.0.0.1:4566 --duration 43200 --session-name ci --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess";
    let added = cli.run(&format!("{ADD} {options} --json")).await;
    let mut expected = json!({
        "target": "ci", "method": "web-identity", "account_id": "111111111111", "role_name": "Ci", "role_arn": ARN,
        "from": null, "web_identity_token_file": "/run/token", "region": "eu-west-1",
        "endpoint_url": "http://127.0.0.1:4566", "session_name": "ci", "duration_seconds": 43200,
        "external_id": null, "source_identity": null, "tags": {}, "transitive_tags": [], "policy": null,
        "policy_arns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
    });
    assert_eq!(parsed(&added.out), expected, "{}", added.err);
    let change = "--web-identity-command get-token --region eu-west-2 --unset duration --unset policy-arn";
    let edited = cli.run(&format!("rolecall role edit ci {change} --json")).await;
    let members = expected.as_object_mut().unwrap();
    members.remove("web_identity_token_file");
    members.extend([
        ("web_identity_command".to_owned(), json!("get-token")),
        ("region".to_owned(), json!("eu-west-2")),
        ("duration_seconds".to_owned(), Value::Null),
        ("policy_arns".to_owned(), json!([])),
    ]);
    assert_eq!(parsed(&edited.out), expected, "{}", edited.err);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_work_is_refused_and_nothing_is_changed() {
    let cli = cli();
    assert_eq!(cli.run(ADD).await.code, 0);
    let before = cli.world.settings_file.text();
    let token = "add x --web-identity-token-file";
    for (arguments, says) in [
        (
            format!("{token} run/token --role {ARN} --region eu-west-1"),
            "begin at the root",
        ),
        (format!("{token} /run/token --region eu-west-1"), "needs --role"),
        (format!("{token} /run/token --role {ARN}"), "needs --region"),
        (
            format!("{token} /run/token --role role/X --region eu-west-1"),
            "is not the ARN of a role",
        ),
        (
            format!("{token} /run/token --role {ARN} --region Europe"),
            "Europe",
        ),
        (
            format!("{token} /run/token --role {ARN} --region eu-west-1 --external-id abc"),
            "has no --external-id",
        ),
        (
            format!("{token} /run/token --web-identity-command get --role {ARN} --region eu-west-1"),
            "cannot be used with",
        ),
        (
            format!("add x --assume {ARN} --from ci --region eu-west-1"),
            "cannot be used with",
        ),
        (
            format!("edit ci --assume {ARN}"),
            "A token of another identity provider leads to ci",
        ),
    ] {
        let refused = cli.run(&format!("rolecall role {arguments}")).await;
        assert_eq!(refused.code, 2, "{arguments}: {}", refused.err);
        assert!(refused.err.contains(says), "{arguments}: {}", refused.err);
    }
    assert_eq!(cli.world.settings_file.text(), before);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_missing_or_refused_has_its_words() {
    let cli = cli();
    assert_eq!(cli.run(ADD).await.code, 0);
    let source = IdentityTokenSource::File(PathBuf::from("/run/token"));
    cli.world.identity_tokens.put(&source, "CANARY-forged");
    let refused = cli.run("rolecall role test ci").await;
    assert_eq!(refused.code, 4, "{}", refused.err);
    assert!(
        refused.err.contains("does not accept the token"),
        "{}",
        refused.err
    );
    assert!(!refused.err.contains("CANARY"), "{}", refused.err);
    cli.world.identity_tokens.put(&source, "");
    let missing = cli.run("rolecall role test ci").await;
    assert_eq!(missing.code, 2, "{}", missing.err);
    assert!(missing.err.contains("is not a token"), "{}", missing.err);
}
