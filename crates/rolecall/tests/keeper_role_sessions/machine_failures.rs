//! What is wrong with the machine: a keychain that stays locked, a clock that lied, a settings file that lost a portal.

use super::rig::{AT_ONCE, HOUR, KeeperRig, MINUTE, edit};
use rolecall::keeper::{Request, SignInState};
use rolecall::ports::{MachineEvent, RoleSessionIndex};
use rolecall::role_session_status::RoleSessionPhase;
use rolecall::settings::{add_portal, remove_portal};
use rolecall_fakes::ANN;
use rolecall_fakes::role_ref;
use rolecall_model::history::{HistoryEvent, Surface};

/// Every read of a locked keychain may ask the user to unlock it.
#[tokio::test(start_paused = true)]
async fn a_keychain_that_stays_locked_is_read_rarely_however_much_waits_for_it() {
    let rig = KeeperRig::with_portals(&["acme", "lab"]).await;
    for portal in &rig.portals {
        let roles = ["R1", "R2", "R3", "R4", "R5"];
        rig.world.aws.assign(portal, ANN, "444455556666", "many", &roles);
        for role in roles {
            rig.start(&role_ref(&portal.name, "444455556666", role)).await;
        }
    }
    rig.world.keychain.lock();
    rig.pass(40 * MINUTE).await;
    let reads = rig.world.keychain.reads();
    let program = rig.program();
    for _ in 0..60 {
        // Programs and networks come and go meanwhile.
        rolecall::history::record_vended(&program, &rig.admin(), rig.now() + HOUR, None);
        rig.world.machine_events.emit(MachineEvent::NetworkChanged);
        rig.pass(MINUTE).await;
    }
    let reads = rig.world.keychain.reads() - reads;
    assert!(
        reads <= 30,
        "{reads} reads: a first round, one in five minutes, and once what expired"
    );
    rig.world.keychain.unlock();
    rig.pass(6 * MINUTE).await;
    for state in &rig.snapshot().role_sessions {
        assert_eq!(state.phase, RoleSessionPhase::Active);
        assert!(state.record.expires_at > rig.now());
    }
    assert_eq!(rig.snapshot().role_sessions.len(), 10);
}

#[tokio::test(start_paused = true)]
async fn a_keychain_that_is_locked_at_the_start_is_not_read_whenever_a_program_is() {
    let (mut rig, _) = KeeperRig::with_admin().await;
    rig.kill().await;
    rig.world.keychain.lock();
    rig.restart().await;
    assert!(rig.snapshot().portals[0].problem.is_some());
    let reads = rig.world.keychain.reads();
    let program = rig.program();
    for _ in 0..30 {
        rolecall::history::record_vended(&program, &rig.admin(), rig.now() + HOUR, None);
        rig.pass(AT_ONCE).await;
    }
    assert_eq!(rig.world.keychain.reads(), reads);
    rig.world.keychain.unlock();
    rig.keeper.send(Request::Reload);
    rig.pass(AT_ONCE).await;
    assert!(rig.is_signed_in());
}

#[tokio::test(start_paused = true)]
async fn what_waits_does_not_make_every_reload_read_the_keychain() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.start(&admin).await;
    rig.cut_network();
    rig.pass(2 * HOUR).await;
    let reads = rig.world.keychain.reads();
    let program = rig.program();
    for number in 0..30 {
        rolecall::history::record_vended(&program, &admin, rig.now() + number * MINUTE, None);
        rig.pass(AT_ONCE).await;
    }
    let reads = rig.world.keychain.reads() - reads;
    assert!(reads <= 12, "{reads} reads");
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_ended_by_a_wrong_clock_is_good_again_when_it_is_set() {
    let (mut rig, _) = KeeperRig::with_admin().await;
    let name = rig.portals[0].name.clone();
    let mut stored = rig.world.keychain.stored_sign_in(&name).unwrap();
    stored.refresh_token = None;
    stored.expires_at = rig.now() + 8 * HOUR;
    let ports = rig.command();
    ports.store.keychain.save_sign_in(&name, &stored).await.unwrap();
    rig.restart().await;
    let is_good =
        |rig: &KeeperRig| matches!(rig.snapshot().portals[0].sign_in, SignInState::SignedIn(Some(_)));
    assert!(is_good(&rig));
    for (offset, good) in [("10h", false), ("0s", true)] {
        rig.world.clock.set_wall(offset.parse().unwrap());
        rig.world.machine_events.emit(MachineEvent::ClockChanged);
        rig.pass(AT_ONCE).await;
        assert_eq!(is_good(&rig), good, "at {offset}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_portal_that_was_taken_out_of_the_file_stops_its_role_sessions_after_a_while() {
    let rig = KeeperRig::with_portals(&["acme", "lab"]).await;
    let (acme, lab) = (&rig.portals[0], &rig.portals[1]);
    let admin = rig.admin();
    let other = role_ref(&lab.name, "111122223333", "Admin");
    rig.start(&admin).await;
    rig.start(&other).await;
    // An editor that saves in two steps takes nothing along.
    let text = rig.world.settings_file.text();
    edit(&rig.world, |_| String::new());
    rig.pass(MINUTE).await;
    edit(&rig.world, |_| text.clone());
    rig.pass(10 * MINUTE).await;
    assert_eq!(rig.phase(&admin), RoleSessionPhase::Active);

    edit(&rig.world, |text| remove_portal(text, &acme.name).unwrap());
    rig.pass(MINUTE).await;
    assert!(rig.is_stored(&admin), "it may have been a mistake");
    rig.pass(5 * MINUTE).await;
    assert!(rig.is_gone(&admin));
    assert!(
        rig.events(&admin)
            .contains(&(HistoryEvent::Stopped, Surface::Keeper))
    );
    assert_eq!(rig.unknown_items(), []);
    assert_eq!(rig.phase(&other), RoleSessionPhase::Active);
    assert_eq!(rig.world.state_store.role_sessions().unwrap().len(), 1);

    edit(&rig.world, |text| add_portal(text, acme).unwrap());
    rig.pass(2 * AT_ONCE).await;
    rig.start(&admin).await;
    assert_eq!(rig.phase(&admin), RoleSessionPhase::Active, "it may come back");
}
