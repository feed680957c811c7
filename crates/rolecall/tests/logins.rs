//! Sign-ins to the console, on the fakes.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

use rolecall::keeper::{Keeper, Request};
use rolecall::login::{erase_login_session, log_in, log_in_to_role};
use rolecall::ports::{BrowserPage, Clock, KeychainItem, Ports};
use rolecall::problem::{Problem, ProblemCode};
use rolecall::production_guard::Confirmation;
use rolecall::role_session::{request_identity, role_credentials};
use rolecall::settings::read_settings;
use rolecall_fakes::{CONSOLE_ACCOUNT, FakeClock, Fault, Operation, UserBehaviour, World};
use rolecall_model::partition::Region;
use rolecall_model::portal::AwsEndpoints;
use rolecall_model::role_ref::DefinedRoleName;
use rolecall_model::role_session::Renewal;
use rolecall_model::role_source::ResolvedRole;
use rolecall_model::sign_in::SignInStep;
use std::sync::Mutex;
use std::time::Duration;

const MIN_REMAINING: Duration = Duration::from_mins(15);
const ROLE: &str = r#"
[role.console]
login_session = "arn:aws:iam::111122223333:user/ann"
region = "eu-west-1"
"#;

const BY_CODE: Operation = Operation::CreateOAuth2TokenWithCode;
const BY_REFRESH_TOKEN: Operation = Operation::CreateOAuth2TokenWithRefreshToken;

fn world() -> World {
    let world = World::with_clock(FakeClock::when_idle());
    world.settings_file.set_text(ROLE);
    world
}

fn role(world: &World) -> ResolvedRole {
    let settings = read_settings(&world.settings_file.text()).unwrap();
    settings.resolve(&settings.roles[0].key()).unwrap()
}

fn silent(_: SignInStep) {}

async fn sign_in(world: &World) -> ResolvedRole {
    let role = role(world);
    log_in_to_role(&world.ports(), &role, true, &silent)
        .await
        .unwrap();
    role
}

async fn problem_of(ports: &Ports, role: &ResolvedRole) -> Problem {
    Problem::from(&role_credentials(ports, role, MIN_REMAINING).await.unwrap_err())
}

#[tokio::test(start_paused = true)]
async fn a_new_role_is_whoever_signed_in() {
    let world = world();
    let endpoints = AwsEndpoints {
        region: Region::parse("eu-west-1").unwrap(),
        endpoint_url: None,
    };
    let login = log_in(&world.ports(), endpoints, true, &silent).await.unwrap();
    let expected = format!("arn:aws:iam::{CONSOLE_ACCOUNT}:user/ann");
    assert_eq!(login.role.login_session.as_str(), expected);
    let pages = world.browser.pages();
    let [BrowserPage::SignIn(page)] = pages.as_slice() else {
        panic!("{pages:?}");
    };
    let address = page.expose();
    assert!(
        address.starts_with(
            "https://eu-west-1.signin.aws.amazon.com/v1/authorize?response_type=code\
             &client_id=arn%3Aaws%3Asignin%3A%3A%3Adevtools%2Fsame-device&state="
        ),
        "{address}"
    );
    assert!(
        address.contains("&code_challenge_method=SHA-256&code_challenge=")
            && address.contains("&scope=openid&redirect_uri=http%3A%2F%2F127.0.0.1%3A"),
        "{address}"
    );
}

#[tokio::test(start_paused = true)]
async fn the_sign_in_gives_credentials_until_aws_ends_it() {
    let world = world();
    let role = sign_in(&world).await;
    let ports = world.ports_of_another_process();
    let first = role_credentials(&ports, &role, MIN_REMAINING).await.unwrap();
    assert_eq!(first.user.as_deref(), Some("ann"));
    // Those that came with the sign-in: nothing was asked for.
    assert_eq!(world.aws.count(BY_REFRESH_TOKEN), 0);
    for renewals in 1..=3 {
        world.clock.skip(Duration::from_mins(14));
        let renewed = role_credentials(&ports, &role, MIN_REMAINING).await.unwrap();
        assert_ne!(renewed.access_key_id, first.access_key_id);
        assert_eq!(world.aws.count(BY_REFRESH_TOKEN), renewals);
    }
    world.aws.end_console_sign_ins();
    world.clock.skip(Duration::from_mins(15));
    let problem = problem_of(&ports, &role).await;
    assert_eq!(problem.code, ProblemCode::LoginNeeded);
    assert!(problem.advice.contains("rolecall sign-in"), "{}", problem.advice);
    let calls = world.aws.calls().len();
    assert_eq!(problem_of(&ports, &role).await.code, ProblemCode::LoginNeeded);
    assert_eq!(world.aws.calls().len(), calls, "AWS was asked again in vain");
    sign_in(&world).await;
    role_credentials(&ports, &role, MIN_REMAINING).await.unwrap();
    assert_eq!(world.aws.count(BY_CODE), 2);
}

