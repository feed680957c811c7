//! Routes are chosen by address, and configurations that would leave a request unprotected are refused.

use super::*;
use crate::network::CaBundle;
use rolecall::ports::CaBundleFault;
use rolecall_fakes::FakeClock;
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::sync::Arc;

#[test]
fn plain_http_is_sent_to_this_machine_only() {
    assert_eq!(
        route("http://127.0.0.1:4000/token", Some(&NoProxy::default())),
        Ok(ConnectionRoute::Plain)
    );
    assert_eq!(
        route("http://[::1]:4000/token", Some(&NoProxy::default())),
        Ok(ConnectionRoute::Plain)
    );
    for uri in [
        "http://oidc.us-east-1.amazonaws.com/",
        "http://localhost:1/",
        "http://127.0.0.1.evil.example/",
        "ftp://127.0.0.1/",
        "no address",
    ] {
        assert_eq!(route(uri, None), Err(BlockedConnection::NotHttps), "{uri}");
    }
}

#[test]
fn this_machine_is_never_reached_through_the_proxy() {
    assert_eq!(
        route("https://oidc.us-east-1.amazonaws.com/", Some(&NoProxy::default())),
        Ok(ConnectionRoute::Proxied)
    );
    assert_eq!(
        route("https://oidc.us-east-1.amazonaws.com/", None),
        Ok(ConnectionRoute::Direct)
    );
    for uri in [
        "https://127.0.0.1:1/",
        "https://127.9.9.9/",
        "https://[::1]/",
        "https://localhost/",
    ] {
        assert_eq!(
            route(uri, Some(&NoProxy::default())),
            Ok(ConnectionRoute::Direct),
            "{uri}"
        );
    }
}

fn response_clock() -> ResponseClock {
    ResponseClock::new(Arc::new(FakeClock::manual()))
}

fn blocked(network: NetworkConfig) -> Option<BlockedConnection> {
    RoutingConnector::new(network, response_clock(), Timeouts::default())
        .connector("https://oidc.us-east-1.amazonaws.com/")
        .err()
}

#[test]
fn an_unusable_proxy_blocks_the_request_instead_of_being_bypassed() {
    for proxy in ["socks5://127.0.0.1:1", "http://", "", "::::", "http://a b"] {
        let network = NetworkConfig {
            https_proxy: Some(proxy.to_owned()),
            ..NetworkConfig::default()
        };
        assert_eq!(blocked(network), Some(BlockedConnection::InvalidProxy), "{proxy}");
    }
    for proxy in [
        "proxy.example:8080",
        "http://user:pass@proxy.example:8080",
        "https://proxy.example",
    ] {
        let network = NetworkConfig {
            https_proxy: Some(proxy.to_owned()),
            ..NetworkConfig::default()
        };
        assert_eq!(blocked(network), None, "{proxy}");
    }
}

#[test]
fn an_unusable_bundle_blocks_the_request_and_does_not_panic() {
    let not_a_certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let cut_off = "-----BEGIN CERTIFICATE-----\nMIIB";
    let not_read = |kind: ErrorKind| Err(io::Error::from(kind));
    for (content, fault) in [
        (Ok(""), CaBundleFault::NoCertificate),
        (Ok("not PEM"), CaBundleFault::NoCertificate),
        (Ok(not_a_certificate), CaBundleFault::NoCertificate),
        (Ok(cut_off), CaBundleFault::NoCertificate),
        (Ok("\u{0}\u{1}"), CaBundleFault::NoCertificate),
        (not_read(ErrorKind::NotFound), CaBundleFault::Missing),
        (not_read(ErrorKind::PermissionDenied), CaBundleFault::Unreadable),
        (not_read(ErrorKind::IsADirectory), CaBundleFault::Unreadable),
    ] {
        let path = PathBuf::from("/etc/company.pem");
        let content = content.map(|text: &str| text.as_bytes().to_vec());
        let network = NetworkConfig {
            ca_bundle: Some(CaBundle::new(path.clone(), content)),
            ..NetworkConfig::default()
        };
        assert_eq!(
            blocked(network),
            Some(BlockedConnection::CaBundle { path, fault })
        );
    }
}

#[test]
fn a_proxy_password_is_not_shown() {
    let network = NetworkConfig {
        https_proxy: Some("http://user:CANARY@proxy.example".to_owned()),
        ..NetworkConfig::default()
    };
    assert!(
        !format!(
            "{:?}",
            RoutingConnector::new(network, response_clock(), Timeouts::default())
        )
        .contains("CANARY")
    );
}
