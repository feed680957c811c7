//! Roles that a token of another identity provider leads to, on the fakes: without a portal, and as the beginning of a chain.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]
#![expect(clippy::panic, reason = "a test fails where a source is another")]

use rolecall::keeper::{Keeper, Request};
use rolecall::ports::{
    Clock, IdentityTokenError, IdentityTokenFault, Keychain, RoleSessionIndex, StsDenial, StsError,
};
use rolecall::problem::{Problem, ProblemCode};
use rolecall::production_guard::Confirmation;
use rolecall::role_session::{RoleSessionError, role_credentials};
use rolecall::role_session_status::RoleSessionPhase;
use rolecall::settings::read_settings;
use rolecall_fakes::{FakeClock, Fault, Operation, World};
use rolecall_model::reason::Reason;
use rolecall_model::role_definition::IdentityTokenSource;
use rolecall_model::role_session::Renewal;
use rolecall_model::role_source::{ResolvedRole, RoleSource};
use std::time::Duration;

const MIN_REMAINING: Duration = Duration::from_mins(15);
const CI: &str = "arn:aws:iam::111122223333:role/Ci";
const TOKEN: &str = "header.payload.signature";
const ROLES: &str = r#"
[role.ci]
web_identity_token_file = "/run/token"
role = "arn:aws:iam::111122223333:role/Ci"
region = "eu-west-1"

[role.deploy]
assume = "arn:aws:iam::444455556666:role/Deploy"
from = "ci"
"#;

fn role(world: &World, name: &str) -> ResolvedRole {
    let settings = read_settings(&world.settings_file.text()).unwrap();
    let mut roles = settings.roles.iter();
    let role = roles.find(|definition| definition.name.as_str() == name).unwrap();
    settings.resolve(&role.key()).unwrap()
}

fn source(role: &ResolvedRole) -> &IdentityTokenSource {
    let RoleSource::WebIdentity(source) = &role.source else {
        panic!("{role:?}");
    };
    &source.token
}

/// A world with a token that leads to `ci`.
fn world(clock: FakeClock) -> (World, ResolvedRole) {
    let world = World::with_clock(clock);
    world.settings_file.set_text(ROLES);
    let ci = role(&world, "ci");
    world.identity_tokens.put(source(&ci), TOKEN);
    world.aws.trust_identity_token(CI, TOKEN);
    (world, ci)
}

#[tokio::test(start_paused = true)]
async fn sixty_four_processes_make_one_request() {
    let (world, ci) = world(FakeClock::when_idle());
    let mut requests = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let (ports, ci) = (world.ports_of_another_process(), ci.clone());
        requests.spawn(async move {
            let credentials = role_credentials(&ports, &ci, MIN_REMAINING).await;
            credentials.unwrap().access_key_id
        });
    }
    let ids = requests.join_all().await;
    assert!(ids.iter().all(|id| *id == ids[0]));
    assert_eq!(world.aws.count(Operation::AssumeRoleWithWebIdentity), 1);
    let stored = world.keychain.role_credentials(&ci.key).await.unwrap().unwrap();
    assert!(stored.source_identity.unwrap().is_of(&ci.source));
}

