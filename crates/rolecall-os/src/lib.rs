//! Talks to the machine: keychain, clock, browser, notifications, clipboard, files and the state database.
//!
//! It owns every environment variable, every path and every file of Rolecall, and is the only crate that names
//! them. It must not know AWS, the window or the command line. Constructing an adapter costs nothing: each opens
//! what it needs when it is first asked.

pub mod environment;
pub mod harden;
pub mod places;

mod clock;
mod keychain;
mod lock;
mod private_files;
mod random;
mod state_store;

pub use clock::SystemClock;
pub use environment::Environment;
pub use harden::{Hardening, harden};
pub use keychain::NativeStore;
pub use lock::LockFiles;
pub use places::Places;
pub use random::SystemRandom;
pub use state_store::{StateDatabase, StateWarning};
