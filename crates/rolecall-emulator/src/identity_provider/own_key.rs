//! The key of the providers that have none of their own: made at the start, and only this process signs with it.

use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};

use super::key::VerificationKey;

/// An ECDSA key on P-256.
#[derive(Debug)]
pub(crate) struct OwnKey {
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

impl OwnKey {
    pub(crate) fn generate() -> Option<Self> {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).ok()?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random);
        Some(Self {
            pair: pair.ok()?,
            random,
        })
    }

    pub(crate) fn public(&self) -> VerificationKey {
        VerificationKey::P256Point(self.pair.public_key().as_ref().to_vec())
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        let signature = self.pair.sign(&self.random, message).ok()?;
        Some(signature.as_ref().to_vec())
    }
}
