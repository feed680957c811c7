//! What people paste is understood; what imitates AWS is not.

use super::{
    AddressKind, PortalRegionError, StartUrl, StartUrlError, parse_start_url, parse_start_url_or_id,
};
use crate::partition::{Partition, Region};
use crate::portal::{EndpointUrl, is_loopback};
use proptest::prelude::*;
use url::Url;

fn plain(text: &str) -> String {
    parse_start_url(text, None)
        .map(|reading| reading.start_url.as_str().to_owned())
        .unwrap_or_else(|error| error.to_string())
}

#[test]
fn every_way_of_pasting_one_address_reads_alike() {
    for text in [
        "https://d-1234567890.awsapps.com/start",
        "https://d-1234567890.awsapps.com/start/",
        "https://d-1234567890.awsapps.com/start#",
        "https://d-1234567890.awsapps.com/start/#/",
        "https://d-1234567890.awsapps.com/start#/?tab=accounts",
        "https://d-1234567890.awsapps.com/start/?x=1",
        "https://d-1234567890.awsapps.com/start/#/console?account_id=111122223333&role_name=Admin&destination=https%3A%2F%2Fevil.example",
        "https://d-1234567890.awsapps.com/start/#/console?destination=https://eu-west-1.console.aws.amazon.com/s3/home",
        "https://d-1234567890.awsapps.com/start/#/device?user_code=ABCD-EFGH",
        "https://d-1234567890.awsapps.com/start/user-consent/authorize.html?clientId=x",
        "https://d-1234567890.awsapps.com",
        "https://d-1234567890.awsapps.com/",
        "https://d-1234567890.awsapps.com:443/start",
        "https://d-1234567890.awsapps.com./start",
        "HTTPS://D-1234567890.AWSAPPS.COM/start",
        "d-1234567890.awsapps.com/start",
        "d-1234567890.awsapps.com",
        "//d-1234567890.awsapps.com/start/",
        "d-1234567890.awsapps.com/start/#/console?destination=https://console.aws.amazon.com/",
        "  https://d-1234567890.awsapps.com/start \n",
        "\"https://d-1234567890.awsapps.com/start\"",
        "'https://d-1234567890.awsapps.com/start/'",
        "<https://d-1234567890.awsapps.com/start>",
        "“https://d-1234567890.awsapps.com/start”",
        "\u{200b}https://d-1234567890.awsapps.com/start\u{feff}",
    ] {
        assert_eq!(plain(text), "https://d-1234567890.awsapps.com/start", "{text:?}");
    }
}

const SSOINS: &str = "ssoins-1234567890abcdef";

/// Host and path of an address (`*` is [`SSOINS`]), its region, partition and offered name.
const FORMS: &[(&str, &str, Partition, &str)] = &[
    ("acme.awsapps.com/start", "", Partition::Aws, "acme"),
    ("*.portal.eu-west-1.app.aws", "eu-west-1", Partition::Aws, SSOINS),
    (
        "*.portal.eu-west-1.app.aws/start",
        "eu-west-1",
        Partition::Aws,
        SSOINS,
    ),
    (
        "ssoins-1234567.90abcde.us-east-1.portal.amazonaws.com",
        "us-east-1",
        Partition::Aws,
        "ssoins-1234567.90abcde",
    ),
    (
        "*.portal.us-gov-west-1.app.aws",
        "us-gov-west-1",
        Partition::AwsUsGov,
        SSOINS,
    ),
    (
        "start.us-gov-home.awsapps.com/directory/acme",
        "",
        Partition::AwsUsGov,
        "acme",
    ),
    (
        "start.us-gov-west-1.us-gov-home.awsapps.com/directory/d-1234567890",
        "us-gov-west-1",
        Partition::AwsUsGov,
        "d-1234567890",
    ),
    (
        "start.us-gov-east-1.us-gov-home.awsapps.com/directory/acme",
        "us-gov-east-1",
        Partition::AwsUsGov,
        "acme",
    ),
    (
        "start.home.awsapps.cn/directory/d-1234567890",
        "",
        Partition::AwsCn,
        "d-1234567890",
    ),
    (
        "start.home.awsapps.cn/directory/acme",
        "",
        Partition::AwsCn,
        "acme",
    ),
    (
        "start.cn-north-1.home.awsapps.cn/directory/acme",
        "cn-north-1",
        Partition::AwsCn,
        "acme",
    ),
    (
        "*.cn-north-1.portal.amazonaws.com.cn",
        "cn-north-1",
        Partition::AwsCn,
        SSOINS,
    ),
    (
        "*.portal.cn-north-1.app.amazonwebservices.com.cn",
        "cn-north-1",
        Partition::AwsCn,
        SSOINS,
    ),
    (
        "*.eusc-de-east-1.portal.amazonaws.eu",
        "eusc-de-east-1",
        Partition::AwsEusc,
        SSOINS,
    ),
    (
        "*.portal.eusc-de-east-1.api.amazonwebservices.eu",
        "eusc-de-east-1",
        Partition::AwsEusc,
        SSOINS,
    ),
    ("identitycenter.amazonaws.com/*", "", Partition::Aws, SSOINS),
    (
        "identitycenter.us-gov.amazonaws.com/*",
        "",
        Partition::AwsUsGov,
        SSOINS,
    ),
    ("identitycenter.amazonaws.eu/*", "", Partition::AwsEusc, SSOINS),
];

