//! Private keys that sign requests: RSA with ring, elliptic curves with the crates of RustCrypto.
//!
//! It must not know where a key is stored. A key is wiped when it is dropped, here or by the allocator.

use async_trait::async_trait;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use pkcs8::der::asn1::ObjectIdentifier;
use pkcs8::{EncryptedPrivateKeyInfoRef, PrivateKeyInfoRef};
use ring::rand::SystemRandom;
use ring::rsa;
use ring::signature::{KeyPair, RSA_PKCS1_SHA256};
use rolecall::ports::{CertificateSigner, ClientCertificateError, SigningAlgorithm, SigningError};
use rolecall_model::secret::KeyPassword;
use sha2::{Digest, Sha256};
use std::fmt;
use std::path::Path;

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const ELLIPTIC_CURVE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");

/// A private key of a kind that IAM Roles Anywhere takes: RSA of 2048 to 4096 bits, P-256 or P-384.
pub(super) enum PrivateKey {
    Rsa(Box<rsa::KeyPair>),
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
}

impl PrivateKey {
    /// Takes a PKCS #8 `PrivateKeyInfo`; `None` for a key of another kind.
    pub(super) fn from_pkcs8(der: &[u8]) -> Option<Self> {
        let info = PrivateKeyInfoRef::try_from(der).ok()?;
        let key = info.private_key.as_bytes();
        match info.algorithm.oid {
            RSA => Self::from_pkcs1(key),
            ELLIPTIC_CURVE => match info.algorithm.parameters_oid().ok()? {
                P256 => Self::p256(key),
                P384 => Self::p384(key),
                _ => None,
            },
            _ => None,
        }
    }

    /// Takes a PKCS #1 `RSAPrivateKey`.
    pub(super) fn from_pkcs1(der: &[u8]) -> Option<Self> {
        rsa::KeyPair::from_der(der)
            .ok()
            .map(|key| Self::Rsa(Box::new(key)))
    }

    /// Takes a SEC 1 `ECPrivateKey`, whose length says which curve it is of.
    pub(super) fn from_sec1(der: &[u8]) -> Option<Self> {
        Self::p256(der).or_else(|| Self::p384(der))
    }

    fn p256(der: &[u8]) -> Option<Self> {
        let key = p256::SecretKey::from_sec1_der(der).ok()?;
        Some(Self::P256(key.into()))
    }

    fn p384(der: &[u8]) -> Option<Self> {
        let key = p384::SecretKey::from_sec1_der(der).ok()?;
        Some(Self::P384(key.into()))
    }

    /// Takes a PKCS #8 `EncryptedPrivateKeyInfo` of `file`.
    ///
    /// # Errors
    /// The password is missing or wrong, or key or encryption are of another kind.
    pub(super) fn decrypt(
        file: &Path,
        der: &[u8],
        password: Option<&KeyPassword>,
    ) -> Result<Self, ClientCertificateError> {
        let unsupported = || ClientCertificateError::UnsupportedKey(file.to_owned());
        let encrypted = EncryptedPrivateKeyInfoRef::try_from(der).map_err(|_| unsupported())?;
        let password = password.ok_or_else(|| ClientCertificateError::PasswordNeeded(file.to_owned()))?;
        // EXPOSE: the key of the file is derived from it.
        let decrypted = encrypted.decrypt(password.expose());
        match decrypted {
            Ok(key) => Self::from_pkcs8(key.as_bytes()).ok_or_else(unsupported),
            // One wrong password in some hundred decrypts to something that is no key.
            Err(
                pkcs8::Error::EncryptedPrivateKey(pkcs8::pkcs5::Error::DecryptFailed) | pkcs8::Error::Asn1(_),
            ) => Err(ClientCertificateError::WrongPassword(file.to_owned())),
            Err(_) => Err(unsupported()),
        }
    }

    /// Returns whether `public_key`, the content of a certificate's `subjectPublicKey`, is the other half of this key.
    pub(super) fn belongs_to(&self, public_key: &[u8]) -> bool {
        match self {
            Self::Rsa(key) => key.public_key().as_ref() == public_key,
            Self::P256(key) => p256::ecdsa::VerifyingKey::from_sec1_bytes(public_key)
                .is_ok_and(|public| public == *key.verifying_key()),
            Self::P384(key) => p384::ecdsa::VerifyingKey::from_sec1_bytes(public_key)
                .is_ok_and(|public| public == *key.verifying_key()),
        }
    }
}

#[async_trait]
impl CertificateSigner for PrivateKey {
    fn algorithm(&self) -> SigningAlgorithm {
        match self {
            Self::Rsa(_) => SigningAlgorithm::RsaSha256,
            Self::P256(_) | Self::P384(_) => SigningAlgorithm::EcdsaSha256,
        }
    }

    /// ECDSA takes its nonce from key and message (RFC 6979): it needs no randomness that could be bad.
    async fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SigningError> {
        match self {
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                let signed = key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature);
                signed.map(|()| signature).map_err(|_| SigningError)
            }
            Self::P256(key) => {
                let signed: Result<p256::ecdsa::DerSignature, _> = key.sign_prehash(&Sha256::digest(message));
                signed
                    .map(|signature| signature.as_bytes().to_vec())
                    .map_err(|_| SigningError)
            }
            Self::P384(key) => {
                let signed: Result<p384::ecdsa::DerSignature, _> = key.sign_prehash(&Sha256::digest(message));
                signed
                    .map(|signature| signature.as_bytes().to_vec())
                    .map_err(|_| SigningError)
            }
        }
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rsa(_) => "PrivateKey(RSA, redacted)",
            Self::P256(_) => "PrivateKey(P-256, redacted)",
            Self::P384(_) => "PrivateKey(P-384, redacted)",
        })
    }
}
