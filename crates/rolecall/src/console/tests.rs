//! Where a destination lands, and that no text lands anywhere but in the console.

use super::{
    Destination, DestinationError, Service, destination_url, login_url, parse_destination, services,
};
use proptest::prelude::*;
use rolecall_model::partition::{Partition, Region};
use rolecall_model::portal::{EndpointUrl, Portal, PortalKind, PortalName, parse_start_url};
use rolecall_model::role_source::RoleSource;
use rolecall_model::secret::SigninToken;
use std::collections::BTreeSet;
use url::Url;

fn region(text: &str) -> Region {
    Region::parse(text).unwrap()
}

fn lands(text: &str, in_region: &str) -> String {
    let region = region(in_region);
    destination_url(region.partition(), &parse_destination(text).unwrap(), &region)
}

/// What is typed, and where it lands from eu-west-1.
const LANDINGS: &[(&str, &str, &str)] = &[
    ("", "eu-west-1", "/console/home?region=eu-west-1"),
    ("home", "eu-west-1", "/console/home?region=eu-west-1"),
    (
        "logs",
        "eu-west-1",
        "/cloudwatch/home?region=eu-west-1#logsV2:log-groups",
    ),
    ("s3", "eu-west-1", "/s3/home?region=eu-west-1"),
    ("S3", "eu-west-1", "/s3/home?region=eu-west-1"),
    ("ec2", "eu-west-1", "/ec2/v2/home?region=eu-west-1"),
    ("ddb", "eu-west-1", "/dynamodbv2/home?region=eu-west-1"),
    ("iam", "eu-west-1", "/iamv2/home"),
    ("r53", "eu-west-1", "/route53/v2/home"),
    ("/iamv2/home#/roles", "eu-west-1", "/iamv2/home#/roles"),
    ("quicksight", "eu-west-1", "/quicksight/home?region=eu-west-1"),
    (
        "/s3/buckets/b?tab=objects",
        "eu-west-1",
        "/s3/buckets/b?region=eu-west-1&tab=objects",
    ),
    (
        "ec2/v2/home#Instances:",
        "eu-west-1",
        "/ec2/v2/home?region=eu-west-1#Instances:",
    ),
    (
        "https://console.aws.amazon.com/ec2/v2/home?region=ap-south-1#Instances:x",
        "ap-south-1",
        "/ec2/v2/home?region=ap-south-1#Instances:x",
    ),
    (
        "us-east-2.console.aws.amazon.com/lambda/home",
        "us-east-2",
        "/lambda/home?region=us-east-2",
    ),
    (
        "https://111122223333-abcd1234.us-east-2.console.aws.amazon.com/lambda/home?x=%2F",
        "us-east-2",
        "/lambda/home?region=us-east-2&x=%2F",
    ),
    (
        "https://s3.console.aws.amazon.com/s3/buckets/b",
        "eu-west-1",
        "/s3/buckets/b?region=eu-west-1",
    ),
    (
        "https://console.aws.amazon.com",
        "eu-west-1",
        "/console/home?region=eu-west-1",
    ),
    (
        "https://console.aws.amazon.com/?x=https://evil.example",
        "eu-west-1",
        "/?region=eu-west-1&x=https://evil.example",
    ),
];

#[test]
fn short_names_and_paths_land_in_the_region() {
    for (text, region, path) in LANDINGS {
        let address = format!("https://{region}.console.aws.amazon.com{path}");
        assert_eq!(lands(text, "eu-west-1"), address, "{text}");
    }
}

#[test]
fn each_partition_has_its_own_console() {
    for (in_region, host) in [
        ("us-east-1", "console.aws.amazon.com"),
        ("cn-north-1", "console.amazonaws.cn"),
        ("us-gov-east-1", "us-gov-east-1.console.amazonaws-us-gov.com"),
        ("eusc-de-east-1", "eusc-de-east-1.console.amazonaws-eusc.eu"),
    ] {
        let address = format!("https://{host}/s3/home?region={in_region}");
        assert_eq!(lands("s3", in_region), address);
    }
    let china = parse_destination("https://cn-northwest-1.console.amazonaws.cn/s3/home").unwrap();
    assert_eq!(china.partition, Some(Partition::AwsCn));
    assert_eq!(china.check(Partition::AwsCn), Ok(()));
    assert!(matches!(
        china.check(Partition::Aws),
        Err(DestinationError::OtherPartition { .. })
    ));
    let by_query = parse_destination("/s3/home?region=cn-north-1").unwrap();
    assert!(by_query.check(Partition::Aws).is_err());
}

#[test]
fn foreign_addresses_are_refused() {
    for text in [
        "https://evil.example/console",
        "https://console.aws.amazon.com.evil.example/",
        "https://evilconsole.aws.amazon.com/",
        "https://console.aws.amazon.com@evil.example/",
        "https://evil.example\\console.aws.amazon.com/",
        "https://user@console.aws.amazon.com/",
        "https://console.aws.amazon.com:8443/",
        "http://console.aws.amazon.com/s3",
        "javascript://console.aws.amazon.com/%0aalert(1)",
        "https://a.b.c.console.aws.amazon.com/",
        "https://signin.aws.amazon.com/oauth",
        "https://cn-north-1.console.aws.amazon.com/?region=cn-north-1",
        "console.aws.amazon.com.evil.example/s3",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "s3 home",
        "a\nb",
        "?x",
        "#x",
    ] {
        assert!(parse_destination(text).is_err(), "{text}");
    }
}

