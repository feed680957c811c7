//! Public keys and the signatures they verify: RSA with SHA-256, and ECDSA on P-256 with SHA-256.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};

use super::der;
use super::jwk::Jwk;

const RSA_OBJECT_ID: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const EC_OBJECT_ID: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// An uncompressed point on P-256.
const POINT_LENGTH: usize = 65;

/// How a signature was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    RsaSha256,
    /// ECDSA on P-256 with SHA-256; the two numbers one after the other.
    P256Sha256,
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum VerificationKey {
    RsaNumbers { modulus: Vec<u8>, exponent: Vec<u8> },
    RsaDer(Vec<u8>),
    P256Point(Vec<u8>),
}

impl VerificationKey {
    pub(crate) fn from_jwk(jwk: &Jwk) -> Option<Self> {
        let bytes = |text: &str| {
            URL_SAFE_NO_PAD
                .decode(text)
                .ok()
                .filter(|bytes| !bytes.is_empty())
        };
        match (jwk.kty.as_str(), jwk.crv.as_str()) {
            ("RSA", _) => Some(Self::RsaNumbers {
                modulus: bytes(&jwk.n)?,
                exponent: bytes(&jwk.e)?,
            }),
            ("EC", "P-256") => {
                let point = [vec![4], bytes(&jwk.x)?, bytes(&jwk.y)?].concat();
                (point.len() == POINT_LENGTH).then_some(Self::P256Point(point))
            }
            _ => None,
        }
    }

    /// Reads a certificate or a public key in PEM.
    pub(crate) fn from_pem(text: &str) -> Option<Self> {
        let (_, rest) = text.split_once("-----BEGIN ")?;
        let (label, rest) = rest.split_once("-----")?;
        let (body, _) = rest.split_once("-----END ")?;
        if !matches!(label, "CERTIFICATE" | "PUBLIC KEY") {
            return None;
        }
        let body: String = body.split_whitespace().collect();
        let der = STANDARD.decode(body).ok()?;
        let (object_id, key) = der::public_key(&der)?;
        if object_id == RSA_OBJECT_ID {
            return Some(Self::RsaDer(key.to_vec()));
        }
        let is_point = object_id == EC_OBJECT_ID && key.len() == POINT_LENGTH;
        is_point.then(|| Self::P256Point(key.to_vec()))
    }

    pub(crate) fn verifies(&self, algorithm: SignatureAlgorithm, message: &[u8], signature: &[u8]) -> bool {
        match (self, algorithm) {
            (Self::RsaNumbers { modulus, exponent }, SignatureAlgorithm::RsaSha256) => {
                RsaPublicKeyComponents {
                    n: modulus,
                    e: exponent,
                }
                .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
                .is_ok()
            }
            (Self::RsaDer(der), SignatureAlgorithm::RsaSha256) => {
                let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der);
                key.verify(message, signature).is_ok()
            }
            (Self::P256Point(point), SignatureAlgorithm::P256Sha256) => {
                let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
                key.verify(message, signature).is_ok()
            }
            (Self::RsaNumbers { .. } | Self::RsaDer(_), SignatureAlgorithm::P256Sha256)
            | (Self::P256Point(_), SignatureAlgorithm::RsaSha256) => false,
        }
    }
}
