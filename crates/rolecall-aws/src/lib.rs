//! The adapter to AWS: SSO OIDC, the access portal, account access manager, STS, IAM Roles Anywhere, sign-in federation and customers' own portal domains. The only crate that names the AWS SDK.
//!
//! It owns how a request travels (TLS, proxy, timeouts, size limits) and what a response means. It must not know where
//! secrets are stored, must read neither the environment nor the user's files, and makes up no address: every base URL
//! comes from [`rolecall_model::portal`].

mod access_keys;
mod access_portal;
mod account_access;
mod authorization;
mod aws;
mod aws_clock;
mod clients;
mod error_response;
mod federation;
mod http_client;
mod network;
mod request_error;
mod response_clock;
mod retry;
mod roles_anywhere;
mod start_url_redirect;
mod sts;
mod user_sts;

pub use aws::Aws;
pub use network::{CaBundle, NetworkConfig};

#[cfg(test)]
mod tests;
