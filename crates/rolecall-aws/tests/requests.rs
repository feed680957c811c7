//! The requests, byte for byte where AWS documents them, and how often each is sent.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

mod support;

use rolecall::ports::{AccessPortal, Authorization, Federation, Sts};
use rolecall_aws::{Aws, NetworkConfig};
use rolecall_fakes::FakeClock;
use rolecall_model::sign_in::Grant;
use std::sync::Arc;
use support::{ScriptedResponse, Server, json, response};

const REGISTERED: &str = r#"{"clientId":"c","clientSecret":"CANARY-s","clientIdIssuedAt":1,"clientSecretExpiresAt":1893456000,"authorizationEndpoint":null,"tokenEndpoint":null}"#;
const TOKEN: &str =
    r#"{"accessToken":"CANARY-a","tokenType":"Bearer","expiresIn":3600,"refreshToken":null,"idToken":null}"#;

fn aws() -> Aws {
    Aws::new(NetworkConfig::default(), Arc::new(FakeClock::manual()))
}

fn body(request: &str) -> serde_json::Value {
    serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap()
}

fn line(request: &str) -> &str {
    request.lines().next().unwrap()
}

#[tokio::test]
async fn a_registration_for_the_browser_names_its_grants_redirect_and_issuer() {
    let server = Server::with_responses(vec![json(REGISTERED)]).await;
    let registration = aws()
        .register_client(&server.portal(), Grant::AuthorizationCode)
        .await
        .unwrap();
    assert_eq!(registration.expires_at.as_second(), 1_893_456_000);
    let requests = server.requests();
    assert_eq!(line(&requests[0]), "POST /client/register HTTP/1.1");
    let expected = serde_json::json!({
        "clientName": "Rolecall", "clientType": "public", "scopes": ["sso:account:access"],
        "grantTypes": ["authorization_code", "refresh_token"],
        "redirectUris": ["http://127.0.0.1/oauth/callback"],
        "issuerUrl": "https://d-1234567890.awsapps.com/start",
    });
    assert_eq!(body(&requests[0]), expected);
}

#[tokio::test]
async fn a_registration_for_a_device_code_names_no_grant() {
    let server = Server::with_responses(vec![json(REGISTERED)]).await;
    aws()
        .register_client(&server.portal(), Grant::DeviceCode)
        .await
        .unwrap();
    let expected = serde_json::json!({"clientName": "Rolecall", "clientType": "public", "scopes": ["sso:account:access"]});
    assert_eq!(body(&server.requests()[0]), expected);
}

#[tokio::test]
async fn a_token_request_has_the_parameters_of_its_grant() {
    let server = Server::with_responses(vec![json(TOKEN)]).await;
    let (aws, portal, registration) = (aws(), server.portal(), support::registration());
    let (code, verifier) = support::code();
    let redirect_uri = "http://127.0.0.1:33821/oauth/callback";
    let by_code =
        aws.create_token_with_authorization_code(&portal, &registration, &code, &verifier, redirect_uri);
    let token = by_code.await.unwrap();
    assert_eq!(token.expires_in.as_secs(), 3600);
    assert!(token.refresh_token.is_none());
    aws.create_token_with_device_code(&portal, &registration, &support::device())
        .await
        .unwrap();
    aws.create_token_with_refresh_token(&portal, &registration, &support::refresh_token())
        .await
        .unwrap();
    let requests = server.requests();
    assert!(
        requests
            .iter()
            .all(|request| line(request) == "POST /token HTTP/1.1")
    );
    let client = |rest: serde_json::Value| {
        let mut whole = serde_json::json!({"clientId": "client", "clientSecret": "CANARY-client-secret"});
        whole
            .as_object_mut()
            .unwrap()
            .extend(rest.as_object().unwrap().clone());
        whole
    };
    assert_eq!(
        body(&requests[0]),
        client(serde_json::json!({
            "grantType": "authorization_code", "redirectUri": redirect_uri,
            "codeVerifier": "CANARY-verifier", "code": "CANARY-code",
        }))
    );
    assert_eq!(
        body(&requests[1]),
        client(serde_json::json!({
            "grantType": "urn:ietf:params:oauth:grant-type:device_code", "deviceCode": "CANARY-device-code",
        }))
    );
    assert_eq!(
        body(&requests[2]),
        client(serde_json::json!({
            "grantType": "refresh_token", "refreshToken": "CANARY-refresh-token",
        }))
    );
}

#[tokio::test]
async fn hostile_names_stay_inside_their_parameter() {
    let credentials = r#"{"roleCredentials":{"accessKeyId":"A","secretAccessKey":"S","sessionToken":"T","expiration":1893456000123}}"#;
    let server = Server::with_responses(vec![json(credentials)]).await;
    let (portal, role) = (server.portal(), support::hostile_role());
    let (token, account_id) = (support::access_token(), support::account_id());
    let credentials = aws()
        .get_role_credentials(&portal, &token, &account_id, &role)
        .await
        .unwrap();
    assert_eq!(credentials.expires_at.as_millisecond(), 1_893_456_000_123);
    let requests = server.requests();
    let target = line(&requests[0]).split(' ').nth(1).unwrap().to_owned();
    let url = url::Url::parse(&format!("http://x{target}")).unwrap();
    assert_eq!(url.path(), "/federation/credentials");
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    assert_eq!(pairs.len(), 2);
    assert!(pairs.contains(&("role_name".to_owned(), role.as_str().to_owned())));
    assert!(pairs.contains(&("account_id".to_owned(), "011122223333".to_owned())));
    assert!(
        requests[0]
            .to_lowercase()
            .contains("x-amz-sso_bearer_token: canary-access-token\r\n")
    );
    assert!(!requests[0].to_lowercase().contains("\r\nx: y"));
}

