//! The domain of Rolecall: what a portal, a role session and an export are, and the rules about them.
//!
//! It owns every decision. It must not know Tauri, the AWS SDK, the keychain crate, the file system or the
//! environment: whatever is outside is reached through a port of [`ports`], and time enters as an argument
//! or through [`ports::Clock`].

pub mod account;
pub mod assignment;
mod backoff;
pub mod catalogue;
pub mod console;
pub mod credentials;
pub mod desktop_message;
pub mod export;
pub mod frecency;
pub mod history;
pub mod hostile_text;
pub mod keeper;
pub mod labels;
pub mod partition;
pub mod portal;
pub mod ports;
pub mod problem;
pub mod role_session;
pub mod secret;
pub mod settings;
pub mod settings_change;
pub mod sign_in;
pub mod target;
pub mod tray;
pub mod words;

/// An instant in UTC; RFC 3339 in text.
pub type Timestamp = jiff::Timestamp;
// x
// y
