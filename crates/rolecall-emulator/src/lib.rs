//! A loopback AWS with state: SSO OIDC, the access portal, STS, IAM Roles Anywhere and sign-in federation, for tests, demos
//! and the first-run trial.
//!
//! Owns everything that stands in for AWS: what is registered, issued, expired and denied. Must not know the
//! product it is used to test: it imports no crate of this workspace and no AWS SDK, so that the product and
//! its judge cannot share a mistake.
//!
//! ```
//! let emulator = rolecall_emulator::start(rolecall_emulator::Options::default())?;
//! assert!(emulator.url().starts_with("http://127.0.0.1:"));
//! emulator.shutdown();
//! # Ok::<(), rolecall_emulator::StartError>(())
//! ```

mod access_portal;
mod account_access;
mod caller;
mod certificate;
mod clock;
mod console;
mod control;
mod errors;
mod faults;
mod federation;
mod handle;
mod html;
mod https;
mod iam;
mod iam_policy;
mod identity_provider;
mod list_page;
mod mfa;
mod oidc;
mod operation;
mod options;
mod organization;
mod pages;
mod partition;
mod query;
mod rate_limit;
mod registry;
mod request;
mod response;
mod roles_anywhere;
mod secrets;
mod server;
mod settings;
mod signer;
mod signin;
mod sigv4;
mod state;
mod sts;

pub use handle::{EmulatorHandle, IssuedSecret, start};
pub use iam_policy::{PolicyDocument, PolicyError};
pub use identity_provider::Jwk;
pub use options::{Options, StartError};
pub use organization::{
    OrgAccessKey, OrgAccount, OrgAccountAccess, OrgConsole, OrgError, OrgIamRole, OrgIamUser,
    OrgManagedPolicy, OrgMfaDevice, OrgOidcProvider, OrgPermissions, OrgPolicy, OrgRole, OrgRolesAnywhere,
    OrgRolesAnywhereProfile, OrgSamlProvider, OrgTrustAnchor, OrgUser, Organization,
};
pub use settings::{
    Consent, DevicePage, EmulatorSettings, ErrorState, ErrorType, MixedGrants, RefreshTokenMode, TrustDenials,
};
