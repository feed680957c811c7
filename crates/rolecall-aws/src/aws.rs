//! The adapter itself: one value that implements every port to AWS. It must not know what any of them sends.

use crate::clients::Clients;
use crate::http_client::Timeouts;
use crate::network::NetworkConfig;
use crate::response_clock::ResponseClock;
use rolecall::ports::Clock;
use std::sync::Arc;

/// AWS, reached over the network: implements the ports `Authorization`, `AccessPortal`, `AccountAccessRuntime`, `Sts`, `RolesAnywhere`,
/// `Federation`, `StartUrlRedirect` and `AwsClock`.
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
    ///
    /// `clock` is what AWS's own time is compared with.
    pub fn new(network: NetworkConfig, clock: Arc<dyn Clock>) -> Self {
        Self::with_timeouts(network, clock, Timeouts::default())
    }

    pub(crate) fn with_timeouts(network: NetworkConfig, clock: Arc<dyn Clock>, timeouts: Timeouts) -> Self {
        Self {
            clients: Clients::new(network, ResponseClock::new(clock), timeouts),
        }
    }
}
