//! Sign-in on the fakes: obtained, renewed, refused, ended.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

#[path = "sign_in/renewal.rs"]
mod renewal;
#[path = "sign_in/sign_out.rs"]
mod sign_out;

use rolecall::ports::{AuthorizationError, KeychainError};
use rolecall::sign_in::{SignInError, current_sign_in, sign_in};
use rolecall_fakes::{ANN, Call, Fault, Operation, UserBehaviour, World};
use rolecall_model::browser_failure::BrowserFailure;
use rolecall_model::sign_in::SignInMethod::{self, Browser, BrowserByHand, DeviceCode};
use rolecall_model::sign_in::{IgnoredRequest, SignInStep, SignInWarning};
use std::sync::Mutex;
use std::time::Duration;

fn silent(_: SignInStep) {}

/// Signs in at the portal `acme`, which the world has.
async fn sign_in_by(
    world: &World,
    method: SignInMethod,
    report: &(dyn Fn(SignInStep) + Send + Sync),
) -> Result<(), SignInError> {
    let portal = rolecall_fakes::portal("acme", "eu-central-1");
    let signed_in = sign_in(&world.ports(), &portal, method, report).await;
    signed_in.map(drop)
}

fn is_locked(error: &SignInError) -> bool {
    matches!(error, SignInError::Keychain(KeychainError::Locked))
}

#[tokio::test(start_paused = true)]
async fn a_user_signs_in_in_the_browser_and_it_is_stored() {
    let (world, portal) = World::with_portal();
    let steps = Mutex::new(Vec::new());
    let report = |step| steps.lock().unwrap().push(step);
    sign_in_by(&world, Browser, &report).await.unwrap();
    assert!(world.keychain.stored_sign_in(&portal.name).is_some());
    assert!(matches!(
        steps.lock().unwrap()[..],
        [SignInStep::WaitingForBrowser { opened: true, .. }]
    ));
    assert!(world.redirect_listener.bound().is_empty(), "the port is closed");
    assert_eq!(world.aws.count(Operation::RegisterClient), 1);

    sign_in_by(&world, Browser, &silent).await.unwrap();
    let registrations = world.aws.count(Operation::RegisterClient);
    assert_eq!(registrations, 1, "it is reused");
}

