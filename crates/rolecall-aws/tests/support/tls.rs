//! A certificate authority, servers with its certificates, and a CONNECT proxy in front of them.

use super::{ScriptedResponse, read_request, send};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// A private certificate authority.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    /// Creates a new key and a self-signed certificate.
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// Returns its certificate, as a CA bundle holds it.
    pub(crate) fn bundle(&self) -> Vec<u8> {
        self.0.pem().into_bytes()
    }

    /// Starts a server whose certificate is for `name`; `expired` since the year 2001.
    pub(crate) async fn server(&self, name: &str, expired: bool, response: ScriptedResponse) -> TlsServer {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        if expired {
            params.not_before = date_time_ymd(2000, 1, 1);
            params.not_after = date_time_ymd(2001, 1, 1);
        }
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let recorded = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    continue;
                };
                let Some(request) = read_request(&mut stream).await else {
                    continue;
                };
                recorded.lock().unwrap().push(request);
                send(&mut stream, &response).await;
            }
        });
        TlsServer { address, requests }
    }
}

/// A TLS server on loopback.
pub(crate) struct TlsServer {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl TlsServer {
    /// Returns how many requests came through TLS.
    pub(crate) fn request_count(&self) -> usize {
        self.requests.lock().unwrap().len()
    }
}

/// A CONNECT proxy that records the requests it gets and forwards every connection to one address, or refuses it.
pub(crate) struct Proxy {
    /// Its address.
    pub(crate) url: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// Starts a proxy. With `authorization` it refuses requests that lack that header value.
    pub(crate) async fn forwarding_to(
        target: Option<SocketAddr>,
        authorization: Option<&'static str>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heads = Arc::new(Mutex::new(Vec::new()));
        let recorded = Arc::clone(&heads);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(forward(stream, target, authorization, Arc::clone(&recorded)));
            }
        });
        Self { url, heads }
    }

    /// Returns the heads of the requests so far.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

async fn forward(
    mut stream: TcpStream,
    target: Option<SocketAddr>,
    authorization: Option<&'static str>,
    heads: Arc<Mutex<Vec<String>>>,
) {
    let Some(head) = read_request(&mut stream).await else {
        return;
    };
    let allowed = authorization.is_none_or(|value| head.contains(value));
    heads.lock().unwrap().push(head);
    let target = match target {
        Some(target) if allowed => TcpStream::connect(target).await.ok(),
        Some(_) | None => None,
    };
    let Some(mut target) = target else {
        let status = if allowed {
            "502 Bad Gateway"
        } else {
            "407 Proxy Authentication Required"
        };
        drop(
            stream
                .write_all(format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n").as_bytes())
                .await,
        );
        return;
    };
    drop(
        stream
            .write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
            .await,
    );
    drop(tokio::io::copy_bidirectional(&mut stream, &mut target).await);
}
