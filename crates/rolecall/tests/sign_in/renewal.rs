//! Renewal of a sign-in: once, by whichever process needs it first.

use super::*;
use rolecall_model::sign_in::SignInLifetime;

#[tokio::test(start_paused = true)]
async fn a_sign_in_is_renewed_once_however_many_need_it() {
    let (world, portal) = World::with_sign_in().await;
    world.clock.skip(Duration::from_mins(57));
    let mut renewals = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (ports, portal) = (world.ports_of_another_process(), portal.clone());
        renewals.spawn(async move { current_sign_in(&ports, &portal).await.unwrap().expires_at });
    }
    let now = world.clock.true_now();
    assert!(renewals.join_all().await.iter().all(|end| *end > now));
    assert_eq!(world.aws.count(Operation::CreateTokenWithRefreshToken), 1);
    assert_eq!(world.aws.reused_refresh_tokens(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_new_refresh_token_replaces_the_old_one_and_without_one_the_old_one_stays() {
    for rotates in [true, false] {
        let (world, portal) = World::with_portal();
        world
            .aws
            .configure(|settings| settings.rotates_refresh_tokens = rotates);
        world.sign_in(&portal).await;
        for _ in 0..3 {
            world.clock.skip(Duration::from_mins(57));
            let renewed = current_sign_in(&world.ports(), &portal).await.unwrap();
            assert!(renewed.refresh_token.is_some());
            assert!(renewed.expires_at > world.clock.true_now() + Duration::from_mins(57));
        }
        assert_eq!(world.aws.reused_refresh_tokens(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_valid_token_is_used_when_renewal_fails_and_an_expired_one_is_not() {
    let (world, portal) = World::with_sign_in().await;
    world
        .aws
        .fail_every(Operation::CreateTokenWithRefreshToken, Fault::Unreachable);
    world.clock.skip(Duration::from_mins(57));
    current_sign_in(&world.ports(), &portal).await.unwrap();
    world.clock.skip(Duration::from_mins(4));
    let error = current_sign_in(&world.ports(), &portal).await.unwrap_err();
    let SignInError::Authorization(error) = error else {
        panic!("{error}")
    };
    assert!(matches!(error, AuthorizationError::Unreachable { .. }), "{error}");

    world.aws.clear_faults();
    world.aws.end_sign_ins(ANN);
    let error = current_sign_in(&world.ports(), &portal).await.unwrap_err();
    assert!(matches!(error, SignInError::NotRenewed), "{error}");
    let error = current_sign_in(&world.ports(), &portal).await.unwrap_err();
    assert!(matches!(error, SignInError::Needed), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_of_another_portal_identity_is_never_used() {
    let world = World::new();
    let mut portal = world.portal("acme");
    world.sign_in(&portal).await;
    portal.region = rolecall_model::partition::Region::parse("us-east-1").unwrap();
    let error = current_sign_in(&world.ports(), &portal).await.unwrap_err();
    assert!(matches!(error, SignInError::Needed), "{error}");
    assert!(world.aws.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_renewal_whose_caller_was_dropped_is_saved() {
    let (world, portal) = World::with_portal();
    let before = world.sign_in(&portal).await;
    world.clock.skip(Duration::from_mins(57));
    let latch = world.aws.hold_next(Operation::CreateTokenWithRefreshToken);
    let (ports, of_portal) = (world.ports(), portal.clone());
    let renewing = tokio::spawn(async move { current_sign_in(&ports, &of_portal).await.map(drop) });
    latch.reached_by(1).await;
    renewing.abort();
    assert!(renewing.await.unwrap_err().is_cancelled());
    latch.open();
    run_ready_tasks().await;
    assert!(world.keychain.stored_sign_in(&portal.name).unwrap().expires_at > before.expires_at);
    current_sign_in(&world.ports(), &portal).await.unwrap();
    assert_eq!(world.aws.count(Operation::CreateTokenWithRefreshToken), 1);
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_aws_ended_is_stored_as_ended_and_an_ended_registration_is_replaced() {
    let (world, portal) = World::with_portal();
    sign_in_by(&world, Browser, &silent).await.unwrap();
    world.aws.end_sign_ins(ANN);
    world.aws.end_registrations();
    world.clock.skip(Duration::from_hours(2));
    let error = current_sign_in(&world.ports(), &portal).await.unwrap_err();
    assert!(matches!(error, SignInError::Needed), "{error}");
    let stored = world.keychain.stored_sign_in(&portal.name).unwrap();
    assert_eq!(stored.lifetime(world.clock.true_now()), SignInLifetime::Ended);
    let calls = world.aws.count(Operation::CreateTokenWithRefreshToken);
    current_sign_in(&world.ports(), &portal).await.unwrap_err();
    let calls_after = world.aws.count(Operation::CreateTokenWithRefreshToken);
    assert_eq!(calls_after, calls, "no request is made in vain");
    sign_in_by(&world, Browser, &silent).await.unwrap();
}

fn refused() -> Option<Fault> {
    Some(Fault::Refused)
}

#[tokio::test(start_paused = true)]
async fn aws_may_refuse_a_renewal_now_and_then() {
    // How often AWS refuses, and what the first need and the next one get of a sign-in that has run out.
    for (refusals, first, next) in [
        (1, "renewed", "renewed"),
        (2, "not renewed", "renewed"),
        (3, "not renewed", "renewed"),
        (4, "not renewed", "needed"),
    ] {
        let (world, portal) = World::with_sign_in().await;
        let faults = std::iter::repeat_with(refused).take(refusals);
        world.aws.script(Operation::CreateTokenWithRefreshToken, faults);
        world.clock.skip(Duration::from_hours(2));
        for expected in [first, next] {
            let started = world.clock.true_now();
            let outcome = match current_sign_in(&world.ports(), &portal).await {
                Ok(_) => "renewed",
                Err(SignInError::NotRenewed) => "not renewed",
                Err(SignInError::Needed) => "needed",
                Err(error) => panic!("{error}"),
            };
            assert_eq!(outcome, expected, "{refusals}");
            assert!(
                world.clock.true_now().duration_since(started).as_secs() <= 1,
                "{refusals}"
            );
        }
        let stored = world.keychain.stored_sign_in(&portal.name).unwrap();
        assert_eq!(stored.refresh_token.is_some(), next == "renewed", "{refusals}");
        assert!(stored.renewal_refused_at.is_none(), "{refusals}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_renewal_is_tried_later_while_the_token_is_good() {
    let (world, portal) = World::with_sign_in().await;
    world
        .aws
        .script(Operation::CreateTokenWithRefreshToken, [refused(), refused()]);
    world.clock.skip(Duration::from_mins(57));
    let before = current_sign_in(&world.ports(), &portal).await.unwrap();
    current_sign_in(&world.ports(), &portal).await.unwrap();
    assert_eq!(
        world.aws.count(Operation::CreateTokenWithRefreshToken),
        2,
        "not at once"
    );
    world.clock.skip(Duration::from_secs(31));
    let renewed = current_sign_in(&world.ports(), &portal).await.unwrap();
    assert!(renewed.expires_at > before.expires_at);
}

#[tokio::test(start_paused = true)]
async fn a_refused_renewal_is_one_refusal_however_many_need_it() {
    let (world, portal) = World::with_sign_in().await;
    world
        .aws
        .script(Operation::CreateTokenWithRefreshToken, [refused(), refused()]);
    world.clock.skip(Duration::from_hours(2));
    let mut needs = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (ports, portal) = (world.ports_of_another_process(), portal.clone());
        needs.spawn(async move { current_sign_in(&ports, &portal).await.map(drop) });
    }
    for need in needs.join_all().await {
        assert!(matches!(need, Err(SignInError::NotRenewed)), "{need:?}");
    }
    assert_eq!(world.aws.count(Operation::CreateTokenWithRefreshToken), 2);
    current_sign_in(&world.ports(), &portal).await.unwrap();
}
