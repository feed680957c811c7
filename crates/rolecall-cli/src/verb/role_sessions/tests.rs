//! Role sessions are started, listed and stopped.

use crate::terminal::StreamCaps;
use crate::tests::{TestCli, program};
use rolecall::ports::{CatalogueStore, Keychain, RoleSessionIndex, StateStore};
use rolecall_fakes::Operation;
use rolecall_model::role_session::Renewal;
use serde_json::Value;
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn they_are_started_listed_and_stopped() {
    let (cli, _) = TestCli::listed().await;
    insta::assert_snapshot!(cli.run("rolecall sessions").await.shown());
    insta::assert_snapshot!(cli.run("rolecall start lab/Admin").await.shown());
    insta::assert_snapshot!(cli.run("rolecall sessions").await.shown());
    let answer: Value = serde_json::from_str(&cli.run("rolecall sessions --json").await.out).unwrap();
    insta::assert_json_snapshot!(answer);
    insta::assert_snapshot!(cli.run("rolecall stop lab/Admin").await.shown());
    assert_eq!(cli.run("rolecall sessions").await.out, "");
    assert_eq!(cli.world.aws.count(Operation::GetRoleCredentials), 1);
}

#[tokio::test(start_paused = true)]
async fn all_are_stopped() {
    let (cli, _) = TestCli::listed().await;
    for target in ["lab/Admin", "payments-prod/Admin"] {
        assert_eq!(cli.run(&format!("rolecall start {target}")).await.code, 0);
    }
    let ran = cli.run("rolecall stop --all").await;
    assert_eq!((ran.code, ran.err.lines().count()), (0, 2));
    assert_eq!(
        cli.run("rolecall stop --all").await.err,
        "No active role sessions.\n"
    );
    assert_eq!(
        cli.run("rolecall stop").await.code,
        2,
        "a target or --all is required"
    );
}

#[tokio::test(start_paused = true)]
async fn stopping_an_inactive_one_says_so() {
    let (cli, _) = TestCli::listed().await;
    let ran = cli.run("rolecall stop lab/Admin").await;
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (0, "work/222222222222/Admin was not active.\n")
    );
    assert_eq!(cli.run("rolecall start lab/Admin").await.code, 0);
    let role = cli.world.state_store.role_sessions().unwrap()[0].role.clone();
    cli.world.state_store.remove_role_session(&role).unwrap();
    let ran = cli.run("rolecall stop lab/Admin").await;
    assert_eq!(
        ran.err, "Stopped work/222222222222/Admin.\n",
        "it is not in the index"
    );
    let stored = cli.world.keychain.role_credentials(&role).await.unwrap();
    assert!(stored.is_none());
}

#[tokio::test(start_paused = true)]
async fn an_expired_one_is_not_listed() {
    let (cli, _) = TestCli::listed().await;
    assert_eq!(cli.run("rolecall start lab/Admin --no-renew").await.code, 0);
    cli.world.clock.skip(Duration::from_hours(2));
    assert_eq!(cli.run("rolecall sessions").await.out, "");
}

#[tokio::test(start_paused = true)]
async fn a_renewed_one_waits_for_the_desktop_or_a_sign_in() {
    let (mut cli, _) = TestCli::listed().await;
    cli.caps = StreamCaps {
        is_terminal: true,
        takes_escapes: true,
        use_colour: false,
        width: Some(110),
    };
    assert_eq!(cli.run("rolecall start lab/Admin").await.code, 0);
    assert!(
        cli.run("rolecall sessions")
            .await
            .err
            .contains("Role sessions are renewed only while")
    );
    cli.world.running_desktop.set_running(true);
    cli.world.clock.skip(Duration::from_mins(61));
    insta::assert_snapshot!(cli.run("rolecall sessions").await.shown());
    cli.world.aws.end_sign_ins("ann");
    cli.world.clock.skip(Duration::from_hours(10));
    assert_eq!(cli.run("rolecall sessions").await.code, 0);
    cli.caps = StreamCaps::default();
    let answer = cli.run("rolecall sessions --json").await.out;
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["role_sessions"][0]["renewal"], "on");
    assert_ne!(answer["role_sessions"][0]["state"], "alive");
    let roles = cli.run("rolecall roles lab").await.out;
    assert!(roles.contains("active, waiting for new credentials"), "{roles}");
}

