//! Responses that AWS never sends, from servers that are broken, hostile or a proxy. None may cause a panic or a hang, be
//! followed to another host, or put a secret into an error.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

mod support;

use rolecall::ports::{
    AccessPortal, AccessPortalError, Authorization, AuthorizationError, Federation, FederationError, Sts,
    StsError,
};
use rolecall_aws::{Aws, NetworkConfig};
use rolecall_model::portal::Portal;
use rolecall_model::sign_in::Grant;
use support::{CANARY, ScriptedResponse, Server, json, response};

/// The error of every call to one server, in the order of the ports.
struct CallErrors {
    register: AuthorizationError,
    device: AuthorizationError,
    poll: AuthorizationError,
    exchange: AuthorizationError,
    refresh: AuthorizationError,
    accounts: AccessPortalError,
    roles: AccessPortalError,
    credentials: AccessPortalError,
    sts: StsError,
    federation: FederationError,
}

impl CallErrors {
    async fn collect(portal: &Portal) -> Self {
        let aws = Aws::new(NetworkConfig::default());
        let (token, registration, account) = (
            support::access_token(),
            support::registration(),
            support::account_id(),
        );
        let (code, verifier) = support::code();
        let redirect = "http://127.0.0.1:1/oauth/callback";
        let role = support::hostile_role();
        let role_credentials = support::role_credentials();
        Self {
            register: aws
                .register_client(portal, Grant::AuthorizationCode)
                .await
                .unwrap_err(),
            device: aws
                .start_device_authorization(portal, &registration)
                .await
                .unwrap_err(),
            poll: aws
                .create_token_with_device_code(portal, &registration, &support::device())
                .await
                .unwrap_err(),
            exchange: aws
                .create_token_with_authorization_code(portal, &registration, &code, &verifier, redirect)
                .await
                .unwrap_err(),
            refresh: aws
                .create_token_with_refresh_token(portal, &registration, &support::refresh_token())
                .await
                .unwrap_err(),
            accounts: aws.list_accounts(portal, &token, None).await.unwrap_err(),
            roles: aws
                .list_account_roles(portal, &token, &account, None)
                .await
                .unwrap_err(),
            credentials: aws
                .get_role_credentials(portal, &token, &account, &role)
                .await
                .unwrap_err(),
            sts: aws
                .get_caller_identity(&portal.endpoints(), &portal.region, &role_credentials)
                .await
                .unwrap_err(),
            federation: aws
                .get_signin_token(&portal.endpoints(), &portal.region, &role_credentials)
                .await
                .unwrap_err(),
        }
    }

    fn authorization(&self) -> [&AuthorizationError; 5] {
        [
            &self.register,
            &self.device,
            &self.poll,
            &self.exchange,
            &self.refresh,
        ]
    }

    fn access_portal(&self) -> [&AccessPortalError; 3] {
        [&self.accounts, &self.roles, &self.credentials]
    }

    fn texts(&self) -> Vec<String> {
        let mut texts: Vec<String> = self
            .authorization()
            .iter()
            .map(|error| format!("{error} {error:?}"))
            .collect();
        texts.extend(
            self.access_portal()
                .iter()
                .map(|error| format!("{error} {error:?}")),
        );
        texts.push(format!("{} {:?}", self.sts, self.sts));
        texts.push(format!("{} {:?}", self.federation, self.federation));
        texts
    }

    fn is_unreachable(&self) -> bool {
        self.authorization()
            .iter()
            .all(|error| matches!(error, AuthorizationError::Unreachable { .. }))
            && self
                .access_portal()
                .iter()
                .all(|error| matches!(error, AccessPortalError::Unreachable { .. }))
            && matches!(self.sts, StsError::Unreachable { .. })
            && matches!(self.federation, FederationError::Unreachable { .. })
    }

    fn is_unexpected(&self) -> bool {
        self.authorization()
            .iter()
            .all(|error| matches!(error, AuthorizationError::Unexpected { .. }))
            && self
                .access_portal()
                .iter()
                .all(|error| matches!(error, AccessPortalError::Unexpected { .. }))
            && matches!(self.sts, StsError::Unreachable { .. })
            && matches!(self.federation, FederationError::Unreachable { .. })
    }
}

async fn call_errors(responses: Vec<ScriptedResponse>) -> CallErrors {
    CallErrors::collect(&Server::with_responses(responses).await.portal()).await
}

