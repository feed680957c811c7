//! Roles that the user defined are roles like the others in every verb.

use super::TestCli;
use rolecall::ports::{HistoryStore, RoleSessionIndex};
use rolecall::settings::read_settings;
use rolecall_fakes::{Fault, Operation, role_ref};
use rolecall_model::Timestamp;
use rolecall_model::history::HistoryQuery;
use serde_json::{Value, json};

const ARN: &str = "arn:aws:iam::111111111111:role/Deploy";

/// `ann` may assume a role of an account that her portal lists, which is defined as `deploy`.
async fn with_deploy() -> TestCli {
    let (cli, portal) = TestCli::listed().await;
    let role = format!("[role.deploy]\nassume = \"{ARN}\"\nfrom = \"work/222222222222/Admin\"");
    cli.add_settings("", &role);
    let admin = role_ref(&portal.name, "222222222222", "Admin");
    cli.world.aws.trust(ARN, &admin);
    cli
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[tokio::test(start_paused = true)]
async fn one_is_listed_started_used_and_stopped() {
    let cli = with_deploy().await;
    let listed = cli.run("rolecall roles deploy").await;
    assert_eq!(listed.out, "deploy\tpayments-prod\tproduction\n");
    let started = cli.run("rolecall start deploy").await;
    assert_eq!(started.code, 0, "{}", started.err);
    assert!(
        started.err.starts_with("deploy is active until "),
        "{}",
        started.err
    );
    assert_eq!(cli.world.aws.count(Operation::AssumeRole), 1);

    let sessions = parsed(&cli.run("rolecall sessions --json").await.out);
    let mut sessions = sessions["role_sessions"].as_array().unwrap().iter();
    let deploy = sessions.find(|session| session["target"] == "deploy").unwrap();
    assert_eq!(deploy["portal"], Value::Null);
    assert_eq!(deploy["defined_role"], "deploy");
    assert_eq!(deploy["account_id"], "111111111111");
    assert_eq!(deploy["role_name"], "Deploy");

    let document = parsed(&cli.run("rolecall credential-process deploy").await.out);
    assert_eq!(document["AccountId"], "111111111111");
    assert_eq!(
        cli.world.aws.count(Operation::AssumeRole),
        1,
        "the stored ones are good"
    );
    assert_eq!(cli.run("rolecall env deploy --shell json").await.code, 0);
    assert_eq!(cli.run("rolecall console deploy --print").await.code, 0);
    assert_eq!(cli.run("rolecall stop deploy").await.err, "Stopped deploy.\n");

    let all = HistoryQuery {
        from: Timestamp::MIN,
        until: Timestamp::MAX,
        limit: u32::MAX,
    };
    let entries = cli.world.state_store.history(&all).unwrap();
    assert_eq!(entries[0].role().unwrap().target(), "deploy");
    let history = parsed(&cli.run("rolecall history --limit 1 --json").await.out);
    let entry = &history["entries"][0];
    assert_eq!(
        json!([entry["target"], entry["portal"], entry["defined_role"]]),
        json!(["deploy", null, "deploy"])
    );
    let left = cli.world.state_store.role_sessions().unwrap();
    assert_eq!(left.len(), 1, "the role it was assumed with");
}

#[tokio::test(start_paused = true)]
async fn one_is_the_default_and_carries_labels() {
    let cli = with_deploy().await;
    assert_eq!(cli.run("rolecall default deploy").await.code, 0);
    assert_eq!(cli.run("rolecall default").await.out, "deploy\n");
    let labelled = cli.run("rolecall label deploy --note Careful --favourite").await;
    assert_eq!(labelled.code, 0);
    let settings = read_settings(&cli.world.settings_file.text()).unwrap();
    let deploy = settings.roles[0].key();
    assert_eq!(settings.default_role.as_ref(), Some(&deploy));
    assert_eq!(settings.notes.get(&deploy).map(String::as_str), Some("Careful"));
    let taken = cli.run("rolecall label lab/Admin --alias deploy").await;
    assert_eq!(taken.code, 2, "{}", taken.err);
    assert_eq!(cli.run("rolecall label deploy --alias ship").await.code, 0);
    assert_eq!(cli.run("rolecall start ship").await.code, 0);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_says_why() {
    let cli = with_deploy().await;
    cli.world.aws.fail_next(Operation::AssumeRole, Fault::NotAssigned);
    let denied = cli.run("rolecall start deploy").await;
    assert_eq!(denied.code, 4);
    let sentence = "AWS does not allow you to assume this role.";
    assert!(denied.err.contains(sentence), "{}", denied.err);
    let circle = "[role.a]\nassume = \"arn:aws:iam::111111111111:role/A\"\nfrom = \"b\"\n\
                  [role.b]\nassume = \"arn:aws:iam::111111111111:role/B\"\nfrom = \"a\"";
    cli.add_settings("", circle);
    let refused = cli.run("rolecall start a").await;
    assert_eq!(refused.code, 2);
    assert!(
        refused.err.contains("with each other's credentials: a → b → a."),
        "{}",
        refused.err
    );
}

#[tokio::test(start_paused = true)]
async fn the_same_role_of_a_portal_and_of_the_user_differ() {
    let cli = with_deploy().await;
    let portal = read_settings(&cli.world.settings_file.text()).unwrap().portals[0].clone();
    let roles = ["Admin", "ReadOnly", "Deploy"];
    cli.world
        .aws
        .assign(&portal, "ann", "111111111111", "payments-prod", &roles);
    assert_eq!(cli.run("rolecall roles --refresh").await.code, 0);
    let both = cli.run("rolecall start payments-prod/Deploy").await;
    assert_eq!(both.code, 2);
    let has = |line: &str| both.err.contains(line);
    assert!(
        has("  work/111111111111/Deploy\n") && has("  deploy\n"),
        "{}",
        both.err
    );
}