#[tokio::test(start_paused = true)]
async fn after_the_end_of_a_sign_in_nothing_says_that_it_renews() {
    let (cli, _) = TestCli::listed().await;
    assert_eq!(cli.run("rolecall start lab/Admin").await.code, 0);
    assert!(cli.run("rolecall sessions").await.out.contains("renews"));
    cli.world.aws.end_sign_ins("ann");
    // Whoever asks AWS learns it.
    assert_eq!(cli.run("rolecall env payments-prod/ReadOnly --yes").await.code, 3);
    let listed = cli.run("rolecall sessions").await.out;
    assert!(
        listed.contains("ends, sign in to renew") && !listed.contains("renews"),
        "{listed}"
    );
    let json: Value = serde_json::from_str(&cli.run("rolecall sessions --json").await.out).unwrap();
    let session = &json["role_sessions"][0];
    assert_eq!(session["outcome"], "waits_for_sign_in");
    assert_eq!(session["state"], "alive", "its credentials are good");
    assert_eq!(session["requested_by"], "command");
}

#[tokio::test(start_paused = true)]
async fn starting_says_whether_it_is_renewed() {
    let (cli, _) = TestCli::listed().await;
    let renewals = async |line: &str| {
        let ran = cli.run(line).await;
        assert_eq!(ran.code, 0, "{}", ran.err);
        let record = cli.world.state_store.role_sessions().unwrap().remove(0);
        (record.renewal, ran.err)
    };
    assert_eq!(renewals("rolecall env lab/Admin").await.0, Renewal::OnDemand);
    let (renewal, err) = renewals("rolecall start lab/Admin").await;
    assert_eq!(renewal, Renewal::On);
    assert!(
        err.contains("renewed only while Rolecall's window or tray is running"),
        "{err}"
    );
    cli.world.running_desktop.set_running(true);
    let (_, err) = renewals("rolecall start lab/Admin").await;
    assert!(
        err.ends_with("It is renewed automatically until you stop it.\n"),
        "{err}"
    );
    let (renewal, err) = renewals("rolecall start lab/Admin --no-renew").await;
    assert_eq!((renewal, err.lines().count()), (Renewal::Off, 1), "{err}");
    cli.add_settings("renew = false", "");
    assert_eq!(renewals("rolecall start lab/Admin").await.0, Renewal::Off);
}

#[tokio::test(start_paused = true)]
async fn a_limit_ends_it_until_a_user_starts_another() {
    let (cli, _) = TestCli::listed().await;
    cli.add_settings(
        "",
        "[[limit]]\naccounts = [\"*prod*\"]\nroles = [\"Admin\"]\nminutes = 30",
    );
    let ran = cli.run("rolecall start payments-prod/Admin").await;
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err.ends_with("Its limit is reached at 12:30.\n"),
        "{}",
        ran.err
    );
    let answer: Value = serde_json::from_str(&cli.run("rolecall sessions --json").await.out).unwrap();
    let role_session = &answer["role_sessions"][0];
    assert_eq!(role_session["ends_at"], role_session["expires_at"]);
    cli.world.clock.skip(Duration::from_mins(31));
    assert_eq!(cli.run("rolecall sessions").await.out, "");
    let refused = cli.run("rolecall credential-process payments-prod/Admin").await;
    assert_eq!((refused.code, refused.out.as_str()), (4, ""), "{}", refused.err);
    insta::assert_snapshot!(refused.err);
    assert_eq!(cli.run("rolecall start payments-prod/Admin").await.code, 0);
    assert_eq!(
        cli.run("rolecall credential-process payments-prod/Admin")
            .await
            .code,
        0
    );
}

/// An account of a target by id may be listed while its roles never were: its name decides all the same.
#[tokio::test(start_paused = true)]
async fn a_limit_is_shown_where_the_roles_of_an_account_were_never_listed() {
    let (cli, portal) = TestCli::listed().await;
    cli.add_settings("", "[[limit]]\naccounts = [\"*prod*\"]\nminutes = 30");
    assert_eq!(cli.run("rolecall start payments-prod/Admin").await.code, 0);
    let accounts = cli.world.state_store.catalogue(&portal.name).unwrap().accounts;
    let accounts: Vec<_> = accounts.into_iter().map(|listed| listed.account).collect();
    cli.world.state_store.remove_portal_data(&portal.name).unwrap();
    cli.world
        .state_store
        .save_accounts(&portal.name, &accounts)
        .unwrap();
    assert_eq!(cli.run("rolecall start 111111111111/Admin").await.code, 0);
    let answer: Value = serde_json::from_str(&cli.run("rolecall sessions --json").await.out).unwrap();
    let role_session = &answer["role_sessions"][0];
    assert_eq!(role_session["account_name"], "payments-prod", "{answer}");
    assert_eq!(role_session["environment"], "production");
    assert_eq!(role_session["ends_at"], role_session["expires_at"]);
}

