//! Reads error answers as AWS and as nobody would write them.

use super::*;
use aws_smithy_types::body::SdkBody;

fn answer(headers: &[(&'static str, &'static str)], body: &'static str) -> HttpResponse {
    let mut answer = HttpResponse::new(400.try_into().unwrap(), SdkBody::from(body));
    for (name, value) in headers {
        answer.headers_mut().insert(*name, *value);
    }
    answer
}

#[test]
fn an_oauth_body_is_read() {
    let read = ErrorAnswer::read(
        &answer(
            &[("x-amzn-requestid", "8f0e-1")],
            r#"{"error":"slow_down","error_description":"Not so fast"}"#,
        ),
        Some("SlowDownException"),
    );
    assert_eq!(read.oauth_error.as_deref(), Some("slow_down"));
    assert_eq!(read.description.as_deref(), Some("Not so fast"));
    assert_eq!(read.summary(), "SlowDownException (HTTP 400, request 8f0e-1)");
}

#[test]
fn members_of_another_type_and_bodies_of_another_kind_say_nothing() {
    for body in [
        "",
        "<html>",
        "[]",
        "null",
        r#"{"error":{"a":1},"error_description":7,"message":null}"#,
    ] {
        let read = ErrorAnswer::read(&answer(&[], body), None);
        assert!(read.oauth_error.is_none() && read.description.is_none(), "{body}");
        assert_eq!(read.summary(), "no error code (HTTP 400)");
    }
}

#[test]
fn what_could_break_a_log_line_is_left_out() {
    assert_eq!(clean_code("a\nb"), None);
    assert_eq!(clean_code(&"a".repeat(LONGEST_CODE + 1)), None);
    assert_eq!(clean_description("a\r\n\u{1b}[31mb").as_deref(), Some("a[31mb"));
    assert_eq!(
        clean_description(&"é".repeat(5000)).unwrap().chars().count(),
        LONGEST_DESCRIPTION
    );
}

#[test]
fn retry_after_is_read_in_both_forms() {
    let date = Some("Wed, 21 Oct 2026 07:28:00 GMT");
    assert_eq!(retry_in("7", None), Some(Duration::from_secs(7)));
    assert_eq!(retry_in(" 7 ", date), Some(Duration::from_secs(7)));
    assert_eq!(
        retry_in("Wed, 21 Oct 2026 07:28:30 GMT", date),
        Some(Duration::from_secs(30))
    );
    assert_eq!(
        retry_in("Wed, 21 Oct 2026 07:27:00 GMT", date),
        Some(Duration::ZERO)
    );
}

#[test]
fn a_retry_after_that_cannot_be_believed_is_cut_or_ignored() {
    assert_eq!(retry_in("99999999999", None), Some(LONGEST_WAIT));
    assert_eq!(
        retry_in(
            "Wed, 21 Oct 9999 07:28:30 GMT",
            Some("Wed, 21 Oct 2026 07:28:00 GMT")
        ),
        Some(LONGEST_WAIT)
    );
    for text in [
        "",
        "-1",
        "soon",
        "1.5",
        "99999999999999999999999",
        "Wed, 21 Oct 2026 07:28:30 GMT",
    ] {
        assert_eq!(retry_in(text, None), None, "{text}");
    }
}