#[test]
fn every_form_of_aws_tells_what_it_carries() {
    for (form, region, partition, name) in FORMS {
        let plain = form.replace('*', SSOINS);
        for (before, after) in [
            ("https://", ""),
            ("https://", "/"),
            ("", "/#/"),
            ("https://", "#/"),
        ] {
            let text = format!("{before}{plain}{after}");
            let reading = parse_start_url(&text, None).unwrap();
            assert_eq!(reading.start_url.as_str(), format!("https://{plain}"));
            let found = reading.region.as_ref().map_or("", |region| region.as_str());
            assert_eq!(found, *region, "{text}");
            assert!(reading.partitions.contains(partition), "{text}");
            assert_eq!(reading.kind, AddressKind::Portal, "{text}");
            assert_eq!(reading.suggested_name.as_str(), *name);
        }
    }
}

#[test]
fn a_vanity_domain_is_marked_as_not_owned_by_aws() {
    for (text, address, name) in [
        ("https://aws.example.com/", "https://aws.example.com", "example"),
        (
            "https://Login.Example.co.uk/aws/#/",
            "https://login.example.co.uk/aws",
            "example",
        ),
        ("acme.example/start?x", "https://acme.example/start", "acme"),
    ] {
        let reading = parse_start_url(text, None).unwrap();
        assert_eq!(reading.start_url.as_str(), address);
        assert_eq!(reading.kind, AddressKind::Vanity);
        assert!(reading.region.is_none() && reading.partitions.is_empty());
        assert_eq!(reading.suggested_name.as_str(), name);
    }
}

const REFUSED: &[&str] = &[
    "https://d-1234567890.awsapps.com.evil.example/start",
    "https://d-1234567890.awsapps.com-evil.example/start",
    "https://awsapps.com/start",
    "https://a.b.awsapps.com/start",
    "https://evilawsapps.com/start",
    "https://view.awsapps.com/start",
    "https://acme.awsapps.com/mail",
    "https://d-1234567890.awsapps.com@evil.example/start",
    "https://user:secret@d-1234567890.awsapps.com/start",
    "https://d-1234567890.awsapps.com:8443/start",
    "https://127.0.0.1/start",
    "https://[::1]/start",
    "https://2130706433/start",
    "https://0x7f.1/start",
    "https://localhost/start",
    "https://xn--wsapps-3ve.com/start",
    "https://d-1234567890.xn--awsapp-8yb.com/start",
    "https://d-1234567890.аwsapps.com/start",
    "https://d-1234567890．awsapps.com/start",
    "https://d-1234567890.awsap%70s.com/start",
    "https://ssoins-1234567890abcdef.portal.cn-north-1.app.aws",
    "https://ssoins-1234567890abcdef.portal.eu-west-1.app.aws.evil.example",
    "https://ssoins-1234567890abcdef.portal.nowhere.app.aws",
    "https://start.eu-west-1.home.awsapps.cn/directory/acme",
    "https://start.home.awsapps.cn.evil.example/directory/acme",
    "https://evil.home.awsapps.cn/directory/acme",
    "https://startx.home.awsapps.cn/directory/acme",
    "https://start.home.awsapps.cn/start",
    "https://start.us-gov-home.awsapps.com/start",
    "https://identitycenter.amazonaws.com/",
    "https://eu-west-1.console.aws.amazon.com/s3/home",
    "https://eu-west-1.signin.aws/platform/authorize?request_uri=x",
    "https://oidc.eu-west-1.amazonaws.com/authorize",
    "https://example.com/a%00b",
    "javascript:alert(1)",
    "mailto:someone@awsapps.com",
];

