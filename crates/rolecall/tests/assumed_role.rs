//! Roles that the user defined, on the fakes: assumed with the credentials of another role, each step requested once.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

use rolecall::console::{Destination, console_url};
use rolecall::keeper::{Keeper, Request};
use rolecall::ports::{HistoryStore, Keychain, RoleSessionIndex, StsError};
use rolecall::production_guard::Confirmation;
use rolecall::role_session::{
    RoleSessionError, renew_role_session, role_credentials, start_role_session, stored_role_credentials,
};
use rolecall::settings::{add_portal, read_settings};
use rolecall::sign_out::{SignOutOutcome, sign_out};
use rolecall_fakes::{FakeClock, Fault, KeychainItem, Operation, World};
use rolecall_model::Timestamp;
use rolecall_model::history::{HistoryEvent, HistoryQuery};
use rolecall_model::portal::Portal;
use rolecall_model::reason::Reason;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_source::ResolvedRole;
use std::time::Duration;

const MIN_REMAINING_LIFETIME: Duration = Duration::from_mins(15);

const ROLES: &str = r#"
[role.tools]
assume = "arn:aws:iam::222233334444:role/Tools"
from = "acme/111122223333/Admin"

[role.deploy]
assume = "arn:aws:iam::444455556666:role/team/Deploy"
from = "tools"
"#;

/// A world where `ann` is signed in at `acme` and may assume two roles, one after another.
async fn world() -> (World, Portal) {
    let world = World::with_clock(FakeClock::manual());
    let (portal, admin) = world.sign_in_as_admin().await;
    let text = add_portal("", &portal).unwrap();
    world.settings_file.set_text(format!("{text}\n{ROLES}"));
    let (tools, deploy) = (role(&world, "tools"), role(&world, "deploy"));
    world.aws.trust("arn:aws:iam::222233334444:role/Tools", &admin);
    world
        .aws
        .trust("arn:aws:iam::444455556666:role/team/Deploy", &tools.key);
    assert_eq!(deploy.key.target(), "deploy");
    (world, portal)
}

fn role(world: &World, name: &str) -> ResolvedRole {
    let settings = read_settings(&world.settings_file.text()).unwrap();
    let mut roles = settings.roles.iter();
    let role = roles.find(|definition| definition.name.as_str() == name).unwrap();
    settings.resolve(&role.key()).unwrap()
}

fn events(world: &World, event: HistoryEvent) -> Vec<RoleRef> {
    let all = HistoryQuery {
        from: Timestamp::MIN,
        until: Timestamp::MAX,
        limit: u32::MAX,
    };
    let entries = world.state_store.history(&all).unwrap();
    let of_event = entries.iter().filter(|entry| entry.event == event);
    of_event.filter_map(|entry| entry.role().cloned()).collect()
}

#[tokio::test(start_paused = true)]
async fn sixty_four_processes_make_one_request_for_each_step() {
    let (world, _) = world().await;
    let mut requests = tokio::task::JoinSet::new();
    for _ in 0..64 {
        let (ports, deploy) = (world.ports_of_another_process(), role(&world, "deploy"));
        requests.spawn(async move {
            let credentials = role_credentials(&ports, &deploy, MIN_REMAINING_LIFETIME).await;
            credentials.unwrap().access_key_id
        });
    }
    let ids = requests.join_all().await;
    assert!(ids.iter().all(|id| *id == ids[0]));
    assert_eq!(world.aws.count(Operation::GetRoleCredentials), 1);
    assert_eq!(world.aws.count(Operation::AssumeRole), 2);
    assert_eq!(world.state_store.role_sessions().unwrap().len(), 3);
    assert_eq!(events(&world, HistoryEvent::Issued).len(), 3);
}

/// Returns the ARN that AWS knows the credentials of `role` by.
async fn identity(world: &World, portal: &Portal, role: &ResolvedRole) -> String {
    let ports = world.ports();
    let credentials = role_credentials(&ports, role, MIN_REMAINING_LIFETIME)
        .await
        .unwrap();
    let (sts, endpoints) = (&ports.aws.sts, portal.endpoints());
    let identity = sts.get_caller_identity(&endpoints, &portal.region, &credentials);
    identity.await.unwrap().arn
}

#[tokio::test(start_paused = true)]
async fn each_session_of_a_chain_is_named_after_the_user_who_is_asked_for_once() {
    let (world, portal) = world().await;
    let arn = identity(&world, &portal, &role(&world, "deploy")).await;
    assert!(arn.ends_with("assumed-role/Deploy/ann"), "{arn}");
    let asked = world.aws.count(Operation::GetCallerIdentity);
    assert_eq!(asked, 2, "one for the user, one of this test");
    let arn = identity(&world, &portal, &role(&world, "tools")).await;
    assert!(arn.ends_with("assumed-role/Tools/ann"), "{arn}");
    assert_eq!(world.aws.count(Operation::GetCallerIdentity), 3);
}

