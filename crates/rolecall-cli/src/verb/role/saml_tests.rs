//! Defining a role that a SAML assertion leads to.

use crate::tests::TestCli;
use rolecall_fakes::Operation;
use rolecall_model::role_definition::IdentityTokenSource;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;

const ARN: &str = "arn:aws:iam::111111111111:role/Corp";
/// `CANARY-assertion` in base 64.
const ASSERTION: &str = "Q0FOQVJZLWFzc2VydGlvbg==";
const ADD: &str = "rolecall role add corp --role arn:aws:iam::111111111111:role/Corp --provider arn:aws:iam::111111111111:saml-provider/Corp --region eu-west-1";

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Nobody is signed in, and an assertion leads to [`ARN`].
fn cli() -> TestCli {
    let cli = TestCli::new();
    let file = IdentityTokenSource::File(PathBuf::from("/run/assertion"));
    cli.world.identity_tokens.put(&file, ASSERTION);
    cli.world.aws.trust_assertion(ARN, ASSERTION);
    cli
}

fn paste(cli: &TestCli, text: &str) {
    *cli.machine.pasted.lock().unwrap() = Some(text.to_owned());
}

#[tokio::test(start_paused = true)]
async fn one_is_added_tried_out_used_listed_and_removed_without_a_sign_in() {
    let cli = cli();
    let added = cli.run(&format!("{ADD} --saml-assertion /run/assertion")).await;
    assert_eq!((added.code, added.out.as_str()), (0, ""), "{}", added.err);
    let tested = cli.run("rolecall role test corp").await;
    assert_eq!(
        tested.out, "arn:aws:sts::111111111111:assumed-role/Corp/ann\n",
        "{}",
        tested.err
    );
    let listed = cli.run("rolecall role list").await;
    assert_eq!(listed.out, format!("corp\t{ARN}\t/run/assertion\t\n"));
    let used = cli.run("rolecall credential-process corp").await;
    assert_eq!(used.code, 0, "{}", used.err);
    assert_eq!(cli.run("rolecall start corp").await.code, 0);
    assert_eq!(cli.world.aws.count(Operation::AssumeRoleWithSaml), 2);
    assert_eq!(cli.run("rolecall role remove corp").await.code, 0);
}

#[tokio::test(start_paused = true)]
async fn every_option_is_stored_and_changed() {
    let cli = cli();
    let options = "--saml-assertion /run/assertion --endpoint-url http://127.0.0.1:4566 --duration 43200";
    let added = cli.run(&format!("{ADD} {options} --json")).await;
    let mut expected = json!({
        "target": "corp", "method": "saml", "account_id": "111111111111", "role_name": "Corp", "role_arn": ARN,
        "from": null, "saml_assertion": "/run/assertion",
        "saml_provider": "arn:aws:iam::111111111111:saml-provider/Corp", "region": "eu-west-1",
        "endpoint_url": "http://127.0.0.1:4566", "session_name": null, "duration_seconds": 43200,
        "external_id": null, "source_identity": null, "tags": {}, "transitive_tags": [], "policy": null,
        "policy_arns": [],
    });
    assert_eq!(parsed(&added.out), expected, "{}", added.err);
    let edited = cli
        .run("rolecall role edit corp --saml-command get-assertion --unset duration --json")
        .await;
    let members = expected.as_object_mut().unwrap();
    members.remove("saml_assertion");
    members.extend([
        ("saml_command".to_owned(), json!("get-assertion")),
        ("duration_seconds".to_owned(), Value::Null),
    ]);
    assert_eq!(parsed(&edited.out), expected, "{}", edited.err);
}

