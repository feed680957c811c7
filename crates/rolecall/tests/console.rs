//! The console on the fakes: the link signs in as the right role, lands on the right page, and is never shown.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

use rolecall::console::{
    ConsoleError, Destination, DestinationError, console_url, open_console, parse_destination,
};
use rolecall::ports::{BrowserError, BrowserPage, FederationError};
use rolecall::role_session::RoleSessionError;
use rolecall_fakes::{Fault, Operation, World, resolved, role_ref};
use rolecall_model::partition::Region;
use rolecall_model::portal::Portal;
use rolecall_model::role_ref::RoleRef;

fn region(text: &str) -> Region {
    Region::parse(text).unwrap()
}

async fn landed(
    world: &World,
    portal: &Portal,
    admin: &RoleRef,
    text: &str,
    region: Option<&Region>,
) -> String {
    let destination = parse_destination(text).unwrap();
    open_console(&world.ports(), &resolved(portal, admin), &destination, region)
        .await
        .unwrap();
    let visit = world.browser.console_sessions().pop().unwrap().unwrap();
    assert_eq!(
        (visit.account_id.as_str(), visit.role_name.as_str()),
        ("111122223333", "Admin")
    );
    assert_eq!(visit.issuer.as_deref(), Some(portal.start_url.as_str()));
    visit.destination
}

#[tokio::test(start_paused = true)]
async fn a_browser_lands_as_the_role_where_it_was_sent() {
    let world = World::new();
    let (portal, admin) = world.sign_in_as_admin().await;
    let ireland = region("eu-west-1");
    for (text, given, address) in [
        (
            "",
            None,
            "https://eu-central-1.console.aws.amazon.com/console/home?region=eu-central-1",
        ),
        (
            "s3",
            Some(&ireland),
            "https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1",
        ),
        (
            "https://us-east-2.console.aws.amazon.com/lambda/home?region=us-east-2#/functions",
            Some(&ireland),
            "https://us-east-2.console.aws.amazon.com/lambda/home?region=us-east-2#/functions",
        ),
        // A region of another partition cannot be where a portal's console opens.
        (
            "s3",
            Some(&region("cn-north-1")),
            "https://eu-central-1.console.aws.amazon.com/s3/home?region=eu-central-1",
        ),
    ] {
        assert_eq!(landed(&world, &portal, &admin, text, given).await, address);
    }
    assert_eq!(
        world.aws.count(Operation::GetRoleCredentials),
        1,
        "the role session is reused"
    );
}

#[tokio::test(start_paused = true)]
async fn the_sign_in_host_is_of_the_destinations_region() {
    let world = World::new();
    let (portal, admin) = world.sign_in_as_admin().await;
    let destination = Destination {
        region: Some(region("ap-south-1")),
        ..Destination::default()
    };
    let url = console_url(&world.ports(), &resolved(&portal, &admin), &destination, None)
        .await
        .unwrap();
    // EXPOSE: the test looks at the host
    assert!(
        url.expose()
            .starts_with("https://ap-south-1.signin.aws.amazon.com/federation?Action=login&")
    );
    assert!(
        world.browser.pages().is_empty(),
        "a link that is printed opens nothing"
    );
}

#[tokio::test(start_paused = true)]
async fn a_destination_of_another_partition_sends_no_request() {
    let world = World::new();
    let (portal, admin) = world.sign_in_as_admin().await;
    for text in [
        "https://console.amazonaws.cn/s3/home",
        "/s3/home?region=us-gov-west-1",
    ] {
        let destination = parse_destination(text).unwrap();
        let refused = open_console(&world.ports(), &resolved(&portal, &admin), &destination, None)
            .await
            .unwrap_err();
        assert!(
            matches!(
                refused,
                ConsoleError::Destination(DestinationError::OtherPartition { .. })
            ),
            "{refused}"
        );
    }
    assert_eq!(world.aws.count(Operation::GetRoleCredentials), 0);
    assert_eq!(world.aws.count(Operation::GetSigninToken), 0);
}

#[tokio::test(start_paused = true)]
async fn each_failure_has_its_own_error_and_shows_no_link() {
    let world = World::new();
    let (portal, admin) = world.sign_in_as_admin().await;
    let open = || async {
        open_console(
            &world.ports(),
            &resolved(&portal, &admin),
            &Destination::default(),
            None,
        )
        .await
    };

    world
        .aws
        .fail_when(|call| (call.operation == Operation::GetSigninToken).then_some(Fault::Unreachable));
    let error = open().await.unwrap_err();
    assert!(
        matches!(
            error,
            ConsoleError::Federation(FederationError::Unreachable { .. })
        ),
        "{error}"
    );
    world.aws.fail_when(|_| None);

    world.browser.set_absent(true);
    let error = open().await.unwrap_err();
    assert!(
        matches!(error, ConsoleError::Browser(BrowserError::Absent)),
        "{error}"
    );
    world.browser.set_absent(false);

    let other = role_ref(&portal.name, "999999999999", "Admin");
    let error = open_console(
        &world.ports(),
        &resolved(&portal, &other),
        &Destination::default(),
        None,
    )
    .await
    .unwrap_err();
    assert!(
        matches!(
            error,
            ConsoleError::RoleSession(RoleSessionError::AccessPortal(_))
        ),
        "{error}"
    );

    open().await.unwrap();
    assert!(matches!(
        world.browser.pages().as_slice(),
        [BrowserPage::Console(_)]
    ));
    world.watch("the page in a log", format!("{:?}", world.browser.pages()));
}
