//! Which certificate authorities are trusted: the system's, and those of one extra bundle.
//!
//! It passes on only certificates that the TLS library can use: the SDK's adapter panics at an unusable one.

use crate::network::CaBundle;
use aws_smithy_http_client::tls::TrustStore;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rolecall::ports::{BlockedConnection, CaBundleFault};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

const PEM_BEGIN: &[u8] = b"-----BEGIN ";

/// Returns the system's trust store with the certificates of `ca_bundle` added.
///
/// # Errors
/// [`BlockedConnection::CaBundle`] for a bundle that was not read, or is without a usable certificate.
pub(crate) fn trust_store(ca_bundle: Option<&CaBundle>) -> Result<TrustStore, BlockedConnection> {
    let mut usable = rustls_native_certs::load_native_certs().certs;
    usable.retain(is_usable);
    if usable.is_empty() {
        tracing::warn!("the system trusts no certificate authority");
    }
    if let Some(bundle) = ca_bundle {
        let certificates = bundle
            .content
            .as_deref()
            .map_err(|fault| *fault)
            .and_then(parse_bundle);
        usable.extend(certificates.map_err(|fault| BlockedConnection::CaBundle {
            path: bundle.path.clone(),
            fault,
        })?);
    }
    Ok(usable.iter().fold(TrustStore::empty(), |store, certificate| {
        store.with_pem_certificate(to_pem(certificate))
    }))
}

/// Returns the usable certificates: a bundle that somebody put together may hold others, and keys.
fn parse_bundle(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, CaBundleFault> {
    // Some editors and shells leave characters before the first line, such as a byte order mark.
    let first = pem.windows(PEM_BEGIN.len()).position(|bytes| bytes == PEM_BEGIN);
    let pem = pem.get(first.unwrap_or(0)..).unwrap_or(pem);
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .filter_map(Result::ok)
        .filter(is_usable)
        .collect();
    if certificates.is_empty() {
        Err(CaBundleFault::NoCertificate)
    } else {
        Ok(certificates)
    }
}

fn is_usable(certificate: &CertificateDer<'static>) -> bool {
    RootCertStore::empty().add(certificate.clone()).is_ok()
}

fn to_pem(certificate: &CertificateDer<'_>) -> Vec<u8> {
    let body = BASE64_STANDARD.encode(certificate);
    format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n").into_bytes()
}
