//! What a region is, and that no text becomes a host unless it is one.

use super::{Partition, Region};
use proptest::prelude::*;

fn region(text: &str) -> Region {
    Region::parse(text).unwrap()
}

#[test]
fn regions_belong_to_their_partition() {
    for (text, partition) in [
        ("eu-central-1", Partition::Aws),
        ("ap-southeast-15", Partition::Aws),
        ("us-gov-west-1", Partition::AwsUsGov),
        ("cn-north-1", Partition::AwsCn),
        ("eusc-de-east-1", Partition::AwsEusc),
        ("us-iso-east-1", Partition::AwsIso),
        ("us-isob-east-1", Partition::AwsIsoB),
        ("eu-isoe-west-1", Partition::AwsIsoE),
        ("us-isof-south-1", Partition::AwsIsoF),
        ("zz-new-east-1", Partition::Aws),
    ] {
        assert_eq!(region(text).partition(), partition, "{text}");
    }
}

#[test]
fn what_a_user_types_as_a_region_is_forgiven_its_form() {
    for text in [
        "eu-central-1",
        " EU-Central-1\n",
        "eu central 1",
        "eu_central_1",
        "eu - central -1",
        "EU\u{2011}CENTRAL\u{2011}1",
        "\u{a0}eu-central-1",
    ] {
        let typed = Region::parse_typed(text);
        assert_eq!(typed, Ok(region("eu-central-1")), "{text:?}");
    }
    for text in ["", "eu-central", "eu-central-1a", "eu.central.1", "Frankfurt"] {
        assert!(Region::parse_typed(text).is_err(), "{text:?}");
    }
}

#[test]
fn hosts_follow_the_table() {
    let hosts = |text: &str| {
        let region = region(text);
        let partition = region.partition();
        [
            partition.oidc_host(&region),
            partition.access_portal_host(&region),
            partition.sts_host(&region),
            partition.signin_host(&region),
            partition.console_host(&region),
        ]
    };
    assert_eq!(
        hosts("eu-central-1"),
        [
            "oidc.eu-central-1.amazonaws.com",
            "portal.sso.eu-central-1.amazonaws.com",
            "sts.eu-central-1.amazonaws.com",
            "eu-central-1.signin.aws.amazon.com",
            "eu-central-1.console.aws.amazon.com",
        ]
    );
    let without_region = ["signin.aws.amazon.com", "console.aws.amazon.com"];
    assert_eq!(hosts("us-east-1")[3..], without_region);
    assert_eq!(hosts("cn-northwest-1")[0], "oidc.cn-northwest-1.amazonaws.com.cn");
    assert_eq!(hosts("us-gov-west-1")[3], "signin.amazonaws-us-gov.com");
    assert_eq!(
        hosts("eusc-de-east-1")[3],
        "eusc-de-east-1.signin.amazonaws-eusc.eu"
    );
}

#[test]
fn what_is_not_a_region_is_refused() {
    for text in [
        "",
        "x",
        "eu",
        "eu-1",
        "eu-central",
        "eu-central-",
        "-central-1",
        "EU-central-1",
        "eu-central-123",
        "x@evil.example/",
        "eu-central-1.evil.example",
        "eu-central-1/",
        "eu-central-1 ",
        "eu-central-1\n",
        "eu_central_1",
        "eu-c%65ntral-1",
        "ｅu-central-1",
        "toolong-central-1",
        "a-b-c-d-e-1",
    ] {
        assert!(Region::parse(text).is_err(), "{text:?}");
    }
}

/// Whether a host is one of sign-ins' tokens, and whether it is one of sign-in pages.
fn known(host: &str) -> (bool, bool) {
    (Partition::is_oidc_host(host), Partition::is_signin_host(host))
}

#[test]
fn hosts_are_known_by_the_same_table() {
    let regions = "us-east-1 eu-west-1 cn-north-1 cn-northwest-1 us-gov-west-1 us-gov-east-1 eusc-de-east-1 \
                   us-iso-east-1 us-isob-east-1 eu-isoe-west-1 us-isof-south-1 xx-new-1";
    for region in regions.split(' ') {
        let region = Region::parse(region).unwrap();
        let partition = region.partition();
        let (oidc, signin) = (partition.oidc_host(&region), partition.signin_host(&region));
        assert_eq!(known(&oidc), (true, false), "{region}");
        assert_eq!(known(&signin), (false, true), "{region}");
        for (before, after) in [
            ("", ".evil.example"),
            ("evil", ""),
            ("evil.", ""),
            ("evil.example.", ""),
        ] {
            for host in [&oidc, &signin] {
                let other = format!("{before}{host}{after}");
                assert_eq!(known(&other), (false, false), "{other}");
            }
        }
    }
    for other in [
        "",
        ".",
        "s3.eu-west-1.amazonaws.com",
        "eu-west-1.signin.amazonaws.cn",
        "oidc.cn-north-1.amazonaws.com",
    ] {
        assert_eq!(known(other), (false, false), "{other}");
    }
}

proptest! {
    #[test]
    fn an_accepted_region_holds_only_letters_digits_and_dashes(text in "\\PC{0,40}") {
        if let Ok(region) = Region::parse(&text) {
            prop_assert!(region.as_str().bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
        }
    }
}
