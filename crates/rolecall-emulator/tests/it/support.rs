//! Shared by the tests: a small HTTP client, a signer, and the steps of a sign-in.

mod signed_request;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rolecall_emulator::{Consent, EmulatorHandle, EmulatorSettings, Options, Organization, start};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

pub(crate) use signed_request::SignedRequest;

pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub(crate) const CALLBACK: &str = "http://127.0.0.1:43210/oauth/callback";
pub(crate) const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

pub(crate) struct TestResponse {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl TestResponse {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// The text of the first XML element with this name; empty when there is none.
    pub(crate) fn element(&self, name: &str) -> String {
        let (_, rest) = self.body.split_once(&format!("<{name}>")).unwrap_or_default();
        rest.split_once('<').unwrap_or_default().0.to_owned()
    }

    /// Checks the status and the error type as a client reads it: the header up to its colon, here without the
    /// `Exception` at its end.
    pub(crate) fn assert_error(&self, status: u16, error_type: &str) {
        let found = self.header("x-amzn-errortype").split(':').next();
        let found = found.and_then(|found| found.strip_suffix("Exception"));
        assert_eq!((self.status, found), (status, Some(error_type)), "{}", self.body);
    }
}

/// One request on a connection of its own; an error when the connection closes before the whole response.
pub(crate) fn try_request(
    url: &str,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Result<TestResponse, String> {
    let host = url.strip_prefix("http://").unwrap();
    let mut text = format!(
        "{method} {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    exchange(host, &format!("{text}\r\n{body}"))
}

/// A POST with another `Host`.
pub(crate) fn post_as(
    host: &str,
    emulator: &EmulatorHandle,
    target: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> TestResponse {
    let length = body.len();
    let mut text = format!(
        "POST {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {length}\r\n"
    );
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    let address = emulator.url().strip_prefix("http://").unwrap();
    exchange(address, &format!("{text}\r\n{body}")).unwrap()
}

/// A GET with another `Host`.
pub(crate) fn request_as(host: &str, emulator: &EmulatorHandle, target: &str) -> TestResponse {
    let text = format!("GET {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    exchange(emulator.url().strip_prefix("http://").unwrap(), &text).unwrap()
}

/// Sends a POST of JSON, and does not wait for its response.
pub(crate) fn begin_post(emulator: &EmulatorHandle, target: &str, body: &str) -> TcpStream {
    let address = emulator.url().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    let head = format!(
        "POST {target} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    );
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    stream
}

fn exchange(address: &str, text: &str) -> Result<TestResponse, String> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    let mut response = String::new();
    stream
        .read_to_string(&mut response)
        .map_err(|error| error.to_string())?;
    let (head, body) = response.split_once("\r\n\r\n").ok_or("no response")?;
    let mut lines = head.lines();
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .unwrap()
        .parse()
        .unwrap();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let response = TestResponse {
        status,
        headers,
        body: body.to_owned(),
    };
    match response.header("content-length").parse::<usize>() {
        Ok(length) if length != body.len() => Err(format!("{} of {length} bytes arrived", body.len())),
        Ok(_) | Err(_) => Ok(response),
    }
}

pub(crate) fn request(
    url: &str,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> TestResponse {
    try_request(url, method, target, headers, body).unwrap()
}

pub(crate) fn get(url: &str, target: &str) -> TestResponse {
    request(url, "GET", target, &[], "")
}

pub(crate) fn post_json(url: &str, target: &str, body: &Value) -> TestResponse {
    let media_type = [("content-type", "application/json")];
    request(url, "POST", target, &media_type, &body.to_string())
}

pub(crate) fn form(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

pub(crate) fn post_form(url: &str, target: &str, pairs: &[(&str, &str)]) -> TestResponse {
    let media_type = ("content-type", "application/x-www-form-urlencoded; charset=utf-8");
    request(url, "POST", target, &[media_type], &form(pairs))
}

/// Four accounts; `bob` sees less than `alice`.
pub(crate) fn organization() -> Organization {
    Organization::from_json(
        r#"{"name": "Acme", "region": "eu-west-1", "users": ["alice", "bob"], "accounts": [
            {"id": "111122223333", "name": "prod", "email": "prod@example.com", "roles": ["Admin", "ReadOnly"],
             "iam_roles": [{"name": "Deploy", "path": "/team/", "trusted_accounts": ["012345678901"]}]},
            {"id": "012345678901", "name": "no mail", "roles": ["ReadOnly"],
             "iam_roles": [{"name": "Tools", "trusted_accounts": ["111122223333"]}]},
            {"id": "222233334444", "name": "empty mail", "email": "",
             "roles": [{"name": "Long", "duration_seconds": 43200}]},
            {"id": "333344445555", "name": "alice only", "roles": [{"name": "Secret", "users": ["alice"]}]}
        ]}"#,
    )
    .unwrap()
}

pub(crate) fn emulator_of(
    organization: Organization,
    change: impl FnOnce(&mut EmulatorSettings),
) -> EmulatorHandle {
    let mut options = Options {
        organization,
        ..Options::default()
    };
    change(&mut options.settings);
    start(options).unwrap()
}

pub(crate) fn emulator(change: impl FnOnce(&mut EmulatorSettings)) -> EmulatorHandle {
    emulator_of(organization(), change)
}

/// As `--consent auto` sets it: every request is allowed at once.
pub(crate) fn consent_auto(settings: &mut EmulatorSettings) {
    settings.consent = Consent::Auto;
}

pub(crate) fn auto_emulator() -> EmulatorHandle {
    emulator(consent_auto)
}

pub(crate) fn command(emulator: &EmulatorHandle, verb: &str, body: Value) {
    emulator.command(verb, body).unwrap();
}

pub(crate) fn advance(emulator: &EmulatorHandle, seconds: u32) {
    command(emulator, "clock", json!({"advance_seconds": seconds}));
}

pub(crate) fn expire(emulator: &EmulatorHandle, what: &str) {
    command(emulator, "expire", json!({"what": what}));
}

/// Changes settings while it runs.
pub(crate) fn set(emulator: &EmulatorHandle, settings: Value) {
    command(emulator, "settings", settings);
}

pub(crate) struct TestClient<'a> {
    emulator: &'a EmulatorHandle,
    pub(crate) id: String,
    pub(crate) secret: String,
}

impl<'a> TestClient<'a> {
    pub(crate) fn register(emulator: &'a EmulatorHandle, body: &Value) -> Self {
        let response = post_json(emulator.url(), "/client/register", body);
        assert_eq!(response.status, 200, "{}", response.body);
        let text = |member: &str| response.json()[member].as_str().unwrap().to_owned();
        Self {
            emulator,
            id: text("clientId"),
            secret: text("clientSecret"),
        }
    }

    pub(crate) fn for_code(emulator: &'a EmulatorHandle) -> Self {
        Self::register(emulator, &code_registration(emulator))
    }

    pub(crate) fn for_device(emulator: &'a EmulatorHandle) -> Self {
        let body = json!({"clientName": "test", "clientType": "public", "scopes": ["sso:account:access"]});
        Self::register(emulator, &body)
    }

    /// CreateToken with these members besides the client's own.
    pub(crate) fn token(&self, members: &Value) -> TestResponse {
        let mut body = json!({"clientId": self.id, "clientSecret": self.secret});
        body.as_object_mut()
            .unwrap()
            .extend(members.as_object().unwrap().clone());
        post_json(self.emulator.url(), "/token", &body)
    }

    pub(crate) fn authorize_target(&self, changes: &[(&str, &str)]) -> String {
        let mut pairs = vec![
            ("response_type", "code"),
            ("client_id", self.id.as_str()),
            ("redirect_uri", CALLBACK),
            ("state", "state-1"),
            ("code_challenge_method", "S256"),
            ("scopes", "sso:account:access"),
            ("code_challenge", CHALLENGE),
        ];
        for (name, value) in changes {
            pairs.retain(|(known, _)| known != name);
            pairs.push((name, value));
        }
        pairs.retain(|(_, value)| !value.is_empty());
        format!("/authorize?{}", form(&pairs))
    }

    /// The response to /authorize with `changes` of its parameters.
    pub(crate) fn authorize(&self, changes: &[(&str, &str)]) -> TestResponse {
        get(self.emulator.url(), &self.authorize_target(changes))
    }

    /// A code, from an emulator with `--consent auto`.
    pub(crate) fn code(&self) -> String {
        let response = self.authorize(&[]);
        assert_eq!(response.status, 302, "{}", response.body);
        parameter(response.header("location"), "code").unwrap()
    }

    pub(crate) fn exchange(&self, code: &str) -> TestResponse {
        let members = json!({
            "grantType": "authorization_code", "code": code, "codeVerifier": VERIFIER, "redirectUri": CALLBACK,
        });
        self.token(&members)
    }

    pub(crate) fn refresh(&self, token: &str) -> TestResponse {
        self.token(&json!({"grantType": "refresh_token", "refreshToken": token}))
    }

    pub(crate) fn start_device_for(&self, start_url: &str) -> TestResponse {
        let body = json!({"clientId": self.id, "clientSecret": self.secret, "startUrl": start_url});
        post_json(self.emulator.url(), "/device_authorization", &body)
    }

    pub(crate) fn start_device(&self) -> Value {
        let response = self.start_device_for(self.emulator.start_url());
        assert_eq!(response.status, 200, "{}", response.body);
        response.json()
    }

    pub(crate) fn poll(&self, device: &Value) -> TestResponse {
        self.token(&json!({"grantType": DEVICE_GRANT, "deviceCode": device["deviceCode"]}))
    }

    pub(crate) fn assert_pending(&self, device: &Value) {
        self.poll(device).assert_error(400, "AuthorizationPending");
    }
}

pub(crate) fn code_registration(emulator: &EmulatorHandle) -> Value {
    json!({
        "clientName": "test", "clientType": "public", "scopes": ["sso:account:access"],
        "grantTypes": ["authorization_code", "refresh_token"],
        "redirectUris": ["http://127.0.0.1/oauth/callback"], "issuerUrl": emulator.start_url(),
    })
}

pub(crate) fn parameter(address: &str, name: &str) -> Option<String> {
    let url = url::Url::parse(address).unwrap();
    url.query_pairs()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// Tokens of a whole sign-in as the first user.
pub(crate) fn signed_in(emulator: &EmulatorHandle) -> (TestClient<'_>, Value) {
    let client = TestClient::for_code(emulator);
    let response = client.exchange(&client.code());
    assert_eq!(response.status, 200, "{}", response.body);
    (client, response.json())
}

pub(crate) fn portal(emulator: &EmulatorHandle, token: &str, target: &str) -> TestResponse {
    let bearer = [("x-amz-sso_bearer_token", token)];
    request(emulator.url(), "GET", target, &bearer, "")
}

pub(crate) fn access_token(emulator: &EmulatorHandle) -> String {
    signed_in(emulator).1["accessToken"].as_str().unwrap().to_owned()
}

#[derive(Clone)]
pub(crate) struct TestKeys {
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) token: String,
}

impl TestKeys {
    /// The credentials in a response of STS.
    pub(crate) fn from_response(response: &TestResponse) -> Self {
        assert_eq!(response.status, 200, "{}", response.body);
        Self {
            id: response.element("AccessKeyId"),
            secret: response.element("SecretAccessKey"),
            token: response.element("SessionToken"),
        }
    }
}

pub(crate) fn role_credentials(emulator: &EmulatorHandle, account: &str, role: &str) -> TestKeys {
    let target = format!("/federation/credentials?role_name={role}&account_id={account}");
    let response = portal(emulator, &access_token(emulator), &target);
    assert_eq!(response.status, 200, "{}", response.body);
    let keys = &response.json()["roleCredentials"];
    let text = |member: &str| keys[member].as_str().unwrap().to_owned();
    TestKeys {
        id: text("accessKeyId"),
        secret: text("secretAccessKey"),
        token: text("sessionToken"),
    }
}

#[test]
fn the_challenge_belongs_to_the_verifier() {
    assert_eq!(URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER)), CHALLENGE);
}
