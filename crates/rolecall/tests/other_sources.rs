//! Roles that an assertion leads to, or whose credentials others obtain, on the fakes.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

use rolecall::keeper::{Keeper, Request};
use rolecall::ports::{Clock, CredentialProcessError, Deadline, IdentityTokenError, Keychain};
use rolecall::problem::{Problem, ProblemCode};
use rolecall::production_guard::Confirmation;
use rolecall::role_session::{RoleSessionError, role_credentials, store_entered};
use rolecall::settings::read_settings;
use rolecall_fakes::{FakeClock, Latch, Operation, World};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::role_arn::RoleArn;
use rolecall_model::role_definition::IdentityTokenSource;
use rolecall_model::role_session::Renewal;
use rolecall_model::role_source::ResolvedRole;
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;

const MIN_REMAINING: Duration = Duration::from_mins(15);
const ROLE: &str = "arn:aws:iam::111122223333:role/Other";
const TOOL: &str = "/opt/tool credentials";
const ROLES: &str = r#"
[role.corp]
saml_assertion = "/run/assertion"
role = "arn:aws:iam::111122223333:role/Other"
saml_provider = "arn:aws:iam::111122223333:saml-provider/Corp"
region = "eu-west-1"

[role.other]
credential_process = "/opt/tool credentials"
account = "111122223333"
role_name = "Other"
region = "eu-west-1"

[role.ci]
web_identity_command = "/opt/tool credentials"
role = "arn:aws:iam::111122223333:role/Other"
region = "eu-west-1"

[role.pasted]
credentials = "entered"
account = "111122223333"
role_name = "Other"
region = "eu-west-1"

[role.next]
assume = "arn:aws:iam::444455556666:role/Next"
from = "other"
"#;

fn world(clock: FakeClock) -> World {
    let world = World::with_clock(clock);
    world.settings_file.set_text(ROLES);
    world
}

fn role(world: &World, name: &str) -> ResolvedRole {
    let settings = read_settings(&world.settings_file.text()).unwrap();
    let mut roles = settings.roles.iter();
    let role = roles.find(|definition| definition.name.as_str() == name).unwrap();
    settings.resolve(&role.key()).unwrap()
}

fn issued(world: &World) -> RoleCredentials {
    world.aws.issue_to_others(&RoleArn::parse(ROLE).unwrap())
}

/// Lets the tool print credentials that AWS issues now.
fn print(world: &World) {
    let credentials = issued(world);
    let output = json!({
        "Version": 1,
        "AccessKeyId": credentials.access_key_id,
        "SecretAccessKey": credentials.secret_access_key.expose(),
        "SessionToken": credentials.session_token.expose(),
        "Expiration": credentials.expires_at.to_string(),
    });
    world.credential_processes.put(TOOL, &output.to_string());
}

fn assert_asserted(world: &World, assertion: &str) {
    let file = IdentityTokenSource::File(PathBuf::from("/run/assertion"));
    world.identity_tokens.put(&file, assertion);
    world.aws.trust_assertion(ROLE, assertion);
}

