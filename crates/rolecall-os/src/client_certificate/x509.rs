//! What of an X.509 certificate matters here (RFC 5280). Nothing is verified: AWS does.

use rolecall_model::Timestamp;
use rolecall_model::roles_anywhere::CertificateSerial;
use x509_parser::parse_x509_certificate;

/// A certificate.
#[derive(Clone, Debug)]
pub(super) struct Certificate {
    /// The whole of it.
    pub(super) der: Vec<u8>,
    /// Its serial number.
    pub(super) serial: CertificateSerial,
    /// The common name of its subject, or nothing.
    pub(super) common_name: String,
    /// Its subject, as it is encoded.
    pub(super) subject: Vec<u8>,
    /// The subject of the certificate that issued it, as it is encoded.
    pub(super) issuer: Vec<u8>,
    /// The content of `subjectPublicKey`.
    pub(super) public_key: Vec<u8>,
    /// From when it is valid.
    pub(super) not_before: Timestamp,
    /// Until when it is valid.
    pub(super) not_after: Timestamp,
}

impl Certificate {
    /// Parses a certificate; `None` for anything else.
    pub(super) fn parse(der: &[u8]) -> Option<Self> {
        let (rest, parsed) = parse_x509_certificate(der).ok()?;
        let whole = der.len().checked_sub(rest.len())?;
        let common_name = parsed.subject().iter_common_name().next();
        let common_name = common_name.and_then(|name| name.as_str().ok());
        let validity = parsed.validity();
        Some(Self {
            der: der.get(..whole)?.to_vec(),
            serial: CertificateSerial::new(parsed.raw_serial()),
            common_name: common_name.unwrap_or_default().to_owned(),
            subject: parsed.subject().as_raw().to_vec(),
            issuer: parsed.issuer().as_raw().to_vec(),
            public_key: parsed.public_key().subject_public_key.data.to_vec(),
            not_before: Timestamp::new(validity.not_before.timestamp(), 0).ok()?,
            not_after: Timestamp::new(validity.not_after.timestamp(), 0).ok()?,
        })
    }

    /// Returns whether it names itself as its issuer, as roots do.
    pub(super) fn is_root(&self) -> bool {
        self.subject == self.issuer
    }
}
