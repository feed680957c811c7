//! Random bytes that are foretold by a test program and never the same twice; watched like every secret.

use crate::mint::Mint;
use rolecall::ports::Random;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that look random and can be foretold.
#[derive(Debug)]
pub struct FakeRandom {
    drawn: AtomicU64,
    mint: Arc<Mint>,
}

impl FakeRandom {
    /// Makes a source whose bytes `mint` remembers.
    pub fn new(mint: Arc<Mint>) -> Self {
        Self {
            drawn: AtomicU64::new(0),
            mint,
        }
    }

    /// Returns how often bytes were drawn.
    pub fn drawn(&self) -> u64 {
        self.drawn.load(Ordering::Relaxed)
    }
}

impl Random for FakeRandom {
    fn bytes(&self) -> [u8; 32] {
        let number = self.drawn.fetch_add(1, Ordering::Relaxed);
        let bytes: [u8; 32] = Sha256::digest(format!("world {} draw {number}", self.mint.world())).into();
        self.mint.remember("random", bytes);
        bytes
    }
}
