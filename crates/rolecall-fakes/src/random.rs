//! Random bytes that a test program can predict and that never repeat; each draw is a recorded secret.

use crate::secret_factory::SecretFactory;
use rolecall::ports::Random;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that look random and can be predicted.
#[derive(Debug)]
pub struct FakeRandom {
    draws: AtomicU64,
    secrets: Arc<SecretFactory>,
}

impl FakeRandom {
    /// Makes a source whose bytes are added to `secrets`.
    pub fn new(secrets: Arc<SecretFactory>) -> Self {
        Self {
            draws: AtomicU64::new(0),
            secrets,
        }
    }
}

impl Random for FakeRandom {
    fn bytes(&self) -> [u8; 32] {
        let number = self.draws.fetch_add(1, Ordering::Relaxed);
        let bytes: [u8; 32] = Sha256::digest(format!("world {} draw {number}", self.secrets.world())).into();
        self.secrets.add("random", bytes);
        bytes
    }
}
