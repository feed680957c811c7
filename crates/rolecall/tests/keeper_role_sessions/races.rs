//! Races: a stop that waits while others reload, a response of AWS while the index is read.

use super::rig::{AT_ONCE, HOUR, KeeperRig, MINUTE};
use rolecall::keeper::Request;
use rolecall::ports::LockName;
use rolecall::role_session::role_credentials;
use rolecall::role_session_status::RoleSessionPhase;
use rolecall_fakes::resolved;
use rolecall_model::role_session::Renewal;
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn what_is_being_stopped_is_not_tracked_again() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.start(&admin).await;
    rig.pass(44 * MINUTE).await;
    let busy = rig.command();
    let name = LockName::RoleSession(admin.clone());
    let held = busy.store.lock.acquire(&name, HOUR).await.unwrap();
    rig.pass(MINUTE).await;
    assert_eq!(rig.phase(&admin), RoleSessionPhase::Renewing, "it waits its turn");
    let looking = async {
        rig.pass(AT_ONCE).await;
        rig.keeper.send(Request::Reload);
        rig.pass(AT_ONCE).await;
        assert!(rig.find(&admin).is_none(), "it is being stopped");
        drop(held);
        rig.pass(AT_ONCE).await;
    };
    let (stopped, ()) = tokio::join!(rig.stop(&admin), looking);
    stopped.unwrap();
    rig.pass(HOUR).await;
    assert!(rig.is_gone(&admin));
    assert_eq!(rig.credential_requests(), 1);
    rig.start(&admin).await;
    assert_eq!(rig.phase(&admin), RoleSessionPhase::Active, "another may begin");
}

#[tokio::test(start_paused = true)]
async fn a_stop_that_failed_is_seen() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.start(&admin).await;
    rig.world.keychain.lock();
    rig.stop(&admin).await.unwrap_err();
    rig.pass(AT_ONCE).await;
    assert!(rig.find(&admin).is_some());
    rig.world.keychain.unlock();
}

#[tokio::test(start_paused = true)]
async fn a_refusal_outlives_a_read_that_began_before_it() {
    let (rig, admin) = KeeperRig::with_admin().await;
    let roles = ["Admin", "ReadOnly", "Other", "Third"];
    let portal = &rig.portals[0];
    rig.assign(portal, &roles);
    // What expires when the renewal is due has to be erased, which takes the keychain its time.
    let min_remaining = Duration::from_mins(15);
    for role in &roles[1..] {
        role_credentials(&rig.program(), &resolved(portal, &rig.role(role)), min_remaining)
            .await
            .unwrap();
    }
    rig.pass(15 * MINUTE).await;
    rig.start(&admin).await;
    rig.unassign_admin();
    rig.pass(44 * MINUTE).await;
    let asked = rig.credential_requests();
    rig.world.keychain.set_delay(Duration::from_secs(2));
    rig.pass(5 * MINUTE).await;
    let refused = rig.phase(&admin);
    assert!(matches!(refused, RoleSessionPhase::Refused(_)), "{refused:?}");
    assert_eq!(rig.credential_requests() - asked, 2, "AWS is asked once more");
    assert_eq!(rig.find(&admin).unwrap().record.renewal, Renewal::Off);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_cannot_be_saved_still_counts() {
    let (rig, admin) = KeeperRig::with_admin().await;
    rig.start(&admin).await;
    let gate = rig.hold_credentials();
    rig.unassign_admin();
    rig.pass(46 * MINUTE).await;
    rig.world.state_store.set_broken(true);
    gate.open();
    rig.pass(AT_ONCE).await;
    rig.world.state_store.set_broken(false);
    let asked = rig.credential_requests();
    rig.keeper.send(Request::Reload);
    rig.pass(5 * MINUTE).await;
    assert_eq!(rig.credential_requests(), asked);
    assert!(matches!(rig.phase(&admin), RoleSessionPhase::Refused(_)));
    // The user wants it once more.
    rig.set_renewal(&admin, true).await;

    assert_eq!(rig.credential_requests(), asked + 1);
}
