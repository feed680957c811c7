//! The port is free, everything else is not.

use super::*;

#[test]
fn only_the_port_may_differ() {
    let registered = ["http://127.0.0.1/oauth/callback".to_owned()];
    for uri in [
        "http://127.0.0.1/oauth/callback",
        "http://127.0.0.1:1/oauth/callback",
        "http://127.0.0.1:65535/oauth/callback",
    ] {
        assert!(is_registered(&registered, uri), "{uri}");
    }
    for bad in [
        "",
        "http://127.0.0.1:8080/oauth/callback/",
        "http://127.0.0.1:8080/oauth/other",
        "http://127.0.0.1:8080/oauth/callback?x=1",
        "http://127.0.0.1:8080/oauth/callback#x",
        "http://127.0.0.1:0080/oauth/callback",
        "http://127.0.0.1:99999/oauth/callback",
        "http://127.0.0.1:/oauth/callback",
        "http://127.0.0.1.evil.example/oauth/callback",
        "http://127.0.0.1@evil.example/oauth/callback",
        "http://127.0.0.1:80@evil.example/oauth/callback",
        "http://127.0.0.2:8080/oauth/callback",
        "http://localhost:8080/oauth/callback",
        "http://[::1]:8080/oauth/callback",
        "https://127.0.0.1:8080/oauth/callback",
        "http://127.0.0.1:8080\\oauth/callback",
        "http://127.0.0.1:8080/oauth/callback\r\nX: y",
    ] {
        assert!(!is_registered(&registered, bad), "{bad:?}");
    }
}

#[test]
fn parameters_are_encoded() {
    assert_eq!(
        with_parameters(
            "http://127.0.0.1:1/cb",
            &[("code", "a b"), ("state", "x&y=z\r\n")]
        ),
        "http://127.0.0.1:1/cb?code=a+b&state=x%26y%3Dz%0D%0A"
    );
    assert_eq!(
        with_parameters("http://127.0.0.1/cb?q=1", &[("a", "b")]),
        "http://127.0.0.1/cb?q=1&a=b"
    );
}
