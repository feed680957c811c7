//! Signing in as a user sees it: by browser, by link, by code; refused, and too late.

use crate::tests::{CommandOutput, TestCli};
use rolecall::ports::{BrowserPage, Clock};
use rolecall_fakes::UserBehaviour;
use rolecall_model::browser_failure::BrowserFailure;
use rolecall_model::secret::AuthorizationUrl;
use std::time::Duration;

async fn run(cli: &TestCli, line: &str) -> CommandOutput {
    cli.run_unwatched(line.split_whitespace().map(Into::into).collect())
        .await
}

/// Masks the part of links that differs each time.
fn masked(text: &str) -> String {
    let mask = |line: &str| {
        line.split_once("/authorize?")
            .map_or(line.to_owned(), |(host, _)| format!("{host}/authorize?…"))
    };
    text.lines().map(mask).collect::<Vec<_>>().join("\n")
}

/// Waits for `marker` on standard error and returns the rest of its line.
async fn text_after(cli: &TestCli, marker: &str) -> String {
    loop {
        cli.world.clock.sleep(Duration::from_secs(1)).await;
        if let Some((_, after)) = cli.stderr().split_once(marker) {
            return after.lines().next().unwrap_or_default().to_owned();
        }
    }
}

#[tokio::test(start_paused = true)]
async fn by_browser() {
    let cli = TestCli::new();
    cli.with_portal("work");
    insta::assert_snapshot!(masked(&run(&cli, "rolecall login").await.shown()));
    insta::assert_snapshot!(cli.run("rolecall sign-out").await.shown());
    insta::assert_snapshot!(cli.run("rolecall logout work").await.shown());
}

#[tokio::test(start_paused = true)]
async fn by_a_browser_that_does_not_open() {
    let cli = TestCli::new();
    cli.with_portal("work");
    cli.world.browser.set_failure(Some("no such program"));
    let user = async {
        let link = text_after(
            &cli,
            "could not be opened. Open this link in a browser on this computer:\n  ",
        )
        .await;
        cli.world
            .browser
            .visit(&BrowserPage::SignIn(AuthorizationUrl::from_exposed(link)));
    };
    let (ran, ()) = tokio::join!(run(&cli, "rolecall sign-in"), user);
    insta::assert_snapshot!(masked(&ran.shown()));
}

#[tokio::test(start_paused = true)]
async fn a_browser_that_does_not_exist_is_named_and_no_code_is_used() {
    let cli = TestCli::new();
    cli.with_portal("work");
    cli.world
        .browser
        .set_missing_choice("firefoxx --new-tab \u{1b}[31m");
    let user = async {
        let link = text_after(&cli, "Open this link in a browser on this computer:\n  ").await;
        let page = BrowserPage::SignIn(AuthorizationUrl::from_exposed(link));
        cli.world.browser.visit(&page);
    };
    let (ran, ()) = tokio::join!(run(&cli, "rolecall sign-in"), user);
    assert_eq!(ran.code, 0);
    insta::assert_snapshot!(masked(&ran.shown()));
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_the_state_is_shown_and_the_sign_in_continues() {
    let cli = TestCli::new();
    cli.with_portal("work");
    let denied = UserBehaviour::FailWithoutState("access_denied".to_owned());
    cli.world.browser.set_user_behaviour(denied);
    let status = "exit status: 1".to_owned();
    cli.world
        .browser
        .warn_next(BrowserFailure::ProgramFailed { status });
    let ran = run(&cli, "rolecall sign-in").await;
    assert_eq!(ran.code, 3);
    let forgotten = UserBehaviour::Fail("invalid_client".to_owned());
    cli.world.browser.set_user_behaviour(forgotten);
    let again = run(&cli, "rolecall sign-in").await;
    assert_eq!(again.code, 3);
    insta::assert_snapshot!(masked(&format!("{}{}", ran.err, again.err)));
}

#[tokio::test(start_paused = true)]
async fn by_code_without_a_browser() {
    let cli = TestCli::new();
    cli.with_portal("work");
    cli.world.browser.set_absent(true);
    let user = async {
        let code = text_after(&cli, "Your code:  ").await;
        assert!(cli.world.aws.approve_device(code.trim(), "ann"));
        code
    };
    let (ran, code) = tokio::join!(run(&cli, "rolecall sign-in"), user);
    assert_eq!(ran.code, 0);
    insta::assert_snapshot!(ran.shown().replace(code.trim(), "CODE-CODE"));
    assert!(cli.world.browser.pages().is_empty());
}

#[tokio::test(start_paused = true)]
async fn refused_and_too_late() {
    let cli = TestCli::new();
    cli.with_portal("work");
    cli.world.browser.set_user_behaviour(UserBehaviour::Deny);
    let refused = run(&cli, "rolecall sign-in").await;
    assert_eq!(refused.code, 4);
    cli.world.browser.set_user_behaviour(UserBehaviour::Ignore);
    let late = run(&cli, "rolecall sign-in").await;
    assert_eq!(late.code, 3);
    insta::assert_snapshot!(masked(&format!("{}{}", refused.err, late.err)));
}

#[tokio::test(start_paused = true)]
async fn several_portals_are_not_guessed() {
    let cli = TestCli::new();
    assert_eq!(cli.run("rolecall sign-in").await.code, 2);
    cli.with_portal("work");
    cli.with_portal("side");
    insta::assert_snapshot!(cli.run("rolecall sign-in").await.shown());
    assert_eq!(cli.run("rolecall sign-in nowhere").await.code, 2);
}
