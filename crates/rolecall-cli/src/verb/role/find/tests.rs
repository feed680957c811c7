//! Finding roles: what is tried is shown and asked for first, and nothing of it is kept but what the user wants.

use crate::tests::TestCli;
use rolecall::ports::RoleSessionIndex;
use rolecall::profiles::SharedFileTexts;
use rolecall_fakes::{Fault, Operation, role_ref};
use serde_json::{Value, json};

const OPEN: &str = "arn:aws:iam::222222222222:role/Open";
const FIND: &str = "rolecall role find --from work/111111111111/Admin";
const CONFIG: &str =
    "[profile audit]\nrole_arn = arn:aws:iam::222222222222:role/Audit\nsource_profile = audit\n";

/// `Admin` may assume [`OPEN`], and a profile names a role that it may not assume.
async fn cli() -> TestCli {
    let (mut cli, portal) = TestCli::listed().await;
    let admin = role_ref(&portal.name, "111111111111", "Admin");
    cli.world.aws.trust(OPEN, &admin);
    cli.machine.shared_files = SharedFileTexts {
        config: ("/home/ann/.aws/config".into(), CONFIG.into()),
        ..SharedFileTexts::default()
    };
    cli
}

fn roles(text: &str) -> Vec<Value> {
    let document: Value = serde_json::from_str(text).unwrap();
    document["roles"].as_array().unwrap().clone()
}

#[tokio::test(start_paused = true)]
async fn nothing_is_tried_before_the_user_agrees() {
    let mut cli = cli().await;
    let link = "https://signin.aws.amazon.com/switchrole?account=222222222222&roleName=Open";
    let unasked = cli.run(&format!("{FIND} {link}")).await;
    assert_eq!(unasked.code, 2, "{}", unasked.err);
    assert!(unasked.err.contains("CloudTrail"), "{}", unasked.err);
    cli.machine.reply = Some("n".to_owned());
    assert_eq!(cli.run(&format!("{FIND} {link}")).await.code, 1);
    let planned = cli.run(&format!("{FIND} {link} --plan --json")).await;
    let outcomes: Vec<_> = roles(&planned.out)
        .iter()
        .map(|role| {
            (
                role["role_arn"].clone(),
                role["origin"].clone(),
                role["outcome"].clone(),
            )
        })
        .collect();
    assert_eq!(
        outcomes,
        [
            (json!(OPEN), json!("named"), json!("not-tried")),
            (
                json!("arn:aws:iam::222222222222:role/Audit"),
                json!("profile"),
                json!("not-tried")
            ),
        ]
    );
    assert_eq!(cli.world.aws.count(Operation::AssumeRole), 0);
}

#[tokio::test(start_paused = true)]
async fn each_role_is_tried_once_and_what_can_be_assumed_is_defined() {
    let cli = cli().await;
    let settings = cli.world.settings_file.text();
    let found = cli.run(&format!("{FIND} {OPEN} {OPEN} --yes")).await;
    assert_eq!(found.code, 0, "{}", found.err);
    assert!(
        found.out.starts_with(&format!("{OPEN}\tnamed\tcan be assumed\n")),
        "{}",
        found.out
    );
    assert!(
        found.out.contains("role/Audit\tprofile audit\tdenied"),
        "{}",
        found.out
    );
    assert_eq!(cli.world.aws.count(Operation::AssumeRole), 2);
    assert_eq!(cli.world.settings_file.text(), settings);
    let records = cli.world.state_store.role_sessions().unwrap();
    assert!(
        records.iter().all(|record| record.role.defined_name().is_none()),
        "nothing is kept"
    );

    let added = cli.run(&format!("{FIND} {OPEN} --yes --add --json")).await;
    let role = &roles(&added.out)[0];
    assert_eq!(
        (&role["outcome"], &role["added_as"]),
        (&json!("assumable"), &json!("Open-222222222222"))
    );
    assert_eq!(cli.run("rolecall start Open-222222222222").await.code, 0);
    let again = cli.run(&format!("{FIND} {OPEN} --yes --json")).await;
    assert_eq!(
        roles(&again.out).len(),
        1,
        "what is defined is not tried: {}",
        again.out
    );
}

#[tokio::test(start_paused = true)]
async fn usual_names_are_tried_only_on_request_and_not_beyond_the_maximum() {
    let cli = cli().await;
    let plan = |options: &str| format!("{FIND} --plan --json{options}");
    assert_eq!(roles(&cli.run(&plan("")).await.out).len(), 1);
    let all = cli.run(&plan(" --usual-names")).await;
    assert!(
        all.out.contains("role/OrganizationAccountAccessRole"),
        "{}",
        all.out
    );
    let few = cli.run(&plan(" --usual-names --max 3")).await;
    let document: Value = serde_json::from_str(&few.out).unwrap();
    assert_eq!(roles(&few.out).len(), 3);
    assert_eq!(document["omitted"], roles(&all.out).len() - 3);
}

#[tokio::test(start_paused = true)]
async fn nothing_more_is_tried_once_aws_does_not_answer() {
    let cli = cli().await;
    for _ in 0..8 {
        cli.world.aws.fail_next(Operation::AssumeRole, Fault::Unreachable);
    }
    let failed = cli.run(&format!("{FIND} {OPEN} --yes --json")).await;
    assert_eq!(failed.code, 6, "{}", failed.err);
    let outcomes: Vec<_> = roles(&failed.out)
        .iter()
        .map(|role| role["outcome"].clone())
        .collect();
    assert_eq!(outcomes, ["failed", "not-tried"]);
    let invalid = cli
        .run(&format!("{FIND} arn:aws:iam::222222222222:user/ann"))
        .await;
    assert_eq!(invalid.code, 2);
    assert!(invalid.err.contains("names no role"), "{}", invalid.err);
}