#[tokio::test(start_paused = true)]
async fn many_who_ask_at_once_use_the_refresh_token_once() {
    let world = world();
    let role = sign_in(&world).await;
    world.clock.skip(Duration::from_mins(16));
    let ports = world.ports_of_another_process();
    let tested = request_identity(&ports, &role);
    let (first, second, identity) = tokio::join!(
        role_credentials(&ports, &role, MIN_REMAINING),
        role_credentials(&ports, &role, MIN_REMAINING),
        tested,
    );
    assert_eq!(first.unwrap().access_key_id, second.unwrap().access_key_id);
    assert_eq!(identity.unwrap().account, CONSOLE_ACCOUNT);
    // One for both, and one for the trial.
    assert_eq!(world.aws.count(BY_REFRESH_TOKEN), 2);
}

#[tokio::test(start_paused = true)]
async fn a_passing_failure_is_tried_again_and_loses_nothing() {
    let world = world();
    let role = sign_in(&world).await;
    world.clock.skip(Duration::from_mins(16));
    let outcomes = [
        Some(Fault::Unreachable),
        Some(Fault::Throttled { retry_in: None }),
        None,
    ];
    world.aws.script(BY_REFRESH_TOKEN, outcomes);
    let ports = world.ports_of_another_process();
    role_credentials(&ports, &role, MIN_REMAINING).await.unwrap();
    world.clock.skip(Duration::from_mins(16));
    world.aws.fail_every(BY_REFRESH_TOKEN, Fault::Unreachable);
    assert_eq!(problem_of(&ports, &role).await.code, ProblemCode::Unreachable);
    world.aws.fail_every(BY_REFRESH_TOKEN, Fault::NotAssigned);
    assert_eq!(problem_of(&ports, &role).await.code, ProblemCode::NotAllowed);
    world.aws.clear_faults();
    role_credentials(&ports, &role, MIN_REMAINING).await.unwrap();
    world.clock.skip(Duration::from_mins(16));
    world.aws.fail_next(BY_REFRESH_TOKEN, Fault::Refused);
    let changed = problem_of(&ports, &role).await;
    assert_eq!(changed.code, ProblemCode::LoginNeeded);
    assert!(changed.summary.contains("password"), "{}", changed.summary);
}

#[tokio::test(start_paused = true)]
async fn somebody_elses_sign_in_is_not_saved() {
    let world = world();
    let role = sign_in(&world).await;
    world
        .browser
        .set_user_behaviour(UserBehaviour::Approve("mallory".to_owned()));
    let other = log_in_to_role(&world.ports(), &role, true, &silent).await;
    let problem = Problem::from(&other.unwrap_err());
    assert_eq!(problem.code, ProblemCode::OtherIdentity);
    assert!(problem.summary.contains("user/mallory"), "{}", problem.summary);
    world.clock.skip(Duration::from_mins(16));
    let credentials = role_credentials(&world.ports(), &role, MIN_REMAINING)
        .await
        .unwrap();
    assert_eq!(credentials.user.as_deref(), Some("ann"));
}

#[tokio::test(start_paused = true)]
async fn refusals_and_forgeries_in_the_browser() {
    let world = world();
    let role = role(&world);
    let ports = world.ports();
    let cases = [
        (UserBehaviour::Deny, ProblemCode::LoginDenied),
        (UserBehaviour::Ignore, ProblemCode::LoginNeeded),
        (
            UserBehaviour::Fail("server_error".to_owned()),
            ProblemCode::Unreachable,
        ),
    ];
    for (behaviour, code) in cases {
        world.browser.set_user_behaviour(behaviour.clone());
        let refused = log_in_to_role(&ports, &role, true, &silent).await.unwrap_err();
        assert_eq!(Problem::from(&refused).code, code, "{behaviour:?}");
    }
    assert_eq!(world.aws.count(BY_CODE), 0);
    world
        .browser
        .set_user_behaviour(UserBehaviour::ApproveAfterForgery("ann".to_owned()));
    let steps = Mutex::new(Vec::new());
    let report = |step| steps.lock().unwrap().push(step);
    log_in_to_role(&ports, &role, true, &report).await.unwrap();
    assert_eq!(world.aws.count(BY_CODE), 1);
    let warned = |step: &SignInStep| matches!(step, SignInStep::Warning(_));
    assert!(steps.into_inner().unwrap().iter().any(warned));
}

