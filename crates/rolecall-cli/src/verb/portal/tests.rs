//! Portals are added from a pasted URL, listed with their banner, and removed without leaving data behind.

use crate::terminal::StreamCaps;
use crate::tests::TestCli;
use rolecall::ports::{Keychain, KeychainAbsence, KeychainError};
use rolecall_fakes::KeychainItem;
use serde_json::Value;

#[tokio::test(start_paused = true)]
async fn added_listed_and_removed() {
    let mut cli = TestCli::new();
    let add = "rolecall portal add work --start-url d-1234567890.awsapps.com/start/# --region eu-central-1";
    insta::assert_snapshot!(cli.run(add).await.shown());
    assert_eq!(cli.run(add).await.code, 2, "the name is taken");
    let local = "rolecall portal add trial --start-url http://127.0.0.1:8080/start --region us-east-1 \
                 --endpoint-url http://127.0.0.1:8080";
    insta::assert_snapshot!(cli.run(local).await.shown());
    cli.caps = StreamCaps {
        is_terminal: true,
        takes_escapes: true,
        use_colour: false,
        width: Some(100),
    };
    insta::assert_snapshot!(cli.run("rolecall portal list").await.shown());
    let answer: Value = serde_json::from_str(&cli.run("rolecall portal list --json").await.out).unwrap();
    insta::assert_json_snapshot!(answer);
    insta::assert_snapshot!(cli.run("rolecall portal remove wrok").await.shown());
    assert_eq!(cli.run("rolecall portal remove trial").await.code, 0);
    assert!(!cli.world.settings_file.text().contains("trial"));
}

#[tokio::test(start_paused = true)]
async fn an_address_becomes_the_one_of_aws_and_is_shown() {
    let cli = TestCli::new();
    let dual_stack = "https://ssoins-1234567890abcdef.portal.eu-west-1.app.aws";
    cli.world
        .aws
        .set_redirect("https://aws.example.com", Some(dual_stack));
    for (args, start_url) in [
        ("vanity --start-url aws.example.com", dual_stack),
        (
            "id --start-url d-1234567890 --region EU_West-1",
            "https://d-1234567890.awsapps.com/start",
        ),
    ] {
        let ran = cli.run(&format!("rolecall portal add {args}")).await;
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.err.contains(start_url), "{}", ran.err);
        assert!(cli.world.settings_file.text().contains(start_url));
    }
    let listed = cli.run("rolecall portal list").await.out;
    assert_eq!(listed.matches("eu-west-1").count(), 3, "{listed}");
}

#[tokio::test(start_paused = true)]
async fn invalid_arguments_are_refused() {
    let cli = TestCli::new();
    let refused = [
        "a/b --start-url https://d-1234567890.awsapps.com/start --region us-east-1",
        "work --start-url http://d-1234567890.awsapps.com/start --region us-east-1",
        "work --start-url https://d-1234567890.awsapps.com/start --region somewhere",
        "work --start-url https://d-1234567890.awsapps.com/start",
        "work --start-url https://d-1234567890.awsapps.com/start --region us-east-1 --endpoint-url http://aws.example",
        "work --start-url https://start.home.awsapps.cn/directory/acme --region us-east-1",
        "work --start-url https://start.cn-north-1.home.awsapps.cn/directory/acme --region cn-northwest-1",
    ];
    let mut stderr = String::new();
    for args in refused {
        let ran = cli.run(&format!("rolecall portal add {args}")).await;
        assert_eq!(ran.code, 2, "{args}");
        stderr.push_str(&ran.err);
    }
    insta::assert_snapshot!(stderr);
    assert_eq!(cli.world.settings_file.text(), "");
}

