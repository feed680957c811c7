//! Roles that a sign-in to the console leads to, on the command line.

use crate::tests::{CommandOutput, TestCli};
use rolecall::ports::KeychainItem;
use rolecall_fakes::{Operation, UserBehaviour};
use serde_json::{Value, json};
use std::time::Duration;

const ADD: &str = "rolecall role add console --login --region eu-west-1";

/// Runs a command that may show the link of a sign-in.
async fn run(cli: &TestCli, line: &str) -> CommandOutput {
    cli.run_unwatched(line.split_whitespace().map(Into::into).collect())
        .await
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| panic!("{text}"))
}

fn secrets(cli: &TestCli) -> usize {
    let items = cli.world.keychain.stored_items().into_iter();
    items
        .filter(|item| matches!(item, KeychainItem::RoleSecret(_)))
        .count()
}

fn asked(cli: &TestCli) -> usize {
    cli.world.aws.count(Operation::CreateOAuth2TokenWithRefreshToken)
}

#[tokio::test(start_paused = true)]
async fn whoever_signs_in_is_the_role_until_they_sign_out() {
    let cli = TestCli::new();
    let added = run(&cli, &format!("{ADD} --json")).await;
    assert_eq!(added.code, 0, "{}", added.err);
    let arn = "arn:aws:iam::111122223333:user/ann";
    assert!(added.err.contains(arn), "{}", added.err);
    let role = parsed(&added.out);
    assert_eq!(role["method"], "login");
    assert_eq!(role["login_session"], arn);
    assert_eq!(role["account_id"], "111122223333");
    assert_eq!(role["role_name"], "ann");
    assert_eq!(role["region"], "eu-west-1");
    assert_eq!(role.get("endpoint_url"), None);
    let settings = cli.world.settings_file.text();
    assert!(
        settings.contains(&format!("login_session = \"{arn}\"\n")),
        "{settings}"
    );

    // A program gets what came with the sign-in, then what renews it, and never opens a browser.
    let given = run(&cli, "rolecall credential-process console").await;
    assert_eq!((given.code, asked(&cli)), (0, 0), "{}", given.err);
    cli.world.clock.skip(Duration::from_mins(14));
    let renewed = run(&cli, "rolecall credential-process console").await;
    assert_eq!((renewed.code, asked(&cli)), (0, 1), "{}", renewed.err);
    assert_ne!(
        parsed(&renewed.out)["AccessKeyId"],
        parsed(&given.out)["AccessKeyId"]
    );
    let listed = cli.run("rolecall role list --json").await;
    assert_eq!(parsed(&listed.out)["roles"][0]["chain"], json!(["console"]));

    let out = cli.run("rolecall sign-out console").await;
    assert_eq!((out.code, secrets(&cli)), (0, 0), "{}", out.err);
    insta::assert_snapshot!(out.shown());
    let refused = cli.run("rolecall credential-process console").await;
    assert_eq!(refused.code, 3);
    insta::assert_snapshot!(refused.shown());
    assert_eq!(cli.world.browser.pages().len(), 1);
    insta::assert_snapshot!(cli.run("rolecall sign-out console").await.shown());

    let again = run(&cli, "rolecall sign-in console").await;
    assert_eq!((again.code, secrets(&cli)), (0, 1), "{}", again.err);
    assert_eq!(cli.run("rolecall start console").await.code, 0);
    let tested = cli.run("rolecall role test console --json").await;
    assert_eq!(parsed(&tested.out)["account_id"], "111122223333");
    let removed = cli.run("rolecall role remove console").await;
    assert_eq!((removed.code, secrets(&cli)), (0, 0), "{}", removed.err);
}

#[tokio::test(start_paused = true)]
async fn without_a_name_the_only_one_is_meant_where_there_is_no_portal() {
    let cli = TestCli::new();
    run(&cli, ADD).await;
    let signed_in = run(&cli, "rolecall login").await;
    assert_eq!(signed_in.code, 0, "{}", signed_in.err);
    assert!(signed_in.err.contains("Signed in to the console for console"));
    // A portal of the same name comes first.
    cli.with_portal("console");
    let at_portal = run(&cli, "rolecall sign-in console").await;
    assert!(
        at_portal.err.contains("Signed in to console."),
        "{}",
        at_portal.err
    );
}

#[tokio::test(start_paused = true)]
async fn what_does_not_work_leaves_nothing_behind() {
    let cli = TestCli::new();
    cli.world.browser.set_user_behaviour(UserBehaviour::Deny);
    let denied = run(&cli, ADD).await;
    assert_eq!((denied.code, secrets(&cli)), (4, 0), "{}", denied.err);
    cli.world
        .browser
        .set_user_behaviour(UserBehaviour::Approve("ann".into()));
    for wrong in [
        "rolecall role add console --login --region eu-west-1 --duration 900",
        "rolecall role add console --login --region nowhere",
        "rolecall role add console --login",
        "rolecall role add console --login --credentials --region eu-west-1",
    ] {
        let refused = run(&cli, wrong).await;
        assert_eq!(refused.code, 2, "{wrong}: {}", refused.err);
    }
    assert!(!cli.world.settings_file.text().contains("login_session"));
    assert_eq!(cli.world.browser.pages().len(), 1);

    run(&cli, ADD).await;
    let taken = run(&cli, ADD).await;
    assert_eq!(taken.code, 2, "{}", taken.err);
    for wrong in ["--device-code", "--in-window"] {
        let refused = run(&cli, &format!("rolecall sign-in console {wrong}")).await;
        assert_eq!(refused.code, 2, "{wrong}: {}", refused.err);
    }
    let other = UserBehaviour::Approve("mallory".into());
    cli.world.browser.set_user_behaviour(other);
    let refused = run(&cli, "rolecall sign-in console").await;
    assert_eq!(refused.code, 4, "{}", refused.err);
    assert!(refused.err.contains("user/mallory"), "{}", refused.err);
    assert_eq!(run(&cli, "rolecall credential-process console").await.code, 0);
}

#[tokio::test(start_paused = true)]
async fn another_region_needs_another_sign_in() {
    let cli = TestCli::new();
    run(&cli, ADD).await;
    let edited = cli.run("rolecall role edit console --region eu-west-2").await;
    assert_eq!(edited.code, 0, "{}", edited.err);
    assert_eq!(cli.run("rolecall credential-process console").await.code, 3);
    assert_eq!(asked(&cli), 0);
    let other = cli
        .run("rolecall role edit console --assume arn:aws:iam::111122223333:role/X --from console")
        .await;
    assert_eq!(other.code, 2, "{}", other.err);
    assert!(other.err.contains("console leads to console"), "{}", other.err);
}