#[tokio::test(start_paused = true)]
async fn a_changed_definition_never_gets_the_tokens_of_another() {
    let world = world();
    let signed_in = sign_in(&world).await;
    let elsewhere = format!("{ROLE}endpoint_url = \"https://elsewhere.example\"\n");
    world.settings_file.set_text(&elsewhere);
    let moved = role(&world);
    assert_eq!(moved.key, signed_in.key);
    let ports = world.ports();
    assert_eq!(problem_of(&ports, &moved).await.code, ProblemCode::LoginNeeded);
    assert_eq!(world.aws.count(BY_REFRESH_TOKEN), 0);
}

#[tokio::test(start_paused = true)]
async fn signing_out_forgets_the_tokens() {
    let world = world();
    sign_in(&world).await;
    let ports = world.ports();
    let name = DefinedRoleName::parse("console").unwrap();
    assert!(erase_login_session(&ports, &name).await.unwrap());
    assert!(!erase_login_session(&ports, &name).await.unwrap());
    let left = ports.store.keychain.items().await.unwrap();
    let secrets = left
        .iter()
        .filter(|item| matches!(item, KeychainItem::RoleSecret(_)));
    assert_eq!(secrets.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_cannot_be_saved_is_a_failure() {
    let world = world();
    let role = role(&world);
    world.keychain.set_full(true);
    let refused = log_in_to_role(&world.ports(), &role, true, &silent)
        .await
        .unwrap_err();
    assert_eq!(Problem::from(&refused).code, ProblemCode::KeychainFull);
}

#[tokio::test(start_paused = true)]
async fn the_keeper_signs_in_renews_and_says_when_one_has_to_sign_in_again() {
    let world = World::with_clock(FakeClock::manual());
    world.settings_file.set_text(ROLE);
    let console = role(&world);
    let (keeper, task) = Keeper::new(world.ports());
    tokio::spawn(task);
    world.clock.advance(Duration::from_secs(2)).await;
    let log_in = || {
        let wanted = console.key.clone();
        keeper.request(|reply| Request::LogIn(wanted, reply))
    };
    // Whoever waits hears that another sign-in of the role began.
    world.browser.set_user_behaviour(UserBehaviour::Ignore);
    let first = log_in();
    let second = async {
        tokio::task::yield_now().await;
        world
            .browser
            .set_user_behaviour(UserBehaviour::Approve("ann".to_owned()));
        log_in().await
    };
    let (first, second) = tokio::join!(first, second);
    assert_eq!(first.unwrap_err().code, ProblemCode::LoginNeeded);
    second.unwrap();

    let wanted = console.key.clone();
    let started = keeper.request(|reply| Request::Start(wanted, Confirmation::Missing, reply));
    assert_eq!(started.await.unwrap().renewal, Renewal::On);
    for _ in 0..30 {
        world.clock.advance(Duration::from_mins(2)).await;
        let stored = world.keychain.stored_role_credentials(&console.key).unwrap();
        assert!(!stored.remaining(world.clock.now()).is_zero());
    }
    let renewals = world.aws.count(BY_REFRESH_TOKEN);
    assert!((4..=12).contains(&renewals), "{renewals}");

    // The renewal waits for the user without asking AWS, and continues afterwards.
    world.aws.end_console_sign_ins();
    world.clock.advance(Duration::from_mins(20)).await;
    let asked = world.aws.count(BY_REFRESH_TOKEN);
    assert_eq!(asked, renewals + 1);
    world.clock.advance(Duration::from_mins(20)).await;
    assert_eq!(world.aws.count(BY_REFRESH_TOKEN), asked);
    log_in().await.unwrap();
    world.clock.advance(Duration::from_mins(20)).await;
    assert!(world.aws.count(BY_REFRESH_TOKEN) > asked);
    let records = keeper.snapshot().role_sessions.clone();
    assert_eq!(records.len(), 1);
}