#[tokio::test(start_paused = true)]
async fn running_programs_that_use_it_are_listed() {
    let (mut cli, _) = TestCli::listed().await;
    let terraform = program("terraform", 8812);
    cli.world.programs.set_parent(Some(terraform.clone()));
    assert_eq!(cli.run("rolecall credential-process lab/Admin").await.code, 0);
    cli.machine.current_process = Some(program("", 4711));
    cli.world.programs.start(program("aws", 4711));
    assert_eq!(
        cli.run("rolecall exec lab/Admin -- /usr/bin/aws s3 ls")
            .await
            .code,
        0
    );
    let answer: Value = serde_json::from_str(&cli.run("rolecall sessions --json").await.out).unwrap();
    insta::assert_json_snapshot!(answer["role_sessions"][0]["held_by"]);
    cli.world.programs.end(&terraform);
    let shown = cli.run("rolecall sessions").await.out;
    assert!(shown.ends_with("\taws (4711)\n"), "{shown}");
}

#[tokio::test(start_paused = true)]
async fn targets_are_never_guessed() {
    let (cli, _) = TestCli::listed().await;
    cli.with_portal("side");
    cli.world.sign_in(&cli.world.portal("side")).await;
    assert_eq!(cli.run("rolecall roles --refresh").await.code, 0);
    insta::assert_snapshot!(cli.run("rolecall start lab/Admin").await.shown());
    insta::assert_snapshot!(cli.run("rolecall start labb/Admin").await.shown());
    insta::assert_snapshot!(cli.run("rolecall start @default").await.shown());
    insta::assert_snapshot!(
        cli.run("rolecall start elsewhere/111111111111/Admin")
            .await
            .shown()
    );
    assert_eq!(cli.world.aws.count(Operation::GetRoleCredentials), 0);
}

#[tokio::test(start_paused = true)]
async fn a_name_is_found_before_the_list_was_ever_fetched() {
    for line in [
        "rolecall start lab/Admin",
        "rolecall exec work/lab/Admin -- true",
        "rolecall env lab/Admin",
        "rolecall console lab/Admin --print",
        "rolecall credential-process lab/Admin",
        "rolecall default lab/Admin",
    ] {
        let cli = TestCli::new();
        let portal = cli.with_portal("work");
        let out = cli.run(line).await;
        // A shell that evaluates it notices.
        let printed = if line.starts_with("rolecall env") {
            "(exit 3)\n"
        } else {
            ""
        };
        assert_eq!((out.code, out.out.as_str()), (3, printed), "{line}: {}", out.err);
        assert!(out.err.contains("rolecall sign-in work"), "{line}: {}", out.err);
        assert!(!out.err.contains("Nothing matches"), "{line}: {}", out.err);
        cli.world.sign_in(&portal).await;
        assert_eq!(cli.run(line).await.code, 0, "{line}");
        assert_eq!(cli.world.aws.count(Operation::ListAccounts), 1, "{line}");
        for _ in 0..2 {
            let missed = cli.run("rolecall start nowhere/Admin").await;
            assert_eq!(missed.code, 2, "{}", missed.err);
            assert_eq!(
                cli.world.aws.count(Operation::ListAccounts),
                2,
                "listed whole once"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_unused_portal_does_not_prevent_a_match() {
    let (cli, _) = TestCli::listed().await;
    cli.with_portal("side");
    let ran = cli.run("rolecall start lab/Admin").await;
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(!ran.err.contains("side"), "{}", ran.err);
    let ran = cli.run("rolecall start labb/Admin").await;
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("rolecall sign-in side"), "{}", ran.err);
    assert!(ran.err.contains("Nothing matches"), "{}", ran.err);
}

#[tokio::test(start_paused = true)]
async fn a_locked_keychain_is_reported_before_the_first_list() {
    let cli = TestCli::new();
    let portal = cli.with_portal("work");
    cli.world.sign_in(&portal).await;
    cli.world.keychain.lock();
    assert_eq!(cli.run("rolecall start lab/Admin").await.code, 5);
    cli.world.keychain.unlock();
}

#[tokio::test(start_paused = true)]
async fn exit_codes_name_the_cause() {
    let (cli, portal) = TestCli::listed().await;
    cli.world.aws.unassign(&portal, "ann", "222222222222", "Admin");
    assert_eq!(cli.run("rolecall start lab/Admin").await.code, 4);
    cli.world.keychain.lock();
    assert_eq!(cli.run("rolecall start payments-prod/Admin").await.code, 5);
    cli.world.keychain.unlock();
    cli.world
        .aws
        .fail_when(|_| Some(rolecall_fakes::Fault::Unreachable));
    assert_eq!(cli.run("rolecall start payments-prod/Admin").await.code, 6);
    cli.world.aws.clear_faults();
    cli.world.aws.end_sign_ins("ann");
    let ran = cli.run("rolecall start payments-prod/Admin").await;
    assert_eq!(ran.code, 3);
    insta::assert_snapshot!(ran.err);
}
