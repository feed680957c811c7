//! Role sessions on the fakes: requested once, reused while valid, stopped.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

use rolecall::catalogue::{PriorityAccounts, refresh};
use rolecall::clock_difference::clock_difference;
use rolecall::ports::{
    AccessPortalError, BlockedConnection, CaBundleFault, Clock, KeychainAbsence, KeychainError,
};
use rolecall::problem::{Problem, ProblemCode};
use rolecall::role_session::{RoleSessionError, role_credentials, role_sessions, stop_role_session};
use rolecall::sign_in::SignInError;
use rolecall_fakes::{ANN, Fault, KeychainItem, Operation, World, hostile, resolved, role_ref};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::Portal;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::time::{ClockDifference, ClockOffset};
use std::time::Duration;

const MIN_REMAINING_LIFETIME: Duration = Duration::from_mins(15);

async fn get(world: &World, portal: &Portal, role: &RoleRef) -> Result<RoleCredentials, RoleSessionError> {
    role_credentials(&world.ports(), &resolved(portal, role), MIN_REMAINING_LIFETIME).await
}

fn needs_sign_in(error: &RoleSessionError) -> bool {
    matches!(error, RoleSessionError::SignIn(SignInError::Needed))
}

/// Requests credentials in `many` processes at once; returns the access key ids.
async fn request_at_once(world: &World, portal: &Portal, admin: &RoleRef, many: usize) -> Vec<String> {
    let mut requests = tokio::task::JoinSet::new();
    for _ in 0..many {
        let (ports, portal, admin) = (world.ports_of_another_process(), portal.clone(), admin.clone());
        requests.spawn(async move {
            let given = role_credentials(&ports, &resolved(&portal, &admin), MIN_REMAINING_LIFETIME).await;
            given.unwrap().access_key_id
        });
    }
    requests.join_all().await
}

#[tokio::test(start_paused = true)]
async fn sixty_four_processes_make_one_request() {
    let (world, portal, admin) = World::with_admin().await;
    let ids = request_at_once(&world, &portal, &admin, 64).await;
    assert!(ids.iter().all(|id| *id == ids[0]));
    assert_eq!(world.aws.count(Operation::GetRoleCredentials), 1);

    world.clock.skip(Duration::from_mins(50));
    let renewed = request_at_once(&world, &portal, &admin, 64).await;
    assert_ne!(renewed[0], ids[0]);
    assert_eq!(world.aws.count(Operation::GetRoleCredentials), 2);
}

#[tokio::test(start_paused = true)]
async fn credentials_shorter_than_requested_do_not_make_every_process_call_aws() {
    let (world, portal, admin) = World::with_admin().await;
    world
        .aws
        .configure(|settings| settings.role_credentials_lifetime = Duration::from_mins(5));
    request_at_once(&world, &portal, &admin, 64).await;
    assert_eq!(world.aws.count(Operation::GetRoleCredentials), 1);
}

#[tokio::test(start_paused = true)]
async fn transient_failures_are_retried_and_stored_credentials_bridge_the_others() {
    let (world, portal, admin) = World::with_admin().await;
    let _ports = world.ports();
    let retry_in = Some(Duration::from_secs(2));
    let faults = [Fault::Throttled { retry_in }, Fault::Unreachable];
    world.aws.script(Operation::GetRoleCredentials, faults.map(Some));
    let first = get(&world, &portal, &admin).await.unwrap();
    assert!(Some(world.clock.elapsed()) >= retry_in, "Retry-After is honoured");

    world.aws.fail_when(|_| Some(Fault::Unreachable));
    world.clock.skip(Duration::from_mins(50));
    let bridged = get(&world, &portal, &admin).await.unwrap();
    assert_eq!(bridged.access_key_id, first.access_key_id);
    world.clock.skip(Duration::from_mins(10));
    let error = get(&world, &portal, &admin).await.unwrap_err();
    assert!(!matches!(error, RoleSessionError::Keychain(_)), "{error}");
}

