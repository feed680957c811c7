//! What crosses: a stop that waits while others look, an answer of AWS while the index is read.

use super::stage::{AT_ONCE, HOUR, MINUTE, Stage};
use rolecall::keeper::{Request, RoleSessionPhase};
use rolecall::ports::LockName;
use rolecall::role_session::role_credentials;
use rolecall_fakes::ANN;
use rolecall_fakes::{Fault, Latch, Operation};
use rolecall_model::role_session::Renewal;
use std::time::Duration;

#[tokio::test(start_paused = true)]
async fn what_is_being_stopped_is_not_cared_for_again() {
    let (stage, admin) = Stage::one().await;
    stage.start(&admin).await;
    stage.pass(44 * MINUTE).await;
    let busy = stage.command();
    let name = LockName::RoleSession(admin.clone());
    let held = busy.store.lock.acquire(&name, HOUR).await.unwrap();
    stage.pass(MINUTE).await;
    assert_eq!(
        stage.life(&admin),
        RoleSessionPhase::Renewing,
        "it waits its turn"
    );
    let looking = async {
        stage.pass(AT_ONCE).await;
        stage.keeper.send(Request::Reload);
        stage.pass(AT_ONCE).await;
        assert!(stage.find(&admin).is_none(), "it is being stopped");
        drop(held);
        stage.pass(AT_ONCE).await;
    };
    let (stopped, ()) = tokio::join!(stage.stop(&admin), looking);
    stopped.unwrap();
    stage.pass(HOUR).await;
    assert!(stage.find(&admin).is_none() && !stage.is_kept(&admin));
    assert_eq!(stage.asked(), 1);
    stage.start(&admin).await;
    assert_eq!(stage.life(&admin), RoleSessionPhase::Active, "another may begin");
}

#[tokio::test(start_paused = true)]
async fn a_stop_that_failed_is_seen() {
    let (stage, admin) = Stage::one().await;
    stage.start(&admin).await;
    stage.world.keychain.lock();
    stage.stop(&admin).await.unwrap_err();
    stage.pass(AT_ONCE).await;
    assert!(stage.find(&admin).is_some());
    stage.world.keychain.unlock();
}

#[tokio::test(start_paused = true)]
async fn a_refusal_outlives_a_look_that_began_before_it() {
    let (stage, admin) = Stage::one().await;
    let roles = ["Admin", "ReadOnly", "Other", "Third"];
    let portal = &stage.portals[0];
    stage
        .world
        .aws
        .assign(portal, ANN, "111122223333", "payments-prod", &roles);
    // What expires when the renewal is due has to be erased, which takes the keychain its time.
    let min_remaining = Duration::from_mins(15);
    for role in &roles[1..] {
        role_credentials(&stage.program(), portal, &stage.role(role), min_remaining)
            .await
            .unwrap();
    }
    stage.pass(15 * MINUTE).await;
    stage.start(&admin).await;
    stage.world.aws.unassign(portal, ANN, "111122223333", "Admin");
    stage.pass(44 * MINUTE).await;
    let asked = stage.asked();
    stage.world.keychain.set_delay(Duration::from_secs(2));
    stage.pass(5 * MINUTE).await;
    let refused = stage.life(&admin);
    assert!(matches!(refused, RoleSessionPhase::Refused(_)), "{refused:?}");
    assert_eq!(stage.asked() - asked, 1, "AWS is asked once");
    assert_eq!(stage.find(&admin).unwrap().record.renewal, Renewal::Off);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_cannot_be_written_down_is_one_all_the_same() {
    let (stage, admin) = Stage::one().await;
    stage.start(&admin).await;
    let latch = Latch::default();
    stage
        .world
        .aws
        .fail_next(Operation::GetRoleCredentials, Fault::Hold(latch.clone()));
    stage
        .world
        .aws
        .unassign(&stage.portals[0], ANN, "111122223333", "Admin");
    stage.pass(46 * MINUTE).await;
    stage.world.state_store.set_broken(true);
    latch.open();
    stage.pass(AT_ONCE).await;
    stage.world.state_store.set_broken(false);
    let asked = stage.asked();
    stage.keeper.send(Request::Reload);
    stage.pass(5 * MINUTE).await;
    assert_eq!(stage.asked(), asked);
    assert!(matches!(stage.life(&admin), RoleSessionPhase::Refused(_)));
    // The user wants it once more.
    let wanted = admin.clone();
    stage
        .keeper
        .ask(|reply| Request::SetRenewing(wanted, true, reply))
        .await
        .unwrap();
    stage.pass(AT_ONCE).await;
    assert_eq!(stage.asked(), asked + 1);
}
