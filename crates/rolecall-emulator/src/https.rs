//! HTTPS on loopback, with a certificate made at the start: clients that send bearer tokens refuse plain HTTP. Must
//! not know any request.

use std::io;
use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// What the certificate is for.
const NAMES: [&str; 2] = ["127.0.0.1", "localhost"];

/// A certificate that only this process has the key of.
pub(crate) struct HttpsIdentity {
    pub(crate) acceptor: TlsAcceptor,
    /// In PEM; it is its own root.
    pub(crate) certificate: String,
}

impl HttpsIdentity {
    pub(crate) fn generate() -> io::Result<Self> {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(NAMES.map(str::to_owned)).map_err(io::Error::other)?;
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).map_err(io::Error::other)?;
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .map_err(io::Error::other)?;
        Ok(Self {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            certificate: cert.pem(),
        })
    }
}