#[tokio::test]
async fn success_without_valid_json_is_unexpected() {
    let nested = format!("{{\"x\":{}", "[".repeat(200_000));
    let bodies = [
        "",
        "<html>Sign in to the hotel's network</html>",
        "{",
        "[]",
        "null",
        "{\"accessToken\":",
        "\u{0}",
        "{}{}",
        &nested,
    ];
    for body in bodies {
        let errors = call_errors(vec![json(body)]).await;
        let shown: String = body.chars().take(40).collect();
        assert!(errors.is_unexpected(), "{shown}: {:#?}", errors.texts());
    }
}

#[tokio::test]
async fn members_of_another_type_are_unexpected() {
    let body = r#"{"clientId":1,"clientSecret":[],"accessToken":{},"accountList":"x","roleList":7,"roleCredentials":[],"deviceCode":false,"SigninToken":9}"#;
    assert!(call_errors(vec![json(body)]).await.is_unexpected());
}

#[tokio::test]
async fn members_that_are_null_count_as_absent() {
    let nulls = r#"{"clientId":null,"clientSecret":null,"accessToken":null,"roleCredentials":null,"deviceCode":null,"userCode":null,"verificationUri":null,"SigninToken":null,"accountList":null,"roleList":null,"nextToken":null}"#;
    let server = Server::with_responses(vec![json(nulls)]).await;
    let (aws, portal, token) = (
        Aws::new(NetworkConfig::default()),
        server.portal(),
        support::access_token(),
    );
    assert!(
        aws.list_accounts(&portal, &token, None)
            .await
            .unwrap()
            .items
            .is_empty()
    );
    assert!(
        aws.list_account_roles(&portal, &token, &support::account_id(), None)
            .await
            .unwrap()
            .items
            .is_empty()
    );
    let registration = aws.register_client(&portal, Grant::DeviceCode).await;
    assert!(matches!(registration, Err(AuthorizationError::Unexpected { .. })));
    let poll = aws
        .create_token_with_device_code(&portal, &support::registration(), &support::device())
        .await;
    assert!(matches!(poll, Err(AuthorizationError::Unexpected { .. })));
}

