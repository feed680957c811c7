//! Taking over what profiles assume.

use crate::tests::{FakeMachine, TestCli};
use rolecall::ports::{AccessKey, KeychainItem};
use rolecall::profiles::SharedFileTexts;
use rolecall_fakes::{CAROL_ARN, CAROL_DEVICE};
use serde_json::{Value, json};

const PROFILES: &str = "\
[sso-session corp]
sso_start_url = https://work.awsapps.com/start
sso_region = eu-central-1
[profile admin]
sso_session = corp
sso_account_id = 222222222222
sso_role_name = Admin
[profile team/deploy]
role_arn = arn:aws:iam::111111111111:role/Deploy
source_profile = admin
[profile loop]
role_arn = arn:aws:iam::111111111111:role/Loop
source_profile = loop2
[profile loop2]
role_arn = arn:aws:iam::111111111111:role/Loop
source_profile = loop
";

async fn cli(config: &str, reply: Option<&str>) -> TestCli {
    let (mut cli, _) = TestCli::listed().await;
    cli.machine = FakeMachine {
        reply: reply.map(str::to_owned),
        shared_files: SharedFileTexts {
            config: ("/home/ann/.aws/config".into(), config.into()),
            ..SharedFileTexts::default()
        },
        ..FakeMachine::default()
    };
    cli
}

#[tokio::test(start_paused = true)]
async fn what_is_added_is_shown_and_asked_for() {
    let cli = cli(PROFILES, Some("y")).await;
    let before = cli.world.settings_file.text();
    let planned = cli.run("rolecall role import --plan").await;
    assert_eq!(planned.code, 0, "{}", planned.err);
    assert_eq!(
        planned.out,
        "team/deploy\tteam-deploy\tarn:aws:iam::111111111111:role/Deploy\twork/222222222222/Admin\n"
    );
    assert_eq!(
        planned.err,
        "loop: its profiles lead back to themselves: loop, loop2.\n\
         loop2: its profiles lead back to themselves: loop2, loop.\n"
    );
    assert_eq!(cli.world.settings_file.text(), before);

    let added = cli.run("rolecall role import team/deploy").await;
    assert_eq!((added.code, added.err.as_str()), (0, "Added 1 role.\n"));
    assert_eq!(*cli.machine.questions.lock().unwrap(), ["Add 1 role? [y/N] "]);
    let listed = cli.run("rolecall role list").await;
    assert!(listed.out.starts_with("team-deploy\t"), "{}", listed.out);

    let again: Value =
        serde_json::from_str(&cli.run("rolecall role import team/deploy --json").await.out).unwrap();
    assert_eq!(again["added"], false);
    assert_eq!(
        again["left_out"][0],
        json!({"profile": "team/deploy", "code": "already-defined", "reason": "defined already as team-deploy."})
    );
}

#[tokio::test(start_paused = true)]
async fn nothing_is_added_without_a_yes() {
    for (reply, arguments, says) in [
        (Some("n"), "", "Cancelled."),
        (None, "", "no terminal to ask on"),
        (None, "--json", "no terminal to ask on"),
    ] {
        let cli = cli(PROFILES, reply).await;
        let before = cli.world.settings_file.text();
        let refused = cli.run(&format!("rolecall role import {arguments}")).await;
        assert_ne!(refused.code, 0, "{arguments}");
        assert!(refused.err.contains(says), "{}", refused.err);
        assert_eq!(cli.world.settings_file.text(), before);
    }
    let cli = cli(PROFILES, None).await;
    let added: Value = serde_json::from_str(&cli.run("rolecall role import --yes --json").await.out).unwrap();
    assert_eq!(added["added"], true);
    assert_eq!(added["roles"][0]["profile"], "team/deploy");
    assert_eq!(added["roles"][0]["role"]["target"], "team-deploy");
}

#[tokio::test(start_paused = true)]
async fn a_file_that_aws_tools_refuse_is_named_with_the_place() {
    let cli = cli("[default]\nregion\n", None).await;
    let refused = cli.run("rolecall role import").await;
    assert_eq!(refused.code, 2);
    assert!(
        refused
            .err
            .contains("/home/ann/.aws/config, line 2, column 1: there is no =."),
        "{}",
        refused.err
    );
    let empty = self::cli("", None).await.run("rolecall role import").await;
    assert_eq!(
        (empty.code, empty.err.as_str()),
        (0, "No profile assumes a role.\n")
    );
}

