//! A loopback AWS with state: SSO OIDC, the access portal, STS and sign-in federation, for tests, demos
//! and the first-run trial.
//!
//! Owns everything that stands in for AWS: what is registered, issued, expired and refused. Must not know
//! the product it is used to test: no crate of this workspace and no AWS SDK is named here, so that the
//! product and its judge cannot share a mistake.
//!
//! ```
//! let emulator = rolecall_emulator::start(rolecall_emulator::Options::default())?;
//! assert!(emulator.url().starts_with("http://127.0.0.1:"));
//! emulator.shutdown();
//! # Ok::<(), rolecall_emulator::StartError>(())
//! ```

mod answer;
mod call;
mod clock;
mod console;
mod control;
mod faults;
mod federation;
mod issued;
mod oidc;
mod operation;
mod options;
mod org;
mod pages;
mod partition;
mod portal;
mod rate;
mod response;
mod running;
mod server;
mod settings;
mod sigv4;
mod state;
mod sts;

pub use options::{Options, StartError};
pub use org::{Account, OrgError, Organization, Role, User};
pub use running::{Issued, Running, start};
pub use settings::{Consent, DevicePage, ErrorType, MixedGrants, Refresh, Settings};
