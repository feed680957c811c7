//! Secrets that can be recognised, each of which is recorded.
//!
//! A secret is `CANARY-<kind>-<number>-w<world>` with an ending that every encoding changes, so that a scanner that
//! cannot read an encoding fails its tests.

use crate::leak::Secret;
use crate::locked;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Numbers the worlds of one test program, so that no two share a secret.
static WORLDS: AtomicU64 = AtomicU64::new(1);

/// Makes and records the secrets of one world.
#[derive(Debug)]
pub struct SecretFactory {
    world: u64,
    secrets: Mutex<Vec<Secret>>,
}

impl Default for SecretFactory {
    fn default() -> Self {
        Self {
            world: WORLDS.fetch_add(1, Ordering::Relaxed),
            secrets: Mutex::default(),
        }
    }
}

impl SecretFactory {
    /// Returns a new secret text. Its unique part is recorded, so that a shortened secret is found too.
    pub fn new_secret(&self, kind: &str) -> String {
        let mut secrets = locked(&self.secrets);
        let stem = format!("CANARY-{kind}-{:04}-w{}x", secrets.len(), self.world);
        let text = format!("{stem}/+9=");
        secrets.push(Secret::new(kind, stem.into_bytes()));
        text
    }

    /// Records bytes that were made elsewhere and are secret.
    pub fn add(&self, kind: &str, bytes: impl Into<Vec<u8>>) {
        locked(&self.secrets).push(Secret::new(kind, bytes));
    }

    /// Returns every secret recorded so far.
    pub fn all(&self) -> Vec<Secret> {
        locked(&self.secrets).clone()
    }

    /// Returns the number of this world within the test program.
    pub fn world(&self) -> u64 {
        self.world
    }
}
