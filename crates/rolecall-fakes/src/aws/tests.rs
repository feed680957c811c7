//! The fake AWS grants, refuses, fails and counts as told.

use super::*;
use crate::gate::Gate;
use crate::world::World;
use rolecall::ports::{AccessPortal, AccessPortalError, Federation};
use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::portal::EndpointUrl;
use rolecall_model::secret::SigninToken;

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

fn account() -> AccountId {
    AccountId::parse("111122223333").unwrap()
}

async fn ask(world: &World, portal: &Portal, role: &str) -> Result<String, AccessPortalError> {
    let token = world.aws.signed_in(portal, ANN).access_token;
    let keys = world
        .aws
        .get_role_credentials(portal, &token, &account(), &RoleName::new(role))
        .await;
    keys.map(|keys| keys.access_key_id)
}

fn acme(world: &World) -> Portal {
    let portal = world.portal("acme");
    world
        .aws
        .assign(&portal, ANN, "111122223333", "Production", &["Admin"]);
    portal
}

#[tokio::test(start_paused = true)]
async fn the_script_comes_first_then_the_judge() {
    let world = World::new();
    let portal = acme(&world);
    let aws = &world.aws;
    aws.fail_when(|call| (call.role_name.as_deref() == Some("Admin")).then_some(Fault::SignInEnded));
    aws.script(Operation::GetRoleCredentials, [Some(Fault::Unexpected), None]);
    assert!(matches!(
        ask(&world, &portal, "Admin").await,
        Err(AccessPortalError::Unexpected { .. })
    ));
    assert!(ask(&world, &portal, "Admin").await.is_ok());
    assert!(matches!(
        ask(&world, &portal, "Admin").await,
        Err(AccessPortalError::SignInEnded)
    ));
    assert!(matches!(
        ask(&world, &portal, "Reader").await,
        Err(AccessPortalError::NotAssigned)
    ));
    aws.heal();
    assert!(ask(&world, &portal, "Admin").await.is_ok());
    assert_eq!(aws.count(Operation::GetRoleCredentials), 5);
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_happened_at_aws() {
    let world = World::new();
    let portal = acme(&world);
    let sign_in = world.aws.signed_in(&portal, ANN);
    world.aws.fail_next(Operation::Logout, Fault::LostAnswer);
    let lost = world.aws.logout(&portal, &sign_in.access_token).await;
    assert!(matches!(lost, Err(AccessPortalError::Unreachable { .. })));
    assert!(!world.aws.accepts(&sign_in.access_token));
}

#[tokio::test(start_paused = true)]
async fn the_rate_lets_through_what_it_allows() {
    let world = World::new();
    let portal = acme(&world);
    world.aws.set_rate(2, 3, Some(seconds(1)));
    let mut answers = Vec::new();
    for _ in 0..4 {
        answers.push(ask(&world, &portal, "Admin").await.is_ok());
    }
    assert_eq!(answers, [true, true, true, false]);
    assert_eq!(world.aws.throttled(), 1);
    for _ in 0..100 {
        world.clock.skip(Duration::from_millis(500));
        assert!(ask(&world, &portal, "Admin").await.is_ok());
    }
    assert!(ask(&world, &portal, "Admin").await.is_err());
}

#[tokio::test(start_paused = true)]
async fn gates_hold_calls_and_latency_takes_time() {
    let world = World::new();
    let portal = acme(&world);
    let gate = Gate::closed();
    world.aws.set(|lives| lives.latency = Duration::from_millis(50));
    world.aws.script(
        Operation::GetRoleCredentials,
        [Some(Fault::Gate(gate.clone())), Some(Fault::Delay(seconds(9)))],
    );
    let opener = async {
        gate.reached_by(1).await;
        assert_eq!(world.clock.elapsed(), Duration::from_millis(50));
        gate.open();
    };
    let (held, delayed, ()) = tokio::join!(
        ask(&world, &portal, "Admin"),
        ask(&world, &portal, "Admin"),
        opener
    );
    assert!(held.is_ok() && delayed.is_ok());
    assert_eq!(world.clock.elapsed(), seconds(9) + Duration::from_millis(50));
    assert_eq!(world.aws.most_in_flight(), 2);
}

#[tokio::test(start_paused = true)]
#[should_panic(expected = "ListAccounts never ends in Pending")]
async fn a_fault_that_cannot_be_is_refused() {
    let world = World::new();
    let portal = acme(&world);
    world.aws.fail_next(Operation::ListAccounts, Fault::Pending);
    let token = world.aws.signed_in(&portal, ANN).access_token;
    drop(world.aws.list_accounts(&portal, &token, None).await);
}

#[tokio::test(start_paused = true)]
async fn tokens_sent_astray_are_refused_and_seen() {
    let world = World::new();
    let portal = acme(&world);
    let token = world.aws.signed_in(&portal, ANN).access_token;
    let elsewhere = [
        world.portal("other"),
        world.portal_in("acme", "us-east-1"),
        Portal {
            endpoint_url: EndpointUrl::parse("https://evil.example").ok(),
            ..portal.clone()
        },
    ];
    for place in &elsewhere {
        assert!(matches!(
            world.aws.list_accounts(place, &token, None).await,
            Err(AccessPortalError::SignInEnded)
        ));
    }
    assert_eq!(world.aws.misdirected(), [Operation::ListAccounts; 3]);
    world.aws.forgive_misdirected();
    assert!(world.aws.list_accounts(&portal, &token, None).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn people_and_assignments_come_and_go() {
    let world = World::new();
    let portal = acme(&world);
    world.aws.assign_many(&portal, ANN, 250, 2);
    let token = world.aws.signed_in(&portal, ANN).access_token;
    let first = world.aws.list_accounts(&portal, &token, None).await.unwrap();
    assert_eq!(
        (first.items.len(), first.next_token.as_deref()),
        (100, Some("page-from-100"))
    );
    let last = world
        .aws
        .list_accounts(&portal, &token, Some("page-from-200"))
        .await
        .unwrap();
    assert_eq!((last.items.len(), last.next_token), (51, None));

    world.aws.unassign(&portal, ANN, "111122223333", "Admin");
    assert!(matches!(
        ask(&world, &portal, "Admin").await,
        Err(AccessPortalError::NotAssigned)
    ));
    let bob = world.aws.signed_in(&portal, "bob").access_token;
    assert!(
        world
            .aws
            .list_accounts(&portal, &bob, None)
            .await
            .unwrap()
            .items
            .is_empty()
    );

    world.aws.end_sign_ins(ANN);
    assert!(!world.aws.accepts(&token));
    assert!(world.aws.accepts(&bob));
    world.clock.skip(Duration::from_hours(1));
    assert!(!world.aws.accepts(&bob));
}

#[tokio::test(start_paused = true)]
async fn the_console_lets_in_once_within_a_quarter_of_an_hour() {
    let world = World::new();
    let portal = acme(&world);
    let sign_in = world.aws.signed_in(&portal, ANN);
    let admin = RoleName::new("Admin");
    let keys = world
        .aws
        .get_role_credentials(&portal, &sign_in.access_token, &account(), &admin)
        .await
        .unwrap();
    let link = |token: &SigninToken, destination: &str| {
        let query = [
            ("Action", "login"),
            ("Destination", destination),
            ("SigninToken", token.expose()),
        ];
        url::Url::parse_with_params("https://signin.aws.amazon.com/federation", query)
            .unwrap()
            .to_string()
    };
    let mint = async || {
        world
            .aws
            .get_signin_token(&portal, &portal.region, &keys)
            .await
            .unwrap()
    };
    let s3 = "https://eu-central-1.console.aws.amazon.com/s3/home";

    let token = mint().await;
    let visit = world.aws.open_console(&link(&token, s3)).unwrap();
    assert_eq!(
        (visit.account_id, visit.role_name, visit.destination.as_str()),
        (account(), admin, s3)
    );
    assert_eq!(
        world.aws.open_console(&link(&token, s3)),
        Err(ConsoleRefusal::SigninToken)
    );

    let foreign = world
        .aws
        .open_console(&link(&mint().await, "https://evil.example/console"));
    assert_eq!(foreign, Err(ConsoleRefusal::Destination));
    let late = mint().await;
    world.clock.skip(Duration::from_mins(15));
    assert_eq!(
        world.aws.open_console(&link(&late, s3)),
        Err(ConsoleRefusal::SigninToken)
    );
}