#[test]
fn imitations_and_other_pages_are_refused() {
    for text in REFUSED {
        let error = parse_start_url(text, None).unwrap_err();
        let is_refused = matches!(error, StartUrlError::NotAPortal | StartUrlError::NotAnAddress);
        assert!(is_refused, "{text}: {error:?}");
    }
}

#[test]
fn each_refusal_says_why() {
    for (text, error) in [
        ("", StartUrlError::Empty),
        (" \"\" ", StartUrlError::Empty),
        ("http://d-1234567890.awsapps.com/start", StartUrlError::NotHttps),
        ("file:///etc/passwd", StartUrlError::NotAnAddress),
        ("ftp://acme.awsapps.com/start", StartUrlError::NotHttps),
        ("https://", StartUrlError::NotAnAddress),
        (
            "https://d-1234567890.awsapps.com/st\nart",
            StartUrlError::NotAnAddress,
        ),
        (
            "https:\\\\d-1234567890.awsapps.com\\start",
            StartUrlError::NotAnAddress,
        ),
        ("two words", StartUrlError::NotAnAddress),
        (
            "https://d-123.account-access.eu-west-1.app.aws/",
            StartUrlError::NotAPortal,
        ),
        (
            "https://aa-123.account-access.cn-north-1.app.aws/",
            StartUrlError::NotAPortal,
        ),
        (
            "https://aa-123.account-access.eu-west-1.app.aws.evil.example/",
            StartUrlError::NotAPortal,
        ),
        (
            "https://aa-123.x.account-access.eu-west-1.app.aws/",
            StartUrlError::NotAPortal,
        ),
    ] {
        assert_eq!(parse_start_url(text, None), Err(error), "{text}");
    }
}

#[test]
fn a_portal_of_account_access_manager_has_a_tenant_and_a_region() {
    const PLAIN: &str = "https://aa-northwind.account-access.eu-west-1.app.aws";
    for text in [
        PLAIN,
        "AA-Northwind.account-access.eu-west-1.app.aws/",
        "https://aa-northwind.account-access.eu-west-1.app.aws/#/console?account_id=111122223333&role_name=Audit",
        "<https://aa-northwind.account-access.eu-west-1.app.aws/api/x?y=1>",
    ] {
        let parsed = parse_start_url(text, None).unwrap();
        assert_eq!(parsed.start_url.as_str(), PLAIN, "{text}");
        assert_eq!(parsed.kind, AddressKind::AccountAccess);
        assert_eq!(parsed.region, Region::parse("eu-west-1").ok());
        assert_eq!(parsed.suggested_name.as_str(), "aa-northwind");
        let tenant = parsed.start_url.account_access_tenant();
        assert_eq!(tenant.unwrap().as_str(), "aa-northwind");
    }
    for text in ["https://acme.awsapps.com/start", "https://aws.example.com"] {
        let parsed = parse_start_url(text, None).unwrap();
        assert_eq!(parsed.start_url.account_access_tenant(), None, "{text}");
    }
}

const INSTANCE: &str = "ssoins-1234567890abcdef";

