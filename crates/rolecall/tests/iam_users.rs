//! IAM users on the fakes: temporary credentials with and without an MFA device, where codes come from, and roles assumed with them.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

use rolecall::ports::{AccessKey, Clock, Keychain, RoleSecretKey, RoleSecretKind};
use rolecall::problem::{Problem, ProblemCode};
use rolecall::role_session::{RoleSessionError, role_credentials};
use rolecall::settings::read_settings;
use rolecall_fakes::{CAROL_DEVICE, CAROL_SEED, FakeClock, Fault, Operation, World};
use rolecall_model::role_ref::DefinedRoleName;
use rolecall_model::role_source::ResolvedRole;
use rolecall_model::secret::RoleSecret;
use std::time::Duration;

const MIN_REMAINING: Duration = Duration::from_mins(15);
const ADMIN: &str = "arn:aws:iam::444455556666:role/Admin";

fn role(world: &World, name: &str) -> ResolvedRole {
    let settings = read_settings(&world.settings_file.text()).unwrap();
    let mut roles = settings.roles.iter();
    let role = roles.find(|definition| definition.name.as_str() == name).unwrap();
    settings.resolve(&role.key()).unwrap()
}

async fn keep(world: &World, kind: RoleSecretKind, secret: &str) {
    let role = DefinedRoleName::parse("carol").unwrap();
    let key = RoleSecretKey { role, kind };
    let secret = RoleSecret::from_exposed(secret);
    world.keychain.save_role_secret(&key, &secret).await.unwrap();
}

/// A world where `carol` is defined with a key, `options` more, and the role `admin` that is assumed with her.
async fn world(clock: FakeClock, options: &str) -> (World, AccessKey) {
    let world = World::with_clock(clock);
    let key = world.aws.create_carols_key();
    world.settings_file.set_text(format!(
        "[role.carol]\nuser = \"{}\"\naccess_key_id = \"{}\"\nregion = \"eu-west-1\"\n{options}\n\
         [role.admin]\nassume = \"{ADMIN}\"\nfrom = \"carol\"\n\
         [role.fresh]\nassume = \"{ADMIN}\"\nfrom = \"carol\"\nmfa_serial = \"{CAROL_DEVICE}\"\n",
        rolecall_fakes::CAROL_ARN,
        key.id
    ));
    // EXPOSE: the test enters it.
    keep(
        &world,
        RoleSecretKind::SecretAccessKey(key.id.to_string()),
        key.secret.expose(),
    )
    .await;
    let carol = role(&world, "carol").key;
    world.aws.trust(ADMIN, &carol);
    (world, key)
}

fn device() -> String {
    format!("mfa_serial = \"{CAROL_DEVICE}\"")
}

async fn obtain(world: &World, name: &str) -> Result<String, RoleSessionError> {
    let ports = world.ports_of_another_process();
    let credentials = role_credentials(&ports, &role(world, name), MIN_REMAINING).await;
    Ok(credentials?.access_key_id)
}

async fn problem(world: &World, name: &str) -> Problem {
    Problem::from(&obtain(world, name).await.unwrap_err())
}

#[tokio::test(start_paused = true)]
async fn without_a_device_a_user_gets_temporary_credentials_and_never_their_key() {
    let (world, _) = world(FakeClock::when_idle(), "").await;
    let first = obtain(&world, "carol").await.unwrap();
    assert!(first.starts_with("ASIA"), "{first}");
    assert_eq!(obtain(&world, "carol").await.unwrap(), first);
    assert_eq!(world.aws.count(Operation::GetSessionToken), 1);
    assert!(world.mfa_device.asked().is_empty());
    world.clock.advance(Duration::from_hours(12)).await;
    assert_ne!(obtain(&world, "carol").await.unwrap(), first);
}

#[tokio::test(start_paused = true)]
async fn one_code_serves_many_programs_and_every_role() {
    let (world, _) = world(FakeClock::when_idle(), &device()).await;
    world.mfa_device.read();
    let mut requests = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let (ports, admin) = (world.ports_of_another_process(), role(&world, "admin"));
        requests.spawn(async move {
            let credentials = role_credentials(&ports, &admin, MIN_REMAINING).await;
            credentials.unwrap().access_key_id
        });
    }
    let ids = requests.join_all().await;
    assert!(ids.iter().all(|id| *id == ids[0]));
    assert_eq!(world.mfa_device.asked(), [CAROL_DEVICE]);
    assert_eq!(world.aws.count(Operation::GetSessionToken), 1);
    assert_eq!(world.aws.count(Operation::AssumeRole), 1);
    let admin = world.keychain.role_credentials(&role(&world, "admin").key).await;
    let user = admin.unwrap().unwrap().user;
    assert_eq!(
        user.as_deref(),
        Some("carol"),
        "the role session is named after her"
    );
}