#[tokio::test(start_paused = true)]
async fn an_entered_assertion_is_stored_in_the_keychain_until_a_new_one_is_needed() {
    let cli = cli();
    paste(&cli, "Q0FOQVJZ\nLWFzc2VydGlvbg==\n");
    let added = cli.run(&format!("{ADD} --saml-assertion -")).await;
    assert_eq!(added.code, 0, "{}", added.err);
    assert!(added.err.contains("five minutes"), "{}", added.err);
    assert!(!cli.world.settings_file.text().contains("Q0FO"));
    assert_eq!(cli.run("rolecall start corp").await.code, 0);

    cli.world.clock.advance(Duration::from_hours(2)).await;
    let needed = cli.run("rolecall credential-process corp").await;
    assert_eq!((needed.code, needed.out.as_str()), (2, ""), "{}", needed.err);
    let says = "rolecall role edit corp --saml-assertion -";
    assert!(needed.err.contains(says), "{}", needed.err);

    paste(&cli, "c2Vjb25kLWFzc2VydGlvbg==");
    cli.world.aws.trust_assertion(ARN, "c2Vjb25kLWFzc2VydGlvbg==");
    let edited = cli.run("rolecall role edit corp --saml-assertion -").await;
    assert_eq!(edited.code, 0, "{}", edited.err);
    let used = cli.run("rolecall credential-process corp").await;
    assert_eq!(used.code, 0, "{}", used.err);
    assert_eq!(cli.run("rolecall role remove corp").await.code, 0);
    let items = cli.world.keychain.stored_items();
    assert!(items.is_empty(), "{items:?}");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_work_is_refused_and_nothing_is_changed() {
    let cli = cli();
    let file = "--saml-assertion /run/assertion";
    assert_eq!(cli.run(&format!("{ADD} {file}")).await.code, 0);
    let before = cli.world.settings_file.text();
    let add = "rolecall role add x";
    let provider = "--provider arn:aws:iam::111111111111:saml-provider/Corp";
    paste(&cli, "no assertion!");
    for (line, says) in [
        (format!("{ADD} {file}"), "already is a role"),
        (
            format!("{add} --saml-assertion run/a --role {ARN} {provider} --region eu-west-1"),
            "begin at the root",
        ),
        (
            format!("{add} {file} {provider} --region eu-west-1"),
            "needs --role",
        ),
        (
            format!("{add} {file} --role {ARN} --region eu-west-1"),
            "needs --provider",
        ),
        (format!("{add} {file} --role {ARN} {provider}"), "needs --region"),
        (
            format!("{add} {file} --role {ARN} --provider Corp --region eu-west-1"),
            "is not the ARN of a SAML provider",
        ),
        (
            format!("{add} {file} --role {ARN} {provider} --region eu-west-1 --session-name ann"),
            "has no --session-name",
        ),
        (
            format!("{add} {file} --role {ARN} {provider} --region eu-west-1 --tag a=b"),
            "has no --tag",
        ),
        (format!("{add} {file} --saml-command get"), "cannot be used with"),
        (
            format!("{add} --saml-assertion - --role {ARN} {provider} --region eu-west-1"),
            "is not an assertion",
        ),
        (
            "rolecall role edit corp --process get".to_owned(),
            "A SAML assertion leads to corp",
        ),
    ] {
        let refused = cli.run(&line).await;
        assert_eq!(refused.code, 2, "{line}: {}", refused.err);
        assert!(refused.err.contains(says), "{line}: {}", refused.err);
    }
    assert_eq!(cli.world.settings_file.text(), before);
}

#[tokio::test(start_paused = true)]
async fn an_assertion_that_is_refused_has_its_words() {
    let cli = cli();
    let file = IdentityTokenSource::File(PathBuf::from("/run/assertion"));
    assert_eq!(
        cli.run(&format!("{ADD} --saml-assertion /run/assertion"))
            .await
            .code,
        0
    );
    cli.world.identity_tokens.put(&file, "Zm9yZ2Vk");
    let forged = cli.run("rolecall role test corp").await;
    assert_eq!(forged.code, 4, "{}", forged.err);
    assert!(
        forged.err.contains("does not accept the assertion"),
        "{}",
        forged.err
    );
    cli.world.identity_tokens.put(&file, ASSERTION);
    cli.world.clock.advance(Duration::from_mins(6)).await;
    let expired = cli.run("rolecall role test corp").await;
    assert_eq!(expired.code, 4, "{}", expired.err);
    assert!(expired.err.contains("has expired"), "{}", expired.err);
}
