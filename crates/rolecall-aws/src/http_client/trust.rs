//! Which certificate authorities are trusted: the system's, and those of one extra bundle.
//!
//! It passes on only certificates that the TLS library can use: the SDK's adapter panics at an unusable one.

use crate::http_client::BlockedRequest;
use aws_smithy_http_client::tls::TrustStore;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// Returns the system's trust store with the certificates of `ca_bundle` added.
///
/// # Errors
/// [`BlockedRequest::NoCertificates`] for a bundle without a usable certificate.
pub(crate) fn trust_store(ca_bundle: Option<&[u8]>) -> Result<TrustStore, BlockedRequest> {
    let mut usable = rustls_native_certs::load_native_certs().certs;
    usable.retain(is_usable);
    if usable.is_empty() {
        tracing::warn!("the system trusts no certificate authority");
    }
    if let Some(pem) = ca_bundle {
        usable.extend(parse_bundle(pem)?);
    }
    Ok(usable.iter().fold(TrustStore::empty(), |store, certificate| {
        store.with_pem_certificate(to_pem(certificate))
    }))
}

fn parse_bundle(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, BlockedRequest> {
    let mut certificates: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|_| BlockedRequest::NoCertificates)?;
    certificates.retain(is_usable);
    if certificates.is_empty() {
        Err(BlockedRequest::NoCertificates)
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
