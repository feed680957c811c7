//! The values of Rolecall: portals, accounts, roles, credentials, settings, history entries.
//!
//! Values only: nothing here is asynchronous, does I/O or knows a port. Times enter as arguments. Every other crate of the product
//! may name this one; it names none of them.

pub mod account;
pub mod browser_failure;
pub mod catalogue;
pub mod colour;
pub mod credentials;
pub mod desktop_message;
pub mod export_format;
pub mod history;
pub mod partition;
pub mod portal;
pub mod problem_code;
pub mod reason;
pub mod role_arn;
pub mod role_definition;
pub mod role_ref;
pub mod role_session;
pub mod role_source;
pub mod roles_anywhere;
pub mod secret;
pub mod session_duration;
pub mod settings;
pub mod sign_in;
pub mod time;

pub use time::Timestamp;
