//! The contracts: one suite per port, that its fake passes here and its adapter in its own crate.
//!
//! A suite is called from a test and panics where the port breaks its word. Suites print no secret. Each leaves the
//! thing it was given as it found it, where the port can undo.

mod access_portal;
mod authorization;
mod catalogue_kept;
mod clock;
mod credentials_for;
mod device;
mod history_kept;
mod keychain;
mod lock;
mod machine_events;
mod memory_kept;
mod notifier;
mod programs;
mod random;
mod redirect_listener;
mod role_sessions_kept;
mod running_desktop;
mod same;
mod settings_file;
mod under_test;
mod visitor;

pub use access_portal::access_portal;
pub use authorization::authorization;
pub use catalogue_kept::state_store_catalogue;
pub use clock::clock;
pub use credentials_for::{federation, sts};
pub use device::device_authorization;
pub use history_kept::state_store_history;
pub use keychain::keychain;
pub use lock::lock;
pub use machine_events::machine_events;
pub use memory_kept::state_store_memory;
pub use notifier::{OnScreen, notifier};
pub use programs::programs;
pub use random::random;
pub use redirect_listener::redirect_listener;
pub use role_sessions_kept::state_store_use;
pub use running_desktop::{Hearing, running_desktop};
pub use settings_file::settings_file;
pub use under_test::{AwsUnderTest, FakeAwsUnderTest, Trouble, hostile_assignments, signed_in};
pub use visitor::{TcpVisitor, Visitor};

use rolecall::ports::{CatalogueStore, HistoryStore, PreferenceStore, RoleSessionIndex, StateStore};

/// The state database with all its stores, as the suites need it.
pub trait AnyStateStore:
    CatalogueStore + HistoryStore + PreferenceStore + RoleSessionIndex + StateStore
{
}

impl<T: CatalogueStore + HistoryStore + PreferenceStore + RoleSessionIndex + StateStore> AnyStateStore for T {}

/// The suite of [`StateStore`]: `store` and `other` are the same, empty database opened by two processes.
///
/// # Panics
/// When the store breaks its word.
pub fn state_store(store: &dyn AnyStateStore, other: &dyn AnyStateStore) {
    state_store_catalogue(store, other);
    state_store_use(store, other);
    state_store_history(store, other);
    state_store_memory(store, other);
}

#[cfg(test)]
mod tests;
