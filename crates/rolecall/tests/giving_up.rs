//! Giving secrets up: what is erased is what the keychain holds, whatever became of the database and the settings.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

use rolecall::ports::{Keychain, KeychainAbsence, KeychainError, RoleSessionIndex};
use rolecall::role_session::{
    RoleSessionError, obtain_role_credentials, role_credentials, role_sessions, start_role_session,
    stop_all_role_sessions, stored_role_credentials,
};
use rolecall::settings::{add_portal, read_settings};
use rolecall::sign_in::{SignInError, sign_in};
use rolecall::sign_out::{PortalLeftovers, purge_stale_portal_data, remove_portal_data, sign_out};
use rolecall_fakes::{ANN, KeychainItem, Operation, World, resolved, role_ref};
use rolecall_model::portal::{EndpointUrl, Portal};
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_source::ResolvedRole;
use rolecall_model::secret::AccessToken;
use rolecall_model::sign_in::SignInMethod;
use std::time::Duration;

const MIN_REMAINING_LIFETIME: Duration = Duration::from_mins(15);
const ACCOUNT: &str = "111122223333";
/// A name that no item holds as it is.
const UNUSUAL_NAME: &str = "Admin \u{202e}of all";
const DEPLOY: &str = r#"
[role.deploy]
assume = "arn:aws:iam::444455556666:role/Deploy"
from = "acme/111122223333/Admin"
"#;

/// A world where `ann` signed in at `acme` and has three role sessions, one of a role that she defined.
async fn world() -> (World, Portal) {
    let world = World::new();
    let portal = world.portal("acme");
    world
        .aws
        .assign(&portal, ANN, ACCOUNT, "payments-prod", &["Admin", UNUSUAL_NAME]);
    let admin = role_ref(&portal.name, ACCOUNT, "Admin");
    world.aws.trust("arn:aws:iam::444455556666:role/Deploy", &admin);
    set_portal(&world, &portal);
    sign_in_at(&world, &portal).await;
    for role in roles(&world, &portal) {
        obtain(&world, &role).await.unwrap();
    }
    assert_eq!(
        world.keychain.stored_items().len(),
        5,
        "all that this test is about"
    );
    (world, portal)
}

fn set_portal(world: &World, portal: &Portal) {
    let text = add_portal("", portal).unwrap();
    world.settings_file.set_text(format!("{text}\n{DEPLOY}"));
}

fn roles(world: &World, portal: &Portal) -> Vec<ResolvedRole> {
    let settings = read_settings(&world.settings_file.text()).unwrap();
    let deploy = settings.resolve(&settings.roles[0].key()).unwrap();
    let listed = ["Admin", UNUSUAL_NAME].map(|name| resolved(portal, &role_ref(&portal.name, ACCOUNT, name)));
    listed.into_iter().chain([deploy]).collect()
}

async fn sign_in_at(world: &World, portal: &Portal) -> AccessToken {
    let signed_in = sign_in(&world.ports(), portal, SignInMethod::Browser, &|_| {}).await;
    signed_in.unwrap().access_token
}

async fn obtain(world: &World, role: &ResolvedRole) -> Result<(), RoleSessionError> {
    let given = role_credentials(&world.ports(), role, MIN_REMAINING_LIFETIME).await;
    given.map(drop)
}

fn role_session_items(world: &World) -> Vec<KeychainItem> {
    let is_role_session = |item: &KeychainItem| matches!(item, KeychainItem::RoleSession(_));
    let items = world.keychain.stored_items().into_iter();
    items.filter(is_role_session).collect()
}