#[tokio::test(start_paused = true)]
async fn a_role_with_a_device_of_its_own_is_asked_for_with_a_fresh_code_and_her_key() {
    let (world, _) = world(FakeClock::when_idle(), "").await;
    world.mfa_device.read();
    assert!(obtain(&world, "fresh").await.unwrap().starts_with("ASIA"));
    assert_eq!(world.aws.count(Operation::GetSessionToken), 0);
    assert_eq!(world.mfa_device.asked(), [CAROL_DEVICE]);
}

#[tokio::test(start_paused = true)]
async fn codes_come_from_the_stored_secret_or_the_command_before_anybody_is_asked() {
    let command = format!("{}\nmfa_command = \"show\"", device());
    let (world, _) = world(FakeClock::when_idle(), &command).await;
    obtain(&world, "carol").await.unwrap();
    assert_eq!(world.mfa_device.commands(), ["show"]);

    keep(&world, RoleSecretKind::MfaSeed, CAROL_SEED).await;
    // The code of this step was used: the next one is waited for.
    let before = world.clock.now();
    obtain(&world, "fresh").await.unwrap();
    let waited = world.clock.now().duration_since(before);
    assert!(waited.as_secs() > 0 && waited.as_secs() <= 30, "{waited:?}");
    assert_eq!(world.mfa_device.commands(), ["show"]);
    assert!(world.mfa_device.asked().is_empty());

    keep(&world, RoleSecretKind::MfaSeed, "not base 32").await;
    world.clock.advance(Duration::from_hours(2)).await;
    assert_eq!(
        problem(&world, "fresh").await.code,
        ProblemCode::MfaCodeUnavailable
    );
}

#[tokio::test(start_paused = true)]
async fn somebody_who_gives_a_wrong_code_is_asked_again_a_few_times() {
    let (world, _) = world(FakeClock::when_idle(), &device()).await;
    world.mfa_device.reply("000000");
    assert_eq!(problem(&world, "carol").await.code, ProblemCode::MfaCodeRefused);
    let asked = world.mfa_device.asked().len();
    assert!((2..=5).contains(&asked), "{asked} times");
    assert_eq!(world.aws.count(Operation::GetSessionToken), asked);
}

#[tokio::test(start_paused = true)]
async fn each_failure_has_a_code_of_its_own_and_loses_nothing() {
    let (world, key) = world(FakeClock::when_idle(), &device()).await;
    assert_eq!(problem(&world, "carol").await.code, ProblemCode::MfaCodeNeeded);
    world.mfa_device.reply("000000");
    assert_eq!(problem(&world, "carol").await.code, ProblemCode::MfaCodeRefused);
    world.mfa_device.read();
    obtain(&world, "carol").await.unwrap();
    assert_eq!(
        problem(&world, "fresh").await.code,
        ProblemCode::MfaCodeRefused,
        "the code was used"
    );

    world.clock.advance(Duration::from_hours(13)).await;
    world.aws.set_active(&key.id, false);
    assert_eq!(problem(&world, "carol").await.code, ProblemCode::AccessKeyRefused);
    world.aws.set_active(&key.id, true);
    let kind = RoleSecretKind::SecretAccessKey(key.id.to_string());
    keep(&world, kind, "another secret").await;
    let refused = problem(&world, "carol").await;
    assert_eq!(refused.code, ProblemCode::AccessKeyRefused);
    assert!(
        refused.summary.contains("secret access key"),
        "{}",
        refused.summary
    );
    let text = world.settings_file.text();
    world
        .settings_file
        .set_text(text.replacen("mfa/carol", "mfa/other", 1));
    // EXPOSE: the test enters it.
    let kind = RoleSecretKind::SecretAccessKey(key.id.to_string());
    keep(&world, kind, key.secret.expose()).await;
    assert_eq!(problem(&world, "carol").await.code, ProblemCode::MfaDeviceUnknown);
    world
        .settings_file
        .set_text(text.replace(key.id.as_str(), "AKIANOSECRETHERE0000"));
    assert_eq!(
        problem(&world, "carol").await.code,
        ProblemCode::SecretAccessKeyMissing
    );
}

#[tokio::test(start_paused = true)]
async fn a_request_that_gets_no_answer_is_sent_again() {
    let (world, _) = world(FakeClock::when_idle(), "").await;
    world
        .aws
        .fail_next(Operation::GetSessionToken, Fault::Unreachable);
    obtain(&world, "carol").await.unwrap();
    assert_eq!(world.aws.count(Operation::GetSessionToken), 2);
}
