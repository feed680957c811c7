//! Role sessions begin, are listed and end.

use crate::terminal::Face;
use crate::tests::{Stage, program};
use rolecall::ports::{Keychain, RoleSessionIndex};
use rolecall_fakes::Operation;
use rolecall_model::role_session::Renewal;
use serde_json::Value;
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn they_begin_are_listed_and_end() {
    let (stage, _) = Stage::listed().await;
    insta::assert_snapshot!(stage.run("rolecall sessions").await.shown());
    insta::assert_snapshot!(stage.run("rolecall start lab/Admin").await.shown());
    insta::assert_snapshot!(stage.run("rolecall sessions").await.shown());
    let answer: Value = serde_json::from_str(&stage.run("rolecall sessions --json").await.out).unwrap();
    insta::assert_json_snapshot!(answer);
    insta::assert_snapshot!(stage.run("rolecall stop lab/Admin").await.shown());
    assert_eq!(stage.run("rolecall sessions").await.out, "");
    assert_eq!(stage.world.aws.count(Operation::GetRoleCredentials), 1);
}

#[tokio::test(start_paused = true)]
async fn all_are_stopped() {
    let (stage, _) = Stage::listed().await;
    for target in ["lab/Admin", "payments-prod/Admin"] {
        assert_eq!(stage.run(&format!("rolecall start {target}")).await.code, 0);
    }
    let ran = stage.run("rolecall stop --all").await;
    assert_eq!((ran.code, ran.err.lines().count()), (0, 2));
    assert_eq!(
        stage.run("rolecall stop --all").await.err,
        "No role session is active.\n"
    );
    assert_eq!(
        stage.run("rolecall stop").await.code,
        2,
        "what to stop must be said"
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_not_active_is_not_called_stopped() {
    let (stage, _) = Stage::listed().await;
    let ran = stage.run("rolecall stop lab/Admin").await;
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (0, "work/222222222222/Admin is not active.\n")
    );
    assert_eq!(stage.run("rolecall start lab/Admin").await.code, 0);
    let assignment = stage.world.state_store.role_sessions().unwrap()[0]
        .assignment
        .clone();
    stage.world.state_store.remove_role_session(&assignment).unwrap();
    let ran = stage.run("rolecall stop lab/Admin").await;
    assert_eq!(
        ran.err, "work/222222222222/Admin is stopped.\n",
        "the index lost it"
    );
    let kept = stage.world.keychain.role_credentials(&assignment).await.unwrap();
    assert!(kept.is_none());
}

#[tokio::test(start_paused = true)]
async fn one_that_ended_is_not_listed() {
    let (stage, _) = Stage::listed().await;
    assert_eq!(stage.run("rolecall start lab/Admin --no-renew").await.code, 0);
    stage.world.clock.skip(Duration::from_hours(2));
    assert_eq!(stage.run("rolecall sessions").await.out, "");
}

#[tokio::test(start_paused = true)]
async fn one_that_is_renewed_waits_for_what_it_needs() {
    let (mut stage, _) = Stage::listed().await;
    stage.face = Face {
        is_terminal: true,
        coloured: false,
        width: Some(110),
    };
    assert_eq!(stage.run("rolecall start lab/Admin").await.code, 0);
    assert!(
        stage
            .run("rolecall sessions")
            .await
            .err
            .contains("Nothing is renewed until")
    );
    stage.world.running_desktop.set_running(true);
    stage.world.clock.skip(Duration::from_mins(61));
    insta::assert_snapshot!(stage.run("rolecall sessions").await.shown());
    stage.world.aws.end_sign_ins("ann");
    stage.world.clock.skip(Duration::from_hours(10));
    assert_eq!(stage.run("rolecall sessions").await.code, 0);
    stage.face = Face::default();
    let answer = stage.run("rolecall sessions --json").await.out;
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["role_sessions"][0]["renewal"], "on");
    assert_ne!(answer["role_sessions"][0]["state"], "alive");
    let roles = stage.run("rolecall roles lab").await.out;
    assert!(!roles.contains("active"), "{roles}");
}