/// What happened before secrets are given up.
type Event = (&'static str, fn(&World, &Portal));

const EVENTS: [Event; 5] = [
    ("the database is deleted or moved aside", |world, _| {
        world.state_store.lose()
    }),
    ("the database is a newer one", |world, _| {
        world.state_store.set_broken(true)
    }),
    ("the disk is full", |world, _| world.state_store.set_full(true)),
    ("the portal is taken out by hand", |world, _| {
        world.settings_file.set_text(String::new());
    }),
    ("the portal gets another endpoint", |world, portal| {
        let endpoint_url = EndpointUrl::parse("https://elsewhere.example").ok();
        set_portal(
            world,
            &Portal {
                endpoint_url,
                ..portal.clone()
            },
        );
    }),
];

#[tokio::test(start_paused = true)]
async fn nothing_is_left_whatever_became_of_database_and_settings() {
    for (event, happen) in EVENTS {
        for action in ["sign-out", "portal remove", "portal add", "stop --all"] {
            let (world, portal) = world().await;
            let token = world.keychain.stored_sign_in(&portal.name).unwrap().access_token;
            happen(&world, &portal);
            let ports = world.ports();
            match action {
                "sign-out" => drop(sign_out(&ports, &portal.name).await.unwrap()),
                "portal remove" => drop(remove_portal_data(&ports, &portal.name).await.unwrap()),
                "portal add" => drop(purge_stale_portal_data(&ports, &portal.name, None).await.unwrap()),
                _ => {
                    let stopped = stop_all_role_sessions(&ports).await.unwrap();
                    assert_eq!(stopped.len(), 3, "{event}, {action}");
                    assert!(
                        stopped.iter().all(|(_, outcome)| outcome.is_ok()),
                        "{event}, {action}"
                    );
                    assert_eq!(role_session_items(&world), [], "{event}, {action}");
                    assert!(world.aws.accepts(&token), "{event}, {action}: no role session");
                    continue;
                }
            }
            assert_eq!(world.keychain.stored_items(), [], "{event}, {action}");
            assert!(
                !world.aws.accepts(&token),
                "{event}, {action}: revoked where it was made"
            );
            set_portal(&world, &portal);
            for role in roles(&world, &portal) {
                let error = obtain(&world, &role).await.unwrap_err();
                assert!(needs_sign_in(&error), "{event}, {action}: {error}");
            }
        }
    }
}

fn needs_sign_in(error: &RoleSessionError) -> bool {
    matches!(error, RoleSessionError::SignIn(SignInError::Needed))
}

#[tokio::test(start_paused = true)]
async fn a_keychain_that_cannot_list_is_asked_for_what_the_index_has() {
    let (world, portal) = world().await;
    world.keychain.set_cannot_list(true);
    let _signed_out = sign_out(&world.ports(), &portal.name).await.unwrap();
    assert_eq!(world.keychain.stored_items(), []);
}

fn absent() -> KeychainError {
    KeychainError::Absent(KeychainAbsence::NoBus)
}

#[tokio::test(start_paused = true)]
async fn without_a_keychain_the_rest_of_a_portal_is_removed_and_what_may_be_left_is_reported() {
    let (world, portal) = world().await;
    let ports = world.ports();
    for condition in [absent(), KeychainError::Locked] {
        world.keychain.set_condition(Some(condition.clone()));
        let removed = remove_portal_data(&ports, &portal.name).await;
        let added = purge_stale_portal_data(&ports, &portal.name, None).await;
        let reported = |left: PortalLeftovers| left.keychain;
        assert_eq!(added.map(reported).unwrap(), Some(condition.clone()));
        match removed {
            Ok(left) => assert_eq!(left.keychain, Some(condition)),
            Err(error) => assert_eq!(condition, KeychainError::Locked, "{error}"),
        }
        assert!(sign_out(&ports, &portal.name).await.is_err());
    }
    world.keychain.set_condition(Some(absent()));
    world.state_store.lose();
    assert!(
        stop_all_role_sessions(&ports).await.unwrap().is_empty(),
        "nothing is known"
    );
}

/// The item of the sign-in may be lost: deleted in the keychain's own program.
#[tokio::test(start_paused = true)]
async fn stored_credentials_are_given_only_while_their_sign_in_is_stored() {
    let (world, portal) = world().await;
    let ports = world.ports();
    world.keychain.erase_sign_in(&portal.name).await.unwrap();
    for role in roles(&world, &portal) {
        let stored = stored_role_credentials(&ports, &role, Duration::ZERO)
            .await
            .unwrap();
        assert!(stored.is_none(), "{:?}", role.key);
        let error = obtain(&world, &role).await.unwrap_err();
        assert!(needs_sign_in(&error), "{error}");
    }
    assert_eq!(role_session_items(&world).len(), 3);
    sign_in_at(&world, &portal).await;
    assert_eq!(
        role_session_items(&world),
        [],
        "another sign-in does not bring them back"
    );
}

#[tokio::test(start_paused = true)]
async fn signing_in_at_another_address_ends_the_sign_in_that_is_replaced() {
    let (world, portal) = world().await;
    let token = world.keychain.stored_sign_in(&portal.name).unwrap().access_token;
    let moved = world.portal_in("acme", "us-east-1");
    set_portal(&world, &moved);
    let new = sign_in_at(&world, &moved).await;
    assert!(!world.aws.accepts(&token) && world.aws.accepts(&new));
    assert_eq!(role_session_items(&world), []);

    sign_in_at(&world, &moved).await;
    let purged = purge_stale_portal_data(&world.ports(), &portal.name, Some(&moved)).await;
    assert!(purged.unwrap().keychain.is_none());
    assert!(
        world.keychain.stored_sign_in(&portal.name).is_some(),
        "it is the new one"
    );
}

#[tokio::test(start_paused = true)]
async fn what_the_index_cannot_name_is_handed_out_and_not_stored() {
    let (world, portal) = world().await;
    let ports = world.ports();
    for (_, outcome) in stop_all_role_sessions(&ports).await.unwrap() {
        outcome.unwrap();
    }
    world.state_store.set_full(true);
    for role in roles(&world, &portal) {
        let given = obtain_role_credentials(&ports, &role, MIN_REMAINING_LIFETIME)
            .await
            .unwrap();
        assert!(given.not_stored.is_some(), "{:?}", role.key);
        let started = start_role_session(&ports, &role, MIN_REMAINING_LIFETIME, true).await;
        assert!(
            matches!(started, Err(RoleSessionError::StateStore(_))),
            "{started:?}"
        );
    }
    assert_eq!(role_session_items(&world), []);
    world.state_store.set_full(false);
    let given = obtain_role_credentials(&ports, &roles(&world, &portal)[0], MIN_REMAINING_LIFETIME).await;
    assert!(given.unwrap().not_stored.is_none());
    assert_eq!(role_session_items(&world).len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_new_index_takes_over_what_the_keychain_holds() {
    let (world, portal) = world().await;
    let ports = world.ports();
    let before = role_sessions(&ports).await.unwrap();
    world.state_store.lose();
    world.keychain.lock();
    assert!(
        role_sessions(&ports).await.unwrap().is_empty(),
        "nobody is asked to unlock it"
    );
    world.keychain.unlock();
    let reads = world.keychain.reads();
    let adopted: Vec<RoleRef> = role_sessions(&ports)
        .await
        .unwrap()
        .into_iter()
        .map(|record| record.role)
        .collect();
    let is_plain = |role: &&RoleRef| role.role_name.as_str() != UNUSUAL_NAME;
    let mut expected: Vec<RoleRef> = before
        .iter()
        .map(|record| &record.role)
        .filter(is_plain)
        .cloned()
        .collect();
    expected.sort();
    let mut sorted = adopted.clone();
    sorted.sort();
    assert_eq!(sorted, expected);
    assert_eq!(
        role_session_items(&world).len(),
        2,
        "one that cannot be named is erased"
    );
    assert_eq!(world.keychain.reads() - reads, 2);

    world.state_store.remove_role_session(&adopted[0]).unwrap();
    assert_eq!(
        role_sessions(&ports).await.unwrap().len(),
        1,
        "once for each database"
    );
    assert_eq!(
        world.aws.count(Operation::GetRoleCredentials),
        2,
        "AWS is not asked again"
    );
    let again = role_credentials(&ports, &roles(&world, &portal)[0], MIN_REMAINING_LIFETIME).await;
    again.unwrap();
    assert_eq!(world.aws.count(Operation::GetRoleCredentials), 2);
}
