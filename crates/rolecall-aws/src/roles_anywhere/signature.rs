//! The signature of a request with a certificate (IAM Roles Anywhere User Guide, "Signing process"): Signature Version 4 with a private
//! key in the place of a secret one.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rolecall::ports::{ClientCertificate, SigningAlgorithm, SigningError};
use rolecall_model::Timestamp;
use rolecall_model::partition::Region;
use sha2::{Digest, Sha256};

pub(super) const CONTENT_TYPE: &str = "application/json";

const SERVICE: &str = "rolesanywhere";

/// A request for a session, to be signed.
#[derive(Clone, Copy, Debug)]
pub(super) struct UnsignedRequest<'a> {
    /// The header `host`.
    pub(super) host: &'a str,
    /// The query, encoded and in order.
    pub(super) query: &'a str,
    /// The body.
    pub(super) body: &'a str,
    /// Where it is sent.
    pub(super) region: &'a Region,
    /// The time that it is signed with.
    pub(super) signed_at: Timestamp,
}

/// The headers that a signature adds.
#[derive(Clone, Debug)]
pub(super) struct SignedHeaders {
    /// `x-amz-date`.
    pub(super) date: String,
    /// `x-amz-x509`.
    pub(super) certificate: String,
    /// `x-amz-x509-chain`, if there is a chain.
    pub(super) chain: Option<String>,
    /// `authorization`.
    pub(super) authorization: String,
}

impl UnsignedRequest<'_> {
    /// Signs the request with the key of `certificate`.
    ///
    /// # Errors
    /// The key does not sign.
    pub(super) async fn sign(&self, certificate: &ClientCertificate) -> Result<SignedHeaders, SigningError> {
        let algorithm = match certificate.signer.algorithm() {
            SigningAlgorithm::RsaSha256 => "AWS4-X509-RSA-SHA256",
            SigningAlgorithm::EcdsaSha256 => "AWS4-X509-ECDSA-SHA256",
        };
        let date = self.signed_at.strftime("%Y%m%dT%H%M%SZ").to_string();
        let chain: Vec<String> = certificate.chain.iter().map(|der| STANDARD.encode(der)).collect();
        let chain = (!chain.is_empty()).then(|| chain.join(","));
        let encoded = STANDARD.encode(&certificate.certificate);
        let (canonical, signed) = self.canonical(&date, &encoded, chain.as_deref());
        let scope = format!(
            "{}/{}/{SERVICE}/aws4_request",
            self.signed_at.strftime("%Y%m%d"),
            self.region
        );
        let hash = hex::encode(Sha256::digest(canonical));
        let text = format!("{algorithm}\n{date}\n{scope}\n{hash}");
        let signature = hex::encode(certificate.signer.sign(text.as_bytes()).await?);
        let serial = certificate.serial.to_decimal();
        Ok(SignedHeaders {
            authorization: format!(
                "{algorithm} Credential={serial}/{scope}, SignedHeaders={signed}, Signature={signature}"
            ),
            date,
            certificate: encoded,
            chain,
        })
    }

    /// Returns the canonical request and the names of the signed headers.
    fn canonical(&self, date: &str, certificate: &str, chain: Option<&str>) -> (String, String) {
        let headers: Vec<(&str, &str)> = [
            ("content-type", CONTENT_TYPE),
            ("host", self.host),
            ("x-amz-date", date),
            ("x-amz-x509", certificate),
        ]
        .into_iter()
        .chain(chain.map(|chain| ("x-amz-x509-chain", chain)))
        .collect();
        let lines: String = headers
            .iter()
            .map(|(name, value)| format!("{name}:{value}\n"))
            .collect();
        let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
        let names = names.join(";");
        let body = hex::encode(Sha256::digest(self.body));
        let path = super::PATH;
        let query = self.query;
        (format!("POST\n{path}\n{query}\n{lines}\n{names}\n{body}"), names)
    }
}
