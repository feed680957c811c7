//! Certificates and keys in text (PEM, RFC 7468), whatever else stands around them.

use super::private_key::PrivateKey;
use super::x509::Certificate;
use rolecall::ports::ClientCertificateError;
use rolecall_model::secret::KeyPassword;
use std::path::Path;
use x509_parser::pem::Pem;
use zeroize::Zeroizing;

/// Stands in a key that is encrypted in the way before PKCS #8 (RFC 1421).
const OLD_ENCRYPTION: &[u8] = b"Proc-Type: 4,ENCRYPTED";
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Returns every certificate in `content`.
pub(super) fn certificates(content: &[u8]) -> Vec<Certificate> {
    blocks(content)
        .filter(|block| matches!(block.label.as_str(), "CERTIFICATE" | "X509 CERTIFICATE"))
        .filter_map(|block| Certificate::parse(&block.contents))
        .collect()
}

/// Returns the first private key in `content`, which is that of `file`.
///
/// # Errors
/// Those of [`ClientCertificateError`] that are about a key.
pub(super) fn private_key(
    file: &Path,
    content: &[u8],
    password: Option<&KeyPassword>,
) -> Result<PrivateKey, ClientCertificateError> {
    let key = blocks(content).find_map(|block| {
        let der = Zeroizing::new(block.contents);
        match block.label.as_str() {
            "PRIVATE KEY" => Some(PrivateKey::from_pkcs8(&der).ok_or(())),
            "EC PRIVATE KEY" => Some(PrivateKey::from_sec1(&der).ok_or(())),
            "RSA PRIVATE KEY" => Some(PrivateKey::from_pkcs1(&der).ok_or(())),
            "ENCRYPTED PRIVATE KEY" => return Some(PrivateKey::decrypt(file, &der, password)),
            _ => None,
        }
        .map(|key| key.map_err(|()| ClientCertificateError::UnsupportedKey(file.to_owned())))
    });
    let is_encrypted_as_before = content
        .windows(OLD_ENCRYPTION.len())
        .any(|part| part == OLD_ENCRYPTION);
    key.unwrap_or_else(|| {
        Err(if is_encrypted_as_before {
            ClientCertificateError::UnsupportedKey(file.to_owned())
        } else {
            ClientCertificateError::NoKey(file.to_owned())
        })
    })
}

fn blocks(content: &[u8]) -> impl Iterator<Item = Pem> {
    let content = content.strip_prefix(BYTE_ORDER_MARK).unwrap_or(content);
    Pem::iter_from_buffer(content).filter_map(Result::ok)
}