#[tokio::test(start_paused = true)]
async fn a_definition_may_name_its_session_and_say_how_long_it_lasts() {
    let (world, portal) = world().await;
    let text = world.settings_file.text();
    let text = format!("{text}session_name = \"ci-{{user}}\"\nduration_seconds = 900\n");
    world.settings_file.set_text(text);
    let deploy = role(&world, "deploy");
    let arn = identity(&world, &portal, &deploy).await;
    assert!(arn.ends_with("assumed-role/Deploy/ci-ann"), "{arn}");
    let stored = world.keychain.stored_role_credentials(&deploy.key).unwrap();
    let lifetime = stored.remaining(world.ports().clock.now());
    assert!(lifetime <= Duration::from_mins(15), "{lifetime:?}");
    assert_eq!(
        stored.user.as_deref(),
        Some("ann"),
        "whose it is, not how it is called"
    );
}

#[tokio::test(start_paused = true)]
async fn what_it_is_used_for_is_in_the_name_until_somebody_says_something_else() {
    let (world, portal) = world().await;
    let deploy = role(&world, "deploy");
    let start = async |reason: Option<&str>| {
        let reason = reason.map(|text| Reason::parse(text).unwrap());
        let ports = world.ports().with_reason(reason);
        start_role_session(&ports, &deploy, MIN_REMAINING_LIFETIME, true)
            .await
            .unwrap()
    };
    let name = async || identity(&world, &portal, &deploy).await;
    let requests = || world.aws.count(Operation::AssumeRole);

    start(None).await;
    assert!(name().await.ends_with("/Deploy/ann"));
    let record = start(Some("INC 42")).await;
    assert_eq!(record.reason.unwrap().as_str(), "INC 42");
    assert!(name().await.ends_with("/Deploy/ann+INC-42"), "{}", name().await);
    assert_eq!(
        requests(),
        3,
        "one for the role between, which has no reason of its own"
    );
    for same in [Some("INC 42"), None] {
        assert_eq!(start(same).await.reason.unwrap().as_str(), "INC 42");
    }
    assert_eq!(requests(), 3);

    let issued_at = start(None).await.issued_at;
    world.clock.advance(Duration::from_mins(1)).await;
    let renewed = renew_role_session(&world.ports(), &deploy, issued_at)
        .await
        .unwrap();
    assert_eq!(renewed.reason.unwrap().as_str(), "INC 42");
    assert!(name().await.ends_with("/Deploy/ann+INC-42"));
    start(Some("INC 43")).await;
    assert!(name().await.ends_with("/Deploy/ann+INC-43"));

    world.aws.fail_next(Operation::AssumeRole, Fault::NotAssigned);
    let ports = world.ports().with_reason(Reason::parse("INC 44").ok());
    let denied = role_credentials(&ports, &deploy, MIN_REMAINING_LIFETIME).await;
    assert!(
        denied.unwrap_err().is_denied(),
        "what is stored says another reason"
    );
    let all = HistoryQuery {
        from: Timestamp::MIN,
        until: Timestamp::MAX,
        limit: u32::MAX,
    };
    let entries = world.state_store.history(&all).unwrap();
    let of_deploy = entries.iter().filter(|entry| entry.role() == Some(&deploy.key));
    let reasons: Vec<_> = of_deploy
        .map(|entry| (entry.event, entry.reason.as_ref().map(Reason::as_str)))
        .collect();
    let expected = [
        (HistoryEvent::Denied, Some("INC 44")),
        (HistoryEvent::Renewed, Some("INC 43")),
        (HistoryEvent::Renewed, Some("INC 42")),
        (HistoryEvent::Renewed, Some("INC 42")),
        (HistoryEvent::Issued, None),
    ];
    assert_eq!(reasons, expected);
}

#[tokio::test(start_paused = true)]
async fn a_role_whose_name_aws_chooses_is_not_asked_for_again_because_of_a_reason() {
    let (world, _) = world().await;
    let tools = role(&world, "tools");
    let admin = tools.source.parent().unwrap();
    for reason in ["INC-42", "INC-43"] {
        let ports = world.ports().with_reason(Reason::parse(reason).ok());
        role_credentials(&ports, admin, MIN_REMAINING_LIFETIME)
            .await
            .unwrap();
        let records = world.state_store.role_sessions().unwrap();
        assert_eq!(records[0].reason.as_ref().map(Reason::as_str), Some(reason));
    }
    assert_eq!(world.aws.count(Operation::GetRoleCredentials), 1);
}

