//! The proof that a private key is at hand (DPoP, RFC 9449, 4.2): a JSON Web Token about one request, signed with ES256.
//!
//! It must not know what the request is for, nor where the key is kept.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::ecdsa::{Signature, SigningKey};
use rolecall_model::Timestamp;
use rolecall_model::secret::DpopKey;
use serde::Serialize;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// What a proof is about: a POST to `url`.
pub(super) struct DpopProof<'a> {
    pub(super) url: &'a str,
    pub(super) issued_at: Timestamp,
    /// What no other proof has.
    pub(super) id: &'a str,
}

#[derive(Serialize)]
struct DpopHeader<'a> {
    typ: &'a str,
    alg: &'a str,
    jwk: PublicKey<'a>,
}

/// The public half of the key (RFC 7518, 6.2.1).
#[derive(Serialize)]
struct PublicKey<'a> {
    kty: &'a str,
    crv: &'a str,
    x: String,
    y: String,
}

#[derive(Serialize)]
struct ProofClaims<'a> {
    htm: &'a str,
    htu: &'a str,
    iat: i64,
    jti: &'a str,
}

/// Returns an unguessable id of a proof; nothing where the system has no randomness.
pub(super) fn new_id() -> Option<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(URL_SAFE_NO_PAD.encode(bytes))
}

impl DpopProof<'_> {
    /// Returns the proof as the header `DPoP` has it; nothing if `key` is no key.
    pub(super) fn sign(&self, key: &DpopKey) -> Option<String> {
        // EXPOSE: it signs, and nothing of it leaves
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(key.expose()).ok()?);
        let key = SigningKey::from_slice(&bytes).ok()?;
        let point = key.verifying_key().to_sec1_point(false);
        let coordinate = |coordinate: &[u8]| URL_SAFE_NO_PAD.encode(coordinate);
        let header = DpopHeader {
            typ: "dpop+jwt",
            alg: "ES256",
            jwk: PublicKey {
                kty: "EC",
                crv: "P-256",
                x: coordinate(point.x()?),
                y: coordinate(point.y()?),
            },
        };
        let claims = ProofClaims {
            htm: "POST",
            htu: self.url,
            iat: self.issued_at.as_second(),
            jti: self.id,
        };
        let signed = format!("{}.{}", encoded(&header)?, encoded(&claims)?);
        let signature: Signature = key.sign_prehash(&Sha256::digest(&signed)).ok()?;
        Some(format!(
            "{signed}.{}",
            URL_SAFE_NO_PAD.encode(signature.to_bytes())
        ))
    }
}

fn encoded(value: &impl Serialize) -> Option<String> {
    serde_json::to_vec(value)
        .ok()
        .map(|json| URL_SAFE_NO_PAD.encode(json))
}

#[cfg(test)]
mod tests;
