//! Defining IAM users on the command line.

use crate::tests::{FakeMachine, TestCli, program};
use rolecall::ports::{Keychain, KeychainItem, RoleSecretKey, RoleSecretKind};
use rolecall_fakes::{CAROL_ARN, CAROL_DEVICE, CAROL_SEED, Fault, Operation};
use rolecall_model::desktop_message::DesktopMessage;
use rolecall_model::role_definition::AccessKeyId;
use rolecall_model::role_ref::DefinedRoleName;
use serde_json::{Value, json};

/// Nobody is signed in; carol's secret access key is what is entered.
fn cli() -> (TestCli, AccessKeyId) {
    let mut cli = TestCli::new();
    let key = cli.world.aws.create_carols_key();
    cli.machine = FakeMachine {
        // EXPOSE: the user enters it
        secret: Some(key.secret.expose().to_owned()),
        ..FakeMachine::default()
    };
    (cli, key.id)
}

fn add(id: &AccessKeyId) -> String {
    format!(
        "rolecall role add carol --user --access-key-id {id} --mfa-serial {CAROL_DEVICE} --region eu-west-1"
    )
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn secrets(cli: &TestCli) -> usize {
    let items = cli.world.keychain.stored_items().into_iter();
    items
        .filter(|item| matches!(item, KeychainItem::RoleSecret(_)))
        .count()
}

#[tokio::test(start_paused = true)]
async fn one_is_added_used_with_one_code_and_removed() {
    let (cli, id) = cli();
    let added = cli.run(&format!("{} --json", add(&id))).await;
    assert_eq!(added.code, 0, "{}", added.err);
    let expected = json!({
        "target": "carol", "method": "user", "account_id": "111111111111", "role_name": "carol", "user_arn": CAROL_ARN,
        "access_key_id": id.as_str(), "mfa_serial": CAROL_DEVICE, "from": null, "region": "eu-west-1",
        "session_name": null, "duration_seconds": null, "external_id": null, "source_identity": null, "tags": {},
        "transitive_tags": [], "policy": null, "policy_arns": [],
    });
    assert_eq!(parsed(&added.out), expected);
    assert!(added.err.contains(CAROL_ARN), "{}", added.err);
    let listed = cli.run("rolecall role list").await;
    assert_eq!(listed.out, format!("carol\t{CAROL_ARN}\taccess key {id}\t\n"));

    let unasked = cli.run("rolecall credential-process carol").await;
    assert_eq!((unasked.code, unasked.out.as_str()), (3, ""), "{}", unasked.err);
    assert!(unasked.err.contains(CAROL_DEVICE), "{}", unasked.err);
    let code = cli.world.mfa_device.shown();
    let started = cli.run(&format!("rolecall start carol --mfa-code {code}")).await;
    assert_eq!(started.code, 0, "{}", started.err);
    let used = cli.run("rolecall credential-process carol").await;
    assert_eq!(used.code, 0, "{}", used.err);
    assert!(parsed(&used.out)["SessionToken"].is_string());
    assert_eq!(cli.world.aws.count(Operation::GetSessionToken), 1);
    assert_eq!(cli.run("rolecall role remove carol").await.code, 0);
    assert_eq!(secrets(&cli), 0);
}

#[tokio::test(start_paused = true)]
async fn the_code_is_asked_for_in_the_terminal_until_it_is_one() {
    let (mut cli, id) = cli();
    assert_eq!(cli.run(&add(&id)).await.code, 0);
    cli.machine.reply = Some(cli.world.mfa_device.shown());
    let tested = cli.run("rolecall role test carol").await;
    assert_eq!(tested.code, 0, "{}", tested.err);
    let questions = cli.machine.questions.lock().unwrap().clone();
    assert_eq!(questions.last(), Some(&format!("MFA code of {CAROL_DEVICE}: ")));
    cli.machine.reply = Some("twelve".to_owned());
    let asked = questions.len();
    assert_eq!(cli.run("rolecall start carol").await.code, 3);
    assert_eq!(cli.machine.questions.lock().unwrap().len(), asked + 3);
}

#[tokio::test(start_paused = true)]
async fn a_code_that_aws_refuses_is_asked_for_again_in_the_terminal() {
    let (mut cli, id) = cli();
    assert_eq!(cli.run(&add(&id)).await.code, 0);
    cli.machine.reply = Some("000000".to_owned());
    assert_eq!(cli.run("rolecall role test carol").await.code, 4);
    let asked = cli.machine.questions.lock().unwrap().clone();
    let codes: Vec<&String> = asked
        .iter()
        .filter(|question| question.contains("MFA code"))
        .collect();
    assert!(codes.len() > 1, "{asked:?}");
    assert!(!codes[0].contains("did not accept"), "{asked:?}");
    assert!(codes[1].contains("did not accept"), "{asked:?}");
    let before = asked.len();
    let given = cli.run("rolecall role test carol --mfa-code 000000").await;
    assert_eq!(given.code, 4, "{}", given.err);
    assert_eq!(
        cli.machine.questions.lock().unwrap().len(),
        before,
        "nobody is asked"
    );
}

#[tokio::test(start_paused = true)]
async fn the_desktop_is_notified_of_a_code_that_a_program_needs() {
    let (cli, id) = cli();
    assert_eq!(cli.run(&add(&id)).await.code, 0);
    let program = program("terraform", 8812);
    cli.world.programs.set_parent(Some(program.clone()));
    let alone = cli.run("rolecall credential-process carol").await;
    assert_eq!(alone.code, 3);
    assert!(!alone.err.contains("on the desktop"), "{}", alone.err);
    cli.world.running_desktop.set_running(true);
    let refused = cli.run("rolecall credential-process carol").await;
    assert_eq!((refused.code, refused.out.as_str()), (3, ""));
    assert!(refused.err.contains("on the desktop"), "{}", refused.err);
    let needed = DesktopMessage::MfaCodeNeeded {
        role: DefinedRoleName::parse("carol").unwrap(),
        program: Some(program),
    };
    assert_eq!(cli.world.running_desktop.received(), [needed]);
    assert_eq!(cli.run("rolecall start carol").await.code, 3);
    assert_eq!(
        cli.world.running_desktop.received().len(),
        1,
        "a user in a terminal sees the failure there"
    );
}

#[tokio::test(start_paused = true)]
async fn a_failed_add_stores_nothing() {
    let (mut cli, id) = cli();
    let before = cli.world.settings_file.text();
    let other = add(&AccessKeyId::parse("AKIANOTCAROLS0000000").unwrap());
    let temporary = add(&id).replace("AKIA", "ASIA");
    for (line, code, says) in [
        (other.as_str(), 4, "does not know the access key"),
        (temporary.as_str(), 2, "begins with AKIA"),
        ("rolecall role add carol --user", 2, "--access-key-id"),
        (
            &format!("{} --external-id acme", add(&id)),
            2,
            "has no --external-id",
        ),
        (&format!("{} --duration 129601", add(&id)), 2, "129600"),
        (
            &format!("{} --assume arn:aws:iam::111111111111:role/A --from x", add(&id)),
            2,
            "cannot be used with",
        ),
    ] {
        let refused = cli.run(line).await;
        assert_eq!(refused.code, code, "{line}: {}", refused.err);
        assert!(refused.err.contains(says), "{line}: {}", refused.err);
    }
    for secret in [
        None,
        Some(String::new()),
        Some("two words".to_owned()),
        Some("wrong".to_owned()),
    ] {
        cli.machine.secret = secret;
        assert_ne!(cli.run(&add(&id)).await.code, 0);
    }
    let (mut cli, id) = self::cli();
    cli.world
        .aws
        .fail_every(Operation::GetCallerIdentity, Fault::Unreachable);
    assert_eq!(cli.run(&add(&id)).await.code, 6);
    cli.world.aws.clear_faults();
    cli.machine.variables.clear();
    assert_eq!((secrets(&cli), cli.world.settings_file.text()), (0, before));
}

#[tokio::test(start_paused = true)]
async fn a_stored_device_answers_for_itself_until_it_is_erased() {
    let (mut cli, id) = cli();
    assert_eq!(cli.run(&add(&id)).await.code, 0);
    cli.machine.secret = Some("no base 32 at all".to_owned());
    assert_eq!(cli.run("rolecall role mfa-seed carol").await.code, 2);
    cli.machine.secret = Some(CAROL_SEED.to_owned());
    let stored = cli.run("rolecall role mfa-seed carol").await;
    assert_eq!(stored.code, 0, "{}", stored.err);
    assert!(stored.err.contains("both in the keychain"), "{}", stored.err);
    assert_eq!(cli.run("rolecall role test carol").await.code, 0);
    assert_eq!(cli.run("rolecall role mfa-seed carol --remove").await.code, 0);
    assert_eq!(cli.run("rolecall role test carol").await.code, 3);
    assert_eq!(
        cli.run("rolecall role edit carol --unset mfa-serial").await.code,
        0
    );
    let without = cli.run("rolecall role mfa-seed carol").await;
    assert_eq!(without.code, 2);
    assert!(without.err.contains("no MFA device"), "{}", without.err);
    assert_eq!(cli.run("rolecall role test carol").await.code, 0);
    let key = RoleSecretKey {
        role: DefinedRoleName::parse("carol").unwrap(),
        kind: RoleSecretKind::SecretAccessKey(id.to_string()),
    };
    assert!(cli.world.keychain.role_secret(&key).await.unwrap().is_some());
}