#[test]
fn a_destination_made_by_hand_cannot_leave_the_console() {
    for path in [
        "//evil.example",
        "\\\\evil.example",
        "@evil.example",
        "..//evil",
        "/a\u{202e}\n b",
        ":8080",
        ".evil.example/",
    ] {
        let text = Some(path.to_owned());
        let (mut by_path, mut by_service) = (Destination::default(), Destination::default());
        by_path.path.clone_from(&text);
        by_service.service = text;
        for destination in [by_path, by_service] {
            let url = destination_url(Partition::Aws, &destination, &region("eu-west-1"));
            let url = Url::parse(&url).unwrap();
            assert_eq!(url.host_str(), Some("eu-west-1.console.aws.amazon.com"));
            assert_eq!((url.port(), url.username()), (None, ""));
        }
    }
}

#[test]
fn every_name_of_a_service_is_its_own() {
    let mut seen = BTreeSet::new();
    for service in services() {
        for name in std::iter::once(&service.short).chain(service.others) {
            assert!(seen.insert(*name), "{name} names two services");
            let destination = parse_destination(name).unwrap();
            let url = destination_url(Partition::Aws, &destination, &region("eu-west-1"));
            let path = service.path.split('/').next().unwrap();
            assert!(url.contains(&format!(".com/{path}/")), "{url}");
            assert_eq!(url.contains("region="), !service.global, "{url}");
        }
        assert!(!service.label.is_empty());
    }
    let [home, others @ ..] = services() else {
        panic!("no services");
    };
    assert_eq!(home.label, "Console home");
    assert!(others.is_sorted_by_key(|service| service.short));
}

#[test]
fn the_history_names_a_service_again() {
    for service in services() {
        let destination = Destination {
            service: Some(service.short.to_owned()),
            ..Destination::default()
        };
        let word = destination.service_name().to_owned();
        assert_eq!(Service::of_word(&word), Some(service), "{word}");
    }
    let by_path = parse_destination("/dynamodbv2/home").unwrap();
    assert_eq!(
        Service::of_word(by_path.service_name()).unwrap().short,
        "dynamodb"
    );
    assert_eq!(Service::of_word("quicksight"), None);
}

fn portal(endpoint: Option<&str>) -> Portal {
    Portal {
        name: PortalName::parse("corp").unwrap(),
        start_url: parse_start_url("https://d-1234567890.awsapps.com/start", None)
            .unwrap()
            .start_url,
        region: region("eu-central-1"),
        endpoint_url: endpoint.map(|text| EndpointUrl::parse(text).unwrap()),
        demo: false,
        kind: PortalKind::IdentityCenter,
    }
}

#[test]
fn the_link_carries_each_value_whole() {
    let token = SigninToken::from_exposed("a+b/c=&d #");
    for (endpoint, beginning) in [
        (None, "https://eu-west-1.signin.aws.amazon.com/federation?"),
        (Some("http://127.0.0.1:4599"), "http://127.0.0.1:4599/federation?"),
    ] {
        let console = "https://x/y?region=r&z=1#f";
        let link = login_url(
            &RoleSource::Portal(portal(endpoint)),
            &region("eu-west-1"),
            &token,
            console,
        );
        // EXPOSE: the test reads the link
        let link = link.expose();
        assert!(link.starts_with(beginning), "{link}");
        let pairs: Vec<(String, String)> = Url::parse(link).unwrap().query_pairs().into_owned().collect();
        let expected = [
            ("Action", "login"),
            ("Issuer", "https://d-1234567890.awsapps.com/start"),
            ("Destination", console),
            ("SigninToken", "a+b/c=&d #"),
        ];
        assert_eq!(
            pairs,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    }
}

proptest! {
    #[test]
    fn whatever_is_typed_lands_in_the_console(
        text in prop_oneof!["\\PC{0,40}", "(https?:)?[/\\\\]{0,3}[a-z.@:]{0,9}(console\\.aws\\.amazon\\.com)?[/@:.#?a-z%0-9]{0,20}"]
    ) {
        if let Ok(destination) = parse_destination(&text) && destination.check(Partition::Aws).is_ok() {
            let url = Url::parse(&destination_url(Partition::Aws, &destination, &region("eu-west-1"))).unwrap();
            let host = url.host_str().unwrap();
            prop_assert!(host == "console.aws.amazon.com" || host.ends_with(".console.aws.amazon.com"), "{}", host);
            prop_assert_eq!((url.scheme(), url.port(), url.username()), ("https", None, ""));
            let again = parse_destination(url.as_str()).unwrap();
            prop_assert_eq!(again.partition, Some(Partition::Aws));
        }
    }
}
