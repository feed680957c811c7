//! The list, as a user and as a program get it.

use crate::terminal::Face;
use crate::tests::Stage;
use rolecall::settings::add_portal;
use rolecall_fakes::{Fault, Operation};
use serde_json::Value;

#[tokio::test(start_paused = true)]
async fn a_pipe_gets_tabs_and_a_terminal_gets_columns() {
    let (mut stage, _) = Stage::listed().await;
    insta::assert_snapshot!(stage.run("rolecall roles").await.shown());
    assert_eq!(stage.run("rolecall default payments-prod/ReadOnly").await.code, 0);
    assert_eq!(stage.run("rolecall start lab/Admin").await.code, 0);
    stage.face = Face {
        is_terminal: true,
        coloured: false,
        width: Some(90),
    };
    insta::assert_snapshot!(stage.run("rolecall roles").await.shown());
    stage.face.width = Some(50);
    insta::assert_snapshot!(stage.run("rolecall roles pay adm").await.shown());
    insta::assert_snapshot!(stage.run("rolecall roles nothing like this").await.shown());
}

#[tokio::test(start_paused = true)]
async fn json_is_exact() {
    let (stage, _) = Stage::listed().await;
    assert_eq!(stage.run("rolecall start lab/Admin").await.code, 0);
    let ran = stage.run("rolecall roles --json").await;
    let answer: Value = serde_json::from_str(&ran.out).unwrap();
    insta::assert_json_snapshot!(answer);
}

#[tokio::test(start_paused = true)]
async fn the_kept_list_needs_no_network_and_no_sign_in() {
    let (stage, portal) = Stage::listed().await;
    let before = stage.world.aws.calls().len();
    assert_eq!(stage.run("rolecall sign-out").await.code, 0);
    let calls = stage.world.aws.calls().len();
    assert_eq!(stage.run("rolecall roles").await.out.lines().count(), 3);
    assert_eq!(stage.world.aws.calls().len(), calls);
    assert!(calls > before, "the sign-out called");
    let refused = stage.run("rolecall roles --refresh").await;
    assert_eq!(refused.code, 3);
    assert!(refused.err.contains("rolecall sign-in work"), "{}", refused.err);
    assert_eq!(refused.out.lines().count(), 3, "the kept list is still shown");
    drop(portal);
}

#[tokio::test(start_paused = true)]
async fn what_is_new_gone_and_failed_is_told() {
    let (stage, portal) = Stage::listed().await;
    stage
        .world
        .aws
        .assign(&portal, "ann", "222222222222", "lab", &["Billing"]);
    stage.world.aws.unassign(&portal, "ann", "111111111111", "Admin");
    insta::assert_snapshot!(stage.run("rolecall roles --refresh").await.shown());
    stage.world.aws.fail_when(|call| {
        (call.operation == Operation::ListAccountRoles && call.account_id.as_deref() == Some("222222222222"))
            .then_some(Fault::NotAssigned)
    });
    insta::assert_snapshot!(stage.run("rolecall roles --refresh").await.shown());
}

#[tokio::test(start_paused = true)]
async fn one_unused_portal_does_not_spoil_the_rest() {
    let (stage, _) = Stage::listed().await;
    stage.with_portal("side");
    let ran = stage.run("rolecall roles").await;
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("rolecall sign-in side"), "{}", ran.err);
}

#[tokio::test(start_paused = true)]
async fn without_a_portal_it_says_how_to_add_one() {
    let ran = Stage::new().run("rolecall roles").await;
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("rolecall portal add"), "{}", ran.err);
}

#[tokio::test(start_paused = true)]
async fn where_nothing_is_assigned_that_is_said() {
    let stage = Stage::new();
    let portal = stage.world.portal("work");
    let text = add_portal("", &portal).unwrap();
    stage.world.settings_file.set_text(text);
    stage.world.sign_in(&portal).await;
    for line in ["rolecall roles", "rolecall roles foo"] {
        let ran = stage.run(line).await;
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{line}");
        assert!(
            ran.err.starts_with("No role is assigned to you at work."),
            "{}",
            ran.err
        );
        assert!(!ran.err.contains("Nothing matches"), "{}", ran.err);
    }
    stage.world.aws.assign(&portal, "ann", "222222222222", "lab", &[]);
    let ran = stage.run("rolecall roles --refresh").await;
    assert!(
        ran.err.contains("No role is assigned to you at work."),
        "{}",
        ran.err
    );
    stage
        .world
        .aws
        .assign(&portal, "ann", "222222222222", "lab", &["Admin"]);
    let ran = stage.run("rolecall roles --refresh").await;
    assert!(!ran.err.contains("No role is assigned"), "{}", ran.err);
}
