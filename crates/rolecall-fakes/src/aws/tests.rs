//! The parts of the fake AWS that no contract covers: scripts, rates, held calls and misdirected tokens.

use super::*;
use crate::latch::Latch;
use crate::world::{World, role_ref};
use rolecall::ports::{AccessPortal, AccessPortalError};
use rolecall_model::portal::{EndpointUrl, Portal};

async fn get_credentials(world: &World, portal: &Portal) -> Result<(), AccessPortalError> {
    let token = world.aws.new_sign_in(portal, ANN).access_token;
    let admin = role_ref(&portal.name, "111122223333", "Admin");
    world
        .aws
        .get_role_credentials(portal, &token, &admin.account_id, &admin.role_name)
        .await
        .map(drop)
}

fn world_with_admin() -> (World, Portal) {
    let (world, portal) = World::with_portal();
    world
        .aws
        .assign(&portal, ANN, "111122223333", "Production", &["Admin"]);
    (world, portal)
}

#[tokio::test(start_paused = true)]
async fn the_script_comes_before_the_rule() {
    let (world, portal) = world_with_admin();
    let aws = &world.aws;
    aws.fail_when(|call| (call.role_name.as_deref() == Some("Admin")).then_some(Fault::SignInEnded));
    aws.script(Operation::GetRoleCredentials, [Some(Fault::Unexpected), None]);
    let first = get_credentials(&world, &portal).await;
    assert!(matches!(first, Err(AccessPortalError::Unexpected { .. })));
    assert!(get_credentials(&world, &portal).await.is_ok());
    let third = get_credentials(&world, &portal).await;
    assert!(matches!(third, Err(AccessPortalError::SignInEnded)));
    aws.clear_faults();
    assert!(get_credentials(&world, &portal).await.is_ok());
    assert_eq!(aws.count(Operation::GetRoleCredentials), 4);
}

#[tokio::test(start_paused = true)]
#[should_panic(expected = "GetRoleCredentials never ends in Pending")]
async fn a_fault_that_the_operation_cannot_have_fails_the_test() {
    let (world, portal) = world_with_admin();
    world.aws.fail_next(Operation::GetRoleCredentials, Fault::Pending);
    drop(get_credentials(&world, &portal).await);
}

#[tokio::test(start_paused = true)]
async fn the_rate_lets_through_what_it_allows() {
    let (world, portal) = world_with_admin();
    world.aws.set_rate(2, 3, Some(Duration::from_secs(1)));
    for allowed in [true, true, true, false] {
        assert_eq!(get_credentials(&world, &portal).await.is_ok(), allowed);
    }
    assert_eq!(world.aws.throttled_calls(), 1);
    for _ in 0..100 {
        world.clock.skip(Duration::from_millis(500));
        assert!(get_credentials(&world, &portal).await.is_ok());
    }
    assert!(get_credentials(&world, &portal).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_latch_holds_a_call_after_its_latency() {
    let (world, portal) = world_with_admin();
    let latch = Latch::default();
    let latency = Duration::from_millis(50);
    world.aws.configure(|settings| settings.latency = latency);
    world
        .aws
        .fail_next(Operation::GetRoleCredentials, Fault::Hold(latch.clone()));
    let release = async {
        latch.reached_by(1).await;
        assert_eq!(world.clock.elapsed(), latency);
        latch.open();
    };
    let (held, other, ()) = tokio::join!(
        get_credentials(&world, &portal),
        get_credentials(&world, &portal),
        release
    );
    assert!(held.is_ok() && other.is_ok());
    assert_eq!(world.aws.max_in_flight(), 2);
}

#[tokio::test(start_paused = true)]
#[should_panic(
    expected = "tokens were sent to a portal they do not belong to: [ListAccounts, ListAccounts, ListAccounts]"
)]
async fn a_token_sent_to_another_portal_region_or_endpoint_is_refused_and_fails_the_test() {
    let (world, portal) = world_with_admin();
    let token = world.aws.new_sign_in(&portal, ANN).access_token;
    let other_endpoint = Portal {
        endpoint_url: EndpointUrl::parse("https://evil.example").ok(),
        ..portal.clone()
    };
    for other in [
        world.portal("other"),
        world.portal_in("acme", "us-east-1"),
        other_endpoint,
    ] {
        let listed = world.aws.list_accounts(&other, &token, None).await;
        assert!(matches!(listed, Err(AccessPortalError::SignInEnded)));
    }
    world.assert_no_leak();
}
