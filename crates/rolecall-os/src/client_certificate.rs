//! The certificate of this machine behind the port `ClientCertificates`: files in the forms that certificate authorities and tools write.
//!
//! A key is read whenever it is needed and kept nowhere. It must not know what is signed.

mod chain;
mod pem;
mod pkcs12;
mod private_key;
mod x509;

use crate::blocking::blocking;
use async_trait::async_trait;
use private_key::PrivateKey;
use rolecall::ports::{ClientCertificate, ClientCertificateError, ClientCertificates};
use rolecall_model::roles_anywhere::CertificateLocation;
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
}

fn load(
    location: &CertificateLocation,
    password: Option<&KeyPassword>,
) -> Result<ClientCertificate, ClientCertificateError> {
    let (key, mut certificates, chain) = match location {
        CertificateLocation::Pem {
            certificate,
            private_key,
            chain,
        } => {
            let key = pem::private_key(private_key, &read(private_key)?, password)?;
            (key, certificates_in(certificate)?, chain)
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
            (key, certificates, chain)
        }
    };
    if let Some(chain) = chain {
        certificates.extend(certificates_in(chain)?);
    }
    let key_file = location.key_file();
    let (leaf, others) = certificate_of(&key, certificates)
        .ok_or_else(|| ClientCertificateError::OtherKey(key_file.clone()))?;
    Ok(ClientCertificate {
        chain: chain::to_root(&leaf, others),
        certificate: leaf.der,
        serial: leaf.serial,
        common_name: leaf.common_name,
        not_before: leaf.not_before,
        not_after: leaf.not_after,
        signer: Arc::new(key),
        key_is_readable_by_others: is_readable_by_others(key_file),
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