#[tokio::test(start_paused = true)]
async fn what_stands_in_the_way_of_a_request_is_named_and_not_tried_again() {
    let (world, portal, admin) = World::with_admin().await;
    let missing = BlockedConnection::CaBundle {
        path: "/etc/company.pem".into(),
        fault: CaBundleFault::Missing,
    };
    for (cause, word) in [
        (missing, "/etc/company.pem"),
        (BlockedConnection::ProxySignIn, "HTTPS_PROXY"),
    ] {
        let asked = world.aws.count(Operation::GetRoleCredentials);
        world
            .aws
            .fail_every(Operation::GetRoleCredentials, Fault::Blocked(cause));
        let error = get(&world, &portal, &admin).await.unwrap_err();
        assert_eq!(world.aws.count(Operation::GetRoleCredentials), asked + 1);
        let problem = Problem::from(&error);
        assert_eq!(problem.code, ProblemCode::Unreachable);
        assert!(format!("{} {}", problem.summary, problem.advice).contains(word));
    }
}

#[tokio::test(start_paused = true)]
async fn stored_credentials_do_not_bridge_an_unassigned_role() {
    let (world, portal, admin) = World::with_admin().await;
    get(&world, &portal, &admin).await.unwrap();
    world.aws.unassign(&portal, ANN, "111122223333", "Admin");
    world.clock.skip(Duration::from_mins(50));
    let error = get(&world, &portal, &admin).await.unwrap_err();
    let RoleSessionError::AccessPortal(error) = error else {
        panic!("{error}")
    };
    assert!(matches!(error, AccessPortalError::NotAssigned), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_aws_ended_early_is_renewed_and_an_ended_sign_in_is_an_error() {
    let (world, portal, admin) = World::with_admin().await;
    world.aws.end_access_tokens();
    get(&world, &portal, &admin).await.unwrap();
    assert_eq!(world.aws.count(Operation::CreateTokenWithRefreshToken), 1);

    world.aws.end_sign_ins(ANN);
    stop_role_session(&world.ports(), &admin).await.unwrap();
    let error = get(&world, &portal, &admin).await.unwrap_err();
    assert!(needs_sign_in(&error), "{error}");
}

#[tokio::test(start_paused = true)]
async fn no_item_is_overwritten_after_a_failed_read() {
    let (world, portal, admin) = World::with_admin().await;
    get(&world, &portal, &admin).await.unwrap();
    let writes = world.keychain.writes();
    for condition in [
        KeychainError::Locked,
        KeychainError::Denied,
        KeychainError::TimedOut,
        KeychainError::Absent(KeychainAbsence::NoKeyring),
    ] {
        world.keychain.set_condition(Some(condition.clone()));
        let error = get(&world, &portal, &admin).await.unwrap_err();
        assert!(matches!(error, RoleSessionError::Keychain(found) if found == condition));
    }
    assert_eq!(world.keychain.writes(), writes);
}

#[tokio::test(start_paused = true)]
async fn an_item_that_cannot_be_read_is_replaced_if_it_can_be_had_again() {
    let (world, portal, admin) = World::with_admin().await;
    let item = KeychainItem::role_session(&admin);
    get(&world, &portal, &admin).await.unwrap();
    world.keychain.corrupt(item.clone());
    let again = get(&world, &portal, &admin).await.unwrap();
    let stored = world.keychain.stored_role_credentials(&admin).unwrap();
    assert_eq!(stored.access_key_id, again.access_key_id);
    assert_eq!(world.aws.count(Operation::GetRoleCredentials), 2);

    world.keychain.corrupt(item.clone());
    world.clock.skip(Duration::from_hours(13));
    assert!(role_sessions(&world.ports()).await.unwrap().is_empty());
    assert!(
        !world.keychain.stored_items().contains(&item),
        "it expired and is erased"
    );

    world.keychain.corrupt(KeychainItem::SignIn(portal.name.clone()));
    let error = get(&world, &portal, &admin).await.unwrap_err();
    let found = matches!(
        &error,
        RoleSessionError::SignIn(SignInError::Keychain(KeychainError::Corrupt { .. }))
    );
    assert!(found, "a sign-in takes the user: {error}");
}

#[tokio::test(start_paused = true)]
async fn expired_and_stopped_role_sessions_leave_the_keychain() {
    let (world, portal, admin) = World::with_admin().await;
    let ports = world.ports();
    get(&world, &portal, &admin).await.unwrap();
    assert_eq!(role_sessions(&ports).await.unwrap().len(), 1);
    stop_role_session(&ports, &admin).await.unwrap();
    assert!(world.keychain.stored_role_credentials(&admin).is_none());
    assert!(role_sessions(&ports).await.unwrap().is_empty());

    get(&world, &portal, &admin).await.unwrap();
    world.clock.skip(Duration::from_hours(1));
    assert!(role_sessions(&ports).await.unwrap().is_empty());
    assert!(world.keychain.stored_role_credentials(&admin).is_none());
}

#[tokio::test(start_paused = true)]
async fn hostile_role_names_work_like_others() {
    let (world, portal) = World::with_sign_in().await;
    for name in hostile::names() {
        world.aws.assign(&portal, ANN, "000000000042", &name, &[&name]);
        let odd = role_ref(&portal.name, "000000000042", &name);
        let obtained = get(&world, &portal, &odd).await;
        assert!(obtained.is_ok(), "{name:?}");
        assert!(world.keychain.stored_role_credentials(&odd).is_some());
    }
}

#[tokio::test(start_paused = true)]
async fn credentials_of_another_portal_identity_are_never_used() {
    let (world, portal, admin) = World::with_admin().await;
    let stored = get(&world, &portal, &admin).await.unwrap();
    let mut moved = portal.clone();
    moved.endpoint_url =
        Some(rolecall_model::portal::EndpointUrl::parse("https://elsewhere.example").unwrap());
    let error = get(&world, &moved, &admin).await.unwrap_err();
    assert!(needs_sign_in(&error), "{error}");
    let again = get(&world, &portal, &admin).await.unwrap();
    // The stored credentials stay.
    assert_eq!(again.access_key_id, stored.access_key_id);
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_hours_ahead_has_its_own_error() {
    let (world, portal, admin) = World::with_admin().await;
    world.clock.set_wall("2h".parse().unwrap());
    let error = get(&world, &portal, &admin).await.unwrap_err();
    assert!(matches!(error, RoleSessionError::ClockAhead), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_behind_gives_credentials_no_longer_life_than_aws_does() {
    let (world, portal, admin) = World::with_admin().await;
    world.clock.set_wall("-2h".parse().unwrap());
    let first = get(&world, &portal, &admin).await.unwrap();
    let left = first.remaining(world.clock.now());
    assert!(left <= Duration::from_hours(1), "{left:?}");
    let other_process = world.ports_of_another_process();
    let difference = clock_difference(&other_process);
    let behind = Some(ClockDifference::Behind(Duration::from_hours(2)));
    assert_eq!(difference, behind, "a process that asks AWS nothing knows it");

    world.clock.skip(Duration::from_mins(50));
    let second = get(&world, &portal, &admin).await.unwrap();
    assert_ne!(
        second.access_key_id, first.access_key_id,
        "ten minutes are not enough"
    );

    // Once the clock is set, less is left of them by it, and the difference is forgotten.
    world.clock.set_wall(ClockOffset::ZERO);
    let third = get(&world, &portal, &admin).await.unwrap();
    assert_ne!(third.access_key_id, second.access_key_id);
    assert_eq!(clock_difference(&other_process), None);
}

#[tokio::test(start_paused = true)]
async fn a_portal_that_does_not_respond_is_abandoned_within_30_seconds() {
    let (world, portal, admin) = World::with_admin().await;
    world
        .aws
        .configure(|settings| settings.latency = Duration::from_secs(10));
    world
        .aws
        .fail_every(Operation::GetRoleCredentials, Fault::Unreachable);
    let before = world.clock.elapsed();
    get(&world, &portal, &admin).await.unwrap_err();
    let took = world.clock.elapsed() - before;
    assert!(took <= Duration::from_secs(30), "{took:?}");
}

/// AWS lists a new assignment before it gives credentials for it.
#[tokio::test(start_paused = true)]
async fn a_role_that_is_listed_and_not_assigned_is_requested_once_more() {
    let not_assigned = || Some(Fault::NotAssigned);
    for (is_listed, refusals, is_given) in [(false, 1, false), (true, 1, true), (true, 2, false)] {
        let (world, portal, admin) = World::with_admin().await;
        if is_listed {
            let wanted = PriorityAccounts::default();
            refresh(&world.ports(), &portal, &wanted, &|_| {}).await.unwrap();
        }
        let refusals = std::iter::repeat_with(not_assigned).take(refusals);
        world.aws.script(Operation::GetRoleCredentials, refusals);
        let given = get(&world, &portal, &admin).await;
        assert_eq!(given.is_ok(), is_given, "{given:?}");
        let requests = world.aws.count(Operation::GetRoleCredentials);
        assert_eq!(requests, if is_listed { 2 } else { 1 });
    }
}
