//! The adapter itself: one value that implements every port to AWS. It must not know what any of them sends.

use crate::clients::Clients;
use crate::http_client::Timeouts;
use crate::network::NetworkConfig;

/// AWS, reached over the network: implements the ports `Authorization`, `AccessPortal`, `Sts`, `Federation` and
/// `StartUrlRedirect`.
///
/// Constructing one opens nothing. Connections, trust store and clients are created by the first call that needs them
/// and shared by later ones.
#[derive(Debug)]
pub struct Aws {
    pub(crate) clients: Clients,
}

impl Aws {
    /// Reaches AWS as `network` says. An invalid value in it is reported by the first call that needs it, as
    /// unreachable: no request ever bypasses a proxy or a trust store that could not be used.
    pub fn new(network: NetworkConfig) -> Self {
        Self::with_timeouts(network, Timeouts::default())
    }

    pub(crate) fn with_timeouts(network: NetworkConfig, timeouts: Timeouts) -> Self {
        Self {
            clients: Clients::new(network, timeouts),
        }
    }
}
