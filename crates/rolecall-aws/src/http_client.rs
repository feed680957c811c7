//! The HTTP client of every call: which connection a request uses, its timeouts and the size limit of a response.
//!
//! It must not know what a request asks for. It follows no redirect and sends plain http to this machine only.

mod no_proxy;
mod trust;

use crate::network::NetworkConfig;
use crate::response_clock::ResponseClock;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext};
use aws_smithy_http_client::{Connector, ConnectorBuilder};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use http_body_util::Limited;
use no_proxy::NoProxy;
use rolecall::ports::BlockedConnection;
use std::sync::OnceLock;
use std::time::Duration;
use thiserror::Error;
use url::{Host, Url};

/// The largest response body that is read, in bytes. A page of 100 accounts is under 100 KiB, and with the longest names that are
/// accepted, each of their bytes escaped, little more than 1 MiB.
pub(crate) const MAX_RESPONSE_SIZE: usize = 2 * 1024 * 1024;

/// How requests without an SDK client name this program.
pub(crate) const USER_AGENT: &str = concat!("Rolecall/", env!("CARGO_PKG_VERSION"));

/// How long an unused connection is kept: requests come in bursts, and its buffer holds the last response.
const MAX_IDLE: Duration = Duration::from_secs(15);

/// The timeouts of a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    /// Of connecting: name lookup, TCP, proxy and TLS. Eight seconds by default: a slow VPN loses the first two packets, which are
    /// sent again after one and three seconds (RFC 6298, 2).
    pub(crate) connect: Duration,
    /// Of a whole call, retries included. Ten seconds by default.
    pub(crate) operation: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(8),
            operation: Duration::from_secs(10),
        }
    }
}

/// Sends each request over the connector that its address needs. Connectors are created when first needed and reused.
#[derive(Debug)]
pub(crate) struct RoutingConnector {
    network: NetworkConfig,
    no_proxy: NoProxy,
    response_clock: ResponseClock,
    timeouts: Timeouts,
    plain: OnceLock<SharedHttpConnector>,
    direct: OnceLock<Result<SharedHttpConnector, BlockedConnection>>,
    proxied: OnceLock<Result<SharedHttpConnector, BlockedConnection>>,
}

/// Which connector a request takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ConnectionRoute {
    /// http without TLS, to this machine.
    Plain,
    /// https.
    Direct,
    /// https through the configured proxy.
    Proxied,
}

impl RoutingConnector {
    pub(crate) fn new(network: NetworkConfig, response_clock: ResponseClock, timeouts: Timeouts) -> Self {
        Self {
            no_proxy: NoProxy::parse(network.no_proxy.as_deref().unwrap_or_default()),
            network,
            response_clock,
            timeouts,
            plain: OnceLock::new(),
            direct: OnceLock::new(),
            proxied: OnceLock::new(),
        }
    }

    fn connector(&self, uri: &str) -> Result<SharedHttpConnector, BlockedConnection> {
        match route(uri, self.network.https_proxy.as_ref().map(|_| &self.no_proxy))? {
            ConnectionRoute::Plain => Ok(self
                .plain
                .get_or_init(|| SharedHttpConnector::new(self.builder().build_http()))
                .clone()),
            ConnectionRoute::Direct => self.direct.get_or_init(|| self.tls(None)).clone(),
            ConnectionRoute::Proxied => self
                .proxied
                .get_or_init(|| self.tls(self.network.https_proxy.as_deref()))
                .clone(),
        }
    }

    fn builder(&self) -> ConnectorBuilder {
        let settings = HttpConnectorSettings::builder()
            .connect_timeout(self.timeouts.connect)
            .read_timeout(self.timeouts.operation)
            .build();
        Connector::builder()
            .connector_settings(settings)
            .pool_idle_timeout(MAX_IDLE)
    }

    fn tls(&self, proxy: Option<&str>) -> Result<SharedHttpConnector, BlockedConnection> {
        let trust_store = trust::trust_store(self.network.ca_bundle.as_ref())?;
        let context = TlsContext::builder()
            .with_trust_store(trust_store)
            .build()
            .map_err(|_| BlockedConnection::Untrusted)?;
        let mut builder = self
            .builder()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .tls_context(context);
        if let Some(proxy) = proxy {
            builder = builder.proxy_config(proxy_config(proxy)?);
        }
        Ok(SharedHttpConnector::new(builder.build()))
    }
}

/// The exceptions of the proxy are decided by [`route`], not by the SDK.
fn proxy_config(address: &str) -> Result<ProxyConfig, BlockedConnection> {
    let address = address.trim();
    let address = if address.contains("://") {
        address.to_owned()
    } else {
        format!("http://{address}")
    };
    ProxyConfig::https(address).map_err(|_| BlockedConnection::InvalidProxy)
}

/// A successful response to a GET has no body. The SDK would take it for an empty list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the response is empty")]
pub(crate) struct EmptyResponse;

impl HttpConnector for RoutingConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let connector = match self.connector(request.uri()) {
            Ok(connector) => connector,
            Err(blocked) => return HttpConnectorFuture::ready(Err(ConnectorError::user(Box::new(blocked)))),
        };
        let response_clock = self.response_clock.clone();
        HttpConnectorFuture::new(async move {
            let is_get = request.method() == "GET";
            let sent_at = response_clock.now();
            let response = connector.call(request).await?;
            response_clock.note(&response, sent_at);
            if is_get && response.status().is_success() && response.body().content_length() == Some(0) {
                return Err(ConnectorError::other(Box::new(EmptyResponse), None));
            }
            Ok(response.map(limit_size))
        })
    }
}

fn limit_size(body: SdkBody) -> SdkBody {
    SdkBody::from_body_1_x(Limited::new(body, MAX_RESPONSE_SIZE))
}

/// Chooses the connection for an address; `no_proxy` are the exceptions of the proxy, if there is one.
fn route(uri: &str, no_proxy: Option<&NoProxy>) -> Result<ConnectionRoute, BlockedConnection> {
    let url = Url::parse(uri).map_err(|_| BlockedConnection::NotHttps)?;
    let host = url.host().ok_or(BlockedConnection::NotHttps)?;
    let is_loopback = match host {
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
        Host::Domain(name) => name == "localhost",
    };
    let port = url.port_or_known_default().unwrap_or_default();
    let takes_proxy = no_proxy.is_some_and(|exceptions| !exceptions.covers(&host, port));
    match url.scheme() {
        "https" if takes_proxy && !is_loopback => Ok(ConnectionRoute::Proxied),
        "https" => Ok(ConnectionRoute::Direct),
        "http" if is_loopback && !matches!(host, Host::Domain(_)) => Ok(ConnectionRoute::Plain),
        _ => Err(BlockedConnection::NotHttps),
    }
}

#[cfg(test)]
mod tests;
