//! Which hosts requests are sent to: a proxy in front of everything records every host. Hostile regions, start URLs and
//! endpoints must never add a host other than AWS's, or the endpoint that the user set.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

mod support;

use rolecall::ports::AccountAccessRuntime;
use rolecall_aws::{Aws, NetworkConfig};
use rolecall_fakes::FakeClock;
use rolecall_model::partition::Region;
use rolecall_model::portal::{EndpointUrl, Portal, parse_start_url};
use rolecall_model::secret::AccessToken;
use std::collections::BTreeSet;
use std::sync::Arc;
use support::calls::CallOutcomes;
use support::tls::Proxy;

/// What AWS's hosts end in, in every partition, and the exact hosts that carry no region.
const AWS_SUFFIXES: [&str; 15] = [
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".amazonaws.eu",
    ".signin.aws.amazon.com",
    ".signin.amazonaws.cn",
    ".signin.amazonaws-us-gov.com",
    ".signin.amazonaws-eusc.eu",
    ".c2s.ic.gov",
    ".sc2s.sgov.gov",
    ".cloud.adc-e.uk",
    ".csp.hci.ic.gov",
    ".signin.c2shome.ic.gov",
    ".signin.sc2shome.sgov.gov",
    ".signin.csphome.adc-e.uk",
    ".signin.csphome.hci.ic.gov",
];
const AWS_STARTS: [&str; 3] = ["oidc.", "portal.sso.", "sts."];

/// Text that confuses code that builds URLs.
const HOSTILE: [&str; 27] = [
    "x@evil.example/",
    "evil.example/",
    "evil.example#",
    "evil.example?",
    "evil.example\\",
    "us-east-1.evil.example",
    "us-east-1@evil.example",
    "us-east-1/../evil",
    "us-east-1#",
    "us-east-1?",
    "us-east-1\\",
    "us-east-1:80",
    "us-east-1%2e",
    "us-east-1%00",
    "us-east-1\n",
    "us-east-1\r\nHost: evil.example",
    "US-EAST-1",
    "us\u{2024}east-1",
    "ｕｓ-east-1",
    "us-east-１",
    "\u{202e}us-east-1",
    "127.0.0.1",
    "[::1]",
    "",
    " ",
    "..",
    "us-east-1..",
];
const VALID_REGIONS: [&str; 12] = [
    "us-east-1",
    "eu-central-1",
    "ap-southeast-7",
    "cn-north-1",
    "cn-northwest-1",
    "us-gov-west-1",
    "us-gov-east-1",
    "eusc-de-east-1",
    "us-iso-east-1",
    "us-isob-east-1",
    "eu-isoe-west-1",
    "us-isof-south-1",
];

fn region_texts() -> Vec<String> {
    let mut texts: Vec<String> = VALID_REGIONS
        .iter()
        .chain(&HOSTILE)
        .map(|text| (*text).to_owned())
        .collect();
    for region in VALID_REGIONS {
        for piece in HOSTILE {
            texts.push(format!("{region}{piece}"));
            texts.push(format!("{piece}{region}"));
        }
    }
    texts
}

fn endpoint_texts() -> Vec<String> {
    let mut texts = Vec::new();
    for piece in HOSTILE {
        for scheme in [
            "https://",
            "http://",
            "https://user@",
            "//",
            "javascript:",
            "file://",
            "",
        ] {
            texts.push(format!("{scheme}{piece}"));
            texts.push(format!("{scheme}private.example{piece}"));
        }
    }
    texts
}

fn is_aws(host: &str) -> bool {
    let known_start = AWS_STARTS.iter().any(|start| host.starts_with(start));
    let sign_in = host.starts_with("signin.") || host.contains(".signin.");
    let known_end = AWS_SUFFIXES
        .iter()
        .any(|suffix| host.ends_with(suffix) || host == &suffix[1..]);
    (known_start || sign_in)
        && known_end
        && host
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-".contains(&b))
}

/// Calls everything for each portal and returns the hosts that the proxy was requests for.
async fn requested_hosts(portals: Vec<Portal>) -> BTreeSet<String> {
    let proxy = Proxy::forwarding_to(None, None).await;
    let network = NetworkConfig {
        https_proxy: Some(proxy.url.clone()),
        ..NetworkConfig::default()
    };
    let aws = Arc::new(Aws::new(network, Arc::new(FakeClock::manual())));
    let mut calls = tokio::task::JoinSet::new();
    for portal in portals {
        let aws = Arc::clone(&aws);
        calls.spawn(async move { CallOutcomes::collect(&aws, &portal).await });
    }
    while let Some(done) = calls.join_next().await {
        assert_eq!(done.unwrap().errors().len(), 10, "no server is behind this proxy");
    }
    let heads = proxy.heads();
    assert!(
        heads.iter().all(|head| head.starts_with("CONNECT ")),
        "only tunnels: {heads:?}"
    );
    heads
        .iter()
        .map(|head| {
            let authority = head.split(' ').nth(1).unwrap();
            authority.rsplit_once(':').unwrap().0.to_owned()
        })
        .collect()
}

