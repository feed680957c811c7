//! Labels are set, shown and removed, and never move by accident.

use crate::terminal::StreamCaps;
use crate::tests::TestCli;
use rolecall::ports::PreferenceStore;
use rolecall_fakes::ANN;
use serde_json::Value;

#[tokio::test(start_paused = true)]
async fn they_are_set_shown_and_removed() {
    let (mut cli, _) = TestCli::listed().await;
    assert!(
        cli.run("rolecall label")
            .await
            .err
            .starts_with("There are no labels yet.")
    );
    let ran = cli.run("rolecall label lab/Admin").await;
    assert_eq!(ran.err, "work/222222222222/Admin has no labels.\n");
    let set = "rolecall label lab/Admin --alias play --colour teal --note mine --favourite";
    insta::assert_snapshot!(cli.run(set).await.shown());
    let answer: Value = serde_json::from_str(&cli.run("rolecall label --json").await.out).unwrap();
    insta::assert_json_snapshot!(answer);
    cli.caps = StreamCaps {
        is_terminal: true,
        takes_escapes: true,
        use_colour: false,
        width: Some(80),
    };
    insta::assert_snapshot!(cli.run("rolecall label").await.shown());
    insta::assert_snapshot!(cli.run("rolecall roles play").await.shown());
    cli.caps = StreamCaps::default();
    let ran = cli
        .run("rolecall label play --no-alias --no-color --no-note --no-favorite")
        .await;
    assert_eq!(ran.err, "work/222222222222/Admin has no labels.\n");
    assert!(cli.world.state_store.favourites().unwrap().is_empty());
    assert_eq!(
        cli.run("rolecall start play").await.code,
        2,
        "the alias was removed"
    );
}

#[tokio::test(start_paused = true)]
async fn an_alias_of_another_role_is_refused() {
    let (cli, _) = TestCli::listed().await;
    assert_eq!(cli.run("rolecall label lab/Admin --alias pay").await.code, 0);
    let before = cli.world.settings_file.text();
    let ran = cli
        .run("rolecall label payments-prod/Admin --alias pay --favourite")
        .await;
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(
        ran.err.contains("already used for work/222222222222/Admin"),
        "{}",
        ran.err
    );
    assert_eq!(cli.world.settings_file.text(), before);
    assert!(
        cli.world.state_store.favourites().unwrap().is_empty(),
        "all or nothing"
    );
    assert_eq!(
        cli.run("rolecall label lab/Admin --alias pay").await.code,
        0,
        "its own"
    );
    assert_eq!(cli.run("rolecall label lab/Admin --alias lab2").await.code, 0);
    assert!(
        !cli.world.settings_file.text().contains("pay ="),
        "a new alias replaces the previous one"
    );
}

#[tokio::test(start_paused = true)]
async fn invalid_labels_are_refused() {
    let (cli, _) = TestCli::listed().await;
    let before = cli.world.settings_file.text();
    for args in [
        "--alias two/words",
        "--alias @default",
        "--colour beige",
        "--alias a --no-alias",
    ] {
        assert_eq!(
            cli.run(&format!("rolecall label lab/Admin {args}")).await.code,
            2,
            "{args}"
        );
    }
    assert_eq!(cli.run("rolecall label --favourite").await.code, 2, "of what?");
    assert_eq!(cli.world.settings_file.text(), before);
}

#[tokio::test(start_paused = true)]
async fn an_alias_of_a_renamed_role_moves_only_if_the_user_says_so() {
    let (cli, portal) = TestCli::listed().await;
    let list = async |gone: &str, new: &str| {
        cli.world.aws.unassign(&portal, ANN, "222222222222", gone);
        cli.world.aws.assign(&portal, ANN, "222222222222", "lab", &[new]);
        cli.run("rolecall roles --refresh").await.err
    };
    list("", "Viewer").await;
    assert_eq!(cli.run("rolecall label lab/Viewer --alias look").await.code, 0);
    insta::assert_snapshot!(list("Viewer", "Owner").await);
    let stands_for = |alias: &str, role: &str| {
        let text = cli.world.settings_file.text();
        let line = format!("{alias} = \"work/222222222222/{role}\"");
        assert!(text.contains(&line), "{text}");
    };
    stands_for("look", "Viewer");

    let declined = cli.run("rolecall label look --ignore-rename").await;
    assert_eq!(declined.code, 0, "{}", declined.err);
    stands_for("look", "Viewer");
    assert_eq!(cli.run("rolecall label").await.err, "", "it is not asked again");
    assert_eq!(cli.run("rolecall label look --follow-rename").await.code, 2);

    assert_eq!(cli.run("rolecall label lab/Owner --alias own").await.code, 0);
    list("Owner", "Operator").await;
    let asked = cli.run("rolecall label").await.err;
    assert!(asked.contains("rolecall label own --follow-rename"), "{asked}");
    insta::assert_snapshot!(cli.run("rolecall label own --follow-rename").await.shown());
    stands_for("own", "Operator");
}
