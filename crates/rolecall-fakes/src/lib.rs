//! Fakes: every port of [`rolecall::ports`] in memory, a whole [`World`] of them, and one suite per port that the fake and the adapter pass.
//!
//! For tests only; no product crate depends on it outside its dev-dependencies. It must not reach the network,
//! the disk or the wall clock. Wrong use panics: the caller is a test.
//!
//! - [`World`] composes the fakes, makes recognisable secrets and fails a test that leaks one.
//! - [`contract`] holds one suite per port: the fake passes it here, the adapter in its own crate.
//! - [`leak`] finds secrets in bytes, in any encoding; [`hostile`] has the names that break programs.
//! - [`setting_cases`] has values of every setting at its bounds and one beyond.
//! - [`certificate_file`] leads to certificates and keys in every form that is read.
//! - [`soak`] says how much the long tests do.
//!
//! Tests that wait run under `#[tokio::test(start_paused = true)]`: see [`FakeClock`].
//!
//! The unit tests of `rolecall` itself cannot use the fakes (they would meet a second copy of its types); its
//! tests in `crates/rolecall/tests/` can.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "the caller is a test: what goes wrong here must fail it"
)]

mod aws;
mod browser;
mod call_log;
mod certificates;
mod client_certificates;
mod clipboard;
mod clock;
pub mod contract;
mod credential_processes;
pub mod hostile;
mod identity_tokens;
mod keychain;
mod latch;
pub mod leak;
mod lock;
mod logs;
mod machine_events;
mod mfa_device;
mod notifier;
mod programs;
mod random;
mod redirect;
mod running_desktop;
mod secret_factory;
mod setting_cases;
mod settings_file;
pub mod soak;
mod state_store;
mod world;

pub use aws::{
    ANN, AwsSettings, CAROL, CAROL_ARN, CAROL_DEVICE, CAROL_SEED, CONSOLE_ACCOUNT, Call, ConsoleSession,
    FakeAws, Fault, Operation,
};
pub use browser::{FakeBrowser, UserBehaviour};
pub use call_log::CallLog;
pub use certificates::{CERTIFICATE_PASSWORD, certificate_file};
pub use client_certificates::FakeCertificates;
pub use clipboard::{ClipboardContent, FakeClipboard};
pub use clock::FakeClock;
pub use credential_processes::FakeCredentialProcesses;
pub use identity_tokens::FakeIdentityTokens;
pub use keychain::FakeKeychain;
pub use latch::Latch;
pub use lock::FakeLock;
pub use logs::Logs;
pub use machine_events::FakeMachineEvents;
pub use mfa_device::FakeMfaDevice;
pub use notifier::FakeNotifier;
pub use programs::FakePrograms;
pub use random::FakeRandom;
pub use redirect::{FakeRedirectListener, HttpOutcome};
pub use rolecall::ports::KeychainItem;
pub use running_desktop::FakeRunningDesktop;
pub use secret_factory::SecretFactory;
pub use setting_cases::{SettingCase, setting_cases};
pub use settings_file::FakeSettingsFile;
pub use state_store::FakeStateStore;
pub use world::{World, account_access_portal, defined_role_ref, portal, resolved, role_ref};

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks `mutex`, also after a test panicked while holding it: the next failure should speak for itself.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
