//! The mint: makes secrets that can be recognised, and remembers every one.
//!
//! A secret is `CANARY-<kind>-<number>-w<world>` with an ending that every encoding changes, so that a scanner that
//! cannot read an encoding is found out.

use crate::leak::Secret;
use crate::locked;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Numbers the worlds of one test program, so that no two share a secret.
static WORLDS: AtomicU64 = AtomicU64::new(1);

/// Makes and remembers the secrets of one world.
#[derive(Debug)]
pub struct Mint {
    world: u64,
    secrets: Mutex<Vec<Secret>>,
}

impl Default for Mint {
    fn default() -> Self {
        Self {
            world: WORLDS.fetch_add(1, Ordering::Relaxed),
            secrets: Mutex::default(),
        }
    }
}

impl Mint {
    /// Returns a new secret text. The part that tells secrets apart is remembered, so a shortened secret is found too.
    pub fn secret(&self, kind: &str) -> String {
        let mut secrets = locked(&self.secrets);
        let stem = format!("CANARY-{kind}-{:04}-w{}x", secrets.len(), self.world);
        let text = format!("{stem}/+9=");
        secrets.push(Secret::new(kind, stem.into_bytes()));
        text
    }

    /// Remembers bytes that were made elsewhere and must not get out.
    pub fn remember(&self, kind: &str, bytes: impl Into<Vec<u8>>) {
        locked(&self.secrets).push(Secret::new(kind, bytes));
    }

    /// Returns every secret made so far.
    pub fn secrets(&self) -> Vec<Secret> {
        locked(&self.secrets).clone()
    }

    /// Returns the number of this world.
    pub fn world(&self) -> u64 {
        self.world
    }
}
