//! Sign-in on the fakes: obtained, renewed, refused, given up.

use rolecall::ports::{AuthorizationError, KeychainError};
use rolecall::sign_in::{SignInError, current_sign_in, sign_in};
use rolecall::sign_out::{SignOutOutcome, sign_out};
use rolecall_fakes::ANN;
use rolecall_fakes::{Fault, KeychainItem, Latch, Operation, UserBehaviour, World, assignment};
use rolecall_model::sign_in::{SignInMethod, SignInStep};
use std::sync::Mutex;
use std::time::Duration;

fn silent(_: SignInStep) {}

#[tokio::test(start_paused = true)]
async fn a_user_signs_in_in_the_browser_and_it_is_kept() {
    let world = World::new();
    let portal = world.portal("acme");
    let steps = Mutex::new(Vec::new());
    let report = |step| steps.lock().unwrap().push(step);
    sign_in(&world.ports(), &portal, SignInMethod::Browser, &report)
        .await
        .unwrap();
    assert!(world.keychain.stored_sign_in(&portal.name).is_some());
    assert!(matches!(
        steps.lock().unwrap()[..],
        [SignInStep::WaitingForBrowser { opened: true, .. }]
    ));
    assert!(world.redirect_listener.bound().is_empty(), "the port is closed");
    assert_eq!(world.aws.count(Operation::RegisterClient), 1);

    sign_in(&world.ports(), &portal, SignInMethod::Browser, &silent)
        .await
        .unwrap();
    assert_eq!(
        world.aws.count(Operation::RegisterClient),
        1,
        "the registration is used again"
    );
}

