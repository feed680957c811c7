//! Whom a token of an identity provider is about: the claim `sub` (RFC 7519, 4.1.2).
//!
//! Nothing is decided by it: AWS checks the token, and shows the name that is made from it. It must not know what the token leads to.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rolecall_model::secret::WebIdentityToken;
use serde::Deserialize;
use zeroize::Zeroizing;

/// In bytes: what is left of a longer subject names nobody (OpenID Connect Core, 2).
const MAX_SUBJECT_LENGTH: usize = 255;

#[derive(Deserialize)]
struct Claims {
    sub: String,
}

/// Returns the subject of `token`; nothing where it is no JSON Web Token, or says nothing about it. Hostile text.
pub(super) fn subject(token: &WebIdentityToken) -> Option<String> {
    // EXPOSE: the subject is in the middle part, which is no secret without the signature
    let mut parts = token.expose().split('.');
    let (Some(_), Some(payload), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    let payload = Zeroizing::new(URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?);
    let claims: Claims = serde_json::from_slice(&payload).ok()?;
    let is_name = !claims.sub.is_empty() && claims.sub.len() <= MAX_SUBJECT_LENGTH;
    is_name.then_some(claims.sub)
}

#[cfg(test)]
mod tests {
    use super::subject;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use rolecall_model::secret::WebIdentityToken;

    fn of_payload(payload: &[u8]) -> Option<String> {
        let payload = URL_SAFE_NO_PAD.encode(payload);
        subject(&WebIdentityToken::from_exposed(format!("e30.{payload}.c2ln")))
    }

    #[test]
    fn the_subject_of_a_token_is_the_user() {
        let kubernetes = br#"{"aud":["sts.amazonaws.com"],"sub":"system:serviceaccount:build:runner"}"#;
        assert_eq!(
            of_payload(kubernetes).as_deref(),
            Some("system:serviceaccount:build:runner")
        );
        let long = format!(r#"{{"sub":"{}"}}"#, "s".repeat(256));
        for payload in [
            &b"{}"[..],
            br#"{"sub":""}"#,
            br#"{"sub":7}"#,
            b"no json",
            b"\xff",
            long.as_bytes(),
        ] {
            assert_eq!(of_payload(payload), None, "{}", String::from_utf8_lossy(payload));
        }
        for token in ["opaque", "a.b", "a.%%.c", "a.b.c.d", ""] {
            assert_eq!(
                subject(&WebIdentityToken::from_exposed(token.to_owned())),
                None,
                "{token}"
            );
        }
    }
}
