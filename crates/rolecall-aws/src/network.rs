//! The network configuration of this machine, as the composing program found it. This crate never looks it up.

use std::fmt;

/// Proxy and certificate settings. Each may be absent.
#[derive(Clone, Default)]
pub struct NetworkConfig {
    /// `HTTPS_PROXY`: the proxy of every request except those to this machine. It may hold a password.
    pub https_proxy: Option<String>,
    /// `NO_PROXY`: comma-separated hosts, domains and networks that are reached without the proxy.
    pub no_proxy: Option<String>,
    /// The content of the file that `AWS_CA_BUNDLE` names: PEM certificates trusted in addition to the system's.
    pub ca_bundle: Option<Vec<u8>>,
}

impl fmt::Debug for NetworkConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NetworkConfig")
            .field("https_proxy", &self.https_proxy.as_ref().map(|_| "redacted"))
            .field("no_proxy", &self.no_proxy)
            .field("ca_bundle", &self.ca_bundle.as_ref().map(Vec::len))
            .finish()
    }
}
