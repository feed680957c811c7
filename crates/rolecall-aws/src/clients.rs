//! The SDK's clients: one per service, base URL and region, created on first use and cached.
//!
//! It must never let the SDK read profiles, environment variables or instance metadata, nor make up an address.

use crate::http_client::{RoutingConnector, Timeouts};
use crate::network::NetworkConfig;
use crate::response_clock::ResponseClock;
use aws_smithy_runtime_api::client::http::{SharedHttpClient, SharedHttpConnector, http_client_fn};
use rolecall_model::partition::Region;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Where a client sends its requests.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct EndpointKey {
    url: String,
    region: Region,
}

/// Clients by where they send.
type ClientCache<C> = Mutex<HashMap<EndpointKey, C>>;

/// Every client created so far. They share one HTTP connector.
#[derive(Debug)]
pub(crate) struct Clients {
    connector: SharedHttpConnector,
    http_client: SharedHttpClient,
    response_clock: ResponseClock,
    timeouts: Timeouts,
    oidc: ClientCache<aws_sdk_ssooidc::Client>,
    access_portal: ClientCache<aws_sdk_sso::Client>,
}

macro_rules! sdk_config {
    ($sdk:ident, $clients:expr, $endpoint:expr) => {
        $sdk::Config::builder()
            .behavior_version($sdk::config::BehaviorVersion::latest())
            .http_client($clients.http_client.clone())
            .endpoint_url($endpoint.url.clone())
            .region($sdk::config::Region::new($endpoint.region.as_str().to_owned()))
            .retry_config($sdk::config::retry::RetryConfig::disabled())
            .timeout_config(
                $sdk::config::timeout::TimeoutConfig::builder()
                    .operation_timeout($clients.timeouts.operation)
                    .build(),
            )
            .stalled_stream_protection($sdk::config::StalledStreamProtectionConfig::disabled())
    };
}

impl Clients {
    pub(crate) fn new(network: NetworkConfig, response_clock: ResponseClock, timeouts: Timeouts) -> Self {
        let connector = RoutingConnector::new(network, response_clock.clone(), timeouts);
        let connector = SharedHttpConnector::new(connector);
        let shared = connector.clone();
        Self {
            connector,
            http_client: http_client_fn(move |_, _| shared.clone()),
            response_clock,
            timeouts,
            oidc: ClientCache::default(),
            access_portal: ClientCache::default(),
        }
    }

    /// Returns the HTTP connector, for endpoints that the SDK has no client for.
    pub(crate) fn connector(&self) -> SharedHttpConnector {
        self.connector.clone()
    }

    /// Returns what the responses showed of AWS's clock.
    pub(crate) fn response_clock(&self) -> &ResponseClock {
        &self.response_clock
    }

    /// Returns the timeouts of every client.
    pub(crate) fn timeouts(&self) -> Timeouts {
        self.timeouts
    }

    /// Returns the client of SSO OIDC at `url`.
    pub(crate) fn oidc(&self, url: String, region: &Region) -> aws_sdk_ssooidc::Client {
        cached(&self.oidc, url, region, |endpoint| {
            aws_sdk_ssooidc::Client::from_conf(sdk_config!(aws_sdk_ssooidc, self, endpoint).build())
        })
    }

    /// Returns the client of the access portal at `url`.
    pub(crate) fn access_portal(&self, url: String, region: &Region) -> aws_sdk_sso::Client {
        cached(&self.access_portal, url, region, |endpoint| {
            aws_sdk_sso::Client::from_conf(sdk_config!(aws_sdk_sso, self, endpoint).build())
        })
    }

    /// Creates a client of STS at `url` for one set of credentials. It is not cached, because it holds them.
    pub(crate) fn sts(
        &self,
        url: String,
        region: &Region,
        credentials: aws_sdk_sts::config::Credentials,
    ) -> aws_sdk_sts::Client {
        let endpoint = EndpointKey {
            url,
            region: region.clone(),
        };
        let config = sdk_config!(aws_sdk_sts, self, endpoint)
            .identity_cache(aws_sdk_sts::config::IdentityCache::no_cache())
            .credentials_provider(credentials);
        aws_sdk_sts::Client::from_conf(config.build())
    }

    /// Creates a client of STS at `url` for operations that nobody signs.
    pub(crate) fn sts_without_credentials(&self, url: String, region: &Region) -> aws_sdk_sts::Client {
        let endpoint = EndpointKey {
            url,
            region: region.clone(),
        };
        aws_sdk_sts::Client::from_conf(sdk_config!(aws_sdk_sts, self, endpoint).build())
    }
}

fn cached<C: Clone>(
    clients: &ClientCache<C>,
    url: String,
    region: &Region,
    create: impl FnOnce(&EndpointKey) -> C,
) -> C {
    let endpoint = EndpointKey {
        url,
        region: region.clone(),
    };
    let mut clients = clients.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(client) = clients.get(&endpoint) {
        return client.clone();
    }
    let client = create(&endpoint);
    clients.insert(endpoint, client.clone());
    client
}
