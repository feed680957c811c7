//! Constructing the adapter, and short timeouts against servers that never respond.

use crate::aws::Aws;
use crate::http_client::Timeouts;
use crate::network::{CaBundle, NetworkConfig};
use rolecall::ports::{AccessPortal, AccessPortalError, Federation, FederationError, Sts, StsError};
use rolecall_fakes::FakeClock;
use rolecall_model::account::AccountId;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::partition::Region;
use rolecall_model::portal::{EndpointUrl, Portal, PortalKind, PortalName, parse_start_url};
use rolecall_model::secret::{AccessToken, SecretAccessKey, SessionToken};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

const SHORT: Timeouts = Timeouts {
    connect: Duration::from_millis(300),
    operation: Duration::from_millis(300),
};

#[test]
fn the_constructor_needs_no_runtime_and_checks_nothing() {
    let network = NetworkConfig {
        https_proxy: Some("no proxy".to_owned()),
        no_proxy: None,
        ca_bundle: Some(CaBundle::new("company.pem".into(), Ok(b"no PEM".to_vec()))),
    };
    assert!(format!("{:?}", Aws::new(network, Arc::new(FakeClock::manual()))).starts_with("Aws"));
}

/// Sends nothing, or the beginning of a response that never ends.
async fn silent_server(beginning: &'static str) -> Portal {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            stream.write_all(beginning.as_bytes()).await.unwrap();
            open.push(stream);
        }
    });
    Portal {
        name: PortalName::parse("corp").unwrap(),
        start_url: parse_start_url("https://d-1234567890.awsapps.com/start", None)
            .unwrap()
            .start_url,
        region: Region::parse("us-east-1").unwrap(),
        endpoint_url: EndpointUrl::parse(&url).ok(),
        demo: false,
        kind: PortalKind::IdentityCenter,
    }
}

fn credentials() -> RoleCredentials {
    RoleCredentials {
        access_key_id: "ASIAEXAMPLE".to_owned(),
        secret_access_key: SecretAccessKey::from_exposed("secret"),
        session_token: SessionToken::from_exposed("token"),
        expires_at: "2026-10-21T07:28:00Z".parse().unwrap(),
        obtained_at: None,
        source_identity: None,
        user: None,
    }
}

#[tokio::test]
async fn a_silent_server_ends_in_a_timeout() {
    let body_never_ends = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    for beginning in ["", "HTTP/1.1 200 OK\r\n", body_never_ends] {
        let portal = silent_server(beginning).await;
        let aws = Aws::with_timeouts(NetworkConfig::default(), Arc::new(FakeClock::manual()), SHORT);
        let token = AccessToken::from_exposed("token");
        let account_id = AccountId::parse("111122223333").unwrap();
        let roles = aws.list_account_roles(&portal, &token, &account_id, None);
        assert!(
            matches!(roles.await, Err(AccessPortalError::Unreachable { .. })),
            "{beginning}"
        );
        let identity = aws
            .get_caller_identity(&portal.endpoints(), &portal.region, &credentials())
            .await;
        assert!(
            matches!(identity, Err(StsError::Unreachable { .. })),
            "{beginning}"
        );
        let signin_token = aws
            .get_signin_token(&portal.endpoints(), &portal.region, &credentials())
            .await;
        assert!(
            matches!(signin_token, Err(FederationError::Unreachable { .. })),
            "{beginning}"
        );
    }
}
