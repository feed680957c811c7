//! Error responses as AWS writes them, and malformed ones.

use super::*;
use aws_smithy_types::body::SdkBody;

fn response(headers: &[(&'static str, &'static str)], body: &'static str) -> HttpResponse {
    let mut response = HttpResponse::new(400.try_into().unwrap(), SdkBody::from(body));
    for (name, value) in headers {
        response.headers_mut().insert(*name, *value);
    }
    response
}

#[test]
fn an_oauth_body_is_parsed() {
    let parsed = ErrorResponse::parse(
        &response(
            &[("x-amzn-requestid", "8f0e-1")],
            r#"{"error":"slow_down","error_description":"Not so fast"}"#,
        ),
        Some("SlowDownException"),
    );
    assert_eq!(parsed.oauth_error.as_deref(), Some("slow_down"));
    assert_eq!(parsed.description.as_deref(), Some("Not so fast"));
    assert_eq!(parsed.summary(), "SlowDownException (HTTP 400, request 8f0e-1)");
}

#[test]
fn members_of_another_type_and_bodies_that_are_not_json_are_ignored() {
    for body in [
        "",
        "<html>",
        "[]",
        "null",
        r#"{"error":{"a":1},"error_description":7,"message":null}"#,
    ] {
        let parsed = ErrorResponse::parse(&response(&[], body), None);
        assert!(
            parsed.oauth_error.is_none() && parsed.description.is_none(),
            "{body}"
        );
        assert_eq!(parsed.summary(), "no error code (HTTP 400)");
    }
}

#[test]
fn control_characters_and_overlong_text_are_removed() {
    assert_eq!(valid_identifier("a\nb"), None);
    assert_eq!(valid_identifier(&"a".repeat(MAX_IDENTIFIER_LENGTH + 1)), None);
    assert_eq!(clean_description("a\r\n\u{1b}[31mb").as_deref(), Some("a[31mb"));
    assert_eq!(
        clean_description(&"é".repeat(5000)).unwrap().chars().count(),
        MAX_DESCRIPTION_LENGTH
    );
}

#[test]
fn retry_after_is_parsed_in_both_forms() {
    let date = Some("Wed, 21 Oct 2026 07:28:00 GMT");
    assert_eq!(parse_retry_after("7", None), Some(Duration::from_secs(7)));
    assert_eq!(parse_retry_after(" 7 ", date), Some(Duration::from_secs(7)));
    assert_eq!(
        parse_retry_after("Wed, 21 Oct 2026 07:28:30 GMT", date),
        Some(Duration::from_secs(30))
    );
    assert_eq!(
        parse_retry_after("Wed, 21 Oct 2026 07:27:00 GMT", date),
        Some(Duration::ZERO)
    );
}

#[test]
fn an_implausible_retry_after_is_cut_or_ignored() {
    assert_eq!(parse_retry_after("99999999999", None), Some(MAX_RETRY_WAIT));
    assert_eq!(
        parse_retry_after(
            "Wed, 21 Oct 9999 07:28:30 GMT",
            Some("Wed, 21 Oct 2026 07:28:00 GMT")
        ),
        Some(MAX_RETRY_WAIT)
    );
    for text in [
        "",
        "-1",
        "soon",
        "1.5",
        "99999999999999999999999",
        "Wed, 21 Oct 2026 07:28:30 GMT",
    ] {
        assert_eq!(parse_retry_after(text, None), None, "{text}");
    }
}
