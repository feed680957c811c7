//! Sign-ins to the console at the emulator: tokens bound to a key, their renewal, and each refusal.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

mod support;

use rolecall::login::authorization_url;
use rolecall::ports::{CodeExchange, ConsoleSignIn, ConsoleSignInError, ConsoleTokens, Sts};
use rolecall::sign_in::code_challenge;
use rolecall_emulator::{Consent, EmulatorSettings, Organization};
use rolecall_model::portal::{AwsEndpoints, EndpointUrl};
use rolecall_model::secret::{AuthorizationCode, CodeVerifier, DpopKey, OauthState, RefreshToken};
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpStream;
use support::emulated::EmulatedAws;
use url::Url;

const REDIRECT_URI: &str = "http://127.0.0.1:43210/oauth/callback";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// The private keys of RFC 7515, A.3.1, and of RFC 6979, A.2.5.
const KEY: &str = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI";
const OTHER_KEY: &str = "ya-p2EW6dRZrXCFXZ7HWk05Qw9s26JsSe4piKxIPZyE";

fn emulated() -> EmulatedAws {
    let organization = json!({
        "region": "eu-west-1",
        "users": [{"name": "ann", "console": {"account": "111122223333", "user": "ann"}}],
        "accounts": [{
            "id": "111122223333", "name": "lab", "roles": ["Admin"],
            "iam_users": [{"name": "ann", "path": "/staff/", "access_keys": []}],
        }],
    });
    let organization: Organization = serde_json::from_value(organization).unwrap();
    let settings = EmulatorSettings {
        consent: Consent::Auto,
        ..EmulatorSettings::default()
    };
    EmulatedAws::with(organization, settings)
}

fn endpoints(world: &EmulatedAws) -> AwsEndpoints {
    AwsEndpoints {
        region: world.portal.region.clone(),
        endpoint_url: EndpointUrl::parse(world.emulator.url()).ok(),
    }
}

