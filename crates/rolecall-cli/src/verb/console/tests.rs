//! The console opens as the role, or its link is printed, and nothing else shows the link.

use crate::tests::Stage;
use rolecall_fakes::Fault;
use rolecall_fakes::Operation;

#[tokio::test(start_paused = true)]
async fn it_opens_in_the_browser() {
    let (stage, _) = Stage::listed().await;
    insta::assert_snapshot!(
        stage
            .run("rolecall console lab/Admin --destination s3")
            .await
            .shown()
    );
    let visits = stage.world.browser.console_sessions();
    assert_eq!(visits.len(), 1);
    assert!(visits[0].is_ok(), "{visits:?}");
}

#[tokio::test(start_paused = true)]
async fn a_user_is_told_what_is_waited_for() {
    let (mut stage, _) = Stage::listed().await;
    stage.face.is_terminal = true;
    let ran = stage.run("rolecall console lab/Admin").await;
    assert!(ran.err.contains("waiting for your browser"), "{}", ran.err);
    assert!(
        ran.err
            .ends_with("The console opens in your browser as work/222222222222/Admin.\n")
    );
}

#[tokio::test(start_paused = true)]
async fn the_link_is_printed_alone() {
    let (stage, _) = Stage::listed().await;
    let ran = stage
        .run("rolecall console lab/Admin --print --region eu-west-1")
        .await;
    assert_eq!((ran.code, ran.err.as_str(), ran.out.lines().count()), (0, "", 1));
    let visit = stage.world.aws.open_console(ran.out.trim()).unwrap();
    assert!(format!("{visit:?}").contains("eu-west-1"), "{visit:?}");
    assert!(stage.world.browser.console_sessions().is_empty());
}

#[tokio::test(start_paused = true)]
async fn what_goes_wrong_is_told() {
    let (stage, _) = Stage::listed().await;
    for args in [
        "--destination https://evil.example/",
        "--region nowhere",
        "--destination https://console.amazonaws.cn/s3",
    ] {
        assert_eq!(
            stage
                .run(&format!("rolecall console lab/Admin {args}"))
                .await
                .code,
            2,
            "{args}"
        );
    }
    stage
        .world
        .aws
        .fail_next(Operation::GetSigninToken, Fault::Refused);
    assert_eq!(stage.run("rolecall console lab/Admin").await.code, 4);
    stage.world.browser.set_absent(true);
    let ran = stage.run("rolecall console lab/Admin").await;
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.err);
}

#[tokio::test(start_paused = true)]
async fn a_region_that_was_asked_for_is_never_replaced() {
    let (stage, _) = Stage::listed().await;
    let ran = stage
        .run("rolecall console lab/Admin --print --region us-gov-west-1")
        .await;
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(
        ran.err
            .contains("us-gov-west-1 is in the partition aws-us-gov, the portal work is in aws"),
        "{}",
        ran.err
    );
    let pasted = "https://us-west-2.console.aws.amazon.com/ec2/home?region=us-west-2";
    let ran = stage
        .run(&format!(
            "rolecall console lab/Admin --print --destination {pasted} --region eu-west-1"
        ))
        .await;
    let visit = stage.world.aws.open_console(ran.out.trim()).unwrap();
    let visit = format!("{visit:?}");
    assert!(visit.contains("region=eu-west-1"), "{visit}");
    assert!(!visit.contains("us-west-2"), "{visit}");
}

#[tokio::test(start_paused = true)]
async fn a_set_region_of_another_partition_gives_way() {
    let (stage, _) = Stage::listed().await;
    let text = format!(
        "console_region = \"us-gov-west-1\"\n{}",
        stage.world.settings_file.text()
    );
    stage.world.settings_file.set_text(text);
    let ran = stage.run("rolecall console lab/Admin --print").await;
    let visit = stage.world.aws.open_console(ran.out.trim()).unwrap();
    assert!(format!("{visit:?}").contains("eu-central-1"), "{visit:?}");
}
