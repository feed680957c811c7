//! The HTTP client of every call: which connection a request uses, its timeouts and the size limit of a response.
//!
//! It must not know what a request asks for. It follows no redirect and sends plain http to this machine only.

mod trust;

use crate::network::NetworkConfig;
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
use std::sync::OnceLock;
use std::time::Duration;
use thiserror::Error;
use url::{Host, Url};

/// The largest response body that is read, in bytes. A page of 100 accounts is under 100 KiB, and with the longest names that are
/// accepted, each of their bytes escaped, little more than 1 MiB.
pub(crate) const MAX_RESPONSE_SIZE: usize = 2 * 1024 * 1024;

/// How requests without an SDK client name this program.
pub(crate) const USER_AGENT: &str = concat!("Rolecall/", env!("CARGO_PKG_VERSION"));

/// The timeouts of a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    /// Of connecting: name lookup, TCP, proxy and TLS. Three seconds by default.
    pub(crate) connect: Duration,
    /// Of a whole call, retries included. Ten seconds by default.
    pub(crate) operation: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            operation: Duration::from_secs(10),
        }
    }
}

/// Why a request was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum BlockedRequest {
    #[error("only https is sent to another machine")]
    NotHttps,
    #[error("the proxy setting is not the address of an http or https proxy")]
    InvalidProxy,
    #[error("the extra CA bundle holds no usable certificate")]
    NoCertificates,
}

/// Sends each request over the connector that its address needs. Connectors are created when first needed and reused.
#[derive(Debug)]
pub(crate) struct RoutingConnector {
    network: NetworkConfig,
    timeouts: Timeouts,
    plain: OnceLock<SharedHttpConnector>,
    direct: OnceLock<Result<SharedHttpConnector, BlockedRequest>>,
    proxied: OnceLock<Result<SharedHttpConnector, BlockedRequest>>,
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
    pub(crate) fn new(network: NetworkConfig, timeouts: Timeouts) -> Self {
        Self {
            network,
            timeouts,
            plain: OnceLock::new(),
            direct: OnceLock::new(),
            proxied: OnceLock::new(),
        }
    }

    fn connector(&self, uri: &str) -> Result<SharedHttpConnector, BlockedRequest> {
        match route(uri, self.network.https_proxy.is_some())? {
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
        Connector::builder().connector_settings(settings)
    }

    fn tls(&self, proxy: Option<&str>) -> Result<SharedHttpConnector, BlockedRequest> {
        let trust_store = trust::trust_store(self.network.ca_bundle.as_deref())?;
        let context = TlsContext::builder()
            .with_trust_store(trust_store)
            .build()
            .map_err(|_| BlockedRequest::NoCertificates)?;
        let mut builder = self
            .builder()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .tls_context(context);
        if let Some(proxy) = proxy {
            builder = builder.proxy_config(self.proxy(proxy)?);
        }
        Ok(SharedHttpConnector::new(builder.build()))
    }

    fn proxy(&self, address: &str) -> Result<ProxyConfig, BlockedRequest> {
        let address = address.trim();
        let address = if address.contains("://") {
            address.to_owned()
        } else {
            format!("http://{address}")
        };
        let config = ProxyConfig::https(address).map_err(|_| BlockedRequest::InvalidProxy)?;
        Ok(match &self.network.no_proxy {
            Some(hosts) => config.no_proxy(hosts),
            None => config,
        })
    }
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
        HttpConnectorFuture::new(async move {
            let is_get = request.method() == "GET";
            let response = connector.call(request).await?;
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

fn route(uri: &str, has_proxy: bool) -> Result<ConnectionRoute, BlockedRequest> {
    let url = Url::parse(uri).map_err(|_| BlockedRequest::NotHttps)?;
    let is_loopback = match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => return Err(BlockedRequest::NotHttps),
    };
    match url.scheme() {
        "https" if has_proxy && !is_loopback => Ok(ConnectionRoute::Proxied),
        "https" => Ok(ConnectionRoute::Direct),
        "http" if is_loopback && !matches!(url.host(), Some(Host::Domain(_))) => Ok(ConnectionRoute::Plain),
        _ => Err(BlockedRequest::NotHttps),
    }
}

#[cfg(test)]
mod tests;