#[tokio::test]
async fn a_hostile_region_adds_no_host() {
    let texts = region_texts();
    assert!(texts.len() > 500);
    let portals: Vec<Portal> = texts
        .iter()
        .filter_map(|text| {
            let region = Region::parse(text).ok()?;
            Some(Portal {
                region,
                ..support::portal(None, "us-east-1")
            })
        })
        .collect();
    let hosts = requested_hosts(portals).await;
    assert!(hosts.len() >= VALID_REGIONS.len() * 4, "{hosts:?}");
    let others: Vec<&String> = hosts.iter().filter(|host| !is_aws(host)).collect();
    assert!(others.is_empty(), "{others:?}");
    assert!(hosts.iter().all(|host| !host.contains("evil")));
}

#[tokio::test]
async fn account_access_manager_has_one_host_in_each_region() {
    let proxy = Proxy::forwarding_to(None, None).await;
    let network = NetworkConfig {
        https_proxy: Some(proxy.url.clone()),
        ..NetworkConfig::default()
    };
    let aws = Aws::new(network, Arc::new(FakeClock::manual()));
    let regions: Vec<Region> = region_texts()
        .iter()
        .filter_map(|text| Region::parse(text).ok())
        .collect();
    let tenant = rolecall_fakes::account_access_portal("acme", "eu-west-1");
    let access = tenant.kind.account_access().unwrap();
    for region in &regions {
        let portal = Portal {
            region: region.clone(),
            ..tenant.clone()
        };
        let token = AccessToken::from_exposed("none");
        let listed = aws.list_roles(&portal, access, &token, None).await;
        assert!(listed.is_err(), "no server is behind this proxy");
    }
    let expected = regions
        .iter()
        .map(|region| format!("CONNECT account-access-runtime.{region}.api.aws:443 "));
    let heads = proxy.heads();
    for expected in expected {
        assert!(heads.iter().any(|head| head.starts_with(&expected)), "{expected}");
    }
    let is_known = |head: &String| head.starts_with("CONNECT account-access-runtime.");
    assert!(heads.iter().all(is_known), "{heads:?}");
}

#[tokio::test]
async fn a_hostile_start_url_is_not_called() {
    let texts = endpoint_texts();
    let portals: Vec<Portal> = texts
        .iter()
        .filter_map(|text| {
            let start_url = parse_start_url(text, None).ok()?.start_url;
            Some(Portal {
                start_url,
                ..support::portal(None, "us-east-1")
            })
        })
        .collect();
    assert!(!portals.is_empty(), "some are fit to be a vanity domain");
    let expected = ["oidc", "portal.sso", "sts"].map(|name| format!("{name}.us-east-1.amazonaws.com"));
    let expected: BTreeSet<String> = expected
        .into_iter()
        .chain(["signin.aws.amazon.com".to_owned()])
        .collect();
    assert_eq!(requested_hosts(portals).await, expected);
}

#[tokio::test]
async fn an_endpoint_that_is_accepted_is_the_one_that_is_called() {
    let accepted = endpoint_texts()
        .into_iter()
        .filter_map(|text| EndpointUrl::parse(&text).ok());
    let portals: Vec<Portal> = accepted
        .filter(|endpoint| !endpoint.is_on_loopback())
        .map(|endpoint| Portal {
            endpoint_url: Some(endpoint),
            ..support::portal(None, "us-east-1")
        })
        .collect();
    let meant = portals.iter().map(|portal| {
        let url = url::Url::parse(portal.endpoint_url.as_ref().unwrap().as_str()).unwrap();
        url.host_str().unwrap().to_owned()
    });
    let meant: BTreeSet<String> = meant.collect();
    assert!(meant.contains("private.example") && !meant.iter().any(|host| host.contains('@')));
    assert_eq!(requested_hosts(portals).await, meant);
}

#[test]
fn the_check_of_hosts_rejects_other_hosts() {
    for host in [
        "evil.example",
        "oidc.us-east-1.amazonaws.com.evil.example",
        "x@oidc.us-east-1.amazonaws.com",
        "s3.amazonaws.com",
        "oidc.evil.example",
    ] {
        assert!(!is_aws(host), "{host}");
    }
    assert!(is_aws("oidc.us-east-1.amazonaws.com") && is_aws("signin.aws.amazon.com"));
}
