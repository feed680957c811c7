//! What the doctor finds.

use crate::tests::Stage;
use rolecall_fakes::Fault;
use serde_json::Value;

#[tokio::test(start_paused = true)]
async fn all_is_well() {
    let (stage, _) = Stage::listed().await;
    assert_eq!(stage.run("rolecall start lab/Admin").await.code, 0);
    insta::assert_snapshot!(stage.run("rolecall doctor").await.shown());
    let answer: Value = serde_json::from_str(&stage.run("rolecall doctor --json").await.out).unwrap();
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
async fn much_is_wrong() {
    let (mut stage, _) = Stage::listed().await;
    stage.with_portal("side");
    stage.machine.set = vec!["AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID"];
    stage.world.keychain.set_stored_in_plain(true);
    stage.world.browser.set_absent(true);
    stage.world.aws.fail_when(|_| Some(Fault::Unreachable));
    insta::assert_snapshot!(stage.run("rolecall doctor").await.shown());
    stage.world.keychain.lock();
    assert_eq!(stage.run("rolecall doctor").await.code, 5);
}