#[tokio::test]
async fn an_endless_response_is_cut_off() {
    let endless = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{";
    let errors = call_errors(vec![ScriptedResponse::Endless(endless)]).await;
    assert!(errors.is_unexpected(), "{:#?}", errors.texts());
    assert!(
        errors.texts().iter().all(|text| text.contains("too large")),
        "{:#?}",
        errors.texts()
    );
    let error = "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\n\r\n{";
    let portal = Server::with_responses(vec![ScriptedResponse::Endless(error)])
        .await
        .portal();
    let accounts = Aws::new(NetworkConfig::default())
        .list_accounts(&portal, &support::access_token(), None)
        .await;
    assert!(matches!(accounts, Err(AccessPortalError::Unexpected { .. })));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::with_responses(vec![json("{}")]).await;
    for status in [301, 302, 303, 307, 308] {
        let errors = call_errors(vec![response(status, &[("location", &elsewhere.url)], "")]).await;
        assert!(errors.is_unexpected(), "{status}: {:#?}", errors.texts());
    }
    assert_eq!(elsewhere.requests(), [""; 0]);
}

#[tokio::test]
async fn no_connection_and_broken_ones_are_unreachable() {
    let refused = CallErrors::collect(&support::portal(
        Some(&support::unused_address().await),
        "us-east-1",
    ))
    .await;
    assert!(refused.is_unreachable(), "{:#?}", refused.texts());
    assert!(
        refused
            .texts()
            .iter()
            .all(|text| text.contains("connection refused")),
        "{:#?}",
        refused.texts()
    );
    let half = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{".to_vec();
    let no_http = b"SSH-2.0-OpenSSH_9.2p1\r\n".to_vec();
    for broken in [
        ScriptedResponse::Nothing,
        ScriptedResponse::Bytes(half),
        ScriptedResponse::Bytes(no_http),
    ] {
        let errors = call_errors(vec![broken]).await;
        assert!(errors.is_unreachable(), "{:#?}", errors.texts());
    }
}

#[tokio::test]
async fn server_errors_are_unreachable_whatever_their_body() {
    for body in ["", "<html>", r#"{"message":"x"}"#, r#"{"error":"server_error"}"#] {
        for status in [500, 502, 503, 504, 599] {
            let portal = Server::with_responses(vec![response(status, &[], body)])
                .await
                .portal();
            let aws = Aws::new(NetworkConfig::default());
            let refresh = aws
                .create_token_with_refresh_token(&portal, &support::registration(), &support::refresh_token())
                .await;
            assert!(
                matches!(refresh, Err(AuthorizationError::Unreachable { .. })),
                "{status} {body}"
            );
            let accounts = aws.list_accounts(&portal, &support::access_token(), None).await;
            assert!(
                matches!(accounts, Err(AccessPortalError::Unreachable { .. })),
                "{status} {body}"
            );
        }
    }
}

#[tokio::test]
async fn federation_and_sts_distinguish_a_refusal_from_a_proxys_response() {
    let aws = Aws::new(NetworkConfig::default());
    let credentials = support::role_credentials();
    for (status, refused) in [(400, true), (403, true), (404, true), (407, false), (429, false)] {
        let portal = Server::with_responses(vec![response(status, &[], "<html>no</html>")])
            .await
            .portal();
        let error = aws
            .get_signin_token(&portal.endpoints(), &portal.region, &credentials)
            .await
            .unwrap_err();
        assert_eq!(matches!(error, FederationError::Refused), refused, "{status}");
    }
    let xml = |code: &str| {
        format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>m</Message></Error><RequestId>1</RequestId></ErrorResponse>"
        )
    };
    for (status, body, refused) in [
        (403, xml("ExpiredToken"), true),
        (403, xml("InvalidClientTokenId"), true),
        (403, xml("SignatureDoesNotMatch"), true),
        (400, xml("Throttling"), false),
        (403, "<html>blocked by policy</html>".to_owned(), false),
        (500, xml("InternalFailure"), false),
    ] {
        let portal = Server::with_responses(vec![response(status, &[("content-type", "text/xml")], &body)])
            .await
            .portal();
        let error = aws
            .get_caller_identity(&portal.endpoints(), &portal.region, &credentials)
            .await
            .unwrap_err();
        assert_eq!(matches!(error, StsError::Refused), refused, "{status} {body}");
    }
}

#[tokio::test]
async fn no_error_contains_a_secret_or_a_query() {
    let everything = "CANARY-access-token CANARY-refresh-token CANARY-code CANARY-verifier CANARY-client-secret CANARY-device-code CANARY-session-token";
    let body = format!(
        r#"{{"error":"invalid_request","error_description":"{everything}","message":"{everything}","accountList":7,"roleList":7}}"#
    );
    let headers = [("x-amzn-requestid", everything), ("x-amzn-errortype", everything)];
    let refused = support::portal(Some(&support::unused_address().await), "us-east-1");
    let mut texts = CallErrors::collect(&refused).await.texts();
    for response in [
        response(400, &headers, &body),
        response(400, &[], &body),
        response(500, &headers, &body),
        json(&body),
        json("{\"CANARY-x"),
    ] {
        texts.extend(call_errors(vec![response]).await.texts());
    }
    // A registration sends no secret, so what AWS says about it is shown; here it is the server that knows them.
    texts.retain(|text| !text.starts_with("the request is not valid: CANARY-access-token"));
    for text in texts {
        assert!(
            !text.contains(CANARY) && !text.contains('?') && !text.contains("account_id"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn aws_description_of_a_mistyped_start_url_is_shown() {
    let body = r#"{"error":"invalid_request","error_description":"Invalid start url provided"}"#;
    let portal = Server::with_responses(vec![response(400, &[], body)])
        .await
        .portal();
    let started = Aws::new(NetworkConfig::default())
        .start_device_authorization(&portal, &support::registration())
        .await;
    let Err(AuthorizationError::InvalidRequest { detail }) = started else {
        panic!("{started:?}")
    };
    assert!(detail.starts_with("Invalid start url provided"), "{detail}");
}

#[tokio::test]
async fn a_token_that_is_no_valid_header_is_an_error_and_is_not_sent() {
    let server = Server::with_responses(vec![json("{}")]).await;
    let token = rolecall_model::secret::AccessToken::from_exposed("CANARY\r\nx-injected: 1");
    let accounts = Aws::new(NetworkConfig::default())
        .list_accounts(&server.portal(), &token, None)
        .await;
    assert!(accounts.is_err_and(|error| !format!("{error:?}").contains("CANARY")));
    assert!(server.requests().is_empty());
}
