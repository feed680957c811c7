//! TLS and proxies: which certificates are trusted, and which requests use the proxy.

mod support;

use rolecall::ports::{AccessPortal, AccessPortalError, BlockedConnection, Page};
use rolecall_aws::{Aws, CaBundle, NetworkConfig};
use rolecall_fakes::FakeClock;
use rolecall_model::account::Account;
use std::sync::Arc;
use support::json;
use support::tls::{Authority, Proxy, TlsServer};

const NO_ACCOUNTS: &str = r#"{"accountList":[]}"#;

async fn list(network: NetworkConfig, endpoint: &str) -> Result<Page<Account>, AccessPortalError> {
    let portal = support::portal(Some(endpoint), "us-east-1");
    Aws::new(network, Arc::new(FakeClock::manual()))
        .list_accounts(&portal, &support::access_token(), None)
        .await
}

fn bundle(content: Vec<u8>) -> CaBundle {
    CaBundle::new("company.pem".into(), Ok(content))
}

fn trusting(authority: &Authority) -> NetworkConfig {
    NetworkConfig {
        ca_bundle: Some(bundle(authority.bundle())),
        ..NetworkConfig::default()
    }
}

fn url(server: &TlsServer) -> String {
    format!("https://{}", server.address)
}

#[tokio::test]
async fn a_certificate_of_the_extra_bundle_is_trusted() {
    // A byte order mark, or what a shell made of it, may stand before the first line.
    for before in [
        &b""[..],
        b"\xef\xbb\xbf",
        b"\\xef\\xbb\\xbf",
        b"Subject: Company CA\n",
    ] {
        let authority = Authority::new();
        let server = authority.server("127.0.0.1", false, json(NO_ACCOUNTS)).await;
        let network = NetworkConfig {
            ca_bundle: Some(bundle([before, &authority.bundle()].concat())),
            ..NetworkConfig::default()
        };
        assert!(list(network, &url(&server)).await.unwrap().items.is_empty());
        assert_eq!(server.request_count(), 1);
    }
}

#[tokio::test]
async fn unknown_authorities_other_names_and_expired_certificates_are_not_trusted() {
    let (known, unknown) = (Authority::new(), Authority::new());
    let servers = [
        (
            "unknown authority",
            unknown.server("127.0.0.1", false, json(NO_ACCOUNTS)).await,
        ),
        (
            "other name",
            known
                .server("oidc.us-east-1.amazonaws.com", false, json(NO_ACCOUNTS))
                .await,
        ),
        (
            "expired",
            known.server("127.0.0.1", true, json(NO_ACCOUNTS)).await,
        ),
    ];
    for (what, server) in servers {
        let error = list(trusting(&known), &url(&server)).await.unwrap_err();
        let AccessPortalError::Blocked(cause) = error else {
            panic!("{what}: {error}")
        };
        let expected = match what {
            "expired" => BlockedConnection::CertificateTime,
            _ => BlockedConnection::Untrusted,
        };
        assert_eq!(cause, expected, "{what}");
        assert_eq!(server.request_count(), 0, "{what}");
    }
}

#[tokio::test]
async fn a_server_without_tls_gets_no_request() {
    let plain = support::Server::with_responses(vec![json(NO_ACCOUNTS)]).await;
    let error = list(NetworkConfig::default(), &plain.url.replace("http:", "https:"))
        .await
        .unwrap_err();
    assert!(matches!(error, AccessPortalError::Unreachable { .. }));
    assert!(!plain.requests().concat().contains("CANARY"));
}