#[tokio::test(start_paused = true)]
async fn a_switch_role_link_is_as_good_as_an_arn() {
    let cli = cli("", None).await;
    let link =
        "https://signin.aws.amazon.com/switchrole?account=111111111111&roleName=Deploy&displayName=Deploy";
    let from = "--from work/222222222222/Admin";
    let added = cli
        .run(&format!("rolecall role add deploy --assume {link} {from}"))
        .await;
    assert_eq!(added.code, 0, "{}", added.err);
    let listed = cli.run("rolecall role list").await;
    assert!(
        listed.out.contains("arn:aws:iam::111111111111:role/Deploy"),
        "{}",
        listed.out
    );
    let alias = link.replace("111111111111", "acme");
    let refused = cli
        .run(&format!("rolecall role add other --assume {alias} {from}"))
        .await;
    assert_eq!(refused.code, 2);
    assert!(
        refused.err.contains("with the id of the account"),
        "{}",
        refused.err
    );
}

/// Carol's key stands in the credentials file.
fn cli_with_key(reply: Option<&str>) -> (TestCli, AccessKey) {
    let mut cli = TestCli::new();
    let key = cli.world.aws.create_carols_key();
    let config = format!(
        "[profile carol]\nregion = eu-west-1\n[profile ops]\nrole_arn = arn:aws:iam::222222222222:role/Ops\n\
         source_profile = carol\nmfa_serial = {CAROL_DEVICE}\n"
    );
    // EXPOSE: it is in the file
    let secret = key.secret.expose();
    let credentials = format!(
        "# mine\n[carol]\naws_access_key_id = {}\naws_secret_access_key = {secret}\n\n[other]\nregion = x\n",
        key.id
    );
    cli.machine = FakeMachine {
        reply: reply.map(str::to_owned),
        shared_files: SharedFileTexts {
            config: ("/home/ann/.aws/config".into(), config),
            credentials: ("/home/ann/.aws/credentials".into(), credentials),
        },
        ..FakeMachine::default()
    };
    (cli, key)
}

fn is_stored(cli: &TestCli) -> bool {
    let items = cli.world.keychain.stored_items();
    items
        .iter()
        .any(|item| matches!(item, KeychainItem::RoleSecret(_)))
}

#[tokio::test(start_paused = true)]
async fn keys_stay_where_they_are_unless_they_are_asked_for() {
    let (cli, _) = cli_with_key(Some("y"));
    let untouched = cli.run("rolecall role import").await;
    assert_eq!(untouched.code, 0, "{}", untouched.err);
    assert!(untouched.err.contains("--take-keys"), "{}", untouched.err);
    let planned = cli.run("rolecall role import --take-keys --plan").await;
    assert!(planned.out.contains(CAROL_ARN), "{}", planned.out);
    assert!(!is_stored(&cli));
    assert!(!cli.world.settings_file.text().contains("carol"));
    assert_eq!(cli.run("rolecall role import --remove-keys").await.code, 2);

    let taken = cli.run("rolecall role import --take-keys --yes").await;
    assert_eq!(taken.code, 0, "{}", taken.err);
    assert!(is_stored(&cli));
    assert!(
        taken.err.contains("still in /home/ann/.aws/credentials"),
        "{}",
        taken.err
    );
    assert_eq!(*cli.machine.replaced_files.lock().unwrap(), []);
    let code = cli.world.mfa_device.shown();
    let tested = cli
        .run(&format!("rolecall role test carol --mfa-code {code}"))
        .await;
    assert_eq!(tested.code, 0, "{}", tested.err);
    let listed = cli.run("rolecall role list --json").await.out;
    let listed: Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(listed["roles"][1]["mfa_serial"], CAROL_DEVICE, "{listed}");
}

#[tokio::test(start_paused = true)]
async fn keys_are_removed_from_the_file_where_the_user_says_so() {
    for (reply, arguments, is_removed) in [
        (Some("y"), "", true),
        (None, "--remove-keys --yes", true),
        (Some("n"), "--yes", false),
    ] {
        let (cli, key) = cli_with_key(reply);
        let taken = cli
            .run(&format!("rolecall role import --take-keys {arguments}"))
            .await;
        assert_eq!(taken.code, 0, "{}", taken.err);
        let replaced = cli.machine.replaced_files.lock().unwrap().clone();
        assert_eq!(replaced.len(), usize::from(is_removed), "{arguments}");
        for (path, text) in replaced {
            assert_eq!(path.to_str(), Some("/home/ann/.aws/credentials"));
            assert_eq!(text, "# mine\n[carol]\n\n[other]\nregion = x\n");
        }
        // EXPOSE: it must not be shown
        assert!(!taken.err.contains(key.secret.expose()), "{}", taken.err);
        assert_eq!(taken.err.contains(".backup"), is_removed, "{}", taken.err);
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_that_aws_refuses_is_not_taken() {
    let (cli, key) = cli_with_key(Some("y"));
    cli.world.aws.set_active(&key.id, false);
    let refused = cli.run("rolecall role import --take-keys --remove-keys").await;
    assert!(
        refused.err.contains("carol: AWS does not know the access key"),
        "{}",
        refused.err
    );
    assert!(!is_stored(&cli));
    assert_eq!(*cli.machine.replaced_files.lock().unwrap(), []);
    assert!(!cli.world.settings_file.text().contains("carol"));
}
