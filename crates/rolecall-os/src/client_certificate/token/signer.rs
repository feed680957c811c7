//! Signing with a key that stays on its token.

use crate::blocking::blocking;
use async_trait::async_trait;
use cryptoki::error::Error;
use cryptoki::mechanism::Mechanism;
use cryptoki::object::ObjectHandle;
use cryptoki::session::Session;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA256_ASN1, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey,
    VerificationAlgorithm,
};
use rolecall::ports::{CertificateSigner, SigningAlgorithm, SigningError};
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// What stands before a SHA-256 hash that RSA signs (`DigestInfo`, RFC 8017, 9.2).
const SHA_256: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0x04, 0x20,
];
/// The lengths of a signature of ECDSA as a token gives it: two numbers as long as the curve's order.
const P256_LENGTH: usize = 64;
const P384_LENGTH: usize = 96;
/// The lengths of a public key on these curves: a byte that says so, and a point.
const P256_POINT: usize = 1 + P256_LENGTH;
const P384_POINT: usize = 1 + P384_LENGTH;
/// The first byte of an RSA public key (a sequence in DER).
const SEQUENCE: u8 = 0x30;

/// The kinds of keys that a token may sign with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKeyKind {
    Rsa,
    Ec,
}

/// A key on a token, for which a session with the token is open until it is dropped.
pub(in super::super) struct TokenKey {
    session: Mutex<Session>,
    key: ObjectHandle,
    kind: TokenKeyKind,
}

impl TokenKey {
    pub(super) fn new(session: Session, key: ObjectHandle, kind: TokenKeyKind) -> Self {
        Self {
            session: Mutex::new(session),
            key,
            kind,
        }
    }
}

#[async_trait]
impl CertificateSigner for TokenKey {
    fn algorithm(&self) -> SigningAlgorithm {
        match self.kind {
            TokenKeyKind::Rsa => SigningAlgorithm::RsaSha256,
            TokenKeyKind::Ec => SigningAlgorithm::EcdsaSha256,
        }
    }

    async fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SigningError> {
        blocking(|| {
            let session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
            sign(&session, self.key, self.kind, message).map_err(|error| {
                tracing::info!(%error, "a token did not sign");
                SigningError
            })
        })
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenKey({:?}, on its token)", self.kind)
    }
}

/// Signs with the mechanisms that every token has: those that leave the hash to others.
pub(super) fn sign(
    session: &Session,
    key: ObjectHandle,
    kind: TokenKeyKind,
    message: &[u8],
) -> Result<Vec<u8>, Error> {
    let hash = Sha256::digest(message);
    match kind {
        TokenKeyKind::Rsa => session.sign(&Mechanism::RsaPkcs, key, &[&SHA_256[..], &hash].concat()),
        TokenKeyKind::Ec => {
            let numbers = session.sign(&Mechanism::Ecdsa, key, &hash)?;
            in_der(&numbers).ok_or(Error::NotSupported)
        }
    }
}

/// Turns the two numbers of an ECDSA signature into ASN.1.
fn in_der(numbers: &[u8]) -> Option<Vec<u8>> {
    match numbers.len() {
        P256_LENGTH => {
            let signature = p256::ecdsa::Signature::from_slice(numbers).ok()?;
            Some(signature.to_der().as_bytes().to_vec())
        }
        P384_LENGTH => {
            let signature = p384::ecdsa::Signature::from_slice(numbers).ok()?;
            Some(signature.to_der().as_bytes().to_vec())
        }
        _ => None,
    }
}

/// Returns whether `signature` is of the private half of `public_key`, the content of a certificate's `subjectPublicKey`.
pub(super) fn is_signed_by(public_key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let algorithm: &dyn VerificationAlgorithm = match (public_key.len(), public_key.first()) {
        (P256_POINT, _) => &ECDSA_P256_SHA256_ASN1,
        (P384_POINT, _) => &ECDSA_P384_SHA256_ASN1,
        (_, Some(&SEQUENCE)) => &RSA_PKCS1_2048_8192_SHA256,
        _ => return false,
    };
    let key = UnparsedPublicKey::new(algorithm, public_key);
    key.verify(message, signature).is_ok()
}