#[tokio::test(start_paused = true)]
async fn it_begins_a_chain_whose_sessions_are_named_without_a_user() {
    let (world, ci) = world(FakeClock::when_idle());
    let deploy_arn = "arn:aws:iam::444455556666:role/Deploy";
    world.aws.trust(deploy_arn, &ci.key);
    let (ports, deploy) = (world.ports(), role(&world, "deploy"));
    let credentials = role_credentials(&ports, &deploy, MIN_REMAINING).await.unwrap();
    let endpoints = deploy.source.endpoints();
    let sts = &ports.aws.sts;
    let identity = sts.get_caller_identity(&endpoints, &endpoints.region, &credentials);
    let arn = identity.await.unwrap().arn;
    assert_eq!(arn, "arn:aws:sts::444455556666:assumed-role/Deploy/rolecall");
    assert_eq!(world.aws.count(Operation::AssumeRoleWithWebIdentity), 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_names_the_user_of_the_chain_that_it_begins() {
    let (world, ci) = world(FakeClock::when_idle());
    // {"sub":"repo:acme/pay"}
    let token = "e30.eyJzdWIiOiJyZXBvOmFjbWUvcGF5In0.c2ln";
    world.identity_tokens.put(source(&ci), token);
    world.aws.trust_identity_token(CI, token);
    let deploy_arn = "arn:aws:iam::444455556666:role/Deploy";
    world.aws.trust(deploy_arn, &ci.key);
    let ports = world.ports().with_reason(Reason::parse("INC-42").ok());
    for (name, expected) in [
        ("ci", "Ci/repo-acme-pay+INC-42"),
        ("deploy", "Deploy/repo-acme-pay+INC-42"),
    ] {
        let role = role(&world, name);
        let credentials = role_credentials(&ports, &role, MIN_REMAINING).await.unwrap();
        let endpoints = role.source.endpoints();
        let sts = &ports.aws.sts;
        let identity = sts.get_caller_identity(&endpoints, &endpoints.region, &credentials);
        let arn = identity.await.unwrap().arn;
        assert!(arn.ends_with(expected), "{arn}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_with_a_token_has_a_code() {
    let (world, ci) = world(FakeClock::when_idle());
    let ports = world.ports();
    let error = async || role_credentials(&ports, &ci, MIN_REMAINING).await.unwrap_err();
    for cause in [
        IdentityTokenError::Missing("/run/token".into()),
        IdentityTokenError::NotAToken,
        IdentityTokenError::TimedOut,
    ] {
        world.identity_tokens.fail(source(&ci), cause);
        let problem = Problem::from(&error().await);
        assert_eq!(problem.code, ProblemCode::IdentityTokenUnavailable);
    }
    assert_eq!(world.aws.count(Operation::AssumeRoleWithWebIdentity), 0);

    world.identity_tokens.put(source(&ci), "header.payload.forged");
    let refused = error().await;
    let invalid = StsError::IdentityToken(IdentityTokenFault::Invalid);
    assert_eq!(refused.to_string(), RoleSessionError::from(invalid).to_string());
    assert_eq!(Problem::from(&refused).code, ProblemCode::IdentityTokenRefused);
    assert!(!refused.is_denied(), "the next token may be better");

    world.identity_tokens.put(source(&ci), "token-of-another");
    world
        .aws
        .trust_identity_token("arn:aws:iam::111122223333:role/Other", "token-of-another");
    let denied = error().await;
    let is_denied = matches!(
        &denied,
        RoleSessionError::Sts(StsError::Denied(StsDenial::IdentityToken))
    );
    assert!(is_denied && denied.is_denied(), "{denied:?}");
    assert!(Problem::from(&denied).advice.contains("audience or subject"));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_does_not_come_is_asked_for_again() {
    let (world, ci) = world(FakeClock::when_idle());
    let operation = Operation::AssumeRoleWithWebIdentity;
    world.aws.fail_next(operation, Fault::Unreachable);
    let ports = world.ports();
    role_credentials(&ports, &ci, MIN_REMAINING).await.unwrap();
    assert_eq!(world.aws.count(operation), 2);
}

/// The desktop, where nobody is signed in anywhere, and no portal is known.
#[tokio::test(start_paused = true)]
async fn the_keeper_starts_and_renews_it_without_a_sign_in() {
    let (world, ci) = world(FakeClock::manual());
    let (keeper, task) = Keeper::new(world.ports());
    tokio::spawn(task);
    let pass = async |time| world.clock.advance(time).await;
    pass(Duration::from_secs(2)).await;
    let wanted = ci.key.clone();
    let started = keeper
        .request(|reply| Request::Start(wanted, Confirmation::Missing, reply))
        .await
        .unwrap();
    assert_eq!(started.renewal, Renewal::On);
    for quarter in 0..24 * 4 {
        // The provider replaces the token before it expires.
        let token = format!("header.payload.signature-{quarter}");
        world.identity_tokens.put(source(&ci), &token);
        world.aws.trust_identity_token(CI, &token);
        pass(Duration::from_mins(15)).await;
        let stored = world.keychain.stored_role_credentials(&ci.key).unwrap();
        assert!(!stored.remaining(world.clock.now()).is_zero());
    }
    // What is in flight arrives.
    pass(Duration::from_secs(2)).await;
    let requests = world.aws.count(Operation::AssumeRoleWithWebIdentity);
    assert!((24..=40).contains(&requests), "{requests}");
    let snapshot = keeper.snapshot();
    let [session] = snapshot.role_sessions.as_slice() else {
        panic!("{:?}", snapshot.role_sessions);
    };
    assert!(matches!(session.phase, RoleSessionPhase::Active), "{session:?}");
    assert!(snapshot.portals.is_empty(), "and nobody is asked to sign in");

    // Without a token it waits for one, and continues with it.
    let missing = IdentityTokenError::Missing("/run/token".into());
    world.identity_tokens.fail(source(&ci), missing);
    pass(Duration::from_mins(50)).await;
    let phase = keeper.snapshot().role_sessions[0].phase.clone();
    assert!(matches!(phase, RoleSessionPhase::Retrying { .. }), "{phase:?}");
    world.identity_tokens.put(source(&ci), TOKEN);
    pass(Duration::from_mins(30)).await;
    pass(Duration::from_secs(2)).await;
    let phase = keeper.snapshot().role_sessions[0].phase.clone();
    assert!(matches!(phase, RoleSessionPhase::Active), "{phase:?}");
    assert_eq!(world.state_store.role_sessions().unwrap().len(), 1);
}