/// What is typed, the region beside it, and the address that it becomes.
const COMPLETED: [(&str, &str, &str); 10] = [
    ("d-1234567890", "", "https://d-1234567890.awsapps.com/start"),
    (
        " D-1234567890\n",
        "eu-west-1",
        "https://d-1234567890.awsapps.com/start",
    ),
    ("\"acme\"", "", "https://acme.awsapps.com/start"),
    (
        "Acme",
        "us-gov-west-1",
        "https://start.us-gov-home.awsapps.com/directory/acme",
    ),
    (
        "d-1234567890",
        "cn-northwest-1",
        "https://start.home.awsapps.cn/directory/d-1234567890",
    ),
    (
        INSTANCE,
        "",
        "https://identitycenter.amazonaws.com/ssoins-1234567890abcdef",
    ),
    (
        INSTANCE,
        "us-gov-west-1",
        "https://ssoins-1234567890abcdef.portal.us-gov-west-1.app.aws",
    ),
    (
        "ssoins-1234567.90abcdef",
        "eu-west-1",
        "https://ssoins-1234567.90abcdef.portal.eu-west-1.app.aws",
    ),
    (
        INSTANCE,
        "cn-north-1",
        "https://ssoins-1234567890abcdef.portal.cn-north-1.app.amazonwebservices.com.cn",
    ),
    (
        INSTANCE,
        "eusc-de-east-1",
        "https://ssoins-1234567890abcdef.portal.eusc-de-east-1.api.amazonwebservices.eu",
    ),
];

#[test]
fn an_id_or_an_alias_alone_is_completed_where_its_partition_has_such_addresses() {
    for (text, region, address) in COMPLETED {
        let region = (!region.is_empty()).then(|| Region::parse(region).unwrap());
        let parsed = parse_start_url_or_id(text, region.as_ref(), None).unwrap();
        assert_eq!(parsed.start_url.as_str(), address, "{text:?}");
        assert_eq!(parsed.kind, AddressKind::CompletedId);
        if let Some(region) = region {
            assert_eq!(parsed.region_with(Some(&region)), Ok(region), "{text:?}");
        }
        // What is stored is read without knowing where it came from.
        assert_eq!(
            parse_start_url(address, None).unwrap().start_url,
            parsed.start_url
        );
    }
    let germany = Region::parse("eusc-de-east-1").unwrap();
    for (text, region) in [
        ("acme", Some(&germany)),
        ("123456789012", None),
        ("view", None),
        ("-acme", None),
        ("acme_corp", None),
    ] {
        assert!(parse_start_url_or_id(text, region, None).is_err(), "{text}");
    }
    let plain = parse_start_url_or_id("acme.awsapps.com", None, None).unwrap();
    assert_eq!(plain.kind, AddressKind::Portal);
}

fn region(text: &str) -> Region {
    Region::parse(text).unwrap()
}

#[test]
fn a_region_that_the_address_contradicts_is_not_taken() {
    let other_region = |address: &str, given: &str| PortalRegionError::OtherRegion {
        address: region(address),
        given: region(given),
    };
    let other_partition = |address, given: &str| PortalRegionError::OtherPartition {
        address,
        given: region(given),
    };
    let dual_stack = "https://ssoins-1234567890abcdef.portal.eu-west-1.app.aws";
    let classic = "https://acme.awsapps.com/start";
    let china = "https://start.home.awsapps.cn/directory/acme";
    let issuer = "https://identitycenter.amazonaws.com/ssoins-1234567890abcdef";
    for (text, given, outcome) in [
        (dual_stack, "", Ok(region("eu-west-1"))),
        (dual_stack, "eu-west-1", Ok(region("eu-west-1"))),
        (
            dual_stack,
            "us-east-1",
            Err(other_region("eu-west-1", "us-east-1")),
        ),
        (
            "https://start.cn-north-1.home.awsapps.cn/directory/acme",
            "cn-northwest-1",
            Err(other_region("cn-north-1", "cn-northwest-1")),
        ),
        (classic, "", Err(PortalRegionError::Missing)),
        (classic, "ap-south-2", Ok(region("ap-south-2"))),
        (
            classic,
            "cn-north-1",
            Err(other_partition(Partition::Aws, "cn-north-1")),
        ),
        (
            classic,
            "us-gov-west-1",
            Err(other_partition(Partition::Aws, "us-gov-west-1")),
        ),
        (china, "cn-northwest-1", Ok(region("cn-northwest-1"))),
        (
            china,
            "us-east-1",
            Err(other_partition(Partition::AwsCn, "us-east-1")),
        ),
        (
            "https://start.us-gov-home.awsapps.com/directory/acme",
            "us-east-1",
            Err(other_partition(Partition::AwsUsGov, "us-east-1")),
        ),
        (issuer, "us-gov-west-1", Ok(region("us-gov-west-1"))),
        (
            issuer,
            "cn-north-1",
            Err(other_partition(Partition::Aws, "cn-north-1")),
        ),
        ("https://aws.example.com", "cn-north-1", Ok(region("cn-north-1"))),
    ] {
        let given = (!given.is_empty()).then(|| region(given));
        let parsed = parse_start_url(text, None).unwrap();
        assert_eq!(parsed.region_with(given.as_ref()), outcome, "{text} {given:?}");
    }
}

