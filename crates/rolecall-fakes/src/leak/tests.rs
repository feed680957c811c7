//! A planted secret is found in every encoding, and nothing is found where none is.

use super::*;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

const PLANTED: &str = "CANARY-\"kind\"-\\0001/+é😀\n=?>~";

fn secret() -> Secret {
    Secret::new("planted", PLANTED)
}

fn encodings_found(haystack: &[u8]) -> Vec<Encoding> {
    let mut found: Vec<Encoding> = find(haystack, &[secret()])
        .into_iter()
        .map(|hit| hit.encoding)
        .collect();
    found.dedup();
    found
}

fn around(middle: &[u8]) -> Vec<u8> {
    [b"before ".as_slice(), middle, b" after"].concat()
}

#[test]
fn nothing_planted_nothing_found() {
    let near = PLANTED.replace("0001", "0002");
    assert_eq!(find(&around(near.as_bytes()), &[secret()]), []);
    assert_eq!(find(b"", &[secret()]), []);
    assert_eq!(find(b"%%%\\\\\\u12\\u{zz}\\", &[secret()]), []);
}

#[test]
fn raw_is_found_at_its_place() {
    let hits = find(&around(PLANTED.as_bytes()), &[secret()]);
    assert_eq!(
        hits,
        [Hit {
            kind: "planted".into(),
            encoding: Encoding::Raw,
            at: 7
        }]
    );
}

#[test]
fn base64_is_found_at_every_alignment_in_both_alphabets() {
    for before in 0..7 {
        let text = [vec![b'p'; before], PLANTED.as_bytes().to_vec(), b"tail".to_vec()].concat();
        let standard = STANDARD.encode(&text);
        let url_safe = URL_SAFE_NO_PAD.encode(&text);
        assert_ne!(
            standard.trim_end_matches('='),
            url_safe,
            "the alphabets must differ, or this proves nothing"
        );
        assert_eq!(
            encodings_found(&around(standard.as_bytes())),
            [Encoding::Base64],
            "{before} before"
        );
        assert_eq!(
            encodings_found(&around(url_safe.as_bytes())),
            [Encoding::Base64],
            "{before} before"
        );
    }
}

#[test]
fn hex_is_found_in_both_cases() {
    assert_eq!(encodings_found(hex::encode(PLANTED).as_bytes()), [Encoding::Hex]);
    assert_eq!(
        encodings_found(hex::encode_upper(PLANTED).as_bytes()),
        [Encoding::Hex]
    );
}

#[test]
fn percent_encoding_is_found_in_any_case_and_twice_over() {
    let all = utf8_percent_encode(PLANTED, NON_ALPHANUMERIC).to_string();
    assert_eq!(encodings_found(all.as_bytes()), [Encoding::Percent]);
    assert_eq!(
        encodings_found(all.to_lowercase().replace("canary", "CANARY").as_bytes()),
        [Encoding::Percent]
    );
    let twice = utf8_percent_encode(&all, NON_ALPHANUMERIC).to_string();
    assert_eq!(encodings_found(twice.as_bytes()), [Encoding::Percent]);
}

#[test]
fn escapes_of_json_and_of_rust_are_found() {
    let json = r#"{"t":"CANARY-\"kind\"-\\0001\/+\u00e9\ud83d\ude00\n=?>~"}"#;
    assert_eq!(encodings_found(json.as_bytes()), [Encoding::Escaped]);
    let all_escaped: String = PLANTED
        .encode_utf16()
        .map(|unit| format!("\\u{unit:04X}"))
        .collect();
    assert_eq!(encodings_found(all_escaped.as_bytes()), [Encoding::Escaped]);
    assert_eq!(
        encodings_found(format!("{PLANTED:?}").as_bytes()),
        [Encoding::Escaped]
    );
    let braces: String = PLANTED.chars().map(|c| c.escape_unicode().to_string()).collect();
    assert_eq!(encodings_found(braces.as_bytes()), [Encoding::Escaped]);
}

#[test]
fn json_in_json_and_a_url_in_json_are_found() {
    let twice = format!("{:?}", format!("{PLANTED:?}"));
    assert_eq!(encodings_found(twice.as_bytes()), [Encoding::Escaped]);
    let url = format!(
        r#""https:\/\/a\/?t={}""#,
        utf8_percent_encode(PLANTED, NON_ALPHANUMERIC)
    );
    assert_eq!(encodings_found(url.as_bytes()), [Encoding::Percent]);
}

#[test]
fn utf16_is_found() {
    let little: Vec<u8> = PLANTED.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = PLANTED.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(encodings_found(&around(&little)), [Encoding::Utf16Le]);
    assert_eq!(encodings_found(&around(&big)), [Encoding::Utf16Be]);
}

#[test]
fn bytes_that_are_no_text_are_found() {
    let random = Secret::new("random", [0xff; 32]);
    let text = URL_SAFE_NO_PAD.encode([0xff; 32]);
    assert_eq!(
        find(text.as_bytes(), std::slice::from_ref(&random))[0].encoding,
        Encoding::Base64
    );
}

#[test]
fn every_secret_of_many_is_found() {
    let secrets: Vec<Secret> = (0..500)
        .map(|n| Secret::new(format!("k{n}"), format!("CANARY-many-{n:04}")))
        .collect();
    let haystack: String = (0..500).map(|n| format!("CANARY-many-{n:04},")).collect();
    assert_eq!(find(haystack.as_bytes(), &secrets).len(), 500);
}

#[test]
#[should_panic(expected = "too short to look for")]
fn a_short_secret_is_refused() {
    drop(Secret::new("short", "1234567"));
}

#[test]
fn a_secret_does_not_print() {
    assert_eq!(format!("{:?}", secret()), "Secret(planted, redacted)");
}
