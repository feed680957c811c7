//! The error table of SSO OIDC, and the pages that may be opened.

use super::*;
use crate::error_response::ErrorResponse;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::body::SdkBody;
use rolecall_model::partition::Region;

fn classify(status: u16, code: Option<&str>, body: &str) -> String {
    let response = HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body));
    let error = RequestError::ErrorResponse(Box::new(ErrorResponse::parse(&response, code)));
    let shown = format!("{:?}", authorization_error(error, DescriptionPolicy::Hide));
    shown.split([' ', '{']).next().unwrap_or_default().to_owned()
}

const TABLE: [(u16, &str, &str, &str); 13] = [
    (
        400,
        "InvalidRequestException",
        "invalid_request",
        "InvalidRequest",
    ),
    (401, "InvalidClientException", "invalid_client", "InvalidClient"),
    (400, "InvalidGrantException", "invalid_grant", "InvalidGrant"),
    (
        400,
        "UnauthorizedClientException",
        "unauthorized_client",
        "InvalidClient",
    ),
    (
        400,
        "UnsupportedGrantTypeException",
        "unsupported_grant_type",
        "InvalidRequest",
    ),
    (400, "InvalidScopeException", "invalid_scope", "InvalidRequest"),
    (
        400,
        "AuthorizationPendingException",
        "authorization_pending",
        "Pending",
    ),
    (400, "SlowDownException", "slow_down", "SlowDown"),
    (400, "AccessDeniedException", "access_denied", "Denied"),
    (400, "ExpiredTokenException", "expired_token", "Expired"),
    (
        400,
        "InvalidClientMetadataException",
        "invalid_client_metadata",
        "InvalidRequest",
    ),
    (
        400,
        "InvalidRedirectUriException",
        "invalid_redirect_uri",
        "InvalidRequest",
    ),
    (500, "InternalServerException", "server_error", "Unreachable"),
];

#[test]
fn the_exception_or_the_oauth_error_alone_is_enough() {
    for (status, exception, error, expected) in TABLE {
        let body = format!(r#"{{"error":"{error}"}}"#);
        assert_eq!(classify(status, Some(exception), &body), expected, "{exception}");
        assert_eq!(
            classify(status, Some(exception), "{}"),
            expected,
            "{exception} without a body"
        );
        assert_eq!(
            classify(status, None, &body),
            expected,
            "{error} without a header"
        );
        assert_eq!(
            classify(status, Some("NewException"), &body),
            expected,
            "{error} beside an unknown name"
        );
    }
}

#[test]
fn the_right_region_is_read_from_the_field_or_the_endpoint_and_nothing_else_is() {
    let name = Some("InvalidRequestRegionException");
    let endpoint = r#"{"error":"invalid_request","endpoint":"https://oidc.us-west-2.amazonaws.com"}"#;
    let both = r#"{"error":"invalid_request","region":"cn-north-1","endpoint":"https://oidc.us-west-2.amazonaws.com/"}"#;
    let hostile = r#"{"error":"invalid_request","region":"us-west-2.evil.example","endpoint":"https://oidc.us-west-2.evil.example"}"#;
    for (code, body, region) in [
        (name, endpoint, Some("us-west-2")),
        (name, both, Some("cn-north-1")),
        (None, both, Some("cn-north-1")),
        (name, hostile, None),
        (name, "{}", None),
        (name, r#"{"region": 7, "endpoint": ["x"]}"#, None),
    ] {
        let response = HttpResponse::new(400.try_into().unwrap(), SdkBody::from(body));
        let error = RequestError::ErrorResponse(Box::new(ErrorResponse::parse(&response, code)));
        let AuthorizationError::OtherRegion { region: found } =
            authorization_error(error, DescriptionPolicy::Show)
        else {
            panic!("{body}");
        };
        assert_eq!(found.as_ref().map(Region::as_str), region, "{body}");
    }
    assert_eq!(classify(400, None, hostile), "InvalidRequest");
}

#[test]
fn the_status_decides_without_an_error_code() {
    for (status, expected) in [
        (401, "InvalidClient"),
        (429, "SlowDown"),
        (500, "Unreachable"),
        (503, "Unreachable"),
        (400, "Unexpected"),
        (302, "Unexpected"),
        (403, "Unexpected"),
    ] {
        assert_eq!(classify(status, None, "<html>"), expected, "{status}");
    }
}

#[test]
fn a_description_that_repeats_a_secret_is_not_shown() {
    assert!(DescriptionPolicy::Show.allows("no such start URL"));
    assert!(DescriptionPolicy::ShowWithout("s3cr3t").allows("no such start URL"));
    assert!(!DescriptionPolicy::ShowWithout("s3cr3t").allows("client s3cr3t is unknown"));
    assert!(!DescriptionPolicy::Hide.allows("anything"));
}

#[test]
fn only_web_pages_may_be_opened() {
    let loopback = EndpointUrl::parse("http://127.0.0.1:4000").ok();
    let private = EndpointUrl::parse("https://sso.example").ok();
    for endpoint in [None, loopback.as_ref(), private.as_ref()] {
        assert!(may_be_opened(
            "https://device.sso.us-east-1.amazonaws.com/?user_code=A",
            endpoint
        ));
        for uri in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "data:text/html,x",
            "http://evil.example/",
            "http://localhost/",
            "x",
            "",
        ] {
            assert!(!may_be_opened(uri, endpoint), "{uri}");
        }
    }
    assert!(may_be_opened("http://127.0.0.1:4000/device", loopback.as_ref()));
    assert!(!may_be_opened("http://127.0.0.1:4000/device", private.as_ref()));
    assert!(!may_be_opened("http://127.0.0.1:4000/device", None));
}

#[test]
fn absent_times_get_the_documented_defaults() {
    let response = StartDeviceAuthorizationOutput::builder()
        .device_code("d")
        .user_code("ABCD-EFGH")
        .verification_uri("https://device.sso.us-east-1.amazonaws.com/")
        .build();
    let device = device_authorization(response, None).unwrap();
    assert_eq!(
        (device.interval, device.expires_in),
        (DEFAULT_POLL_INTERVAL, DEFAULT_DEVICE_CODE_LIFETIME)
    );
    assert_eq!(device.verification_uri_complete, device.verification_uri);
}
