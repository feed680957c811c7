//! Signing in as a user sees it: by browser, by hand, by code; refused, and too late.

use crate::tests::{Ran, Stage};
use rolecall::ports::{BrowserPage, Clock};
use rolecall_fakes::UserBehaviour;
use rolecall_model::secret::AuthorizationUrl;
use std::time::Duration;

async fn run(stage: &Stage, line: &str) -> Ran {
    stage
        .run_unwatched(line.split_whitespace().map(Into::into).collect())
        .await
}

/// The state in a link is made again each time.
fn masked(text: &str) -> String {
    let mask = |line: &str| {
        line.split_once("/authorize?")
            .map_or(line.to_owned(), |(host, _)| format!("{host}/authorize?…"))
    };
    text.lines().map(mask).collect::<Vec<_>>().join("\n")
}

/// Waits for `mark` in the remarks or the answer and returns what follows it on the line.
async fn seen(stage: &Stage, mark: &str) -> String {
    loop {
        stage.world.clock.sleep(Duration::from_secs(1)).await;
        if let Some((_, after)) = stage.remarks().split_once(mark) {
            return after.lines().next().unwrap_or_default().to_owned();
        }
    }
}

#[tokio::test(start_paused = true)]
async fn by_browser() {
    let stage = Stage::new();
    stage.with_portal("work");
    insta::assert_snapshot!(masked(&run(&stage, "rolecall login").await.shown()));
    insta::assert_snapshot!(stage.run("rolecall sign-out").await.shown());
    insta::assert_snapshot!(stage.run("rolecall logout work").await.shown());
}

#[tokio::test(start_paused = true)]
async fn by_a_browser_that_does_not_open() {
    let stage = Stage::new();
    stage.with_portal("work");
    stage.world.browser.set_failure(Some("no such program"));
    let user = async {
        let link = seen(
            &stage,
            "could not be opened. Open this link in a browser on this computer:\n  ",
        )
        .await;
        stage
            .world
            .browser
            .visit(&BrowserPage::SignIn(AuthorizationUrl::from_exposed(link)));
    };
    let (ran, ()) = tokio::join!(run(&stage, "rolecall sign-in"), user);
    insta::assert_snapshot!(masked(&ran.shown()));
}

#[tokio::test(start_paused = true)]
async fn by_code_where_no_browser_is() {
    let stage = Stage::new();
    stage.with_portal("work");
    stage.world.browser.set_absent(true);
    let user = async {
        let code = seen(&stage, "Your code:  ").await;
        assert!(stage.world.aws.approve_device(code.trim(), "ann"));
        code
    };
    let (ran, code) = tokio::join!(run(&stage, "rolecall sign-in"), user);
    assert_eq!(ran.code, 0);
    insta::assert_snapshot!(ran.shown().replace(code.trim(), "CODE-CODE"));
    assert!(stage.world.browser.pages().is_empty());
}

#[tokio::test(start_paused = true)]
async fn refused_and_too_late() {
    let stage = Stage::new();
    stage.with_portal("work");
    stage.world.browser.set_user_behaviour(UserBehaviour::Deny);
    let refused = run(&stage, "rolecall sign-in").await;
    assert_eq!(refused.code, 4);
    stage.world.browser.set_user_behaviour(UserBehaviour::Ignore);
    let late = run(&stage, "rolecall sign-in").await;
    assert_eq!(late.code, 3);
    insta::assert_snapshot!(masked(&format!("{}{}", refused.err, late.err)));
}

#[tokio::test(start_paused = true)]
async fn several_portals_are_not_guessed() {
    let stage = Stage::new();
    assert_eq!(stage.run("rolecall sign-in").await.code, 2);
    stage.with_portal("work");
    stage.with_portal("side");
    insta::assert_snapshot!(stage.run("rolecall sign-in").await.shown());
    assert_eq!(stage.run("rolecall sign-in nowhere").await.code, 2);
}
