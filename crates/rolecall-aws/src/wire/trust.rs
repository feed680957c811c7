//! Which certificate authorities are trusted: the system's, and those of one extra bundle.
//!
//! It hands on only what the TLS library can use, since that library's adapter takes an unusable one for a bug of ours.

use crate::wire::Barred;
use aws_smithy_http_client::tls::TrustStore;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// Returns the system's trust store with the certificates of `ca_bundle` beside it.
pub(crate) fn trust_store(ca_bundle: Option<&[u8]>) -> Result<TrustStore, Barred> {
    let mut usable = rustls_native_certs::load_native_certs().certs;
    usable.retain(is_usable);
    if usable.is_empty() {
        tracing::warn!("the system trusts no certificate authority");
    }
    if let Some(pem) = ca_bundle {
        usable.extend(read(pem)?);
    }
    Ok(usable.iter().fold(TrustStore::empty(), |store, certificate| {
        store.with_pem_certificate(to_pem(certificate))
    }))
}

fn read(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, Barred> {
    let mut certificates: Vec<_> = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|_| Barred::NoCertificates)?;
    certificates.retain(is_usable);
    if certificates.is_empty() {
        Err(Barred::NoCertificates)
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
