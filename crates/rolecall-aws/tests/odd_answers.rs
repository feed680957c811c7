//! Answers that AWS never gives, from servers that are broken, hostile or in between. None may panic, hang, lead
//! elsewhere or put a secret into an error.

#![expect(clippy::unwrap_used, reason = "a test fails where it unwraps nothing")]

mod support;

use rolecall::ports::{
    AccessPortal, AccessPortalError, Authorization, AuthorizationError, Federation, FederationError, Sts,
    StsError,
};
use rolecall_aws::{Aws, Network};
use rolecall_model::portal::Portal;
use rolecall_model::sign_in::Grant;
use support::{CANARY, Reply, Server, json, reply};

/// What all calls say about one server, in the order of the ports.
struct Said {
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

impl Said {
    async fn of(portal: &Portal) -> Self {
        let aws = Aws::new(Network::default());
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
                .get_caller_identity(portal, &portal.region, &role_credentials)
                .await
                .unwrap_err(),
            federation: aws
                .get_signin_token(portal, &portal.region, &role_credentials)
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

async fn said_of(replies: Vec<Reply>) -> Said {
    Said::of(&Server::replying(replies).await.portal()).await
}

#[tokio::test]
async fn success_that_is_no_json_is_unexpected() {
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
        let said = said_of(vec![json(body)]).await;
        let shown: String = body.chars().take(40).collect();
        assert!(said.is_unexpected(), "{shown}: {:#?}", said.texts());
    }
}

#[tokio::test]
async fn members_of_another_type_are_unexpected() {
    let body = r#"{"clientId":1,"clientSecret":[],"accessToken":{},"accountList":"x","roleList":7,"roleCredentials":[],"deviceCode":false,"SigninToken":9}"#;
    assert!(said_of(vec![json(body)]).await.is_unexpected());
}

#[tokio::test]
async fn members_that_are_null_are_as_good_as_absent() {
    let nulls = r#"{"clientId":null,"clientSecret":null,"accessToken":null,"roleCredentials":null,"deviceCode":null,"userCode":null,"verificationUri":null,"SigninToken":null,"accountList":null,"roleList":null,"nextToken":null}"#;
    let server = Server::replying(vec![json(nulls)]).await;
    let (aws, portal, token) = (
        Aws::new(Network::default()),
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
async fn an_answer_without_end_is_cut_off() {
    let endless = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{";
    let said = said_of(vec![Reply::Endless(endless)]).await;
    assert!(said.is_unexpected(), "{:#?}", said.texts());
    assert!(
        said.texts().iter().all(|text| text.contains("too large")),
        "{:#?}",
        said.texts()
    );
    let error = "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\n\r\n{";
    let portal = Server::replying(vec![Reply::Endless(error)]).await.portal();
    let accounts = Aws::new(Network::default())
        .list_accounts(&portal, &support::access_token(), None)
        .await;
    assert!(matches!(accounts, Err(AccessPortalError::Unexpected { .. })));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::replying(vec![json("{}")]).await;
    for status in [301, 302, 303, 307, 308] {
        let said = said_of(vec![reply(status, &[("location", &elsewhere.url)], "")]).await;
        assert!(said.is_unexpected(), "{status}: {:#?}", said.texts());
    }
    assert_eq!(elsewhere.asked(), [""; 0]);
}

#[tokio::test]
async fn no_connection_and_broken_ones_are_unreachable() {
    let refused = Said::of(&support::portal(Some(&support::nobody().await), "us-east-1")).await;
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
    for broken in [Reply::Nothing, Reply::Bytes(half), Reply::Bytes(no_http)] {
        let said = said_of(vec![broken]).await;
        assert!(said.is_unreachable(), "{:#?}", said.texts());
    }
}

#[tokio::test]
async fn server_failures_are_unreachable_whatever_they_say() {
    for body in ["", "<html>", r#"{"message":"x"}"#, r#"{"error":"server_error"}"#] {
        for status in [500, 502, 503, 504, 599] {
            let portal = Server::replying(vec![reply(status, &[], body)]).await.portal();
            let aws = Aws::new(Network::default());
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
async fn federation_and_sts_tell_refusal_from_what_stands_in_between() {
    let aws = Aws::new(Network::default());
    let credentials = support::role_credentials();
    for (status, refused) in [(400, true), (403, true), (404, true), (407, false), (429, false)] {
        let portal = Server::replying(vec![reply(status, &[], "<html>no</html>")])
            .await
            .portal();
        let error = aws
            .get_signin_token(&portal, &portal.region, &credentials)
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
        let portal = Server::replying(vec![reply(status, &[("content-type", "text/xml")], &body)])
            .await
            .portal();
        let error = aws
            .get_caller_identity(&portal, &portal.region, &credentials)
            .await
            .unwrap_err();
        assert_eq!(matches!(error, StsError::Refused), refused, "{status} {body}");
    }
}

#[tokio::test]
async fn no_error_repeats_a_secret_or_a_query() {
    let everything = "CANARY-access-token CANARY-refresh-token CANARY-code CANARY-verifier CANARY-client-secret CANARY-device-code CANARY-session-token";
    let body = format!(
        r#"{{"error":"invalid_request","error_description":"{everything}","message":"{everything}","accountList":7,"roleList":7}}"#
    );
    let headers = [("x-amzn-requestid", everything), ("x-amzn-errortype", everything)];
    let refused = support::portal(Some(&support::nobody().await), "us-east-1");
    let mut texts = Said::of(&refused).await.texts();
    for reply in [
        reply(400, &headers, &body),
        reply(400, &[], &body),
        reply(500, &headers, &body),
        json(&body),
        json("{\"CANARY-x"),
    ] {
        texts.extend(said_of(vec![reply]).await.texts());
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
async fn what_aws_says_about_a_mistyped_start_url_is_shown() {
    let body = r#"{"error":"invalid_request","error_description":"Invalid start url provided"}"#;
    let portal = Server::replying(vec![reply(400, &[], body)]).await.portal();
    let started = Aws::new(Network::default())
        .start_device_authorization(&portal, &support::registration())
        .await;
    let Err(AuthorizationError::InvalidRequest { detail }) = started else {
        panic!("{started:?}")
    };
    assert!(detail.starts_with("Invalid start url provided"), "{detail}");
}

#[tokio::test]
async fn a_token_that_cannot_be_a_header_is_an_error_and_is_not_sent() {
    let server = Server::replying(vec![json("{}")]).await;
    let token = rolecall_model::secret::AccessToken::from_exposed("CANARY\r\nx-injected: 1");
    let accounts = Aws::new(Network::default())
        .list_accounts(&server.portal(), &token, None)
        .await;
    assert!(accounts.is_err_and(|error| !format!("{error:?}").contains("CANARY")));
    assert!(server.asked().is_empty());
}
