//! The SDK's clients: one per service, base address and region, made by hand on first use and kept.
//!
//! It must never let the SDK look for profiles, environment variables or instance metadata, nor make up an address.

use crate::network::Network;
use crate::wire::{Patience, Wire};
use aws_smithy_runtime_api::client::http::{SharedHttpClient, SharedHttpConnector, http_client_fn};
use rolecall_model::partition::Region;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Where a client sends its requests.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Place {
    url: String,
    region: Region,
}

type Kept<C> = Mutex<HashMap<Place, C>>;

/// Every client made so far, on one way to the network.
#[derive(Debug)]
pub(crate) struct Clients {
    wire: SharedHttpConnector,
    http_client: SharedHttpClient,
    patience: Patience,
    oidc: Kept<aws_sdk_ssooidc::Client>,
    access_portal: Kept<aws_sdk_sso::Client>,
}

macro_rules! configured {
    ($sdk:ident, $clients:expr, $place:expr) => {
        $sdk::Config::builder()
            .behavior_version($sdk::config::BehaviorVersion::latest())
            .http_client($clients.http_client.clone())
            .endpoint_url($place.url.clone())
            .region($sdk::config::Region::new($place.region.as_str().to_owned()))
            .retry_config($sdk::config::retry::RetryConfig::disabled())
            .timeout_config(
                $sdk::config::timeout::TimeoutConfig::builder()
                    .operation_timeout($clients.patience.operation)
                    .build(),
            )
            .stalled_stream_protection($sdk::config::StalledStreamProtectionConfig::disabled())
    };
}

impl Clients {
    pub(crate) fn new(network: Network, patience: Patience) -> Self {
        let wire = SharedHttpConnector::new(Wire::new(network, patience));
        let connector = wire.clone();
        Self {
            wire,
            http_client: http_client_fn(move |_, _| connector.clone()),
            patience,
            oidc: Kept::default(),
            access_portal: Kept::default(),
        }
    }

    /// Returns the bare way to the network, for what the SDK does not speak.
    pub(crate) fn wire(&self) -> SharedHttpConnector {
        self.wire.clone()
    }

    /// Returns how long the network is waited for.
    pub(crate) fn patience(&self) -> Patience {
        self.patience
    }

    /// Returns the client of SSO OIDC at `url`.
    pub(crate) fn oidc(&self, url: String, region: &Region) -> aws_sdk_ssooidc::Client {
        kept(&self.oidc, url, region, |place| {
            aws_sdk_ssooidc::Client::from_conf(configured!(aws_sdk_ssooidc, self, place).build())
        })
    }

    /// Returns the client of the access portal at `url`.
    pub(crate) fn access_portal(&self, url: String, region: &Region) -> aws_sdk_sso::Client {
        kept(&self.access_portal, url, region, |place| {
            aws_sdk_sso::Client::from_conf(configured!(aws_sdk_sso, self, place).build())
        })
    }

    /// Makes a client of STS at `url` for one set of credentials; it is not kept, because they are in it.
    pub(crate) fn sts(
        &self,
        url: String,
        region: &Region,
        credentials: aws_sdk_sts::config::Credentials,
    ) -> aws_sdk_sts::Client {
        let place = Place {
            url,
            region: region.clone(),
        };
        let config = configured!(aws_sdk_sts, self, place)
            .identity_cache(aws_sdk_sts::config::IdentityCache::no_cache())
            .credentials_provider(credentials);
        aws_sdk_sts::Client::from_conf(config.build())
    }
}

fn kept<C: Clone>(clients: &Kept<C>, url: String, region: &Region, make: impl FnOnce(&Place) -> C) -> C {
    let place = Place {
        url,
        region: region.clone(),
    };
    let mut clients = clients.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(client) = clients.get(&place) {
        return client.clone();
    }
    let client = make(&place);
    clients.insert(place, client.clone());
    client
}
