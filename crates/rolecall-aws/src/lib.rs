//! The adapter to AWS: SSO OIDC, the access portal, STS and sign-in federation. The only crate that names the AWS SDK.
//!
//! It owns how a request travels (TLS, proxy, time-outs, sizes) and what an answer means. It must not know where
//! secrets are kept, must read neither the environment nor files of the user's, and makes no address of its own:
//! every base address comes from [`rolecall_model::portal::Portal`].

mod access_portal;
mod authorization;
mod clients;
mod error_answer;
mod failure;
mod federation;
mod network;
mod repeat;
mod sts;
mod wire;

pub use network::Network;

use clients::Clients;
use wire::Patience;

/// AWS, reached over the network: implements the ports `Authorization`, `AccessPortal`, `Sts` and `Federation`.
///
/// Making one costs nothing; connections, trust store and clients are made when a call first needs them, and shared.
#[derive(Debug)]
pub struct Aws {
    clients: Clients,
}

impl Aws {
    /// Returns AWS as reached through `network`. A mistake in `network` shows at the first call that needs it,
    /// as unreachable: nothing is ever sent around a proxy or past a trust store that could not be used.
    pub fn new(network: Network) -> Self {
        Self::with_patience(network, Patience::default())
    }

    pub(crate) fn with_patience(network: Network, patience: Patience) -> Self {
        Self {
            clients: Clients::new(network, patience),
        }
    }
}

#[cfg(test)]
mod tests;