/// The code that the browser brings back.
fn code(world: &EmulatedAws) -> AuthorizationCode {
    let challenge = code_challenge(&CodeVerifier::from_exposed(VERIFIER));
    let state = OauthState::from_exposed("state-1");
    let page = authorization_url(&endpoints(world), REDIRECT_URI, &state, &challenge);
    let page = Url::parse(page.expose()).unwrap();
    let address = format!("127.0.0.1:{}", page.port().unwrap());
    let mut stream = TcpStream::connect(&address).unwrap();
    let target = &page[url::Position::BeforePath..];
    write!(
        stream,
        "GET {target} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let location = answer.lines().find_map(|line| line.strip_prefix("location: "));
    assert!(location.is_some(), "{answer}");
    let location = Url::parse(location.unwrap()).unwrap();
    let value = |name: &str| {
        let mut pairs = location.query_pairs();
        pairs.find(|(key, _)| key == name).unwrap().1.into_owned()
    };
    assert_eq!(value("state"), "state-1");
    AuthorizationCode::from_exposed(value("code"))
}

fn key() -> DpopKey {
    DpopKey::from_exposed(KEY)
}

async fn exchange(
    world: &EmulatedAws,
    code: &AuthorizationCode,
    verifier: &str,
) -> Result<ConsoleTokens, ConsoleSignInError> {
    let exchange = CodeExchange {
        code,
        verifier: &CodeVerifier::from_exposed(verifier),
        redirect_uri: REDIRECT_URI,
    };
    world.aws.exchange_code(&endpoints(world), &key(), exchange).await
}

async fn refresh(
    world: &EmulatedAws,
    key: &DpopKey,
    token: &RefreshToken,
) -> Result<ConsoleTokens, ConsoleSignInError> {
    world.aws.refresh(&endpoints(world), key, token).await
}

async fn signed_in(world: &EmulatedAws) -> ConsoleTokens {
    exchange(world, &code(world), VERIFIER).await.unwrap()
}

fn is_refused(outcome: Result<ConsoleTokens, ConsoleSignInError>) -> bool {
    matches!(outcome, Err(ConsoleSignInError::Refused { .. }))
}

#[tokio::test]
async fn a_code_becomes_credentials_of_whoever_signed_in_and_a_refresh_token_the_next() {
    let world = emulated();
    let tokens = signed_in(&world).await;
    let arn = "arn:aws:iam::111122223333:user/staff/ann";
    assert_eq!(tokens.login_session.as_deref(), Some(arn));
    let (mut issued, mut token) = (tokens.credentials, tokens.refresh_token);
    for _ in 0..3 {
        let endpoints = endpoints(&world);
        let identity = world
            .aws
            .get_caller_identity(&endpoints, &endpoints.region, &issued);
        assert_eq!(identity.await.unwrap().arn, arn);
        let next = refresh(&world, &key(), &token).await.unwrap();
        assert_eq!(next.login_session, None);
        // The one before works no more.
        let again = refresh(&world, &key(), &token).await;
        assert_eq!(again.unwrap_err(), ConsoleSignInError::Ended);
        (issued, token) = (next.credentials, next.refresh_token);
    }
}

#[tokio::test]
async fn another_key_or_verifier_gets_nothing() {
    let world = emulated();
    let tokens = signed_in(&world).await;
    let other = DpopKey::from_exposed(OTHER_KEY);
    assert!(is_refused(refresh(&world, &other, &tokens.refresh_token).await));
    refresh(&world, &key(), &tokens.refresh_token).await.unwrap();
    let code = code(&world);
    let wrong = "0000000000000000000000000000000000000000000";
    assert!(is_refused(exchange(&world, &code, wrong).await));
    assert!(is_refused(exchange(&world, &code, VERIFIER).await));
    let no_key = DpopKey::from_exposed("");
    let unsent = refresh(&world, &no_key, &tokens.refresh_token).await;
    assert!(
        matches!(unsent, Err(ConsoleSignInError::Unexpected { .. })),
        "{unsent:?}"
    );
}

#[tokio::test]
async fn each_refusal_and_failure_is_an_error_of_its_own() {
    let world = emulated();
    let mut token = signed_in(&world).await.refresh_token;
    let denied = |code: &str| json!({"kind": "error", "status": 403, "code": code});
    let faults = [
        denied("USER_CREDENTIALS_CHANGED"),
        denied("INSUFFICIENT_PERMISSIONS"),
        denied("TOKEN_EXPIRED"),
        json!({"kind": "throttle", "retry_after": 7}),
        json!({"kind": "server_error", "status": 503}),
        json!({"kind": "malformed"}),
        json!({"kind": "drop"}),
    ];
    let mut outcomes = Vec::new();
    for mut fault in faults {
        fault["operation"] = json!("CreateOAuth2Token");
        world.emulator.command("faults", fault).unwrap();
        outcomes.push(refresh(&world, &key(), &token).await.unwrap_err());
        token = refresh(&world, &key(), &token).await.unwrap().refresh_token;
    }
    assert_eq!(outcomes[0], ConsoleSignInError::CredentialsChanged);
    assert_eq!(outcomes[1], ConsoleSignInError::NotAllowed);
    assert_eq!(outcomes[2], ConsoleSignInError::Ended);
    let retry_in = Some(std::time::Duration::from_secs(7));
    assert_eq!(outcomes[3], ConsoleSignInError::Throttled { retry_in });
    assert!(matches!(outcomes[4], ConsoleSignInError::Unreachable { .. }));
    assert!(matches!(outcomes[5], ConsoleSignInError::Unexpected { .. }));
    assert!(matches!(outcomes[6], ConsoleSignInError::Unreachable { .. }));
    world
        .emulator
        .command("expire", json!({"what": "login_sessions"}))
        .unwrap();
    assert_eq!(
        refresh(&world, &key(), &token).await.unwrap_err(),
        ConsoleSignInError::Ended
    );
}

#[tokio::test]
async fn a_wrong_clock_is_made_up_for_when_aws_shows_its_own() {
    let world = emulated();
    let tokens = signed_in(&world).await;
    world
        .emulator
        .command("clock", json!({"skew_seconds": 3000}))
        .unwrap();
    // The first proof is too old, and its refusal shows AWS's time.
    refresh(&world, &key(), &tokens.refresh_token).await.unwrap();
    let sent = world.emulator.calls("CreateOAuth2Token");
    assert_eq!(
        sent, 3,
        "one to sign in, one that is refused, one with the right time"
    );
}
