//! The list, as a user and as a program get it.

use crate::terminal::StreamCaps;
use crate::tests::TestCli;
use rolecall::settings::add_portal;
use rolecall_fakes::{Fault, Operation};
use serde_json::Value;

#[tokio::test(start_paused = true)]
async fn a_pipe_gets_tabs_and_a_terminal_gets_columns() {
    let (mut cli, _) = TestCli::listed().await;
    insta::assert_snapshot!(cli.run("rolecall roles").await.shown());
    assert_eq!(cli.run("rolecall default payments-prod/ReadOnly").await.code, 0);
    assert_eq!(cli.run("rolecall start lab/Admin").await.code, 0);
    cli.caps = StreamCaps {
        is_terminal: true,
        takes_escapes: true,
        use_colour: false,
        width: Some(90),
    };
    insta::assert_snapshot!(cli.run("rolecall roles").await.shown());
    cli.caps.width = Some(50);
    insta::assert_snapshot!(cli.run("rolecall roles pay adm").await.shown());
    insta::assert_snapshot!(cli.run("rolecall roles nothing like this").await.shown());
}

#[tokio::test(start_paused = true)]
async fn json_is_exact() {
    let (cli, _) = TestCli::listed().await;
    assert_eq!(cli.run("rolecall start lab/Admin").await.code, 0);
    let ran = cli.run("rolecall roles --json").await;
    let answer: Value = serde_json::from_str(&ran.out).unwrap();
    insta::assert_json_snapshot!(answer);
}

#[tokio::test(start_paused = true)]
async fn among_equals_those_that_the_user_prefers_come_first() {
    let (cli, _) = TestCli::listed().await;
    let (lab, payments) = ("work/222222222222/Admin", "work/111111111111/Admin");
    let order = async || {
        let found = cli.run("rolecall roles admin").await.out;
        let targets = found.lines().filter_map(|line| line.split('\t').next());
        targets.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(order().await, [lab, payments]);
    assert_eq!(
        cli.run("rolecall label payments-prod/Admin --favourite")
            .await
            .code,
        0
    );
    assert_eq!(order().await, [payments, lab]);
    assert_eq!(cli.run("rolecall start lab/Admin").await.code, 0);
    assert_eq!(
        order().await,
        [lab, payments],
        "it is active and was used recently"
    );
}

#[tokio::test(start_paused = true)]
async fn the_cached_list_needs_no_network_and_no_sign_in() {
    let (cli, portal) = TestCli::listed().await;
    let before = cli.world.aws.calls().len();
    assert_eq!(cli.run("rolecall sign-out").await.code, 0);
    let calls = cli.world.aws.calls().len();
    assert_eq!(cli.run("rolecall roles").await.out.lines().count(), 3);
    assert_eq!(cli.world.aws.calls().len(), calls);
    assert!(calls > before, "the sign-out called");
    let refused = cli.run("rolecall roles --refresh").await;
    assert_eq!(refused.code, 3);
    assert!(refused.err.contains("rolecall sign-in work"), "{}", refused.err);
    assert_eq!(refused.out.lines().count(), 3, "the cached list is still shown");
    drop(portal);
}

#[tokio::test(start_paused = true)]
async fn added_removed_and_failed_are_reported() {
    let (cli, portal) = TestCli::listed().await;
    cli.world
        .aws
        .assign(&portal, "ann", "222222222222", "lab", &["Billing"]);
    cli.world.aws.unassign(&portal, "ann", "111111111111", "Admin");
    insta::assert_snapshot!(cli.run("rolecall roles --refresh").await.shown());
    cli.world.aws.fail_when(|call| {
        (call.operation == Operation::ListAccountRoles && call.account_id.as_deref() == Some("222222222222"))
            .then_some(Fault::NotAssigned)
    });
    insta::assert_snapshot!(cli.run("rolecall roles --refresh").await.shown());
}

#[tokio::test(start_paused = true)]
async fn a_refresh_in_which_every_account_failed_is_no_success() {
    let (cli, _) = TestCli::listed().await;
    let list = async |line: &str| {
        let ran = cli.run(line).await;
        let answer: Value = serde_json::from_str(&ran.out).unwrap();
        (ran.code, answer["portals"][0].clone(), ran.err)
    };
    let (_, before, _) = list("rolecall roles --json").await;
    assert!(before["refresh"].is_null());
    cli.world.clock.advance(std::time::Duration::from_mins(1)).await;
    cli.world
        .aws
        .fail_every(Operation::ListAccountRoles, Fault::Unexpected);
    let (code, portal, err) = list("rolecall roles --json --refresh").await;
    assert_ne!(code, 0);
    assert!(err.contains("none of 2 accounts"), "{err}");
    assert_eq!(portal["refresh"]["succeeded"], false);
    assert_eq!(portal["refreshed_at"], before["refreshed_at"]);
    cli.world.aws.clear_faults();
    let (code, portal, _) = list("rolecall roles --json --refresh").await;
    assert_eq!(code, 0);
    assert_eq!(
        portal["refresh"],
        serde_json::json!({"succeeded": true, "failed_accounts": 0, "unreadable_items": 0})
    );
}

#[tokio::test(start_paused = true)]
async fn an_unused_portal_does_not_make_listing_fail() {
    let (cli, _) = TestCli::listed().await;
    cli.with_portal("side");
    let ran = cli.run("rolecall roles").await;
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("rolecall sign-in side"), "{}", ran.err);
}

#[tokio::test(start_paused = true)]
async fn without_a_portal_it_says_how_to_add_one() {
    let ran = TestCli::new().run("rolecall roles").await;
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("rolecall portal add"), "{}", ran.err);
}

#[tokio::test(start_paused = true)]
async fn portals_without_roles_are_reported() {
    let cli = TestCli::new();
    let portal = cli.world.portal("work");
    let text = add_portal("", &portal).unwrap();
    cli.world.settings_file.set_text(text);
    cli.world.sign_in(&portal).await;
    for line in ["rolecall roles", "rolecall roles foo"] {
        let ran = cli.run(line).await;
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{line}");
        assert!(
            ran.err.starts_with("No roles are assigned to you at work."),
            "{}",
            ran.err
        );
        assert!(!ran.err.contains("Nothing matches"), "{}", ran.err);
    }
    cli.world.aws.assign(&portal, "ann", "222222222222", "lab", &[]);
    let ran = cli.run("rolecall roles --refresh").await;
    assert!(
        ran.err.contains("No roles are assigned to you at work."),
        "{}",
        ran.err
    );
    cli.world
        .aws
        .assign(&portal, "ann", "222222222222", "lab", &["Admin"]);
    let ran = cli.run("rolecall roles --refresh").await;
    assert!(!ran.err.contains("No roles are assigned"), "{}", ran.err);
}
