//! The domain of Rolecall: what a portal, a role session and an export are, and the rules about them.
//!
//! It owns every decision. It must not know Tauri, the AWS SDK, the keychain crate, the file system or the
//! environment: whatever is outside is reached through a port of [`ports`], and time enters as an argument
//! or through [`ports::Clock`].

mod backoff;
mod bounded;
pub mod catalogue;
pub mod certificate_validity;
pub mod clock_difference;
pub mod console;
mod exclusive;
pub mod export;
pub mod frecency;
pub mod history;
pub mod hostile_text;
pub mod keeper;
pub mod key_rotation;
pub mod labels;
pub mod login;
mod login_session;
pub mod messages;
pub mod new_portal;
mod notices;
pub mod pasted_credentials;
pub mod portal_api;
pub mod ports;
pub mod problem;
pub mod production_guard;
pub mod profiles;
pub mod role_finding;
pub mod role_secrets;
pub mod role_session;
pub mod role_session_status;
pub mod settings;
pub mod settings_change;
pub mod sign_in;
pub mod sign_out;
mod stored_items;
pub mod target;
mod tasks;
#[cfg(test)]
mod test_records;
pub mod totp;
pub mod tray;