#[tokio::test(start_paused = true)]
async fn forged_answers_do_not_end_a_sign_in() {
    let world = World::new();
    world
        .browser
        .set_user_behaviour(UserBehaviour::ApproveAfterForgery(ANN.to_owned()));
    let portal = world.portal("acme");
    sign_in(&world.ports(), &portal, SignInMethod::Browser, &silent)
        .await
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_refusal_a_silence_and_an_error_each_say_so_and_lose_nothing() {
    let world = World::new();
    let portal = world.portal("acme");
    let before = world.sign_in(&portal).await;
    for (conduct, expected) in [
        (UserBehaviour::Deny, "sign-in was refused"),
        (UserBehaviour::Ignore, "sign-in was not finished in time"),
        (
            UserBehaviour::Fail("server_error".to_owned()),
            "redirect: the sign-in page answered an error: server_error",
        ),
    ] {
        world.browser.set_user_behaviour(conduct);
        let error = sign_in(&world.ports(), &portal, SignInMethod::Browser, &silent)
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), expected);
        let kept = world.keychain.stored_sign_in(&portal.name).unwrap();
        assert_eq!(kept.expires_at, before.expires_at);
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_browser_the_page_is_shown_instead() {
    let world = World::new();
    let portal = world.portal("acme");
    world.browser.set_absent(true);
    let browser = world.browser.clone();
    let report = move |step: SignInStep| {
        if let SignInStep::WaitingForBrowser {
            page, opened: false, ..
        } = step
        {
            browser.visit(&rolecall::ports::BrowserPage::SignIn(page));
        }
    };
    sign_in(&world.ports(), &portal, SignInMethod::Browser, &report)
        .await
        .unwrap();
    sign_in(&world.ports(), &portal, SignInMethod::BrowserByHand, &report)
        .await
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn dropping_a_sign_in_closes_its_port() {
    let world = World::new();
    let portal = world.portal("acme");
    world.browser.set_user_behaviour(UserBehaviour::Ignore);
    let ports = world.ports();
    let waiting = tokio::spawn(async move {
        sign_in(&ports, &portal, SignInMethod::Browser, &silent)
            .await
            .map(drop)
    });
    while world.redirect_listener.bound().is_empty() {
        tokio::task::yield_now().await;
    }
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    assert!(world.redirect_listener.bound().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_device_code_is_polled_no_faster_than_allowed_and_no_longer_than_it_lives() {
    let world = World::new();
    let portal = world.portal("acme");
    world.browser.set_user_behaviour(UserBehaviour::Ignore);
    let slow = || Some(Fault::Throttled { retry_in: None });
    world.aws.script(
        Operation::CreateTokenWithDeviceCode,
        [Some(Fault::Pending), slow(), slow(), slow()],
    );
    let started = world.clock.true_now();
    let error = sign_in(&world.ports(), &portal, SignInMethod::DeviceCode, &silent)
        .await
        .unwrap_err();
    assert!(matches!(error, SignInError::TimedOut), "{error}");
    let lived = world.clock.true_now().duration_since(started);
    assert!(
        lived
            <= (Duration::from_mins(10) + Duration::from_secs(16))
                .try_into()
                .unwrap(),
        "{lived}"
    );
    let polls: Vec<_> = world
        .aws
        .calls()
        .into_iter()
        .filter(|call| call.operation == Operation::CreateTokenWithDeviceCode)
        .map(|call| call.at)
        .collect();
    let gaps: Vec<i64> = polls
        .windows(2)
        .map(|pair| pair[1].duration_since(pair[0]).as_secs())
        .collect();
    assert_eq!(
        gaps[..5],
        [1, 6, 11, 16, 16],
        "each slow_down adds five seconds for good"
    );
}

#[tokio::test(start_paused = true)]
async fn a_device_code_that_is_approved_signs_in_even_over_a_bad_network() {
    let world = World::new();
    let portal = world.portal("acme");
    world.aws.script(
        Operation::CreateTokenWithDeviceCode,
        [Some(Fault::Pending), Some(Fault::Unreachable)],
    );
    let aws = world.aws.clone();
    let report = move |step: SignInStep| {
        if let SignInStep::WaitingForCode { user_code, .. } = step {
            assert!(aws.approve_device(&user_code, ANN));
        }
    };
    sign_in(&world.ports(), &portal, SignInMethod::DeviceCode, &report)
        .await
        .unwrap();
    assert!(world.keychain.stored_sign_in(&portal.name).is_some());
}

#[tokio::test(start_paused = true)]
async fn a_refused_device_code_says_so() {
    let world = World::new();
    let portal = world.portal("acme");
    let aws = world.aws.clone();
    let report = move |step: SignInStep| {
        if let SignInStep::WaitingForCode { user_code, .. } = step {
            assert!(aws.deny_device(&user_code));
        }
    };
    let error = sign_in(&world.ports(), &portal, SignInMethod::DeviceCode, &report)
        .await
        .unwrap_err();
    assert!(matches!(error, SignInError::Denied));
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_renews_itself_once_however_many_ask() {
    let world = World::new();
    let portal = world.portal("acme");
    world.sign_in(&portal).await;
    world.clock.skip(Duration::from_mins(57));
    let mut asking = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (ports, portal) = (world.ports_of_another_process(), portal.clone());
        asking.spawn(async move {
            current_sign_in(&ports, &portal)
                .await
                .map(|sign_in| sign_in.expires_at)
        });
    }
    let answers = asking.join_all().await;
    assert!(
        answers
            .iter()
            .all(|answer| answer.as_ref().unwrap() > &world.clock.true_now())
    );
    assert_eq!(world.aws.count(Operation::CreateTokenWithRefreshToken), 1);
    assert_eq!(world.aws.reused_refresh_tokens(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_a_refresh_token_keeps_the_old_one() {
    let world = World::new();
    let portal = world.portal("acme");
    world
        .aws
        .configure(|settings| settings.rotates_refresh_tokens = false);
    world.sign_in(&portal).await;
    for _ in 0..3 {
        world.clock.skip(Duration::from_mins(57));
        let renewed = current_sign_in(&world.ports(), &portal).await.unwrap();
        assert!(renewed.refresh_token.is_some());
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_still_good_is_used_when_renewal_fails_and_not_after() {
    let world = World::new();
    let portal = world.portal("acme");
    world.sign_in(&portal).await;
    world.aws.fail_when(|call| {
        (call.operation == Operation::CreateTokenWithRefreshToken).then_some(Fault::Unreachable)
    });
    world.clock.skip(Duration::from_mins(57));
    current_sign_in(&world.ports(), &portal).await.unwrap();
    world.clock.skip(Duration::from_mins(4));
    let error = current_sign_in(&world.ports(), &portal).await.unwrap_err();
    assert!(
        matches!(
            error,
            SignInError::Authorization(AuthorizationError::Unreachable { .. })
        ),
        "{error}"
    );

    world.aws.clear_faults();
    world.aws.end_sign_ins(ANN);
    let error = current_sign_in(&world.ports(), &portal).await.unwrap_err();
    assert!(matches!(error, SignInError::Needed), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_of_another_place_is_never_used() {
    let world = World::new();
    let mut portal = world.portal("acme");
    world.sign_in(&portal).await;
    portal.region = rolecall_model::partition::Region::parse("us-east-1").unwrap();
    let error = current_sign_in(&world.ports(), &portal).await.unwrap_err();
    assert!(matches!(error, SignInError::Needed), "{error}");
    assert!(world.aws.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_locked_keychain_is_not_an_empty_one() {
    let world = World::new();
    let portal = world.portal("acme");
    world.sign_in(&portal).await;
    world.keychain.lock();
    let writes = world.keychain.writes();
    let error = current_sign_in(&world.ports(), &portal).await.unwrap_err();
    assert!(
        matches!(error, SignInError::Keychain(KeychainError::Locked)),
        "{error}"
    );
    let error = sign_in(&world.ports(), &portal, SignInMethod::Browser, &silent)
        .await
        .unwrap_err();
    assert!(
        matches!(error, SignInError::Keychain(KeychainError::Locked)),
        "{error}"
    );
    assert_eq!(
        world.keychain.writes(),
        writes,
        "nothing is written after a failed read"
    );
    assert!(
        world.browser.pages().is_empty(),
        "nobody is asked to sign in for nothing"
    );
}

#[tokio::test(start_paused = true)]
async fn signing_out_revokes_and_erases() {
    let world = World::new();
    let (portal, other) = (world.portal("acme"), world.portal("other"));
    world
        .aws
        .assign(&portal, ANN, "111122223333", "payments-prod", &["Admin"]);
    let ports = world.ports();
    let kept = world.sign_in(&portal).await;
    world.sign_in(&other).await;
    let admin = assignment(&portal.name, "111122223333", "Admin");
    rolecall::role_session::role_credentials(&ports, &portal, &admin, Duration::from_mins(15))
        .await
        .unwrap();

    assert_eq!(sign_out(&ports, &portal).await.unwrap(), SignOutOutcome::Revoked);
    assert!(!world.aws.accepts(&kept.access_token));
    assert!(world.keychain.stored_sign_in(&portal.name).is_none());
    assert!(world.keychain.stored_role_credentials(&admin).is_none());
    assert!(world.keychain.stored_sign_in(&other.name).is_some());
    assert_eq!(
        sign_out(&ports, &portal).await.unwrap(),
        SignOutOutcome::NotSignedIn
    );
}

#[tokio::test(start_paused = true)]
async fn signing_out_after_the_token_ran_out_still_revokes_and_without_aws_still_erases() {
    let world = World::new();
    let portal = world.portal("acme");
    world.sign_in(&portal).await;
    world.clock.skip(Duration::from_hours(2));
    assert_eq!(
        sign_out(&world.ports(), &portal).await.unwrap(),
        SignOutOutcome::Revoked
    );
    assert_eq!(world.aws.count(Operation::CreateTokenWithRefreshToken), 1);

    world.sign_in(&portal).await;
    world.aws.fail_when(|_| Some(Fault::Unreachable));
    assert_eq!(
        sign_out(&world.ports(), &portal).await.unwrap(),
        SignOutOutcome::NotRevoked
    );
    assert!(world.keychain.stored_sign_in(&portal.name).is_none());
}

#[tokio::test(start_paused = true)]
async fn signing_out_is_the_way_out_of_items_that_nobody_can_read() {
    let world = World::new();
    let portal = world.portal("acme");
    sign_in(&world.ports(), &portal, SignInMethod::Browser, &silent)
        .await
        .unwrap();
    for item in [
        KeychainItem::SignIn(portal.name.clone()),
        KeychainItem::Registration(portal.name.clone()),
    ] {
        world.keychain.corrupt(item);
    }
    let error = sign_in(&world.ports(), &portal, SignInMethod::Browser, &silent)
        .await
        .unwrap_err();
    assert!(
        matches!(error, SignInError::Keychain(KeychainError::Corrupt { .. })),
        "{error}"
    );
    assert_eq!(
        sign_out(&world.ports(), &portal).await.unwrap(),
        SignOutOutcome::NotRevoked
    );
    sign_in(&world.ports(), &portal, SignInMethod::Browser, &silent)
        .await
        .unwrap();
}

/// Lets every task that can run do so.
async fn settle() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_nobody_waits_for_any_more_is_kept() {
    let world = World::new();
    let portal = world.portal("acme");
    let before = world.sign_in(&portal).await;
    world.clock.skip(Duration::from_mins(57));
    let latch = Latch::default();
    world
        .aws
        .fail_next(Operation::CreateTokenWithRefreshToken, Fault::Hold(latch.clone()));
    let (ports, asked) = (world.ports(), portal.clone());
    let asking = tokio::spawn(async move { current_sign_in(&ports, &asked).await.map(drop) });
    latch.reached_by(1).await;
    asking.abort();
    assert!(asking.await.unwrap_err().is_cancelled());
    latch.open();
    settle().await;
    assert!(world.keychain.stored_sign_in(&portal.name).unwrap().expires_at > before.expires_at);
    current_sign_in(&world.ports(), &portal).await.unwrap();
    assert_eq!(world.aws.count(Operation::CreateTokenWithRefreshToken), 1);
}

#[tokio::test(start_paused = true)]
async fn a_renewal_under_way_does_not_bring_a_sign_in_back_that_was_given_up() {
    let world = World::new();
    let portal = world.portal("acme");
    world.sign_in(&portal).await;
    world.clock.skip(Duration::from_mins(57));
    let latch = Latch::default();
    world
        .aws
        .fail_next(Operation::CreateTokenWithRefreshToken, Fault::Hold(latch.clone()));
    world.aws.fail_next(Operation::Logout, Fault::Unreachable);
    let (ports, asked) = (world.ports_of_another_process(), portal.clone());
    let renewing = tokio::spawn(async move { current_sign_in(&ports, &asked).await.map(drop) });
    latch.reached_by(1).await;
    let (ports, left) = (world.ports(), portal.clone());
    let leaving = tokio::spawn(async move { sign_out(&ports, &left).await });
    settle().await;
    latch.open();
    renewing.await.unwrap().unwrap();
    assert_eq!(leaving.await.unwrap().unwrap(), SignOutOutcome::NotRevoked);
    assert!(world.keychain.stored_sign_in(&portal.name).is_none());
}

#[tokio::test(start_paused = true)]
async fn a_role_session_that_starts_while_somebody_signs_out_is_not_kept() {
    let world = World::new();
    let portal = world.portal("acme");
    world
        .aws
        .assign(&portal, ANN, "111122223333", "payments-prod", &["Admin"]);
    world.sign_in(&portal).await;
    let admin = assignment(&portal.name, "111122223333", "Admin");
    let latch = Latch::default();
    world
        .aws
        .fail_next(Operation::GetRoleCredentials, Fault::Hold(latch.clone()));
    world.aws.fail_next(Operation::Logout, Fault::Unreachable);
    let (ports, asked, wanted) = (world.ports_of_another_process(), portal.clone(), admin.clone());
    let starting = tokio::spawn(async move {
        rolecall::role_session::role_credentials(&ports, &asked, &wanted, Duration::ZERO)
            .await
            .map(drop)
    });
    latch.reached_by(1).await;
    assert_eq!(
        sign_out(&world.ports(), &portal).await.unwrap(),
        SignOutOutcome::NotRevoked
    );
    latch.open();
    starting.await.unwrap().unwrap_err();
    assert!(world.keychain.stored_role_credentials(&admin).is_none());
    assert!(
        world
            .ports()
            .store
            .role_session_index
            .role_sessions()
            .unwrap()
            .is_empty()
    );
}

#[tokio::test(start_paused = true)]
async fn a_registration_that_brought_nobody_back_is_not_used_again() {
    let world = World::new();
    let portal = world.portal("acme");
    world.browser.set_user_behaviour(UserBehaviour::Ignore);
    sign_in(&world.ports(), &portal, SignInMethod::Browser, &silent)
        .await
        .unwrap_err();
    assert!(world.keychain.stored_registration(&portal.name).is_none());
}

#[tokio::test(start_paused = true)]
async fn no_interval_outlasts_the_device_code() {
    let world = World::new();
    let portal = world.portal("acme");
    world.browser.set_user_behaviour(UserBehaviour::Ignore);
    let absurd = Fault::Throttled {
        retry_in: Some(Duration::from_hours(1)),
    };
    world.aws.fail_next(Operation::CreateTokenWithDeviceCode, absurd);
    let error = sign_in(&world.ports(), &portal, SignInMethod::DeviceCode, &silent)
        .await
        .unwrap_err();
    assert!(matches!(error, SignInError::TimedOut), "{error}");
    assert!(
        world.clock.elapsed() <= Duration::from_mins(10),
        "{:?}",
        world.clock.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_aws_ended_is_known_as_ended_and_a_forgotten_registration_is_made_anew() {
    let world = World::new();
    let portal = world.portal("acme");
    sign_in(&world.ports(), &portal, SignInMethod::Browser, &silent)
        .await
        .unwrap();
    world.aws.end_sign_ins(ANN);
    world.aws.end_registrations();
    world.clock.skip(Duration::from_hours(2));
    let error = current_sign_in(&world.ports(), &portal).await.unwrap_err();
    assert!(matches!(error, SignInError::Needed), "{error}");
    let kept = world.keychain.stored_sign_in(&portal.name).unwrap();
    assert_eq!(
        kept.lifetime(world.clock.true_now()),
        rolecall_model::sign_in::SignInLifetime::Ended
    );
    let asked = world.aws.count(Operation::CreateTokenWithRefreshToken);
    current_sign_in(&world.ports(), &portal).await.unwrap_err();
    assert_eq!(
        world.aws.count(Operation::CreateTokenWithRefreshToken),
        asked,
        "nobody asks again in vain"
    );
    sign_in(&world.ports(), &portal, SignInMethod::Browser, &silent)
        .await
        .unwrap();
}
