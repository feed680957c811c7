//! The proof that a client has its private key (DPoP, RFC 9449): a token about this request, signed with the key that it names, and
//! used once. Must not know what the key is bound to.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::identity_provider::{Jwk, Jwt, VerificationKey};

/// In seconds: how far the time of a proof may be from AWS's.
const MAX_SKEW: i64 = 300;

/// A proof whose signature is right.
#[derive(Debug)]
pub(super) struct KeyProof {
    /// The key that signed it.
    pub(super) key: VerificationKey,
    /// What no other proof has.
    pub(super) id: String,
}

/// What a proof has to be about.
pub(super) struct ProvenRequest<'a> {
    pub(super) url: &'a str,
    pub(super) now: i64,
}

#[derive(Deserialize)]
struct ProofHeader {
    typ: String,
    alg: String,
    jwk: Map<String, Value>,
}

impl KeyProof {
    /// Checks the header `DPoP` of a POST.
    ///
    /// # Errors
    /// What is wrong with it (RFC 9449, 4.3).
    pub(super) fn check(text: &str, request: &ProvenRequest<'_>) -> Result<Self, &'static str> {
        let header = text.split('.').next().unwrap_or_default();
        let header = URL_SAFE_NO_PAD.decode(header).map_err(|_| "no token")?;
        let ProofHeader { typ, alg, jwk } = serde_json::from_slice(&header).map_err(|_| "another header")?;
        if typ != "dpop+jwt" || alg != "ES256" {
            return Err("another type or algorithm");
        }
        if jwk.contains_key("d") {
            return Err("the private key is in it");
        }
        let jwk: Jwk = serde_json::from_value(Value::Object(jwk)).map_err(|_| "no public key")?;
        let key = VerificationKey::from_jwk(&jwk).ok_or("no public key")?;
        let token = Jwt::parse(text).map_err(|_| "no token")?;
        token
            .verify(&[(None, key.clone())])
            .map_err(|_| "another signature")?;
        if token.text("htm") != Some("POST") || token.text("htu") != Some(request.url) {
            return Err("another request");
        }
        let issued_at = token.seconds("iat").ok_or("no time")?;
        if (issued_at - request.now).abs() > MAX_SKEW {
            return Err("another time");
        }
        let id = token.text("jti").filter(|id| !id.is_empty()).ok_or("no id")?;
        Ok(Self {
            key,
            id: id.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    //! The example of RFC 9449, 4.1.

    use super::*;

    const EXAMPLE: &str = concat!(
        "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJo",
        "RjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19",
        ".eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0",
        "IjoxNTYyMjYyNjE2fQ",
        ".2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg"
    );

    fn check(text: &str, url: &str, now: i64) -> Result<KeyProof, &'static str> {
        KeyProof::check(text, &ProvenRequest { url, now })
    }

    #[test]
    fn the_example_of_the_standard_is_accepted_for_its_request_alone() {
        let (url, now) = ("https://server.example.com/token", 1_562_262_616);
        assert_eq!(check(EXAMPLE, url, now).unwrap().id, "-BwC3ESc6acc2lTc");
        check(EXAMPLE, url, now + MAX_SKEW).unwrap();
        assert_eq!(
            check(EXAMPLE, url, now + MAX_SKEW + 1).unwrap_err(),
            "another time"
        );
        assert_eq!(
            check(EXAMPLE, url, now - MAX_SKEW - 1).unwrap_err(),
            "another time"
        );
        let other = check(EXAMPLE, "https://server.example.com/other", now);
        assert_eq!(other.unwrap_err(), "another request");
    }

    #[test]
    fn what_is_changed_is_refused() {
        let (url, now) = ("https://server.example.com/token", 1_562_262_616);
        let [header, claims, signature] = EXAMPLE.split('.').collect::<Vec<_>>()[..] else {
            panic!("{EXAMPLE}");
        };
        let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let decoded = |part: &str| String::from_utf8(URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
        let later = encode(&decoded(claims).replace("1562262616", "1562262617"));
        let forged = format!("{header}.{later}.{signature}");
        assert_eq!(check(&forged, url, now).unwrap_err(), "another signature");
        let with_header = |from: &str, to: &str| {
            let header = encode(&decoded(header).replace(from, to));
            check(&format!("{header}.{claims}.{signature}"), url, now).unwrap_err()
        };
        assert_eq!(with_header("ES256", "none"), "another type or algorithm");
        assert_eq!(with_header("dpop+jwt", "JWT"), "another type or algorithm");
        assert_eq!(
            with_header("\"kty\"", "\"d\":\"x\",\"kty\""),
            "the private key is in it"
        );
        assert_eq!(with_header("P-256", "P-384"), "no public key");
        for text in ["", "..", "a.b.c", header] {
            check(text, url, now).unwrap_err();
        }
    }
}