#[tokio::test(start_paused = true)]
async fn starting_tells_whether_it_is_renewed() {
    let (stage, _) = Stage::listed().await;
    let renewals = async |line: &str| {
        let ran = stage.run(line).await;
        assert_eq!(ran.code, 0, "{}", ran.err);
        let record = stage.world.state_store.role_sessions().unwrap().remove(0);
        (record.renewal, ran.err)
    };
    assert_eq!(renewals("rolecall env lab/Admin").await.0, Renewal::OnDemand);
    let (renewal, err) = renewals("rolecall start lab/Admin").await;
    assert_eq!(renewal, Renewal::On);
    assert!(err.contains("once Rolecall's window or tray runs"), "{err}");
    stage.world.running_desktop.set_running(true);
    let (_, err) = renewals("rolecall start lab/Admin").await;
    assert!(err.ends_with("It is renewed until you stop it.\n"), "{err}");
    let (renewal, err) = renewals("rolecall start lab/Admin --no-renew").await;
    assert_eq!((renewal, err.lines().count()), (Renewal::Off, 1), "{err}");
    let text = format!("renew = false\n{}", stage.world.settings_file.text());
    stage.world.settings_file.set_text(text);
    assert_eq!(renewals("rolecall start lab/Admin").await.0, Renewal::Off);
}

#[tokio::test(start_paused = true)]
async fn a_limit_ends_it_until_a_user_starts_another() {
    let (stage, _) = Stage::listed().await;
    let text = format!(
        "{}\n[[limit]]\naccounts = [\"*prod*\"]\nroles = [\"Admin\"]\nminutes = 30\n",
        stage.world.settings_file.text()
    );
    stage.world.settings_file.set_text(text);
    let ran = stage.run("rolecall start payments-prod/Admin").await;
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.ends_with("Its limit ends it at 12:30.\n"), "{}", ran.err);
    let answer: Value = serde_json::from_str(&stage.run("rolecall sessions --json").await.out).unwrap();
    let one = &answer["role_sessions"][0];
    assert_eq!(
        (&one["ends_at"], &one["expires_at"]),
        (&one["expires_at"], &one["ends_at"])
    );
    stage.world.clock.skip(Duration::from_mins(31));
    assert_eq!(stage.run("rolecall sessions").await.out, "");
    let asked = stage.run("rolecall credential-process payments-prod/Admin").await;
    assert_eq!((asked.code, asked.out.as_str()), (4, ""), "{}", asked.err);
    insta::assert_snapshot!(asked.err);
    assert_eq!(stage.run("rolecall start payments-prod/Admin").await.code, 0);
    assert_eq!(
        stage
            .run("rolecall credential-process payments-prod/Admin")
            .await
            .code,
        0
    );
}

#[tokio::test(start_paused = true)]
async fn who_holds_it_is_shown_while_they_run() {
    let (mut stage, _) = Stage::listed().await;
    let terraform = program("terraform", 8812);
    stage.world.programs.set_parent(Some(terraform.clone()));
    assert_eq!(stage.run("rolecall credential-process lab/Admin").await.code, 0);
    stage.machine.this_program = Some(program("", 4711));
    stage.world.programs.start(program("aws", 4711));
    assert_eq!(
        stage
            .run("rolecall exec lab/Admin -- /usr/bin/aws s3 ls")
            .await
            .code,
        0
    );
    let answer: Value = serde_json::from_str(&stage.run("rolecall sessions --json").await.out).unwrap();
    insta::assert_json_snapshot!(answer["role_sessions"][0]["held_by"]);
    stage.world.programs.end(&terraform);
    let shown = stage.run("rolecall sessions").await.out;
    assert!(shown.ends_with("\taws (4711)\n"), "{shown}");
}

