//! Portals are added as people paste them, listed with their mark, and leave nothing behind.

use crate::terminal::Face;
use crate::tests::Stage;
use rolecall::ports::Keychain;
use rolecall_fakes::KeychainItem;
use serde_json::Value;

#[tokio::test(start_paused = true)]
async fn added_listed_and_removed() {
    let mut stage = Stage::new();
    let add = "rolecall portal add work --start-url d-1234567890.awsapps.com/start/# --region eu-central-1";
    insta::assert_snapshot!(stage.run(add).await.shown());
    assert_eq!(stage.run(add).await.code, 2, "the name is taken");
    let local = "rolecall portal add trial --start-url http://127.0.0.1:8080/start --region us-east-1 \
                 --endpoint-url http://127.0.0.1:8080";
    insta::assert_snapshot!(stage.run(local).await.shown());
    stage.face = Face {
        is_terminal: true,
        coloured: false,
        width: Some(100),
    };
    insta::assert_snapshot!(stage.run("rolecall portal list").await.shown());
    let answer: Value = serde_json::from_str(&stage.run("rolecall portal list --json").await.out).unwrap();
    insta::assert_json_snapshot!(answer);
    insta::assert_snapshot!(stage.run("rolecall portal remove wrok").await.shown());
    assert_eq!(stage.run("rolecall portal remove trial").await.code, 0);
    assert!(!stage.world.settings_file.text().contains("trial"));
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_used_is_refused() {
    let stage = Stage::new();
    let refused = [
        "a/b --start-url https://d-1234567890.awsapps.com/start --region us-east-1",
        "work --start-url http://d-1234567890.awsapps.com/start --region us-east-1",
        "work --start-url https://d-1234567890.awsapps.com/start --region somewhere",
        "work --start-url https://d-1234567890.awsapps.com/start",
        "work --start-url https://d-1234567890.awsapps.com/start --region us-east-1 --endpoint-url http://aws.example",
    ];
    let mut said = String::new();
    for args in refused {
        let ran = stage.run(&format!("rolecall portal add {args}")).await;
        assert_eq!(ran.code, 2, "{args}");
        said.push_str(&ran.err);
    }
    insta::assert_snapshot!(said);
    assert_eq!(stage.world.settings_file.text(), "");
}

#[tokio::test(start_paused = true)]
async fn removing_signs_out_and_forgets() {
    let (stage, portal) = Stage::listed().await;
    assert_eq!(stage.run("rolecall start lab/Admin").await.code, 0);
    let token = stage
        .world
        .keychain
        .sign_in(&portal.name)
        .await
        .unwrap()
        .unwrap()
        .access_token;
    assert_eq!(stage.run("rolecall portal remove work").await.code, 0);
    assert!(!stage.world.aws.accepts(&token), "revoked at AWS");
    assert!(
        stage
            .world
            .keychain
            .sign_in(&portal.name)
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(stage.run("rolecall sessions").await.out, "");
    assert_eq!(stage.run("rolecall roles").await.code, 2);
}

#[tokio::test(start_paused = true)]
async fn one_unreadable_item_hides_no_other_portal() {
    let (stage, _) = Stage::listed().await;
    let broken = stage.with_portal("a-broken");
    stage.world.sign_in(&broken).await;
    let keychain = &stage.world.keychain;
    keychain.corrupt(KeychainItem::SignIn(broken.name.clone()));
    let ran = stage.run("rolecall portal list").await;
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("a-broken\tunknown") && ran.out.contains("work\tsigned in"),
        "{}",
        ran.out
    );
    assert!(ran.err.contains("a-broken: ") && stage.run("rolecall").await.out.contains("work\tsigned in"));

    keychain.lock();
    let reads = keychain.reads();
    let ran = stage.run("rolecall portal list --json").await;
    assert_eq!((ran.code, keychain.reads() - reads), (5, 1), "asked once");
    assert_eq!(ran.out.matches("\"unknown\"").count(), 2, "{}", ran.out);
}