#[test]
fn loopback_needs_an_endpoint_on_loopback() {
    let endpoint = EndpointUrl::parse("http://127.0.0.1:4599").unwrap();
    let elsewhere = EndpointUrl::parse("https://sso.example.com").unwrap();
    let read = |text: &str, endpoint| {
        StartUrl::parse_stored(text, endpoint).map(|start_url| start_url.as_str().to_owned())
    };
    for (text, address) in [
        ("http://127.0.0.1:4599/start/#/", "http://127.0.0.1:4599/start"),
        ("http://[::1]:80/", "http://[::1]"),
        ("https://127.0.0.1:4599/start", "https://127.0.0.1:4599/start"),
    ] {
        assert_eq!(read(text, Some(&endpoint)).as_deref(), Ok(address));
        assert!(read(text, None).is_err(), "{text}");
        assert!(read(text, Some(&elsewhere)).is_err(), "{text}");
    }
    for text in [
        "http://10.0.0.1:4599/start",
        "http://example.com/start",
        "http://d-1234567890.awsapps.com/start",
    ] {
        let error = read(text, Some(&endpoint)).unwrap_err();
        assert_eq!(error, StartUrlError::NotHttps, "{text}");
    }
    assert!(read("http://a:b@127.0.0.1:4599/start", Some(&endpoint)).is_err());
    let plain = "https://acme.awsapps.com/start";
    assert_eq!(read(plain, Some(&endpoint)).as_deref(), Ok(plain));
}

fn pasted() -> impl Strategy<Value = String> {
    let signs = [
        "https://", "http://", "HTTPS://", "//", "/", "#", "?", "'", "\"", " ", "@", ":", "443", ".", "..",
        "%2e", "-", "a", "start", ".portal.", ".app.aws", "[::1]", "example", ".com", "ü", "\u{200b}", "\n",
        "\\", "~", ";",
    ];
    let words = [
        "d-1234567890",
        "awsapps.com",
        ".awsapps.com",
        "ssoins-1234567890abcdef",
        "eu-west-1",
        "identitycenter.amazonaws.com",
        "/directory/",
        "start.us-gov-home.awsapps.com",
        "127.0.0.1",
    ];
    let piece = proptest::sample::select([&signs[..], &words[..]].concat());
    proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_read_is_safe_and_reads_back_to_itself(
        text in prop_oneof![pasted(), "\\PC{0,60}"], with_endpoint in any::<bool>()
    ) {
        let endpoint = EndpointUrl::parse("http://127.0.0.1:4599").unwrap();
        let endpoint = with_endpoint.then_some(&endpoint);
        if let Ok(reading) = parse_start_url(&text, endpoint) {
            let address = reading.start_url.as_str();
            let on_loopback = is_loopback(&Url::parse(address).unwrap());
            prop_assert!(if on_loopback { endpoint.is_some() } else { address.starts_with("https://") }, "{address}");
            prop_assert!(!address.ends_with('/') && !address.contains(['?', '#', '@', '%', ' ', '\'']), "{address}");
            prop_assert!(address.is_ascii());
            let again = parse_start_url(address, endpoint);
            prop_assert_eq!(again, Ok(reading));
        }
    }
}
