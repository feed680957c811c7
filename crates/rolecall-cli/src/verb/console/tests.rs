//! The console opens as the role, or its link is printed; nothing else shows the link.

use crate::tests::TestCli;
use rolecall_fakes::{Fault, Operation};
use rolecall_model::browser_failure::BrowserFailure;

#[tokio::test(start_paused = true)]
async fn it_opens_in_the_browser() {
    let (cli, _) = TestCli::listed().await;
    insta::assert_snapshot!(
        cli.run("rolecall console lab/Admin --destination s3")
            .await
            .shown()
    );
    let visits = cli.world.browser.console_sessions();
    assert_eq!(visits.len(), 1);
    assert!(visits[0].is_ok(), "{visits:?}");
}

#[tokio::test(start_paused = true)]
async fn progress_names_what_it_waits_for() {
    let (mut cli, _) = TestCli::listed().await;
    cli.caps.is_terminal = true;
    cli.caps.takes_escapes = true;
    let ran = cli.run("rolecall console lab/Admin").await;
    assert!(ran.err.contains("waiting for your browser"), "{}", ran.err);
    assert!(
        ran.err
            .ends_with("Opened the console in your browser as work/222222222222/Admin.\n")
    );
}

#[tokio::test(start_paused = true)]
async fn the_link_is_printed_alone() {
    let (cli, _) = TestCli::listed().await;
    let ran = cli
        .run("rolecall console lab/Admin --print --region eu-west-1")
        .await;
    assert_eq!((ran.code, ran.err.as_str(), ran.out.lines().count()), (0, "", 1));
    let visit = cli.world.aws.open_console(ran.out.trim()).unwrap();
    assert!(format!("{visit:?}").contains("eu-west-1"), "{visit:?}");
    assert!(cli.world.browser.console_sessions().is_empty());
}

#[tokio::test(start_paused = true)]
async fn failures_have_a_message_and_an_exit_code() {
    let (cli, _) = TestCli::listed().await;
    for args in [
        "--destination https://evil.example/",
        "--region nowhere",
        "--destination https://console.amazonaws.cn/s3",
    ] {
        assert_eq!(
            cli.run(&format!("rolecall console lab/Admin {args}")).await.code,
            2,
            "{args}"
        );
    }
    cli.world.aws.fail_next(Operation::GetSigninToken, Fault::Refused);
    assert_eq!(cli.run("rolecall console lab/Admin").await.code, 4);
    cli.world.browser.set_absent(true);
    let ran = cli.run("rolecall console lab/Admin").await;
    assert_eq!(ran.code, 1);
    insta::assert_snapshot!(ran.err);
}

#[tokio::test(start_paused = true)]
async fn what_the_browser_warns_of_is_shown_with_a_link_that_works_once() {
    let (cli, _) = TestCli::listed().await;
    cli.world.browser.warn_next(BrowserFailure::OtherUser);
    let ran = cli.run("rolecall console lab/Admin").await;
    assert_eq!(ran.code, 0);
    insta::assert_snapshot!(ran.err);
}

#[tokio::test(start_paused = true)]
async fn a_requested_region_is_never_replaced() {
    let (cli, _) = TestCli::listed().await;
    let ran = cli
        .run("rolecall console lab/Admin --print --region us-gov-west-1")
        .await;
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(
        ran.err.contains(
            "us-gov-west-1 is in the partition aws-us-gov, but the role work/222222222222/Admin is in aws"
        ),
        "{}",
        ran.err
    );
    let pasted = "https://us-west-2.console.aws.amazon.com/ec2/home?region=us-west-2";
    let ran = cli
        .run(&format!(
            "rolecall console lab/Admin --print --destination {pasted} --region eu-west-1"
        ))
        .await;
    let visit = cli.world.aws.open_console(ran.out.trim()).unwrap();
    let visit = format!("{visit:?}");
    assert!(visit.contains("region=eu-west-1"), "{visit}");
    assert!(!visit.contains("us-west-2"), "{visit}");
}

#[tokio::test(start_paused = true)]
async fn a_region_setting_of_another_partition_is_ignored() {
    let (cli, _) = TestCli::listed().await;
    cli.add_settings("console_region = \"us-gov-west-1\"", "");
    let ran = cli.run("rolecall console lab/Admin --print").await;
    let visit = cli.world.aws.open_console(ran.out.trim()).unwrap();
    assert!(format!("{visit:?}").contains("eu-central-1"), "{visit:?}");
}
