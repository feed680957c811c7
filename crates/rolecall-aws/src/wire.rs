//! The one way to the network: which connection a request takes, how long it may last and how much may come back.
//!
//! It must not know what is asked. It follows no redirect and sends plain http to this machine alone.

mod trust;

use crate::network::Network;
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

/// The largest answer that is read, in bytes. A page of 100 accounts is under 100 KiB.
pub(crate) const LARGEST_ANSWER: usize = 8 * 1024 * 1024;

/// How long the network is waited for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// Until a connection stands: name, TCP, proxy, TLS.
    pub(crate) connect: Duration,
    /// Until a whole call is done, repetitions included.
    pub(crate) operation: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            operation: Duration::from_secs(10),
        }
    }
}

/// Why a request was not let out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub(crate) enum Barred {
    #[error("only https is sent to another machine")]
    NotHttps,
    #[error("the proxy setting is not the address of an http or https proxy")]
    NoProxy,
    #[error("the extra CA bundle holds no usable certificate")]
    NoCertificates,
}

/// The way to the network. Its connections are made when first needed, and kept.
#[derive(Debug)]
pub(crate) struct Wire {
    network: Network,
    patience: Patience,
    plain: OnceLock<SharedHttpConnector>,
    direct: OnceLock<Result<SharedHttpConnector, Barred>>,
    proxied: OnceLock<Result<SharedHttpConnector, Barred>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Plain,
    Direct,
    Proxied,
}

impl Wire {
    pub(crate) fn new(network: Network, patience: Patience) -> Self {
        Self {
            network,
            patience,
            plain: OnceLock::new(),
            direct: OnceLock::new(),
            proxied: OnceLock::new(),
        }
    }

    fn connector(&self, uri: &str) -> Result<SharedHttpConnector, Barred> {
        match way(uri, self.network.https_proxy.is_some())? {
            Way::Plain => Ok(self
                .plain
                .get_or_init(|| SharedHttpConnector::new(self.start().build_http()))
                .clone()),
            Way::Direct => self.direct.get_or_init(|| self.encrypted(None)).clone(),
            Way::Proxied => self
                .proxied
                .get_or_init(|| self.encrypted(self.network.https_proxy.as_deref()))
                .clone(),
        }
    }

    fn start(&self) -> ConnectorBuilder {
        let settings = HttpConnectorSettings::builder()
            .connect_timeout(self.patience.connect)
            .read_timeout(self.patience.operation)
            .build();
        Connector::builder().connector_settings(settings)
    }

    fn encrypted(&self, proxy: Option<&str>) -> Result<SharedHttpConnector, Barred> {
        let trust_store = trust::trust_store(self.network.ca_bundle.as_deref())?;
        let context = TlsContext::builder()
            .with_trust_store(trust_store)
            .build()
            .map_err(|_| Barred::NoCertificates)?;
        let mut builder = self
            .start()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .tls_context(context);
        if let Some(proxy) = proxy {
            builder = builder.proxy_config(self.proxy(proxy)?);
        }
        Ok(SharedHttpConnector::new(builder.build()))
    }

    fn proxy(&self, address: &str) -> Result<ProxyConfig, Barred> {
        let address = address.trim();
        let address = if address.contains("://") {
            address.to_owned()
        } else {
            format!("http://{address}")
        };
        let config = ProxyConfig::https(address).map_err(|_| Barred::NoProxy)?;
        Ok(match &self.network.no_proxy {
            Some(hosts) => config.no_proxy(hosts),
            None => config,
        })
    }
}

/// An answer to a question that has none. The SDK would take it for an empty list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the answer is empty")]
pub(crate) struct EmptyAnswer;

impl HttpConnector for Wire {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let connector = match self.connector(request.uri()) {
            Ok(connector) => connector,
            Err(barred) => return HttpConnectorFuture::ready(Err(ConnectorError::user(Box::new(barred)))),
        };
        HttpConnectorFuture::new(async move {
            let is_question = request.method() == "GET";
            let answer = connector.call(request).await?;
            if is_question && answer.status().is_success() && answer.body().content_length() == Some(0) {
                return Err(ConnectorError::other(Box::new(EmptyAnswer), None));
            }
            Ok(answer.map(limited))
        })
    }
}

fn limited(body: SdkBody) -> SdkBody {
    SdkBody::from_body_1_x(Limited::new(body, LARGEST_ANSWER))
}

fn way(uri: &str, has_proxy: bool) -> Result<Way, Barred> {
    let url = Url::parse(uri).map_err(|_| Barred::NotHttps)?;
    let on_this_machine = match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => return Err(Barred::NotHttps),
    };
    match url.scheme() {
        "https" if has_proxy && !on_this_machine => Ok(Way::Proxied),
        "https" => Ok(Way::Direct),
        "http" if on_this_machine && !matches!(url.host(), Some(Host::Domain(_))) => Ok(Way::Plain),
        _ => Err(Barred::NotHttps),
    }
}

#[cfg(test)]
mod tests;
