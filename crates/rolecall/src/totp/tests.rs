//! Seeds are read in every form that AWS and authenticators show, and codes are those of RFC 6238.

use super::*;

fn seed(text: &str) -> Option<MfaSeed> {
    MfaSeed::parse(&RoleSecret::from_exposed(text))
}

/// RFC 6238, appendix B: the secret is "12345678901234567890", and the codes there have eight digits.
#[test]
fn the_published_codes_are_made() {
    let seed = seed("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").unwrap();
    for (seconds, code) in [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ] {
        let now = Timestamp::from_second(seconds).unwrap();
        assert!(seed.code(now).matches(code), "{seconds}");
    }
}

#[test]
fn secrets_are_read_as_people_copy_them() {
    let code = |text| {
        seed(text).map(|seed| {
            let code = seed.code(Timestamp::from_second(59).unwrap());
            code.matches("287082")
        })
    };
    for text in [
        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "gezd gnbv gy3t qojq gezd gnbv gy3t qojq",
        "GEZDGNBVGY3TQOJQ-GEZDGNBVGY3TQOJQ====",
    ] {
        assert_eq!(code(text), Some(true), "{text}");
    }
    for text in [
        "",
        "GEZDGNBV",
        "GEZDGNBVGY3TQOJ0GEZDGNBVGY3TQOJQ",
        "GEZDGNBVGY3TQOJQ!",
        "ſEZDGNBVGY3TQOJQ",
    ] {
        assert_eq!(code(text), None, "{text}");
    }
}

#[test]
fn a_code_is_shown_until_the_next_step() {
    for (seconds, left) in [(0, 30), (29, 1), (30, 30), (-1, 1)] {
        let now = Timestamp::from_second(seconds).unwrap();
        assert_eq!(time_to_next_code(now), Duration::from_secs(left), "{seconds}");
    }
}