#[tokio::test]
async fn other_machines_are_reached_through_the_proxy_which_sees_no_request() {
    let authority = Authority::new();
    let server = authority
        .server("private.example", false, json(NO_ACCOUNTS))
        .await;
    let proxy = Proxy::forwarding_to(Some(server.address), None).await;
    let network = NetworkConfig {
        https_proxy: Some(proxy.url.clone()),
        ..trusting(&authority)
    };
    list(network, "https://private.example").await.unwrap();
    let heads = proxy.heads();
    assert_eq!(heads.len(), 1);
    assert!(
        heads[0].starts_with("CONNECT private.example:443 HTTP/1.1\r\n"),
        "{}",
        heads[0]
    );
    assert!(!heads[0].contains("CANARY"));
    assert_eq!(server.request_count(), 1);
}

#[tokio::test]
async fn a_proxy_password_is_taken_from_its_address() {
    let authority = Authority::new();
    let server = authority
        .server("private.example", false, json(NO_ACCOUNTS))
        .await;
    // "user:p@ss" in base64.
    let proxy = Proxy::forwarding_to(Some(server.address), Some("Basic dXNlcjpwQHNz")).await;
    let with_password = proxy.url.replace("http://", "http://user:p%40ss@");
    let network = NetworkConfig {
        https_proxy: Some(with_password),
        ..trusting(&authority)
    };
    list(network, "https://private.example").await.unwrap();
    let network = NetworkConfig {
        https_proxy: Some(proxy.url.clone()),
        ..trusting(&authority)
    };
    let error = list(network, "https://private.example").await.unwrap_err();
    assert!(
        matches!(error, AccessPortalError::Blocked(BlockedConnection::ProxySignIn)),
        "{error}"
    );
    assert_eq!(
        (server.request_count(), proxy.heads().len()),
        (1, 2),
        "it is not asked again"
    );
}

#[tokio::test]
async fn a_proxy_that_impersonates_the_server_is_not_trusted() {
    let (authority, of_proxy) = (Authority::new(), Authority::new());
    let impostor = of_proxy.server("private.example", false, json(NO_ACCOUNTS)).await;
    let proxy = Proxy::forwarding_to(Some(impostor.address), None).await;
    let network = NetworkConfig {
        https_proxy: Some(proxy.url.clone()),
        ..trusting(&authority)
    };
    assert!(list(network, "https://private.example").await.is_err());
    assert_eq!((proxy.heads().len(), impostor.request_count()), (1, 0));
}

#[tokio::test]
async fn this_machine_and_exempt_hosts_are_reached_without_the_proxy() {
    let authority = Authority::new();
    let server = authority.server("127.0.0.1", false, json(NO_ACCOUNTS)).await;
    let proxy = Proxy::forwarding_to(None, None).await;
    let network = NetworkConfig {
        https_proxy: Some(proxy.url.clone()),
        ..trusting(&authority)
    };
    list(network.clone(), &url(&server)).await.unwrap();
    let plain = support::Server::with_responses(vec![json(NO_ACCOUNTS)]).await;
    list(network.clone(), &plain.url).await.unwrap();
    let exempt = NetworkConfig {
        no_proxy: Some("other.example, .invalid".to_owned()),
        ..network
    };
    assert!(list(exempt, "https://sso.invalid").await.is_err());
    assert_eq!(proxy.heads(), [""; 0]);
}

#[tokio::test]
async fn an_invalid_setting_is_reported_and_not_bypassed() {
    let plain = support::Server::with_responses(vec![json(NO_ACCOUNTS)]).await;
    for network in [
        NetworkConfig {
            ca_bundle: Some(bundle(b"no PEM".to_vec())),
            ..NetworkConfig::default()
        },
        NetworkConfig {
            https_proxy: Some("socks5://127.0.0.1:1".to_owned()),
            ..NetworkConfig::default()
        },
    ] {
        let error = list(network.clone(), "https://private.example")
            .await
            .unwrap_err();
        let is_named = matches!(
            error,
            AccessPortalError::Blocked(BlockedConnection::CaBundle { .. } | BlockedConnection::InvalidProxy)
        );
        assert!(is_named, "{error}");
        assert!(
            list(network, &plain.url).await.is_ok(),
            "this machine needs neither"
        );
    }
}
