//! Labels are set, shown and taken away, and never move by accident.

use crate::terminal::Face;
use crate::tests::Stage;
use rolecall::ports::PreferenceStore;
use serde_json::Value;

#[tokio::test(start_paused = true)]
async fn they_are_set_shown_and_taken_away() {
    let (mut stage, _) = Stage::listed().await;
    assert!(
        stage
            .run("rolecall label")
            .await
            .err
            .starts_with("Nothing has a label yet.")
    );
    let ran = stage.run("rolecall label lab/Admin").await;
    assert_eq!(ran.err, "work/222222222222/Admin has no label.\n");
    let set = "rolecall label lab/Admin --alias play --colour teal --note mine --favourite";
    insta::assert_snapshot!(stage.run(set).await.shown());
    let answer: Value = serde_json::from_str(&stage.run("rolecall label --json").await.out).unwrap();
    insta::assert_json_snapshot!(answer);
    stage.face = Face {
        is_terminal: true,
        coloured: false,
        width: Some(80),
    };
    insta::assert_snapshot!(stage.run("rolecall label").await.shown());
    insta::assert_snapshot!(stage.run("rolecall roles play").await.shown());
    stage.face = Face::default();
    let ran = stage
        .run("rolecall label play --no-alias --no-color --no-note --no-favorite")
        .await;
    assert_eq!(ran.err, "work/222222222222/Admin has no label.\n");
    assert!(stage.world.state_store.favourites().unwrap().is_empty());
    assert_eq!(
        stage.run("rolecall start play").await.code,
        2,
        "the alias is gone"
    );
}

#[tokio::test(start_paused = true)]
async fn an_alias_is_never_taken_from_another() {
    let (stage, _) = Stage::listed().await;
    assert_eq!(stage.run("rolecall label lab/Admin --alias pay").await.code, 0);
    let before = stage.world.settings_file.text();
    let ran = stage
        .run("rolecall label payments-prod/Admin --alias pay --favourite")
        .await;
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(
        ran.err.contains("stands for work/222222222222/Admin already"),
        "{}",
        ran.err
    );
    assert_eq!(stage.world.settings_file.text(), before);
    assert!(
        stage.world.state_store.favourites().unwrap().is_empty(),
        "all or nothing"
    );
    assert_eq!(
        stage.run("rolecall label lab/Admin --alias pay").await.code,
        0,
        "its own"
    );
    assert_eq!(stage.run("rolecall label lab/Admin --alias lab2").await.code, 0);
    assert!(
        !stage.world.settings_file.text().contains("pay ="),
        "one alias takes the other's place"
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_no_label_is_refused() {
    let (stage, _) = Stage::listed().await;
    let before = stage.world.settings_file.text();
    for args in [
        "--alias two/words",
        "--alias @default",
        "--colour beige",
        "--alias a --no-alias",
    ] {
        assert_eq!(
            stage.run(&format!("rolecall label lab/Admin {args}")).await.code,
            2,
            "{args}"
        );
    }
    assert_eq!(stage.run("rolecall label --favourite").await.code, 2, "of what?");
    assert_eq!(stage.world.settings_file.text(), before);
}
