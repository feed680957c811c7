//! A loopback server that sends scripted responses and records the requests it gets, and the values that tests send.

#![allow(dead_code, reason = "each test program uses another part")]
#![expect(
    clippy::unwrap_used,
    reason = "what goes wrong in a test's own server must fail the test"
)]

pub(crate) mod calls;
pub(crate) mod emulated;
pub(crate) mod tls;

use rolecall_model::account::{AccountId, RoleName};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::partition::Region;
use rolecall_model::portal::{EndpointUrl, Portal, PortalKind, PortalName, parse_start_url};
use rolecall_model::secret::{
    AccessToken, AuthorizationCode, ClientSecret, CodeVerifier, DeviceCode, RefreshToken, SecretAccessKey,
    SessionToken,
};
use rolecall_model::sign_in::{ClientRegistration, DeviceAuthorization, Grant};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;

/// What every secret of these tests begins with.
pub(crate) const CANARY: &str = "CANARY-";

/// One scripted response.
#[derive(Clone)]
pub(crate) enum ScriptedResponse {
    /// These bytes, then the end of the connection.
    Bytes(Vec<u8>),
    /// These bytes, then spaces for as long as they are read.
    Endless(&'static str),
    /// The connection ends without a response.
    Nothing,
}

/// Returns a response with a status, headers and a body.
pub(crate) fn response(status: u16, headers: &[(&str, &str)], body: &str) -> ScriptedResponse {
    let mut text = format!(
        "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n",
        body.len()
    );
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    text.push_str(body);
    ScriptedResponse::Bytes(text.into_bytes())
}

/// Returns a success with a JSON body.
pub(crate) fn json(body: &str) -> ScriptedResponse {
    response(200, &[("content-type", "application/json")], body)
}

/// A server on loopback.
pub(crate) struct Server {
    /// Its address.
    pub(crate) url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts a server that sends `responses` in turn, then the last of them again.
    pub(crate) async fn with_responses(responses: Vec<ScriptedResponse>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let recorded = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let Some(request) = read_request(&mut stream).await else {
                    continue;
                };
                let turn = recorded.lock().unwrap().len();
                recorded.lock().unwrap().push(request);
                send(&mut stream, &responses[turn.min(responses.len() - 1)]).await;
            }
        });
        Self { url, requests }
    }

    /// Returns every request so far, head and body as they came.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// Returns a portal whose endpoint is this server.
    pub(crate) fn portal(&self) -> Portal {
        portal(Some(&self.url), "eu-central-1")
    }
}

/// Reads one request whose body, if any, has a `content-length`.
pub(crate) async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let mut part = [0; 4096];
        let count = stream.read(&mut part).await.ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&part[..count]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse::<usize>().ok())?
        });
        if body.len() >= length.unwrap_or(0) {
            return Some(text.into_owned());
        }
    }
}

/// Writes one response. The client may have disconnected: that does not fail a test.
pub(crate) async fn send(stream: &mut (impl AsyncWrite + Unpin), response: &ScriptedResponse) {
    match response {
        ScriptedResponse::Bytes(bytes) => drop(stream.write_all(bytes).await),
        ScriptedResponse::Endless(beginning) => {
            let mut part = beginning.as_bytes().to_vec();
            while stream.write_all(&part).await.is_ok() {
                part = vec![b' '; 64 * 1024];
            }
        }
        ScriptedResponse::Nothing => {}
    }
    drop(stream.shutdown().await);
}

/// Returns an address of this machine that has no listener.
pub(crate) async fn unused_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// Returns a portal in `region`, at `endpoint` or at AWS.
pub(crate) fn portal(endpoint: Option<&str>, region: &str) -> Portal {
    Portal {
        name: PortalName::parse("corp").unwrap(),
        start_url: parse_start_url("https://d-1234567890.awsapps.com/start", None)
            .unwrap()
            .start_url,
        region: Region::parse(region).unwrap(),
        endpoint_url: endpoint.map(|url| EndpointUrl::parse(url).unwrap()),
        demo: false,
        kind: PortalKind::IdentityCenter,
    }
}

/// Returns a bearer token.
pub(crate) fn access_token() -> AccessToken {
    AccessToken::from_exposed("CANARY-access-token")
}

/// Returns a refresh token.
pub(crate) fn refresh_token() -> RefreshToken {
    RefreshToken::from_exposed("CANARY-refresh-token")
}

/// Returns a code and its verifier.
pub(crate) fn code() -> (AuthorizationCode, CodeVerifier) {
    (
        AuthorizationCode::from_exposed("CANARY-code"),
        CodeVerifier::from_exposed("CANARY-verifier"),
    )
}

/// Returns an account id with a leading zero.
pub(crate) fn account_id() -> AccountId {
    AccountId::parse("011122223333").unwrap()
}

/// Returns a role whose name no address may be confused by.
pub(crate) fn hostile_role() -> RoleName {
    RoleName::new("Admin&account_id=999999999999#/?\r\nx: y ü")
}

/// Returns a registration.
pub(crate) fn registration() -> ClientRegistration {
    ClientRegistration {
        client_id: "client".to_owned(),
        client_secret: ClientSecret::from_exposed("CANARY-client-secret"),
        expires_at: "2027-01-01T00:00:00Z".parse().unwrap(),
        grant: Grant::DeviceCode,
    }
}

/// Returns a device authorization.
pub(crate) fn device() -> DeviceAuthorization {
    DeviceAuthorization {
        device_code: DeviceCode::from_exposed("CANARY-device-code"),
        user_code: "ABCD-EFGH".to_owned(),
        verification_uri: "https://device.sso.us-east-1.amazonaws.com/".to_owned(),
        verification_uri_complete: "https://device.sso.us-east-1.amazonaws.com/?user_code=ABCD-EFGH"
            .to_owned(),
        expires_in: Duration::from_secs(600),
        interval: Duration::from_secs(1),
    }
}

/// Returns role credentials.
pub(crate) fn role_credentials() -> RoleCredentials {
    RoleCredentials {
        access_key_id: "ASIAEXAMPLEEXAMPLE00".to_owned(),
        secret_access_key: SecretAccessKey::from_exposed("CANARY-secret-access-key/+="),
        session_token: SessionToken::from_exposed("CANARY-session-token/+="),
        expires_at: "2027-01-01T00:00:00Z".parse().unwrap(),
        obtained_at: None,
        source_identity: None,
        user: None,
    }
}
