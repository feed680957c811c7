//! Roles that a certificate leads to, on the fakes: without a portal, and as the beginning of a chain.

#![expect(clippy::panic, reason = "a test fails where it meets another source")]
#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

use rolecall::keeper::{Keeper, Request};
use rolecall::ports::{ClientCertificate, ClientCertificateError, Keychain, RolesAnywhereError};
use rolecall::problem::{Problem, ProblemCode};
use rolecall::production_guard::Confirmation;
use rolecall::role_session::{RoleSessionError, role_credentials};
use rolecall::role_session_status::RoleSessionOutcome;
use rolecall::settings::read_settings;
use rolecall_fakes::{FakeCertificates, FakeClock, Fault, Operation, World};
use rolecall_model::role_source::{ResolvedRole, RoleSource};
use std::time::Duration;

const MIN_REMAINING: Duration = Duration::from_mins(15);
const HOST: &str = "arn:aws:iam::111122223333:role/Host";
const ROLES: &str = r#"
[role.host]
roles_anywhere = "arn:aws:iam::111122223333:role/Host"
certificate = "/etc/host.pem"
private_key = "/etc/host.key"
trust_anchor = "arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/66666666-7777-8888-9999-000000000000"
profile = "arn:aws:rolesanywhere:eu-west-1:111122223333:profile/11111111-2222-3333-4444-555555555555"

[role.deploy]
assume = "arn:aws:iam::444455556666:role/Deploy"
from = "host"
"#;

fn role(world: &World, name: &str) -> ResolvedRole {
    let settings = read_settings(&world.settings_file.text()).unwrap();
    let mut roles = settings.roles.iter();
    let role = roles.find(|definition| definition.name.as_str() == name).unwrap();
    settings.resolve(&role.key()).unwrap()
}

/// A world with a certificate that is valid for a year and leads to `host`.
fn world() -> (World, ResolvedRole, ClientCertificate) {
    world_with(FakeClock::when_idle())
}

fn world_with(clock: FakeClock) -> (World, ResolvedRole, ClientCertificate) {
    let world = World::with_clock(clock);
    world.settings_file.set_text(ROLES);
    let host = role(&world, "host");
    let not_after = world.clock.true_now() + Duration::from_hours(24 * 365);
    let certificate = FakeCertificates::certificate(&[0x0a, 0xbc], "host", not_after);
    put(&world, &host, Ok(certificate.clone()));
    world.aws.trust_certificate(HOST, &certificate);
    (world, host, certificate)
}

fn put(world: &World, role: &ResolvedRole, found: Result<ClientCertificate, ClientCertificateError>) {
    let RoleSource::RolesAnywhere(source) = &role.source else {
        panic!("{role:?}");
    };
    world.client_certificates.put(&source.certificate, found);
}

#[tokio::test(start_paused = true)]
async fn a_certificate_leads_to_credentials_that_are_stored_and_to_the_next_role() {
    let (world, host, _) = world();
    let ports = world.ports();
    let first = role_credentials(&ports, &host, MIN_REMAINING).await.unwrap();
    let again = role_credentials(&ports, &host, MIN_REMAINING).await.unwrap();
    assert_eq!(first.access_key_id, again.access_key_id);
    assert_eq!(world.aws.count(Operation::CreateSession), 1);
    let stored = world.keychain.role_credentials(&host.key).await.unwrap().unwrap();
    assert!(stored.source_identity.unwrap().is_of(&host.source));

    world
        .aws
        .trust("arn:aws:iam::444455556666:role/Deploy", &host.key);
    let deploy = role(&world, "deploy");
    role_credentials(&ports, &deploy, MIN_REMAINING).await.unwrap();
    assert_eq!(world.aws.count(Operation::CreateSession), 1);
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_with_a_certificate_has_a_code() {
    let (world, host, certificate) = world();
    let ports = world.ports();
    let problem = async || {
        let error = role_credentials(&ports, &host, MIN_REMAINING).await.unwrap_err();
        Problem::from(&error).code
    };
    let file = "/etc/host.key".into();
    put(&world, &host, Err(ClientCertificateError::PasswordNeeded(file)));
    assert_eq!(problem().await, ProblemCode::CertificateUnusable);
    let expired = ClientCertificate {
        not_after: world.clock.true_now() - Duration::from_secs(1),
        ..certificate.clone()
    };
    put(&world, &host, Ok(expired));
    assert_eq!(problem().await, ProblemCode::CertificateExpired);
    assert_eq!(world.aws.count(Operation::CreateSession), 0);
    let stranger = FakeCertificates::certificate(&[9], "stranger", certificate.not_after);
    put(&world, &host, Ok(stranger));
    let refused = role_credentials(&ports, &host, MIN_REMAINING).await.unwrap_err();
    assert!(refused.is_denied());
    assert!(matches!(
        refused,
        RoleSessionError::RolesAnywhere(RolesAnywhereError::NotTrustedByRole)
    ));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_does_not_come_is_asked_for_again() {
    let (world, host, _) = world();
    world.aws.fail_next(Operation::CreateSession, Fault::Unreachable);
    let ports = world.ports();
    role_credentials(&ports, &host, MIN_REMAINING).await.unwrap();
    assert_eq!(world.aws.count(Operation::CreateSession), 2);
}

#[tokio::test(start_paused = true)]
async fn the_desktop_renews_it_without_any_sign_in() {
    let (world, host, _) = world_with(FakeClock::manual());
    let (keeper, task) = Keeper::new(world.ports());
    let running = tokio::spawn(task);
    let start = host.key.clone();
    keeper
        .request(|reply| Request::Start(start, Confirmation::Missing, reply))
        .await
        .unwrap();
    let find = || {
        let snapshot = keeper.snapshot();
        let mut sessions = snapshot.role_sessions.iter();
        sessions.find(|state| state.record.role == host.key).cloned()
    };
    world.clock.advance(Duration::from_mins(2)).await;
    let first = find().unwrap();
    assert_eq!(first.outcome(), RoleSessionOutcome::Renews);
    world.clock.advance(Duration::from_mins(70)).await;
    let renewed = find().unwrap();
    assert!(renewed.record.expires_at > first.record.expires_at);
    assert_eq!(renewed.record.started_at, first.record.started_at);
    assert_eq!(renewed.outcome(), RoleSessionOutcome::Renews);
    running.abort();
}