#[tokio::test(start_paused = true)]
async fn removing_signs_out_and_erases_data() {
    let (cli, portal) = TestCli::listed().await;
    assert_eq!(cli.run("rolecall start lab/Admin").await.code, 0);
    let token = cli
        .world
        .keychain
        .sign_in(&portal.name)
        .await
        .unwrap()
        .unwrap()
        .access_token;
    assert_eq!(cli.run("rolecall portal remove work").await.code, 0);
    assert!(!cli.world.aws.accepts(&token), "revoked at AWS");
    assert!(cli.world.keychain.sign_in(&portal.name).await.unwrap().is_none());
    assert_eq!(cli.run("rolecall sessions").await.out, "");
    assert_eq!(cli.run("rolecall roles").await.code, 2);
}

#[tokio::test(start_paused = true)]
async fn an_unreadable_keychain_item_does_not_hide_other_portals() {
    let (cli, _) = TestCli::listed().await;
    let broken = cli.with_portal("a-broken");
    cli.world.sign_in(&broken).await;
    let keychain = &cli.world.keychain;
    keychain.corrupt(KeychainItem::SignIn(broken.name.clone()));
    let ran = cli.run("rolecall portal list").await;
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("a-broken\tunknown") && ran.out.contains("work\tsigned in"),
        "{}",
        ran.out
    );
    assert!(ran.err.contains("a-broken: ") && cli.run("rolecall").await.out.contains("work\tsigned in"));

    keychain.lock();
    let reads = keychain.reads();
    let ran = cli.run("rolecall portal list --json").await;
    assert_eq!((ran.code, keychain.reads() - reads), (5, 1), "read once");
    assert_eq!(ran.out.matches("\"unknown\"").count(), 2, "{}", ran.out);
}

