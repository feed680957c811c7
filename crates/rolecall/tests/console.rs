//! The console on the fakes: the link signs in as the right role, lands on the right page, and is never shown.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

use rolecall::console::{
    ConsoleError, Destination, DestinationError, console_url, open_console, parse_destination,
    recent_destinations,
};
use rolecall::ports::{BrowserError, BrowserPage, FederationError};
use rolecall::role_session::RoleSessionError;
use rolecall_fakes::{Fault, Operation, World, resolved, role_ref};
use rolecall_model::partition::Region;
use rolecall_model::portal::Portal;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::settings::Settings;
use std::time::Duration;

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
    open_console(
        &world.ports(),
        &resolved(portal, admin),
        &destination,
        region,
        &|_| {},
    )
    .await
    .unwrap();
    let visit = world.browser.console_sessions().pop().unwrap().unwrap();
    let as_role = (visit.account_id.as_str(), visit.role_name.as_str());
    assert_eq!(as_role, ("111122223333", "Admin"));
    assert_eq!(visit.issuer.as_deref(), Some(portal.start_url.as_str()));
    visit.destination
}

#[tokio::test(start_paused = true)]
async fn a_browser_lands_as_the_role_where_it_was_sent() {
    let (world, portal, admin) = World::with_admin().await;
    let (ireland, china) = (region("eu-west-1"), region("cn-north-1"));
    let functions = "https://us-east-2.console.aws.amazon.com/lambda/home?region=us-east-2#/functions";
    for (text, given, lands_in, path) in [
        ("", None, "eu-central-1", "console/home?region=eu-central-1"),
        ("s3", Some(&ireland), "eu-west-1", "s3/home?region=eu-west-1"),
        (
            "home",
            Some(&ireland),
            "eu-west-1",
            "console/home?region=eu-west-1",
        ),
        (
            functions,
            Some(&ireland),
            "us-east-2",
            "lambda/home?region=us-east-2#/functions",
        ),
        // A region of another partition cannot be where a portal's console opens.
        ("s3", Some(&china), "eu-central-1", "s3/home?region=eu-central-1"),
    ] {
        let address = format!("https://{lands_in}.console.aws.amazon.com/{path}");
        assert_eq!(landed(&world, &portal, &admin, text, given).await, address);
    }
    let requests = world.aws.count(Operation::GetRoleCredentials);
    assert_eq!(requests, 1, "the role session is reused");
}

#[tokio::test(start_paused = true)]
async fn the_consoles_home_opens_in_another_region() {
    let (world, portal, admin) = World::with_admin().await;
    let destination = Destination {
        service: Some("home".to_owned()),
        region: Some(region("ap-northeast-1")),
        ..Destination::default()
    };
    let role = resolved(&portal, &admin);
    let url = console_url(&world.ports(), &role, &destination, Some(&region("eu-west-1"))).await;
    let url = url.unwrap();
    // EXPOSE: the test looks at where it leads
    let address = url.expose();
    let home = "Destination=https%3A%2F%2Fap-northeast-1.console.aws.amazon.com%2Fconsole%2Fhome%3Fregion%3Dap-northeast-1&";
    assert!(
        address.starts_with("https://ap-northeast-1.signin.aws.amazon.com/federation?Action=login&"),
        "{address}"
    );
    assert!(address.contains(home), "{address}");
}

#[tokio::test(start_paused = true)]
async fn what_was_opened_last_comes_from_the_history() {
    let (world, portal, admin) = World::with_admin().await;
    let settings = Settings::default();
    let recent = || {
        let recent = recent_destinations(&world.ports(), &settings).unwrap();
        let services: Vec<&str> = recent.services.iter().map(|service| service.short).collect();
        let regions: Vec<String> = recent.regions.iter().map(ToString::to_string).collect();
        (services.join(" "), regions.join(" "))
    };
    assert_eq!(recent(), (String::new(), String::new()));
    for (text, region_text) in [
        ("s3", "eu-west-1"),
        ("/dynamodbv2/home", "eu-west-1"),
        ("/quicksight/home", "us-east-1"),
        ("s3", "ap-northeast-1"),
        ("", "eu-west-1"),
    ] {
        world.clock.advance(Duration::from_secs(1200)).await;
        landed(&world, &portal, &admin, text, Some(&region(region_text))).await;
    }
    let services = "home s3 dynamodb".to_owned();
    assert_eq!(
        recent(),
        (services, "eu-west-1 ap-northeast-1 us-east-1".to_owned())
    );
}

#[tokio::test(start_paused = true)]
async fn the_sign_in_host_is_of_the_destinations_region() {
    let (world, portal, admin) = World::with_admin().await;
    let destination = Destination {
        region: Some(region("ap-south-1")),
        ..Destination::default()
    };
    let url = console_url(&world.ports(), &resolved(&portal, &admin), &destination, None)
        .await
        .unwrap();
    // EXPOSE: the test looks at the host
    let address = url.expose();
    assert!(address.starts_with("https://ap-south-1.signin.aws.amazon.com/federation?Action=login&"));
    let pages = world.browser.pages();
    assert!(pages.is_empty(), "a link that is printed opens nothing");
}

#[tokio::test(start_paused = true)]
async fn a_destination_of_another_partition_sends_no_request() {
    let (world, portal, admin) = World::with_admin().await;
    for text in [
        "https://console.amazonaws.cn/s3/home",
        "/s3/home?region=us-gov-west-1",
    ] {
        let destination = parse_destination(text).unwrap();
        let refused = open_console(
            &world.ports(),
            &resolved(&portal, &admin),
            &destination,
            None,
            &|_| {},
        )
        .await
        .unwrap_err();
        let ConsoleError::Destination(error) = refused else {
            panic!("{refused}")
        };
        assert!(
            matches!(error, DestinationError::OtherPartition { .. }),
            "{error}"
        );
    }
    assert_eq!(world.aws.count(Operation::GetRoleCredentials), 0);
    assert_eq!(world.aws.count(Operation::GetSigninToken), 0);
}

#[tokio::test(start_paused = true)]
async fn each_failure_has_its_own_error_and_shows_no_link() {
    let (world, portal, admin) = World::with_admin().await;
    let open = || async {
        open_console(
            &world.ports(),
            &resolved(&portal, &admin),
            &Destination::default(),
            None,
            &|_| {},
        )
        .await
    };

    world
        .aws
        .fail_every(Operation::GetSigninToken, Fault::Unreachable);
    let error = open().await.unwrap_err();
    let ConsoleError::Federation(error) = error else {
        panic!("{error}")
    };
    assert!(matches!(error, FederationError::Unreachable { .. }), "{error}");
    world.aws.fail_when(|_| None);

    world.browser.set_absent(true);
    let error = open().await.unwrap_err();
    let ConsoleError::Browser(error) = error else {
        panic!("{error}")
    };
    assert!(matches!(error, BrowserError::Absent), "{error}");
    world.browser.set_absent(false);

    let other = role_ref(&portal.name, "999999999999", "Admin");
    let error = open_console(
        &world.ports(),
        &resolved(&portal, &other),
        &Destination::default(),
        None,
        &|_| {},
    )
    .await
    .unwrap_err();
    let ConsoleError::RoleSession(error) = error else {
        panic!("{error}")
    };
    assert!(matches!(error, RoleSessionError::AccessPortal(_)), "{error}");

    open().await.unwrap();
    let pages = world.browser.pages();
    assert!(matches!(pages.as_slice(), [BrowserPage::Console(_)]));
    world.watch("the page in a log", format!("{pages:?}"));
}
