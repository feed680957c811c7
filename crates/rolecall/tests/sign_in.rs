//! Sign-in on the fakes: obtained, renewed, refused, ended.

#[path = "sign_in/renewal.rs"]
mod renewal;
#[path = "sign_in/sign_out.rs"]
mod sign_out;

use rolecall::ports::{AuthorizationError, KeychainError};
use rolecall::sign_in::{SignInError, current_sign_in, sign_in};
use rolecall_fakes::{ANN, Fault, Latch, Operation, UserBehaviour, World};
use rolecall_model::sign_in::{SignInMethod, SignInStep};
use std::sync::Mutex;
use std::time::Duration;

fn silent(_: SignInStep) {}

#[tokio::test(start_paused = true)]
async fn a_user_signs_in_in_the_browser_and_it_is_stored() {
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
        "the registration is reused"
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
    assert_eq!(world.aws.count(Operation::CreateTokenWithAuthorizationCode), 1);
    let bound = world.call_log.position("redirect listener: bound").unwrap();
    let opened = world.call_log.position("browser: opened sign-in page").unwrap();
    assert!(bound < opened, "the port is bound before the page opens");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_a_timeout_and_an_error_differ_and_lose_nothing() {
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
        let stored = world.keychain.stored_sign_in(&portal.name).unwrap();
        assert_eq!(stored.expires_at, before.expires_at);
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
async fn a_refused_device_code_is_an_error() {
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
    assert!(world.browser.pages().is_empty(), "no sign-in begins in vain");
}

/// Lets every task run that can.
async fn run_ready_tasks() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_registration_without_a_redirect_is_not_reused() {
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