#[tokio::test(start_paused = true)]
async fn what_is_left_of_a_portal_that_was_taken_out_by_hand_can_be_given_up() {
    for settings in [
        "",
        "[[[",
        "[portal.other]\nstart_url = \"https://d-2222222222.awsapps.com/start\"\nregion = \"us-east-1\"",
    ] {
        for verb in ["sign-out", "portal remove"] {
            let (cli, portal) = TestCli::listed().await;
            assert_eq!(cli.run("rolecall start lab/Admin").await.code, 0);
            assert_eq!(cli.run("rolecall start payments-prod/Admin").await.code, 0);
            let token = cli
                .world
                .keychain
                .stored_sign_in(&portal.name)
                .unwrap()
                .access_token;
            cli.world.settings_file.set_text(settings.to_owned());
            if settings.is_empty() {
                let doctor = cli.run("rolecall doctor").await.out;
                insta::assert_snapshot!("doctor_without_the_portal", doctor);
            }
            let stopped = cli.run("rolecall stop work/222222222222/Admin").await;
            assert_eq!(
                (stopped.code, stopped.err.as_str()),
                (0, "Stopped work/222222222222/Admin.\n")
            );
            if verb == "portal remove" && settings == "[[[" {
                // A portal cannot be taken out of a file that cannot be read.
                assert_eq!(cli.run("rolecall portal remove work").await.code, 1);
                continue;
            }
            let line = format!("rolecall {verb} work");
            let ran = cli.run(&line).await;
            assert_eq!(ran.code, 0, "{line}: {}", ran.err);
            assert_eq!(cli.world.keychain.stored_items(), [], "{line}");
            assert!(!cli.world.aws.accepts(&token), "{line}");
            if verb == "portal remove" {
                assert_eq!(cli.run(&line).await.code, 2, "{line}: nothing is known of it");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn removing_without_a_keychain_says_what_may_stay() {
    for condition in [KeychainAbsence::NoBus, KeychainAbsence::NoKeyring].map(KeychainError::Absent) {
        let (cli, _) = TestCli::listed().await;
        cli.world.keychain.set_condition(Some(condition.clone()));
        assert_eq!(cli.run("rolecall sign-out work").await.code, 5, "nothing is done");
        let removed = cli.run("rolecall portal remove work").await;
        insta::assert_snapshot!(removed.shown());
        assert!(!cli.world.settings_file.text().contains("work"));
        cli.world.keychain.unlock();
        assert_eq!(cli.run("rolecall sign-out work").await.code, 0);
        assert_eq!(cli.world.keychain.stored_items(), []);
    }
}

#[tokio::test(start_paused = true)]
async fn adding_with_a_locked_keychain_says_that_it_was_not_asked() {
    let cli = TestCli::new();
    cli.world.keychain.lock();
    let add = "rolecall portal add work --start-url d-1234567890.awsapps.com/start --region eu-central-1";
    insta::assert_snapshot!(cli.run(add).await.shown());
    assert!(cli.world.settings_file.text().contains("work"));
}

#[tokio::test(start_paused = true)]
async fn a_portal_that_is_half_written_loses_nothing() {
    let (cli, portal) = TestCli::listed().await;
    assert_eq!(cli.run("rolecall start lab/Admin").await.code, 0);
    let whole = cli.world.settings_file.text();
    let half = whole.replace(&format!("region = \"{}\"\n", portal.region), "");
    assert_ne!(half, whole);
    cli.world.settings_file.set_text(&half);
    let stored = cli.world.keychain.stored_items();
    let add =
        "rolecall portal add WORK --start-url https://d-1234567890.awsapps.com/start --region eu-central-1";
    let ran = cli.run(add).await;
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("portal.work has no region"), "{}", ran.err);
    assert_eq!(cli.world.settings_file.text(), half);
    assert_eq!(cli.world.keychain.stored_items(), stored);
    cli.world.settings_file.set_text(whole);
    assert!(
        cli.run("rolecall sessions")
            .await
            .out
            .contains("222222222222/Admin")
    );
}

#[tokio::test(start_paused = true)]
async fn a_portal_of_account_access_manager_is_added_listed_and_used() {
    const URL: &str = "https://aa-roles.account-access.eu-central-1.app.aws";
    let cli = TestCli::new();
    let add = format!("rolecall portal add roles {URL}/#/");
    let refused = cli.run(&add).await;
    assert_eq!(refused.code, 2);
    insta::assert_snapshot!("identity_center_needed", refused.err);
    let work = cli.with_portal("work");
    cli.world.sign_in(&work).await;
    for wrong in [
        "--duration 60",
        "--session-name a/b",
        "--entitled-application-arn x",
    ] {
        assert_eq!(cli.run(&format!("{add} {wrong}")).await.code, 2, "{wrong}");
    }
    let of_another =
        "rolecall portal add other --start-url acme.awsapps.com --region eu-west-1 --duration 900";
    assert_eq!(
        cli.run(of_another).await.code,
        2,
        "an access portal has no duration"
    );
    let both = format!("{add} --start-url {URL}");
    assert_eq!(cli.run(&both).await.code, 2, "one address");
    let added = cli
        .run(&format!("{add} --duration 3600 --session-name INC-42"))
        .await;
    assert_eq!(added.code, 0);
    insta::assert_snapshot!("account_access_added", added.err);
    insta::assert_snapshot!("account_access_settings", cli.world.settings_file.text());
    let listed = cli.run("rolecall portal list --json").await.out;
    let listed: Value = serde_json::from_str(&listed).unwrap();
    insta::assert_json_snapshot!("account_access_listed", listed["portals"][1]);

    let settings = rolecall::settings::read_settings(&cli.world.settings_file.text()).unwrap();
    let portal = settings.portals[1].clone();
    let aws = &cli.world.aws;
    aws.assign(&portal, "ann", "111111111111", "payments-prod", &["Operator"]);
    cli.world.sign_in(&portal).await;
    let roles = cli.run("rolecall roles operator").await.out;
    assert!(roles.starts_with("roles/111111111111/Operator\t"), "{roles}");
    let document = cli
        .run("rolecall credential-process roles/111111111111/Operator")
        .await;
    assert_eq!(document.code, 0, "{}", document.err);
    let doctor = cli.run("rolecall doctor").await.out;
    assert!(!doctor.contains("no access portal"), "{doctor}");
    let left = cli.run("rolecall sign-out roles").await;
    assert_eq!(left.code, 0);
    insta::assert_snapshot!("account_access_signed_out", left.err);
}
