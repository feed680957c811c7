//! The findings of `rolecall doctor`.

use crate::tests::TestCli;
use rolecall_fakes::{Fault, Operation};
use serde_json::Value;

#[tokio::test(start_paused = true)]
async fn everything_is_good() {
    let (cli, _) = TestCli::listed().await;
    assert_eq!(cli.run("rolecall start lab/Admin").await.code, 0);
    insta::assert_snapshot!(cli.run("rolecall doctor").await.shown());
    let answer: Value = serde_json::from_str(&cli.run("rolecall doctor --json").await.out).unwrap();
    assert_eq!(answer["version"], 1);
    assert!(
        answer["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|finding| finding["state"] == "warning")
    );
}

#[tokio::test(start_paused = true)]
async fn several_problems() {
    let (mut cli, _) = TestCli::listed().await;
    cli.with_portal("side");
    cli.machine.credential_variables = vec!["AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID"];
    cli.world.keychain.set_stored_in_plain(true);
    cli.world.browser.set_absent(true);
    cli.world.aws.fail_when(|_| Some(Fault::Unreachable));
    insta::assert_snapshot!(cli.run("rolecall doctor").await.shown());
}

#[tokio::test(start_paused = true)]
async fn a_locked_keychain_is_asked_once_and_prompts_for_nothing() {
    let (cli, _) = TestCli::listed().await;
    cli.with_portal("side");
    assert_eq!(cli.run("rolecall start lab/Admin").await.code, 0);
    cli.world.keychain.lock();
    let reads = cli.world.keychain.reads();
    let outcome = cli.run("rolecall doctor").await;
    assert_eq!(outcome.code, 5);
    assert_eq!(cli.world.keychain.reads(), reads);
    assert!(cli.world.keychain.never_prompts());
    insta::assert_snapshot!(outcome.shown());
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_differs_is_said_here_and_beside_the_role_sessions() {
    let (cli, _) = TestCli::listed().await;
    for (offset, words) in [("-30m", "30 min behind AWS's"), ("30m", "30 min ahead of AWS's")] {
        cli.world.clock.set_wall(offset.parse().unwrap());
        assert_eq!(cli.run("rolecall stop --all").await.code, 0);
        let started = cli.run("rolecall start lab/Admin").await;
        assert_eq!(started.code, 0, "{}", started.err);
        let checked = cli.run("rolecall doctor").await.out;
        assert!(checked.contains(&format!("clock: {words}")), "{checked}");
        let listed = cli.run("rolecall sessions").await;
        assert!(listed.err.contains(words), "{}", listed.err);
    }
    cli.world.clock.set_wall("0s".parse().unwrap());
    let checked = cli.run("rolecall doctor").await.out;
    assert!(checked.contains("clock: agrees with AWS's"), "{checked}");
}

#[tokio::test(start_paused = true)]
async fn a_browser_that_does_not_exist_is_found() {
    let (cli, _) = TestCli::listed().await;
    cli.world.browser.set_missing_choice("firefoxx");
    let found = cli.run("rolecall doctor").await;
    assert_eq!(found.code, 0);
    assert!(
        found
            .out
            .contains("BROWSER names no program that can be found: firefoxx."),
        "{}",
        found.out
    );
}

#[tokio::test(start_paused = true)]
async fn a_changed_endpoint_gets_no_token() {
    let (cli, portal) = TestCli::listed().await;
    assert_eq!(cli.run("rolecall start lab/Admin").await.code, 0);
    let text = cli.world.settings_file.text();
    let region = format!("region = \"{}\"\n", portal.region);
    let elsewhere = format!("{region}endpoint_url = \"http://127.0.0.1:9\"\n");
    cli.world
        .settings_file
        .set_text(text.replace(&region, &elsewhere));
    let before = cli.world.aws.count(Operation::GetCallerIdentity);
    let ran = cli.run("rolecall doctor").await;
    assert_eq!(
        cli.world.aws.count(Operation::GetCallerIdentity),
        before,
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("no valid credentials from its present source"),
        "{}",
        ran.out
    );
}

#[tokio::test(start_paused = true)]
async fn what_accepts_any_token_is_no_access_portal() {
    let (cli, _) = TestCli::listed().await;
    cli.world
        .aws
        .configure(|settings| settings.accepts_any_token = true);
    for signed_in in [true, false] {
        if !signed_in {
            assert_eq!(cli.run("rolecall sign-out").await.code, 0);
        }
        let before = cli.world.aws.count(Operation::ListAccounts);
        let ran = cli.run("rolecall doctor").await;
        assert!(
            ran.out.contains("no access portal") && !ran.out.contains("signed in, reachable"),
            "{}",
            ran.out
        );
        assert_eq!(
            cli.world.aws.count(Operation::ListAccounts),
            before + 1,
            "the real one is kept back"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn settings_that_are_not_used_are_a_finding() {
    let (cli, _) = TestCli::listed().await;
    let text = cli.world.settings_file.text();
    cli.world.settings_file.set_text(format!(
        "{text}\n[colour]\n\"work/222222222222/Admin\" = \"grey\"\n"
    ));
    let ran = cli.run("rolecall doctor").await;
    assert!(
        ran.out.contains("Some of the settings are not used") && ran.out.contains("a colour is one of"),
        "{}",
        ran.out
    );
    assert_eq!(ran.err, "", "once");
    let ran = cli.run("rolecall roles").await;
    assert!(
        ran.code == 0 && ran.err.contains("a colour is one of"),
        "{}",
        ran.err
    );
    let ran = cli.run("rolecall credential-process lab/Admin").await;
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
}
