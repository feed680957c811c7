//! Responses that AWS never sends, from servers that are broken, hostile or a proxy. None may cause a panic or a hang, be
//! followed to another host, or put a secret into an error.

mod support;

use rolecall::ports::{
    AccessPortal, AccessPortalError, Authorization, AuthorizationError, Federation, FederationError, Sts,
    StsError,
};
use rolecall_aws::{Aws, NetworkConfig};
use rolecall_fakes::FakeClock;
use rolecall_model::portal::Portal;
use std::sync::Arc;
use support::calls::CallOutcomes;
use support::{CANARY, ScriptedResponse, Server, json, response};

fn aws() -> Aws {
    Aws::new(NetworkConfig::default(), Arc::new(FakeClock::manual()))
}

async fn outcomes_at(portal: &Portal) -> CallOutcomes {
    CallOutcomes::collect(&aws(), portal).await
}

async fn outcomes(response: ScriptedResponse) -> CallOutcomes {
    outcomes_at(&Server::with_responses(vec![response]).await.portal()).await
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
        let errors = outcomes(json(body)).await;
        let shown: String = body.chars().take(40).collect();
        assert!(errors.are_unexpected(), "{shown}: {:#?}", errors.errors());
    }
}

#[tokio::test]
async fn members_of_another_type_are_unexpected() {
    let body = r#"{"clientId":1,"clientSecret":[],"accessToken":{},"accountList":"x","roleList":7,"roleCredentials":[],"deviceCode":false,"SigninToken":9}"#;
    assert!(outcomes(json(body)).await.are_unexpected());
}

#[tokio::test]
async fn members_that_are_null_or_missing_are_unexpected_and_no_empty_list() {
    let nulls = r#"{"clientId":null,"clientSecret":null,"accessToken":null,"roleCredentials":null,"deviceCode":null,"userCode":null,"verificationUri":null,"SigninToken":null,"accountList":null,"roleList":null,"nextToken":null}"#;
    let null_items = r#"{"accountList":[null],"roleList":[null]}"#;
    for body in ["{}", r#"{"message":"please log in"}"#, nulls, null_items] {
        let errors = outcomes(json(body)).await;
        assert!(errors.are_unexpected(), "{body}: {:#?}", errors.errors());
    }
}

#[tokio::test]
async fn an_empty_list_is_one() {
    let server = Server::with_responses(vec![json(r#"{"accountList":[],"roleList":[]}"#)]).await;
    let (aws, portal, token) = (aws(), server.portal(), support::access_token());
    let accounts = aws.list_accounts(&portal, &token, None).await.unwrap();
    let roles = aws
        .list_account_roles(&portal, &token, &support::account_id(), None)
        .await
        .unwrap();
    assert!(accounts.items.is_empty() && roles.items.is_empty());
}

#[tokio::test]
async fn an_endless_response_is_cut_off() {
    let endless = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{";
    let errors = outcomes(ScriptedResponse::Endless(endless)).await;
    assert!(errors.are_unexpected(), "{:#?}", errors.errors());
    assert!(
        errors.errors().iter().all(|text| text.contains("too large")),
        "{:#?}",
        errors.errors()
    );
    let error = "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\n\r\n{";
    let portal = Server::with_responses(vec![ScriptedResponse::Endless(error)])
        .await
        .portal();
    let accounts = aws().list_accounts(&portal, &support::access_token(), None).await;
    assert!(matches!(accounts, Err(AccessPortalError::Unexpected { .. })));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::with_responses(vec![json("{}")]).await;
    for status in [301, 302, 303, 307, 308] {
        let errors = outcomes(response(status, &[("location", &elsewhere.url)], "")).await;
        assert!(errors.are_unexpected(), "{status}: {:#?}", errors.errors());
    }
    assert_eq!(elsewhere.requests(), [""; 0]);
}

#[tokio::test]
async fn no_connection_and_broken_ones_are_unreachable() {
    let refused = outcomes_at(&support::portal(
        Some(&support::unused_address().await),
        "us-east-1",
    ))
    .await;
    assert!(refused.are_unreachable(), "{:#?}", refused.errors());
    assert!(
        refused
            .errors()
            .iter()
            .all(|text| text.contains("connection refused")),
        "{:#?}",
        refused.errors()
    );
    let half = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{".to_vec();
    let no_http = b"SSH-2.0-OpenSSH_9.2p1\r\n".to_vec();
    for broken in [
        ScriptedResponse::Nothing,
        ScriptedResponse::Bytes(half),
        ScriptedResponse::Bytes(no_http),
    ] {
        let errors = outcomes(broken).await;
        assert!(errors.are_unreachable(), "{:#?}", errors.errors());
    }
}

#[tokio::test]
async fn server_errors_are_unreachable_whatever_their_body() {
    for body in ["", "<html>", r#"{"message":"x"}"#, r#"{"error":"server_error"}"#] {
        for status in [500, 502, 503, 504, 599] {
            let portal = Server::with_responses(vec![response(status, &[], body)])
                .await
                .portal();
            let aws = aws();
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
    let aws = aws();
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
    let mut texts = outcomes_at(&refused).await.errors();
    for response in [
        response(400, &headers, &body),
        response(400, &[], &body),
        response(500, &headers, &body),
        json(&body),
        json("{\"CANARY-x"),
    ] {
        texts.extend(outcomes(response).await.errors());
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
    let started = aws()
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
    let accounts = aws().list_accounts(&server.portal(), &token, None).await;
    assert!(accounts.is_err_and(|error| !format!("{error:?}").contains("CANARY")));
    assert!(server.requests().is_empty());
}
