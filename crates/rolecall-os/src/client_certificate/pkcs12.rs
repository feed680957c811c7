//! A key and its certificates in one file (PKCS #12, RFC 7292), as current and as older tools encrypt them.

use super::private_key::PrivateKey;
use super::x509::Certificate;
use p12_keystore::{Pkcs12Archive, error::Error};
use rolecall::ports::ClientCertificateError;
use rolecall_model::secret::KeyPassword;
use std::path::Path;

/// Opens `content`, which is that of `file`. Without a password an empty one is tried, which some tools write.
///
/// # Errors
/// Those of [`ClientCertificateError`] that are about a key.
pub(super) fn open(
    file: &Path,
    content: &[u8],
    password: Option<&KeyPassword>,
) -> Result<(PrivateKey, Vec<Certificate>), ClientCertificateError> {
    // EXPOSE: the file is opened with it.
    let exposed = password.map(KeyPassword::expose).unwrap_or_default();
    // PKCS #12 writes a password in two bytes for each character, which some characters do not fit into.
    let fits = exposed.chars().all(|c| c <= '\u{ffff}');
    let archive = Pkcs12Archive::from_pkcs12(content, exposed).map_err(|error| match error {
        Error::DerError(_) if !fits => ClientCertificateError::WrongPassword(file.to_owned()),
        Error::MacError(_) | Error::UnpadError | Error::Pkcs5Error(_) if password.is_some() => {
            ClientCertificateError::WrongPassword(file.to_owned())
        }
        Error::MacError(_) | Error::UnpadError | Error::Pkcs5Error(_) => {
            ClientCertificateError::PasswordNeeded(file.to_owned())
        }
        Error::UnsupportedEncryptionScheme | Error::UnsupportedMacAlgorithm | Error::InvalidParameters => {
            ClientCertificateError::UnsupportedKey(file.to_owned())
        }
        Error::IoError(_)
        | Error::DerError(_)
        | Error::InvalidVersion
        | Error::UnsupportedContentType
        | Error::UnsupportedCertificateType
        | Error::X509Error(_)
        | Error::InvalidLength
        | Error::InvalidData
        | Error::InvalidPrivateKey => ClientCertificateError::NoKey(file.to_owned()),
    })?;
    let certificates: Vec<Certificate> = archive
        .certs
        .iter()
        .filter_map(|bag| Certificate::parse(bag.cert.as_der()))
        .collect();
    let mut keys = archive.keys.iter().peekable();
    if keys.peek().is_none() {
        return Err(ClientCertificateError::NoKey(file.to_owned()));
    }
    let mut supported: Vec<PrivateKey> = keys
        .filter_map(|bag| PrivateKey::from_pkcs8(bag.key.as_der()))
        .collect();
    let index = supported
        .iter()
        .position(|key| {
            certificates
                .iter()
                .any(|certificate| key.belongs_to(&certificate.public_key))
        })
        .unwrap_or(0);
    if supported.is_empty() {
        return Err(ClientCertificateError::UnsupportedKey(file.to_owned()));
    }
    Ok((supported.swap_remove(index), certificates))
}