#[tokio::test(start_paused = true)]
async fn sixty_four_processes_run_the_command_once_and_a_chain_begins_there() {
    let world = world(FakeClock::when_idle());
    print(&world);
    let other = role(&world, "other");
    let mut requests = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let (ports, other) = (world.ports_of_another_process(), other.clone());
        requests.spawn(async move {
            let credentials = role_credentials(&ports, &other, MIN_REMAINING).await;
            credentials.unwrap().access_key_id
        });
    }
    let ids = requests.join_all().await;
    assert!(ids.iter().all(|id| *id == ids[0]));
    assert_eq!(world.credential_processes.runs(), 1);
    world.aws.trust("arn:aws:iam::444455556666:role/Next", &other.key);
    let (ports, next) = (world.ports(), role(&world, "next"));
    let credentials = role_credentials(&ports, &next, MIN_REMAINING).await.unwrap();
    assert_eq!(
        credentials.user.as_deref(),
        Some("ann"),
        "the user is that of the first role in the chain"
    );
    assert_eq!(world.credential_processes.runs(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_command_is_waited_for_until_the_deadline_of_whoever_waits() {
    let world = world(FakeClock::when_idle());
    world.credential_processes.hold(TOOL, Latch::default());
    let started = world.clock.elapsed();
    let deadline = Deadline::from_now(world.clock.as_ref(), Duration::from_secs(7));
    let ports = world.ports().with_deadline(deadline);
    let other = role(&world, "other");
    let late = role_credentials(&ports, &other, MIN_REMAINING).await.unwrap_err();
    let timed_out = matches!(
        late,
        RoleSessionError::CredentialProcess(CredentialProcessError::TimedOut)
    );
    assert!(timed_out, "{late:?}");
    assert_eq!(world.clock.elapsed() - started, Duration::from_secs(7));
}

#[tokio::test(start_paused = true)]
async fn a_command_that_asks_for_what_it_prints_is_refused_before_anybody_is_waited_for() {
    let world = world(FakeClock::when_idle());
    world.credential_processes.enter(TOOL);
    let ports = world.ports();
    for name in ["other", "next", "ci"] {
        let refused = role_credentials(&ports, &role(&world, name), MIN_REMAINING).await;
        let refused = refused.unwrap_err();
        let calls_itself = matches!(
            refused,
            RoleSessionError::CredentialProcess(CredentialProcessError::CallsItself)
                | RoleSessionError::IdentityToken(IdentityTokenError::CallsItself)
        );
        assert!(calls_itself, "{name}: {refused:?}");
    }
    assert_eq!(world.credential_processes.runs(), 0);
}

/// The desktop: an assertion that somebody renews is enough, and nobody is asked to sign in.
#[tokio::test(start_paused = true)]
async fn the_keeper_renews_with_new_assertions() {
    let world = world(FakeClock::manual());
    assert_asserted(&world, "Zmlyc3Q=");
    let corp = role(&world, "corp");
    let (keeper, task) = Keeper::new(world.ports());
    tokio::spawn(task);
    world.clock.advance(Duration::from_secs(2)).await;
    let wanted = corp.key.clone();
    let started = keeper
        .request(|reply| Request::Start(wanted, Confirmation::Missing, reply))
        .await;
    assert_eq!(started.unwrap().renewal, Renewal::On);
    for minute in 0..(3 * 60) / 4 {
        assert_asserted(&world, if minute % 2 == 0 { "c2Vjb25k" } else { "dGhpcmQ=" });
        world.clock.advance(Duration::from_mins(4)).await;
        let stored = world.keychain.stored_role_credentials(&corp.key).unwrap();
        assert!(!stored.remaining(world.clock.now()).is_zero());
    }
    let requests = world.aws.count(Operation::AssumeRoleWithSaml);
    assert!((3..=8).contains(&requests), "{requests}");
}

#[tokio::test(start_paused = true)]
async fn the_keeper_lets_pasted_credentials_end_and_asks_for_new_ones_once() {
    let world = world(FakeClock::manual());
    let pasted = role(&world, "pasted");
    let (keeper, task) = Keeper::new(world.ports());
    tokio::spawn(task);
    world.clock.advance(Duration::from_secs(2)).await;
    let stored = store_entered(&world.ports(), &pasted, issued(&world)).await;
    stored.unwrap();
    let wanted = pasted.key.clone();
    let started = keeper
        .request(|reply| Request::Start(wanted, Confirmation::Missing, reply))
        .await;
    started.unwrap();
    for _ in 0..58 {
        world.clock.advance(Duration::from_mins(1)).await;
    }
    let stored = world
        .keychain
        .role_credentials(&pasted.key)
        .await
        .unwrap()
        .unwrap();
    assert!(!stored.remaining(world.clock.now()).is_zero());
    let records = keeper.snapshot().role_sessions.clone();
    assert_eq!(records.len(), 1);
    world.clock.advance(Duration::from_mins(5)).await;
    world.clock.advance(Duration::from_secs(2)).await;
    let error = role_credentials(&world.ports(), &pasted, MIN_REMAINING).await;
    let problem = Problem::from(&error.unwrap_err());
    assert_eq!(problem.code, ProblemCode::CredentialsEnded);
}
