//! The built command, with a session bus, a keychain and an AWS emulator that only these tests use.

#![cfg(target_os = "linux")]
#![expect(
    clippy::disallowed_methods,
    reason = "these tests start programs, wait for them and make folders"
)]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "what cannot be set up fails the test"
)]

mod contract;
mod desktop;
mod giving_up;
mod history;
mod hostile;
mod sandbox;
mod settings;
mod shells;
mod speed;
mod unusable_files;