#[tokio::test(start_paused = true)]
async fn targets_are_never_guessed() {
    let (stage, _) = Stage::listed().await;
    stage.with_portal("side");
    stage.world.sign_in(&stage.world.portal("side")).await;
    assert_eq!(stage.run("rolecall roles --refresh").await.code, 0);
    insta::assert_snapshot!(stage.run("rolecall start lab/Admin").await.shown());
    insta::assert_snapshot!(stage.run("rolecall start labb/Admin").await.shown());
    insta::assert_snapshot!(stage.run("rolecall start @default").await.shown());
    insta::assert_snapshot!(
        stage
            .run("rolecall start elsewhere/111111111111/Admin")
            .await
            .shown()
    );
    assert_eq!(stage.world.aws.count(Operation::GetRoleCredentials), 0);
}

#[tokio::test(start_paused = true)]
async fn a_name_is_found_before_the_list_was_ever_asked_for() {
    for line in [
        "rolecall start lab/Admin",
        "rolecall exec work/lab/Admin -- true",
        "rolecall env lab/Admin",
        "rolecall console lab/Admin --print",
        "rolecall credential-process lab/Admin",
        "rolecall default lab/Admin",
    ] {
        let stage = Stage::new();
        let portal = stage.with_portal("work");
        let out = stage.run(line).await;
        assert_eq!((out.code, out.out.as_str()), (3, ""), "{line}: {}", out.err);
        assert!(out.err.contains("rolecall sign-in work"), "{line}: {}", out.err);
        assert!(!out.err.contains("Nothing matches"), "{line}: {}", out.err);
        stage.world.sign_in(&portal).await;
        assert_eq!(stage.run(line).await.code, 0, "{line}");
        assert_eq!(stage.world.aws.count(Operation::ListAccounts), 1, "{line}");
        let missed = stage.run("rolecall start nowhere/Admin").await;
        assert_eq!(missed.code, 2, "{}", missed.err);
        assert_eq!(stage.world.aws.count(Operation::ListAccounts), 1, "listed once");
    }
}

#[tokio::test(start_paused = true)]
async fn a_portal_that_nobody_uses_does_not_stand_in_the_way() {
    let (stage, _) = Stage::listed().await;
    stage.with_portal("side");
    let ran = stage.run("rolecall start lab/Admin").await;
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(!ran.err.contains("side"), "{}", ran.err);
    let ran = stage.run("rolecall start labb/Admin").await;
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("rolecall sign-in side"), "{}", ran.err);
    assert!(ran.err.contains("Nothing matches"), "{}", ran.err);
}

#[tokio::test(start_paused = true)]
async fn a_keychain_that_is_locked_is_told_before_the_first_list() {
    let stage = Stage::new();
    let portal = stage.with_portal("work");
    stage.world.sign_in(&portal).await;
    stage.world.keychain.lock();
    assert_eq!(stage.run("rolecall start lab/Admin").await.code, 5);
    stage.world.keychain.unlock();
}

#[tokio::test(start_paused = true)]
async fn exit_codes_tell_what_is_wrong() {
    let (stage, portal) = Stage::listed().await;
    stage.world.aws.unassign(&portal, "ann", "222222222222", "Admin");
    assert_eq!(stage.run("rolecall start lab/Admin").await.code, 4);
    stage.world.keychain.lock();
    assert_eq!(stage.run("rolecall start payments-prod/Admin").await.code, 5);
    stage.world.keychain.unlock();
    stage
        .world
        .aws
        .fail_when(|_| Some(rolecall_fakes::Fault::Unreachable));
    assert_eq!(stage.run("rolecall start payments-prod/Admin").await.code, 6);
    stage.world.aws.clear_faults();
    stage.world.aws.end_sign_ins("ann");
    let ran = stage.run("rolecall start payments-prod/Admin").await;
    assert_eq!(ran.code, 3);
    insta::assert_snapshot!(ran.err);
}
