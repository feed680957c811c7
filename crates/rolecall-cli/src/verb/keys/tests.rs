//! The access keys of an IAM user on the command line.

use crate::tests::{FakeMachine, TestCli};
use rolecall_fakes::{Fault, Operation};
use serde_json::{Value, json};
use std::time::Duration;

/// carol is defined, without an MFA device.
async fn cli() -> (TestCli, String) {
    let mut cli = TestCli::new();
    let key = cli.world.aws.create_carols_key();
    cli.machine = FakeMachine {
        // EXPOSE: the user enters it
        secret: Some(key.secret.expose().to_owned()),
        ..FakeMachine::default()
    };
    let id = key.id.to_string();
    let add = format!("rolecall role add carol --user --access-key-id {id} --region eu-west-1");
    assert_eq!(cli.run(&add).await.code, 0);
    (cli, id)
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_key_is_listed_with_its_age_and_replaced() {
    let (cli, id) = cli().await;
    cli.world.clock.advance(Duration::from_hours(24 * 91)).await;
    let listed = cli.run("rolecall keys list carol").await;
    assert_eq!(
        listed.out,
        format!("{id}\tactive, used here\t91 days ago\ttoday\n"),
        "{}",
        listed.err
    );
    let rotated = cli.run("rolecall keys rotate carol --json").await;
    assert_eq!(rotated.code, 0, "{}", rotated.err);
    let rotated = parsed(&rotated.out);
    assert_eq!(rotated["deleted_access_key_id"], id);
    let listed = parsed(&cli.run("rolecall keys list carol --json").await.out);
    let [key] = listed["access_keys"].as_array().unwrap().as_slice() else {
        panic!("{listed}");
    };
    assert_eq!(key["access_key_id"], rotated["access_key_id"]);
    assert_eq!((&key["age_days"], &key["active"]), (&json!(0), &json!(true)));
    assert_eq!(cli.run("rolecall role test carol").await.code, 0);
}

#[tokio::test(start_paused = true)]
async fn what_is_left_is_completed_and_a_foreign_key_is_left_alone() {
    let (cli, _) = cli().await;
    cli.world
        .aws
        .fail_next(Operation::DeleteAccessKey, Fault::Unreachable);
    assert_eq!(cli.run("rolecall keys rotate carol").await.code, 6);
    let completed = cli.run("rolecall keys rotate carol").await;
    assert!(completed.err.contains("Completed"), "{}", completed.err);
    let other = cli.world.aws.create_carols_key();
    let refused = cli.run("rolecall keys rotate carol").await;
    assert_eq!(refused.code, 4);
    assert!(refused.err.contains(other.id.as_str()), "{}", refused.err);
    let unknown = cli.run("rolecall keys rotate dave").await;
    assert_eq!(unknown.code, 2);
}
