//! TLS and proxies: who is believed, and which way a request goes.

mod support;

use rolecall::ports::{AccessPortal, AccessPortalError, Page};
use rolecall_aws::{Aws, Network};
use rolecall_model::account::Account;
use support::json;
use support::secured::{Authority, Proxy, SecuredServer};

const NO_ACCOUNTS: &str = r#"{"accountList":[]}"#;

async fn list(network: Network, endpoint: &str) -> Result<Page<Account>, AccessPortalError> {
    let portal = support::portal(Some(endpoint), "us-east-1");
    Aws::new(network)
        .list_accounts(&portal, &support::access_token(), None)
        .await
}

fn trusting(authority: &Authority) -> Network {
    Network {
        ca_bundle: Some(authority.bundle()),
        ..Network::default()
    }
}

fn at(server: &SecuredServer) -> String {
    format!("https://{}", server.address)
}

#[tokio::test]
async fn a_certificate_of_the_extra_bundle_is_believed() {
    let authority = Authority::new();
    let server = authority.server("127.0.0.1", false, json(NO_ACCOUNTS)).await;
    assert!(
        list(trusting(&authority), &at(&server))
            .await
            .unwrap()
            .items
            .is_empty()
    );
    assert_eq!(server.times_asked(), 1);
}

#[tokio::test]
async fn unknown_authorities_other_names_and_expired_certificates_are_not_believed() {
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
        let error = list(trusting(&known), &at(&server)).await.unwrap_err();
        let AccessPortalError::Unreachable { detail } = error else {
            panic!("{what}: {error}")
        };
        assert_eq!(detail, "no trusted TLS connection", "{what}");
        assert_eq!(server.times_asked(), 0, "{what}");
    }
}

#[tokio::test]
async fn a_server_without_tls_gets_no_request() {
    let plain = support::Server::replying(vec![json(NO_ACCOUNTS)]).await;
    let error = list(Network::default(), &plain.url.replace("http:", "https:"))
        .await
        .unwrap_err();
    assert!(matches!(error, AccessPortalError::Unreachable { .. }));
    assert!(!plain.asked().concat().contains("CANARY"));
}

#[tokio::test]
async fn a_proxy_leads_to_other_machines_and_sees_no_request() {
    let authority = Authority::new();
    let server = authority
        .server("private.example", false, json(NO_ACCOUNTS))
        .await;
    let proxy = Proxy::leading_to(Some(server.address), None).await;
    let network = Network {
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
    assert_eq!(server.times_asked(), 1);
}

#[tokio::test]
async fn a_proxy_that_wants_a_password_gets_it_from_its_address() {
    let authority = Authority::new();
    let server = authority
        .server("private.example", false, json(NO_ACCOUNTS))
        .await;
    // "user:p@ss" in base64.
    let proxy = Proxy::leading_to(Some(server.address), Some("Basic dXNlcjpwQHNz")).await;
    let with_password = proxy.url.replace("http://", "http://user:p%40ss@");
    let network = Network {
        https_proxy: Some(with_password),
        ..trusting(&authority)
    };
    list(network, "https://private.example").await.unwrap();
    let network = Network {
        https_proxy: Some(proxy.url.clone()),
        ..trusting(&authority)
    };
    let error = list(network, "https://private.example").await.unwrap_err();
    assert!(matches!(error, AccessPortalError::Unreachable { .. }));
    assert_eq!(server.times_asked(), 1);
}

#[tokio::test]
async fn a_proxy_that_answers_for_the_server_is_not_believed() {
    let (authority, proxys_own) = (Authority::new(), Authority::new());
    let impostor = proxys_own
        .server("private.example", false, json(NO_ACCOUNTS))
        .await;
    let proxy = Proxy::leading_to(Some(impostor.address), None).await;
    let network = Network {
        https_proxy: Some(proxy.url.clone()),
        ..trusting(&authority)
    };
    assert!(list(network, "https://private.example").await.is_err());
    assert_eq!((proxy.heads().len(), impostor.times_asked()), (1, 0));
}

#[tokio::test]
async fn this_machine_and_exempt_hosts_are_reached_without_the_proxy() {
    let authority = Authority::new();
    let server = authority.server("127.0.0.1", false, json(NO_ACCOUNTS)).await;
    let proxy = Proxy::leading_to(None, None).await;
    let network = Network {
        https_proxy: Some(proxy.url.clone()),
        ..trusting(&authority)
    };
    list(network.clone(), &at(&server)).await.unwrap();
    let plain = support::Server::replying(vec![json(NO_ACCOUNTS)]).await;
    list(network.clone(), &plain.url).await.unwrap();
    let exempt = Network {
        no_proxy: Some("other.example, .invalid".to_owned()),
        ..network
    };
    assert!(list(exempt, "https://sso.invalid").await.is_err());
    assert_eq!(proxy.heads(), [""; 0]);
}

#[tokio::test]
async fn a_broken_setting_is_reported_and_not_passed_by() {
    let plain = support::Server::replying(vec![json(NO_ACCOUNTS)]).await;
    for network in [
        Network {
            ca_bundle: Some(b"no PEM".to_vec()),
            ..Network::default()
        },
        Network {
            https_proxy: Some("socks5://127.0.0.1:1".to_owned()),
            ..Network::default()
        },
    ] {
        let error = list(network.clone(), "https://private.example")
            .await
            .unwrap_err();
        let AccessPortalError::Unreachable { detail } = error else {
            panic!("{error}")
        };
        assert!(
            detail.contains("CA bundle") || detail.contains("proxy setting"),
            "{detail}"
        );
        assert!(
            list(network, &plain.url).await.is_ok(),
            "this machine needs neither"
        );
    }
}