#[tokio::test]
async fn pages_of_a_hundred_are_requested_and_the_last_is_recognised() {
    let first = r#"{"nextToken":"a/b=","accountList":[{"accountId":"000000000001","accountName":null,"emailAddress":null}]}"#;
    let server =
        Server::with_responses(vec![json(first), json(r#"{"nextToken":null,"accountList":[]}"#)]).await;
    let (aws, portal, token) = (aws(), server.portal(), support::access_token());
    let page = aws.list_accounts(&portal, &token, None).await.unwrap();
    assert_eq!(page.items[0].name, "");
    let last = aws
        .list_accounts(&portal, &token, page.next_token.as_deref())
        .await
        .unwrap();
    assert!(last.items.is_empty() && last.next_token.is_none());
    let requests = server.requests();
    assert_eq!(
        line(&requests[0]),
        "GET /assignment/accounts?max_result=100 HTTP/1.1"
    );
    assert!(
        line(&requests[1]).contains("next_token=a%2Fb%3D"),
        "{}",
        line(&requests[1])
    );
}

#[tokio::test]
async fn the_federation_endpoint_gets_a_form_and_no_query() {
    let server = Server::with_responses(vec![json(r#"{"SigninToken":"CANARY-signin"}"#)]).await;
    let portal = server.portal();
    let token = aws()
        .get_signin_token(&portal.endpoints(), &portal.region, &support::role_credentials())
        .await
        .unwrap();
    assert!(token.matches("CANARY-signin"));
    let requests = server.requests();
    assert_eq!(line(&requests[0]), "POST /federation HTTP/1.1");
    assert!(
        requests[0]
            .to_lowercase()
            .contains("content-type: application/x-www-form-urlencoded\r\n")
    );
    let form = requests[0].split_once("\r\n\r\n").unwrap().1;
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(form.as_bytes())
        .into_owned()
        .collect();
    let expected = r#"{"sessionId":"ASIAEXAMPLEEXAMPLE00","sessionKey":"CANARY-secret-access-key/+=","sessionToken":"CANARY-session-token/+="}"#;
    let expected = [("Action", "getSigninToken"), ("Session", expected)];
    assert_eq!(
        pairs,
        expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
}

#[tokio::test]
async fn an_sts_request_is_signed_for_the_region_without_the_secret_key() {
    let body = "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult><Arn>arn:aws:sts::011122223333:assumed-role/x/me</Arn><UserId>AROA:me</UserId><Account>011122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";
    let server = Server::with_responses(vec![response(200, &[("content-type", "text/xml")], body)]).await;
    let region = rolecall_model::partition::Region::parse("ap-south-1").unwrap();
    let identity = aws()
        .get_caller_identity(
            &server.portal().endpoints(),
            &region,
            &support::role_credentials(),
        )
        .await
        .unwrap();
    assert_eq!(
        (identity.account.as_str(), identity.user_id.as_str()),
        ("011122223333", "AROA:me")
    );
    let requests = &server.requests()[0];
    assert!(
        requests.contains("Credential=ASIAEXAMPLEEXAMPLE00/")
            && requests.contains("/ap-south-1/sts/aws4_request")
    );
    assert!(requests.contains("CANARY-session-token") && !requests.contains("CANARY-secret-access-key"));
}

#[tokio::test]
async fn how_often_each_call_is_sent_when_aws_fails() {
    let half = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{".to_vec();
    for failure in [
        response(503, &[], ""),
        ScriptedResponse::Nothing,
        ScriptedResponse::Bytes(half),
    ] {
        let server = Server::with_responses(vec![failure]).await;
        let (aws, portal) = (aws(), server.portal());
        let sent = || server.requests().len();
        assert!(aws.register_client(&portal, Grant::DeviceCode).await.is_err());
        assert_eq!(sent(), 3);
        assert!(
            aws.list_accounts(&portal, &support::access_token(), None)
                .await
                .is_err()
        );
        assert_eq!(sent(), 4, "the caller paces the access portal");
        let (registration, token) = (support::registration(), support::refresh_token());
        let refreshed = aws
            .create_token_with_refresh_token(&portal, &registration, &token)
            .await;
        assert!(refreshed.is_err());
        assert_eq!(sent(), 5, "a refresh token is valid for one use");
    }
}

#[tokio::test]
async fn a_refused_request_is_sent_once() {
    let server = Server::with_responses(vec![response(400, &[], r#"{"error":"invalid_request"}"#)]).await;
    assert!(
        aws()
            .register_client(&server.portal(), Grant::DeviceCode)
            .await
            .is_err()
    );
    assert_eq!(server.requests().len(), 1);
}