#[tokio::test(start_paused = true)]
async fn a_denial_is_of_the_role_that_was_denied_and_nothing_of_it_is_stored() {
    let (world, _) = world().await;
    world
        .aws
        .script(Operation::AssumeRole, [None, Some(Fault::NotAssigned)]);
    let deploy = role(&world, "deploy");
    let denied = role_credentials(&world.ports(), &deploy, MIN_REMAINING_LIFETIME).await;
    let error = denied.unwrap_err();
    assert!(matches!(error, RoleSessionError::Sts(StsError::Denied(_))) && error.is_denied());
    assert_eq!(
        events(&world, HistoryEvent::Denied),
        std::slice::from_ref(&deploy.key)
    );
    assert!(world.keychain.stored_role_credentials(&deploy.key).is_none());
    let tools = role(&world, "tools");
    assert!(world.keychain.stored_role_credentials(&tools.key).is_some());
}

#[tokio::test(start_paused = true)]
async fn a_failure_of_a_step_before_is_reported_as_it_is() {
    let (world, portal) = world().await;
    world.keychain.erase_sign_in(&portal.name).await.unwrap();
    let deploy = role(&world, "deploy");
    let error = role_credentials(&world.ports(), &deploy, MIN_REMAINING_LIFETIME)
        .await
        .unwrap_err();
    assert!(matches!(error, RoleSessionError::SignIn(_)), "{error}");
    assert_eq!(world.aws.count(Operation::AssumeRole), 0);
}

#[tokio::test(start_paused = true)]
async fn signing_out_erases_every_role_that_depends_on_the_portal() {
    let (world, portal) = world().await;
    let ports = world.ports();
    role_credentials(&ports, &role(&world, "deploy"), MIN_REMAINING_LIFETIME)
        .await
        .unwrap();
    let elsewhere = world.portal("lab");
    world.sign_in(&elsewhere).await;
    // Somebody took the definitions away meanwhile: the keychain knows where the credentials came from.
    world.settings_file.set_text(add_portal("", &portal).unwrap());
    let signed_out = sign_out(&ports, &portal.name).await.unwrap();
    assert_eq!(signed_out, SignOutOutcome::Revoked);
    let left = world.keychain.stored_items();
    let is_role = |item: &&KeychainItem| matches!(item, KeychainItem::RoleSession(_));
    assert_eq!(left.iter().filter(is_role).count(), 0, "{left:?}");
    assert!(left.contains(&KeychainItem::SignIn(elsewhere.name)));
    assert!(world.state_store.role_sessions().unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn credentials_of_another_source_under_the_same_name_are_not_used() {
    let (world, _) = world().await;
    let ports = world.ports();
    let before = role(&world, "deploy");
    role_credentials(&ports, &before, MIN_REMAINING_LIFETIME)
        .await
        .unwrap();
    let text = world.settings_file.text();
    let text = text.replace("from = \"tools\"", "from = \"acme/111122223333/Admin\"");
    world.settings_file.set_text(text);
    let after = role(&world, "deploy");
    assert_eq!(after.key, before.key);
    let stored = stored_role_credentials(&ports, &after, Duration::ZERO)
        .await
        .unwrap();
    assert!(stored.is_none());
    let denied = role_credentials(&ports, &after, MIN_REMAINING_LIFETIME).await;
    assert!(denied.unwrap_err().is_denied(), "the trust is in the other role");
}

#[tokio::test(start_paused = true)]
async fn its_console_is_opened_like_any_other() {
    let (world, portal) = world().await;
    let destination = Destination::default();
    let role = role(&world, "deploy");
    let url = console_url(&world.ports(), &role, &destination, None)
        .await
        .unwrap();
    // EXPOSE: the test plays the browser
    let session = world.aws.open_console(url.expose()).unwrap();
    assert_eq!(session.account_id.as_str(), "444455556666");
    assert_eq!(session.role_name.as_str(), "Deploy");
    assert_eq!(session.issuer.as_deref(), Some(portal.start_url.as_str()));
}

#[tokio::test(start_paused = true)]
async fn the_desktop_starts_renews_and_forgets_it() {
    let (world, _) = world().await;
    let deploy = role(&world, "deploy").key;
    let (keeper, task) = Keeper::new(world.ports());
    let running = tokio::spawn(task);
    let start = deploy.clone();
    keeper
        .request(|reply| Request::Start(start, Confirmation::Missing, reply))
        .await
        .unwrap();
    let find = || {
        let snapshot = keeper.snapshot();
        let mut sessions = snapshot.role_sessions.iter();
        sessions.find(|state| state.record.role == deploy).cloned()
    };
    world.clock.advance(Duration::from_mins(2)).await;
    let first = find().unwrap().record;
    world.clock.advance(Duration::from_mins(70)).await;
    let renewed = find().unwrap().record;
    assert!(renewed.expires_at > first.expires_at && renewed.started_at == first.started_at);

    // Without its definition it is stopped after a while.
    let text = world.settings_file.text();
    let (rest, _) = text.split_once("[role.deploy]").unwrap();
    world.settings_file.set_text(rest.to_owned());
    world.clock.advance(Duration::from_mins(6)).await;
    assert!(find().is_none());
    assert!(world.keychain.stored_role_credentials(&deploy).is_none());
    running.abort();
}
