//! The check of AWS's published example, and of small changes to it.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method};

use super::*;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const DATE: &str = "20150830T123600Z";

fn example() -> (ApiRequest, SigV4Authorization) {
    let mut headers = HeaderMap::new();
    headers.insert(
        "content-type",
        HeaderValue::from_static("application/x-www-form-urlencoded; charset=utf-8"),
    );
    headers.insert("host", HeaderValue::from_static("iam.amazonaws.com"));
    headers.insert("x-amz-date", HeaderValue::from_static(DATE));
    let request = ApiRequest {
        method: Method::GET,
        path: "/".to_owned(),
        query: "Action=ListUsers&Version=2010-05-08".to_owned(),
        headers,
        body: Bytes::new(),
    };
    let authorization = SigV4Authorization::parse(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, \
         SignedHeaders=content-type;host;x-amz-date, \
         Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
    )
    .unwrap();
    (request, authorization)
}

#[test]
fn the_published_example_is_accepted() {
    let (request, authorization) = example();
    assert!(authorization.is_signed_with(SECRET, DATE, &request));
}

#[test]
fn any_change_is_rejected() {
    let (request, authorization) = example();
    assert!(!authorization.is_signed_with("another secret", DATE, &request));
    assert!(!authorization.is_signed_with(SECRET, "20150830T123601Z", &request));
    let (mut other, _) = example();
    other.query = "Action=ListUsers&Version=2010-05-09".to_owned();
    assert!(!authorization.is_signed_with(SECRET, DATE, &other));
    let (mut other, _) = example();
    other.body = Bytes::from_static(b"x");
    assert!(!authorization.is_signed_with(SECRET, DATE, &other));
    let (mut other, _) = example();
    other
        .headers
        .insert("host", HeaderValue::from_static("sts.amazonaws.com"));
    assert!(!authorization.is_signed_with(SECRET, DATE, &other));
}

#[test]
fn incomplete_headers_are_rejected() {
    for bad in [
        "",
        "Bearer x",
        "AWS4-HMAC-SHA256 SignedHeaders=host, Signature=00",
        "AWS4-HMAC-SHA256 Credential=A/1/r/s/aws4_request, Signature=00",
        "AWS4-HMAC-SHA256 Credential=A/1/r/s/aws4_request, SignedHeaders=host",
        "AWS4-HMAC-SHA256 Credential=A/1/r/s, SignedHeaders=host, Signature=00",
        "AWS4-HMAC-SHA256 Credential=A/1/r/s/aws4_request, SignedHeaders=host, Signature=zz",
    ] {
        assert!(SigV4Authorization::parse(bad).is_err(), "{bad}");
    }
}
