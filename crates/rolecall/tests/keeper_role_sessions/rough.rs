//! What is wrong with the machine: a keychain that stays locked, a clock that lied, a settings file that lost a portal.

use super::stage::{AT_ONCE, HOUR, MINUTE, Stage, edit};
use rolecall::keeper::{Request, RoleSessionPhase, SignInState};
use rolecall::ports::{MachineEvent, RoleSessionIndex};
use rolecall::settings::{add_portal, remove_portal};
use rolecall_fakes::ANN;
use rolecall_fakes::assignment;
use rolecall_model::history::{HistoryEvent, Surface};

/// Every read of a locked keychain may ask the user to unlock it.
#[tokio::test(start_paused = true)]
async fn a_keychain_that_stays_locked_is_asked_seldom_however_much_waits_for_it() {
    let stage = Stage::at(&["acme", "lab"]).await;
    for portal in &stage.portals {
        let roles = ["R1", "R2", "R3", "R4", "R5"];
        stage
            .world
            .aws
            .assign(portal, ANN, "444455556666", "many", &roles);
        for role in roles {
            stage.start(&assignment(&portal.name, "444455556666", role)).await;
        }
    }
    stage.world.keychain.lock();
    stage.pass(40 * MINUTE).await;
    let reads = stage.world.keychain.reads();
    let program = stage.program();
    for _ in 0..60 {
        // Programs and networks come and go meanwhile.
        rolecall::history::log_vended(&program, &stage.admin(), stage.now() + HOUR, None);
        stage.world.machine_events.emit(MachineEvent::NetworkChanged);
        stage.pass(MINUTE).await;
    }
    let reads = stage.world.keychain.reads() - reads;
    assert!(
        reads <= 30,
        "{reads} reads: a first round, one in five minutes, and once what expired"
    );
    stage.world.keychain.unlock();
    stage.pass(6 * MINUTE).await;
    for state in &stage.snapshot().role_sessions {
        assert_eq!(state.life, RoleSessionPhase::Active);
        assert!(state.record.expires_at > stage.now());
    }
    assert_eq!(stage.snapshot().role_sessions.len(), 10);
}

#[tokio::test(start_paused = true)]
async fn a_keychain_that_is_locked_at_the_start_is_not_asked_whenever_a_program_is() {
    let (mut stage, _) = Stage::one().await;
    stage.kill().await;
    stage.world.keychain.lock();
    stage.restart().await;
    assert!(stage.snapshot().portals[0].problem.is_some());
    let reads = stage.world.keychain.reads();
    let program = stage.program();
    for _ in 0..30 {
        rolecall::history::log_vended(&program, &stage.admin(), stage.now() + HOUR, None);
        stage.pass(AT_ONCE).await;
    }
    assert_eq!(stage.world.keychain.reads(), reads);
    stage.world.keychain.unlock();
    stage.keeper.send(Request::Reload);
    stage.pass(AT_ONCE).await;
    assert!(matches!(
        stage.snapshot().portals[0].sign_in,
        SignInState::SignedIn(_)
    ));
}

#[tokio::test(start_paused = true)]
async fn what_waits_does_not_make_every_look_read_the_keychain() {
    let (stage, admin) = Stage::one().await;
    stage.start(&admin).await;
    stage
        .world
        .aws
        .fail_when(|_| Some(rolecall_fakes::Fault::Unreachable));
    stage.pass(2 * HOUR).await;
    let reads = stage.world.keychain.reads();
    let program = stage.program();
    for number in 0..30 {
        rolecall::history::log_vended(&program, &admin, stage.now() + number * MINUTE, None);
        stage.pass(AT_ONCE).await;
    }
    let reads = stage.world.keychain.reads() - reads;
    assert!(reads <= 12, "{reads} reads");
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_ended_by_a_wrong_clock_is_good_again_when_it_is_set() {
    let (mut stage, _) = Stage::one().await;
    let name = stage.portals[0].name.clone();
    let mut kept = stage.world.keychain.stored_sign_in(&name).unwrap();
    kept.refresh_token = None;
    kept.expires_at = stage.now() + 8 * HOUR;
    let ports = stage.command();
    ports.store.keychain.save_sign_in(&name, &kept).await.unwrap();
    stage.restart().await;
    let is_good = |stage: &Stage| {
        matches!(
            stage.snapshot().portals[0].sign_in,
            SignInState::SignedIn(Some(_))
        )
    };
    assert!(is_good(&stage));
    for (offset, good) in [("10h", false), ("0s", true)] {
        stage.world.clock.set_wall(offset.parse().unwrap());
        stage.world.machine_events.emit(MachineEvent::ClockChanged);
        stage.pass(AT_ONCE).await;
        assert_eq!(is_good(&stage), good, "at {offset}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_portal_that_was_taken_out_of_the_file_takes_its_role_sessions_along_after_a_while() {
    let stage = Stage::at(&["acme", "lab"]).await;
    let (acme, lab) = (&stage.portals[0], &stage.portals[1]);
    let admin = stage.admin();
    let other = assignment(&lab.name, "111122223333", "Admin");
    stage.start(&admin).await;
    stage.start(&other).await;
    // An editor that saves in two steps takes nothing along.
    let text = stage.world.settings_file.text();
    edit(&stage.world, |_| String::new());
    stage.pass(MINUTE).await;
    edit(&stage.world, |_| text.clone());
    stage.pass(10 * MINUTE).await;
    assert_eq!(stage.life(&admin), RoleSessionPhase::Active);

    edit(&stage.world, |text| remove_portal(text, &acme.name).unwrap());
    stage.pass(MINUTE).await;
    assert!(stage.is_kept(&admin), "it may have been a mistake");
    stage.pass(5 * MINUTE).await;
    assert!(stage.find(&admin).is_none() && !stage.is_kept(&admin));
    assert!(
        stage
            .events(&admin)
            .contains(&(HistoryEvent::Stopped, Surface::Keeper))
    );
    assert_eq!(stage.unknown_items(), []);
    assert_eq!(stage.life(&other), RoleSessionPhase::Active);
    assert_eq!(stage.world.state_store.role_sessions().unwrap().len(), 1);

    edit(&stage.world, |text| add_portal(text, acme).unwrap());
    stage.pass(2 * AT_ONCE).await;
    stage.start(&admin).await;
    assert_eq!(stage.life(&admin), RoleSessionPhase::Active, "it may come back");
}
