//! The certificate of this machine behind the port `ClientCertificates`: files in the forms that certificate authorities and tools write,
//! and tokens.
//!
//! A key is read whenever it is needed and kept nowhere. It must not know what is signed.

mod chain;
mod pem;
mod pkcs12;
mod private_key;
mod token;
mod x509;

use crate::blocking::blocking;
use async_trait::async_trait;
use private_key::PrivateKey;
use rolecall::ports::{
    CertificateSigner, ClientCertificate, ClientCertificateError, ClientCertificates, TokenError,
};
use rolecall_model::roles_anywhere::{CertificateLocation, CertificateValidity, TokenAttribute};
use rolecall_model::secret::KeyPassword;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use x509::Certificate;
use zeroize::Zeroizing;

/// The largest file that is read, in bytes: a thousand certificates.
const MAX_FILE_SIZE: u64 = 2 * 1024 * 1024;

/// Certificates and keys in files.
#[derive(Clone, Copy, Debug, Default)]
pub struct CertificateFiles;

#[async_trait]
impl ClientCertificates for CertificateFiles {
    async fn load(
        &self,
        location: &CertificateLocation,
        password: Option<&KeyPassword>,
    ) -> Result<ClientCertificate, ClientCertificateError> {
        // Deriving the key of an encrypted file takes as long as its author wanted.
        blocking(|| load(location, password))
    }

    async fn validity(
        &self,
        location: &CertificateLocation,
    ) -> Result<CertificateValidity, ClientCertificateError> {
        blocking(|| validity(location))
    }
}

fn load(
    location: &CertificateLocation,
    password: Option<&KeyPassword>,
) -> Result<ClientCertificate, ClientCertificateError> {
    match location {
        CertificateLocation::Pem {
            certificate,
            private_key,
            chain,
        } => {
            let key = pem::private_key(private_key, &read(private_key)?, password)?;
            let certificates = certificates_in(certificate)?;
            of_file(private_key, key, certificates, chain.as_deref())
        }
        CertificateLocation::Pkcs12 {
            file,
            certificate,
            chain,
        } => {
            let (key, mut certificates) = pkcs12::open(file, &read(file)?, password)?;
            if let Some(certificate) = certificate {
                certificates.extend(certificates_in(certificate)?);
            }
            if certificates.is_empty() {
                return Err(ClientCertificateError::NoCertificate(file.clone()));
            }
            of_file(file, key, certificates, chain.as_deref())
        }
        CertificateLocation::Pkcs11 {
            uri,
            certificate,
            chain,
        } => {
            let given = certificate.as_deref().map(certificates_in).transpose()?;
            let of_chain = chain.as_deref().map(certificates_in).transpose()?;
            let found = token::open(uri, given.unwrap_or_default(), password)?;
            let others = [found.others, of_chain.unwrap_or_default()].concat();
            Ok(client_certificate(
                found.certificate,
                others,
                Arc::new(found.key),
                false,
            ))
        }
    }
}

/// Returns the certificate of a key that is in `file`.
fn of_file(
    file: &Path,
    key: PrivateKey,
    mut certificates: Vec<Certificate>,
    chain: Option<&Path>,
) -> Result<ClientCertificate, ClientCertificateError> {
    if let Some(chain) = chain {
        certificates.extend(certificates_in(chain)?);
    }
    let (leaf, others) = certificate_of(&key, certificates)
        .ok_or_else(|| ClientCertificateError::OtherKey(file.to_owned()))?;
    let is_readable = is_readable_by_others(file);
    Ok(client_certificate(leaf, others, Arc::new(key), is_readable))
}

fn client_certificate(
    leaf: Certificate,
    others: Vec<Certificate>,
    signer: Arc<dyn CertificateSigner>,
    key_is_readable_by_others: bool,
) -> ClientCertificate {
    ClientCertificate {
        chain: chain::to_root(&leaf, others),
        certificate: leaf.der,
        serial: leaf.serial,
        common_name: leaf.common_name,
        not_before: leaf.not_before,
        not_after: leaf.not_after,
        signer,
        key_is_readable_by_others,
    }
}

fn validity(location: &CertificateLocation) -> Result<CertificateValidity, ClientCertificateError> {
    let certificates = match location {
        CertificateLocation::Pem { certificate, .. }
        | CertificateLocation::Pkcs12 {
            certificate: Some(certificate),
            ..
        }
        | CertificateLocation::Pkcs11 {
            certificate: Some(certificate),
            ..
        } => certificates_in(certificate)?,
        CertificateLocation::Pkcs12 {
            file,
            certificate: None,
            ..
        } => pkcs12::open(file, &read(file)?, None)?.1,
        CertificateLocation::Pkcs11 {
            uri,
            certificate: None,
            ..
        } => {
            return Err(TokenError::PinNeeded(
                uri.token(TokenAttribute::Token).unwrap_or_default().to_owned(),
            )
            .into());
        }
    };
    let leaf = chain::leaf(&certificates);
    let leaf = leaf.ok_or_else(|| ClientCertificateError::NoCertificate(location.key_text().into()))?;
    Ok(CertificateValidity {
        not_before: leaf.not_before,
        not_after: leaf.not_after,
    })
}

/// Takes the certificate of `key` out of `certificates`. Where it was issued again for the same key, the one that is valid longest.
fn certificate_of(
    key: &PrivateKey,
    mut certificates: Vec<Certificate>,
) -> Option<(Certificate, Vec<Certificate>)> {
    let index = certificates
        .iter()
        .enumerate()
        .filter(|(_, certificate)| key.belongs_to(&certificate.public_key))
        .max_by_key(|(_, certificate)| certificate.not_after)
        .map(|(index, _)| index)?;
    let leaf = certificates.remove(index);
    Some((leaf, certificates))
}

fn certificates_in(file: &Path) -> Result<Vec<Certificate>, ClientCertificateError> {
    let certificates = pem::certificates(&read(file)?);
    if certificates.is_empty() {
        return Err(ClientCertificateError::NoCertificate(file.to_owned()));
    }
    Ok(certificates)
}

fn read(file: &Path) -> Result<Zeroizing<Vec<u8>>, ClientCertificateError> {
    let content = read_regular(file);
    content.map_err(|error| ClientCertificateError::from_io(file.to_owned(), &error))
}

fn read_regular(file: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    // A named pipe or a device in the place of a file would keep its reader waiting.
    let metadata = std::fs::metadata(file)?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file"));
    }
    if metadata.len() > MAX_FILE_SIZE {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "too large"));
    }
    let mut content = Zeroizing::new(Vec::new());
    File::open(file)?.take(MAX_FILE_SIZE).read_to_end(&mut content)?;
    Ok(content)
}

#[cfg(unix)]
fn is_readable_by_others(file: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    const OTHERS_MAY_READ: u32 = 0o004;
    const GROUP_MAY_READ: u32 = 0o040;
    std::fs::metadata(file).is_ok_and(|metadata| {
        let mode = metadata.mode();
        let group_reads =
            mode & GROUP_MAY_READ != 0 && !crate::private_group::is_private_group(metadata.gid());
        mode & OTHERS_MAY_READ != 0 || group_reads
    })
}

/// Nothing is told: these systems protect a user's files by access lists.
#[cfg(not(unix))]
fn is_readable_by_others(_file: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests;
