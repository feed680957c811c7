//! The contracts: one suite per port, which its fake passes here and its adapter in its own crate.
//!
//! A suite is called from a test and panics where the port breaks its contract. Suites print no secret. Each leaves
//! the port as it found it, where the port can undo.

/// Checks that a value matches a pattern, and shows it if not.
macro_rules! assert_matches {
    ($value:expr, $pattern:pat, $rule:expr) => {
        match $value {
            $pattern => {}
            value => panic!("{}: {value:?}", $rule),
        }
    };
}

mod access_portal;
mod account_access;
mod authorization;
mod aws_fixture;
mod catalogue_store;
mod client_certificates;
mod history_store;
mod http_client;
mod keychain;

mod lock;
mod machine_events;
mod notifier;
mod preference_store;
mod redirect_listener;
mod role_credentials;
mod role_session_index;
mod running_desktop;
mod settings_file;
mod start_url_redirect;
mod state_store;
mod values;

pub use access_portal::access_portal;
pub use account_access::account_access;
pub use authorization::authorization;
pub use aws_fixture::{AwsFixture, CallFailure, FakeAwsFixture, hostile_roles, iam_roles};
pub use catalogue_store::catalogue_store;
pub use client_certificates::{CertificateFixture, client_certificates};
pub use history_store::history_store;
pub use http_client::{HttpClient, TcpClient};
pub use keychain::{keychain, keychain_items};
pub use lock::lock;
pub use machine_events::machine_events;
pub use notifier::{NotificationScreen, notifier};
pub use preference_store::preference_store;
pub use redirect_listener::redirect_listener;
pub use role_credentials::{federation, sts};
pub use role_session_index::role_session_index;
pub use running_desktop::{MessageReceiver, running_desktop};
pub use settings_file::settings_file;
pub use start_url_redirect::{VanityAddresses, start_url_redirect};
pub use state_store::state_store;

#[cfg(test)]
mod tests;
