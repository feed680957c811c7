//! Defining roles on the command line.

use crate::tests::{FakeMachine, TestCli};
use rolecall::ports::{Keychain, KeychainItem, RoleSecretKey, RoleSecretKind, RoleSessionIndex};
use rolecall::settings::read_settings;
use rolecall_fakes::{Fault, Operation, role_ref};
use rolecall_model::role_ref::DefinedRoleName;
use rolecall_model::secret::RoleSecret;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::PathBuf;

const ARN: &str = "arn:aws:iam::111111111111:role/Deploy";
const ADD: &str =
    "rolecall role add deploy --assume arn:aws:iam::111111111111:role/Deploy --from work/222222222222/Admin";

/// `ann` is signed in and may assume [`ARN`] with a role that her portal lists.
async fn cli() -> TestCli {
    let (cli, portal) = TestCli::listed().await;
    let admin = role_ref(&portal.name, "222222222222", "Admin");
    cli.world.aws.trust(ARN, &admin);
    cli
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[tokio::test(start_paused = true)]
async fn one_is_added_tried_out_listed_and_removed() {
    let cli = cli().await;
    let added = cli.run(ADD).await;
    assert_eq!((added.code, added.out.as_str()), (0, ""), "{}", added.err);
    assert_eq!(
        added.err,
        "Added deploy. Try it with `rolecall role test deploy`.\n"
    );

    let tested = cli.run("rolecall role test deploy").await;
    assert_eq!(tested.out, "arn:aws:sts::111111111111:assumed-role/Deploy/ann\n");
    let sessions = cli.world.state_store.role_sessions().unwrap();
    assert!(sessions.iter().all(|record| record.role.defined_name().is_none()));
    let tested = parsed(&cli.run("rolecall role test deploy --json").await.out);
    assert_eq!(tested["account_id"], "111111111111");
    assert_eq!(cli.world.aws.count(Operation::AssumeRole), 2, "each is a new try");

    let listed = cli.run("rolecall role list").await;
    assert_eq!(listed.out, format!("deploy\t{ARN}\twork/222222222222/Admin\t\n"));
    let listed = parsed(&cli.run("rolecall role list --json").await.out);
    let role = &listed["roles"][0];
    assert_eq!(role["chain"], json!(["work/222222222222/Admin", "deploy"]));
    assert_eq!(role["role_arn"], ARN);

    assert_eq!(cli.run("rolecall start deploy").await.code, 0);
    assert_eq!(
        cli.run("rolecall role remove deploy").await.err,
        "Removed deploy.\n"
    );
    let sessions = cli.world.state_store.role_sessions().unwrap();
    assert!(sessions.iter().all(|record| record.role.defined_name().is_none()));
    let gone = cli.run("rolecall role test deploy").await;
    assert_eq!(gone.code, 2);
    assert!(
        gone.err.contains("not defined a role called \"deploy\""),
        "{}",
        gone.err
    );
}

#[tokio::test(start_paused = true)]
async fn every_option_is_stored_changed_and_unset() {
    let mut cli = cli().await;
    let policy = r#"{"Version":"2012-10-17","Statement":[]}"#;
    cli.machine = FakeMachine {
        files: HashMap::from([(PathBuf::from("policy.json"), policy)]),
        ..FakeMachine::default()
    };
    let options = "--external-id acme:1 --duration 900 --session-name ci-{user} --source-identity ada --tag team=pay \
                   --tag cost= --transitive team --policy policy.json --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess";
    let added = cli.run(&format!("{ADD} {options} --json")).await;
    let mut expected = json!({
        "target": "deploy", "method": "assume-role", "account_id": "111111111111", "role_name": "Deploy",
        "role_arn": ARN, "from": "work/222222222222/Admin", "session_name": "ci-{user}", "duration_seconds": 900,
        "external_id": "acme:1", "source_identity": "ada", "tags": {"team": "pay", "cost": ""},
        "transitive_tags": ["team"], "policy": policy, "policy_arns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
    });
    assert_eq!(parsed(&added.out), expected, "{}", added.err);
    let unset = "--unset external-id --unset tag --unset policy --duration 1800";
    let edited = cli
        .run(&format!("rolecall role edit deploy {unset} --json"))
        .await;
    expected["external_id"] = Value::Null;
    expected["policy"] = Value::Null;
    expected["tags"] = json!({});
    expected["duration_seconds"] = json!(1800);
    assert_eq!(parsed(&edited.out), expected, "{}", edited.err);
    let plain = [
        "session-name",
        "duration",
        "policy-arn",
        "source-identity",
        "transitive",
    ];
    let unset: String = plain.map(|name| format!(" --unset {name}")).concat();
    assert_eq!(
        cli.run(&format!("rolecall role edit deploy{unset}")).await.code,
        0
    );
    let text = cli.world.settings_file.text();
    let table = text.split_once("[role.deploy]\n").unwrap().1.trim();
    assert_eq!(
        table,
        format!("assume = \"{ARN}\"\nfrom = \"work/222222222222/Admin\"")
    );
}

#[tokio::test(start_paused = true)]
async fn what_cannot_work_is_refused_and_nothing_is_changed() {
    let cli = cli().await;
    assert_eq!(cli.run(ADD).await.code, 0);
    let before = cli.world.settings_file.text();
    for (arguments, says) in [
        ("add a_b! --assume ARN --from deploy", "Invalid name \"a_b!\""),
        (
            "add Deploy --assume ARN --from work/222222222222/Admin",
            "already is a role",
        ),
        (
            "add x --assume role/X --from deploy",
            "\"role/X\" is not the ARN of a role",
        ),
        ("add x --assume ARN --from nobody/Admin", "nobody"),
        (
            "add x --assume ARN --from deploy --duration 3601",
            "is to last longer than an hour",
        ),
        (
            "add x --assume ARN --from deploy --duration 10",
            "The duration has to be a whole number",
        ),
        (
            "add x --assume ARN --from deploy --external-id a;b",
            "The external id has to be 2 to 1224",
        ),
        (
            "add x --assume ARN --from deploy --tag team",
            "What --tag gives has to be",
        ),
        (
            "add x --assume ARN --from deploy --tag a=1 --tag a=2",
            "one value for each key",
        ),
        (
            "add x --assume ARN --from deploy --policy missing.json",
            "missing.json cannot be read",
        ),
        (
            "edit nobody --duration 900",
            "not defined a role called \"nobody\"",
        ),
        (
            "edit deploy --from deploy",
            "The role deploy is assumed with its own credentials",
        ),
        ("remove nobody", "not defined a role called"),
    ] {
        let refused = cli
            .run(&format!("rolecall role {}", arguments.replace("ARN", ARN)))
            .await;
        assert_eq!(refused.code, 2, "{arguments}: {}", refused.err);
        assert!(refused.err.contains(says), "{arguments}: {}", refused.err);
    }
    assert_eq!(cli.world.settings_file.text(), before);
}

#[tokio::test(start_paused = true)]
async fn one_that_others_are_assumed_with_stays() {
    let cli = cli().await;
    assert_eq!(cli.run(ADD).await.code, 0);
    let child = format!("rolecall role add child --assume {ARN} --from deploy");
    assert_eq!(cli.run(&child).await.code, 0);
    let in_use = cli.run("rolecall role remove deploy").await;
    assert_eq!(in_use.code, 2);
    assert!(in_use.err.contains("child is assumed with it"), "{}", in_use.err);
    assert_eq!(
        read_settings(&cli.world.settings_file.text())
            .unwrap()
            .roles
            .len(),
        2
    );
}

#[tokio::test(start_paused = true)]
async fn a_test_says_why_it_fails_and_asks_before_production() {
    let cli = cli().await;
    assert_eq!(cli.run(ADD).await.code, 0);
    cli.world.aws.fail_next(Operation::AssumeRole, Fault::NotAssigned);
    let denied = cli.run("rolecall role test deploy").await;
    assert_eq!(denied.code, 4);
    assert!(denied.err.contains("AWS does not say why."), "{}", denied.err);
    let history = cli.run("rolecall history --event denied").await;
    assert!(history.out.contains("payments-prod/Deploy"), "{}", history.out);
    cli.add_settings("ask_before_production = true", "");
    let unasked = cli.run("rolecall role test deploy").await;
    assert_eq!(unasked.code, 1, "{}", unasked.err);
    assert_eq!(cli.run("rolecall role test deploy --yes").await.code, 0);
}

#[tokio::test(start_paused = true)]
async fn a_definition_that_leads_nowhere_is_listed_with_the_reason() {
    let cli = cli().await;
    cli.add_settings(
        "",
        "[role.lost]\nassume = \"arn:aws:iam::111111111111:role/X\"\nfrom = \"gone/222222222222/Admin\"",
    );
    let listed = cli.run("rolecall role list").await;
    assert!(
        listed.out.contains("There is no portal called gone."),
        "{}",
        listed.out
    );
    let listed = parsed(&cli.run("rolecall role list --json").await.out);
    assert_eq!(listed["roles"][0]["chain"], Value::Null);
    assert_eq!(listed["roles"][0]["problem"], "There is no portal called gone.");
}

#[tokio::test(start_paused = true)]
async fn what_was_entered_for_a_removed_role_is_erased() {
    let cli = cli().await;
    let secrets = || {
        let items = cli.world.keychain.stored_items().into_iter();
        items
            .filter(|item| matches!(item, KeychainItem::RoleSecret(_)))
            .count()
    };
    assert_eq!(cli.run(ADD).await.code, 0);
    for role in ["deploy", "forgotten"] {
        for kind in [
            RoleSecretKind::MfaSeed,
            RoleSecretKind::SecretAccessKey("AKIAEXAMPLE".into()),
        ] {
            let role = DefinedRoleName::parse(role).unwrap();
            let (key, secret) = (RoleSecretKey { role, kind }, RoleSecret::from_exposed("s"));
            let saved = cli.world.keychain.save_role_secret(&key, &secret);
            saved.await.unwrap();
        }
    }
    let checked = cli.run("rolecall doctor").await;
    assert!(checked.err.is_empty(), "{}", checked.err);
    assert!(
        checked.out.contains("rolecall role remove forgotten"),
        "{}",
        checked.out
    );
    assert!(!checked.out.contains("role remove deploy"), "{}", checked.out);

    assert_eq!(cli.run("rolecall role remove deploy").await.code, 0);
    assert_eq!(secrets(), 2, "those of the other role stay");
    let removed = cli.run("rolecall role remove forgotten").await;
    assert_eq!((removed.code, removed.err.as_str()), (0, "Removed forgotten.\n"));
    assert_eq!(secrets(), 0);
    assert_eq!(
        cli.run("rolecall role remove forgotten").await.code,
        2,
        "nothing is left"
    );
}
