//! The network configuration of this machine, as the composing program found it. This crate never looks it up.

use rolecall::ports::CaBundleFault;
use std::path::PathBuf;
use std::{fmt, io};

/// Proxy and certificate settings. Each may be absent.
#[derive(Clone, Default)]
pub struct NetworkConfig {
    /// `HTTPS_PROXY`: the proxy of every request except those to this machine. It may hold a password.
    pub https_proxy: Option<String>,
    /// `NO_PROXY`: hosts, domains and networks, each possibly with a port, that are reached without the proxy; separated by commas or
    /// spaces.
    pub no_proxy: Option<String>,
    /// The file that `AWS_CA_BUNDLE` names.
    pub ca_bundle: Option<CaBundle>,
}

/// A file of PEM certificates that are trusted in addition to the system's.
#[derive(Clone)]
pub struct CaBundle {
    pub(crate) path: PathBuf,
    pub(crate) content: Result<Vec<u8>, CaBundleFault>,
}

impl CaBundle {
    /// Takes what reading the file gave. One that was not read blocks every request that needs it: it is never left out.
    pub fn new(path: PathBuf, content: io::Result<Vec<u8>>) -> Self {
        let content = content.map_err(|error| {
            if error.kind() == io::ErrorKind::NotFound {
                CaBundleFault::Missing
            } else {
                CaBundleFault::Unreadable
            }
        });
        Self { path, content }
    }
}

impl fmt::Debug for CaBundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CaBundle")
            .field("path", &self.path)
            .field("content", &self.content.as_ref().map(Vec::len))
            .finish()
    }
}

impl fmt::Debug for NetworkConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NetworkConfig")
            .field("https_proxy", &self.https_proxy.as_ref().map(|_| "redacted"))
            .field("no_proxy", &self.no_proxy)
            .field("ca_bundle", &self.ca_bundle)
            .finish()
    }
}