#[tokio::test(start_paused = true)]
async fn forged_answers_do_not_end_a_sign_in() {
    let world = World::new();
    world
        .browser
        .set_user_behaviour(UserBehaviour::ApproveAfterForgery(ANN.to_owned()));
    world.portal("acme");
    sign_in_by(&world, Browser, &silent).await.unwrap();
    assert_eq!(world.aws.count(Operation::CreateTokenWithAuthorizationCode), 1);
    let bound = world.call_log.position("redirect listener: bound").unwrap();
    let opened = world.call_log.position("browser: opened sign-in page").unwrap();
    assert!(bound < opened, "the port is bound before the page opens");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_a_timeout_and_an_error_differ_and_lose_nothing() {
    let (world, portal) = World::with_portal();
    let before = world.sign_in(&portal).await;
    for (conduct, expected) in [
        (UserBehaviour::Deny, "sign-in was refused"),
        (UserBehaviour::Ignore, "sign-in was not finished in time"),
        (
            UserBehaviour::Fail("server_error".to_owned()),
            "redirect: the sign-in page answered an error of AWS: server_error",
        ),
        (
            UserBehaviour::Fail("invalid_scope".to_owned()),
            "redirect: the sign-in page answered an error: invalid_scope",
        ),
    ] {
        world.browser.set_user_behaviour(conduct);
        let error = sign_in_by(&world, Browser, &silent).await.unwrap_err();
        assert_eq!(error.to_string(), expected);
        let stored = world.keychain.stored_sign_in(&portal.name).unwrap();
        assert_eq!(stored.expires_at, before.expires_at);
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_browser_the_page_is_shown_instead() {
    let (world, _) = World::with_portal();
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
    sign_in_by(&world, Browser, &report).await.unwrap();
    sign_in_by(&world, BrowserByHand, &report).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn dropping_a_sign_in_closes_its_port() {
    let (world, portal) = World::with_portal();
    world.browser.set_user_behaviour(UserBehaviour::Ignore);
    let ports = world.ports();
    let waiting = tokio::spawn(async move { sign_in(&ports, &portal, Browser, &silent).await.map(drop) });
    while world.redirect_listener.bound().is_empty() {
        tokio::task::yield_now().await;
    }
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    assert!(world.redirect_listener.bound().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_device_code_is_polled_no_faster_than_allowed_and_no_longer_than_it_lives() {
    let (world, _) = World::with_portal();
    world.browser.set_user_behaviour(UserBehaviour::Ignore);
    let slow = || Fault::Throttled { retry_in: None };
    let faults = [Fault::Pending, slow(), slow(), slow()];
    world
        .aws
        .script(Operation::CreateTokenWithDeviceCode, faults.map(Some));
    let started = world.clock.true_now();
    let error = sign_in_by(&world, DeviceCode, &silent).await.unwrap_err();
    assert!(matches!(error, SignInError::TimedOut), "{error}");
    let lived = world.clock.true_now().duration_since(started);
    assert!(lived.as_secs() <= 10 * 60 + 16, "{lived}");
    let mut polls = world.aws.calls();
    polls.retain(|call| call.operation == Operation::CreateTokenWithDeviceCode);
    let gap = |pair: &[Call]| pair[1].at.duration_since(pair[0].at).as_secs();
    let gaps: Vec<i64> = polls.windows(2).map(gap).collect();
    // Each slow_down adds five seconds for good.
    assert_eq!(gaps[..5], [1, 6, 11, 16, 16]);
}

#[tokio::test(start_paused = true)]
async fn a_device_code_that_is_approved_signs_in_even_over_a_bad_network() {
    let (world, portal) = World::with_portal();
    let faults = [Fault::Pending, Fault::Unreachable];
    world
        .aws
        .script(Operation::CreateTokenWithDeviceCode, faults.map(Some));
    let aws = world.aws.clone();
    let report = move |step: SignInStep| {
        if let SignInStep::WaitingForCode { user_code, .. } = step {
            assert!(aws.approve_device(&user_code, ANN));
        }
    };
    sign_in_by(&world, DeviceCode, &report).await.unwrap();
    assert!(world.keychain.stored_sign_in(&portal.name).is_some());
}

#[tokio::test(start_paused = true)]
async fn a_refused_device_code_is_an_error() {
    let (world, _) = World::with_portal();
    let aws = world.aws.clone();
    let report = move |step: SignInStep| {
        if let SignInStep::WaitingForCode { user_code, .. } = step {
            assert!(aws.deny_device(&user_code));
        }
    };
    let error = sign_in_by(&world, DeviceCode, &report).await.unwrap_err();
    assert!(matches!(error, SignInError::Denied));
}

#[tokio::test(start_paused = true)]
async fn a_locked_keychain_is_not_an_empty_one() {
    let (world, portal) = World::with_sign_in().await;
    world.keychain.lock();
    let writes = world.keychain.writes();
    let error = current_sign_in(&world.ports(), &portal).await.unwrap_err();
    assert!(is_locked(&error), "{error}");
    let error = sign_in_by(&world, Browser, &silent).await.unwrap_err();
    assert!(is_locked(&error), "{error}");
    let writes_after = world.keychain.writes();
    assert_eq!(writes_after, writes, "nothing is written after a failed read");
    assert!(world.browser.pages().is_empty(), "no sign-in begins in vain");
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_cannot_be_stored_is_revoked() {
    for method in [Browser, DeviceCode] {
        let (world, portal) = World::with_portal();
        let (keychain, aws) = (world.keychain.clone(), world.aws.clone());
        world.aws.fail_when(move |call| {
            keychain.set_full(matches!(
                call.operation,
                Operation::CreateTokenWithAuthorizationCode | Operation::CreateTokenWithDeviceCode
            ));
            None
        });
        let report = move |step: SignInStep| {
            if let SignInStep::WaitingForCode { user_code, .. } = step {
                assert!(aws.approve_device(&user_code, ANN));
            }
        };
        let error = sign_in_by(&world, method, &report).await.unwrap_err();
        assert!(matches!(error, SignInError::Keychain(_)), "{error}");
        assert!(world.keychain.stored_sign_in(&portal.name).is_none());
        assert_eq!(world.aws.count(Operation::Logout), 1, "{method:?}");
    }
}

/// Lets every task run that can.
async fn run_ready_tasks() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

/// AWS shows a client that it has forgotten as an error page, which nobody here sees.
#[tokio::test(start_paused = true)]
async fn a_registration_is_offered_again_only_after_an_answer_that_knows_it() {
    let fail = |code: &str| UserBehaviour::Fail(code.to_owned());
    let no_state = UserBehaviour::FailWithoutState("access_denied".to_owned());
    for (behaviour, is_reused) in [
        (UserBehaviour::Approve(ANN.to_owned()), true),
        (UserBehaviour::Deny, true),
        (fail("server_error"), true),
        (UserBehaviour::Ignore, false),
        (no_state, false),
        (fail("unauthorized_client"), false),
        (fail("invalid_client"), false),
    ] {
        let (world, _) = World::with_portal();
        sign_in_by(&world, Browser, &silent).await.unwrap();
        world.browser.set_user_behaviour(behaviour.clone());
        drop(sign_in_by(&world, Browser, &silent).await);
        assert_eq!(world.aws.count(Operation::RegisterClient), 1, "{behaviour:?}");
        world
            .browser
            .set_user_behaviour(UserBehaviour::Approve(ANN.to_owned()));
        sign_in_by(&world, Browser, &silent).await.unwrap();
        let registrations = if is_reused { 1 } else { 2 };
        assert_eq!(
            world.aws.count(Operation::RegisterClient),
            registrations,
            "{behaviour:?}"
        );
    }
}

/// A killed program can do nothing any more, and a dropped sign-in does nothing either.
#[tokio::test(start_paused = true)]
async fn a_registration_is_not_offered_again_after_a_sign_in_that_was_given_up() {
    let (world, portal) = World::with_portal();
    sign_in_by(&world, Browser, &silent).await.unwrap();
    world.aws.end_registrations();
    let waiting = {
        let (ports, portal) = (world.ports(), portal.clone());
        tokio::spawn(async move { sign_in(&ports, &portal, Browser, &silent).await.map(drop) })
    };
    while world.redirect_listener.bound().is_empty() || world.browser.pages().len() < 2 {
        tokio::task::yield_now().await;
    }
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    sign_in_by(&world, Browser, &silent).await.unwrap();
    assert_eq!(world.aws.count(Operation::RegisterClient), 2);
}

#[tokio::test(start_paused = true)]
async fn what_goes_wrong_in_the_browser_is_said_while_the_sign_in_waits() {
    let (world, _) = World::with_portal();
    let warnings = Mutex::new(Vec::new());
    let report = |step| {
        if let SignInStep::Warning(warning) = step {
            warnings.lock().unwrap().push(warning);
        }
    };
    let status = "exit status: 1".to_owned();
    let program_failed = BrowserFailure::ProgramFailed { status };
    world.browser.warn_next(program_failed.clone());
    sign_in_by(&world, Browser, &report).await.unwrap();

    world
        .browser
        .set_user_behaviour(UserBehaviour::FailWithoutState("access_denied".to_owned()));
    let error = sign_in_by(&world, Browser, &report).await.unwrap_err();
    assert!(
        matches!(error, SignInError::TimedOut),
        "it went on waiting: {error}"
    );

    world.browser.set_missing_choice("firefoxx");
    sign_in_by(&world, Browser, &report).await.unwrap_err();
    let variable = "firefoxx".to_owned();
    let code = "access_denied".to_owned();
    assert_eq!(
        warnings.into_inner().unwrap(),
        [
            SignInWarning::Browser(program_failed),
            SignInWarning::IgnoredRequest(IgnoredRequest::ErrorWithoutState { code }),
            SignInWarning::Browser(BrowserFailure::ProgramNotFound { variable }),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn no_interval_outlasts_the_device_code() {
    let (world, _) = World::with_portal();
    world.browser.set_user_behaviour(UserBehaviour::Ignore);
    let retry_in = Some(Duration::from_hours(1));
    let absurd = Fault::Throttled { retry_in };
    world.aws.fail_next(Operation::CreateTokenWithDeviceCode, absurd);
    let error = sign_in_by(&world, DeviceCode, &silent).await.unwrap_err();
    assert!(matches!(error, SignInError::TimedOut), "{error}");
    let took = world.clock.elapsed();
    assert!(took <= Duration::from_mins(10), "{took:?}");
}
