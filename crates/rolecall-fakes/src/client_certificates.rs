//! Certificates in memory, by where they are.

use crate::locked;
use async_trait::async_trait;
use rolecall::ports::{
    CertificateSigner, ClientCertificate, ClientCertificateError, ClientCertificates, SigningAlgorithm,
    SigningError,
};
use rolecall_model::Timestamp;
use rolecall_model::roles_anywhere::{CertificateLocation, CertificateSerial};
use rolecall_model::secret::KeyPassword;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// The certificates of this machine; none at first.
#[derive(Debug, Default)]
pub struct FakeCertificates {
    certificates: Mutex<Vec<(PathBuf, Result<ClientCertificate, ClientCertificateError>)>>,
    passwords: Mutex<Vec<(PathBuf, String)>>,
}

/// Signs everything alike: who checks signatures is not fooled, and the fake AWS checks none.
#[derive(Clone, Copy, Debug)]
struct FakeSigner;

impl FakeCertificates {
    /// Makes a certificate that is valid until `not_after`.
    pub fn certificate(serial: &[u8], common_name: &str, not_after: Timestamp) -> ClientCertificate {
        ClientCertificate {
            certificate: serial.to_vec(),
            serial: CertificateSerial::new(serial),
            common_name: common_name.to_owned(),
            not_before: Timestamp::UNIX_EPOCH,
            not_after,
            chain: Vec::new(),
            signer: Arc::new(FakeSigner),
            key_is_readable_by_others: false,
        }
    }

    /// Sets what is found at `location` from now on.
    pub fn put(
        &self,
        location: &CertificateLocation,
        found: Result<ClientCertificate, ClientCertificateError>,
    ) {
        let file = location.key_file();
        let mut certificates = locked(&self.certificates);
        certificates.retain(|(known, _)| known != file);
        certificates.push((file.clone(), found));
    }

    /// Lets the key at `location` be encrypted from now on.
    pub fn encrypt(&self, location: &CertificateLocation, password: &str) {
        let file = location.key_file().clone();
        let mut passwords = locked(&self.passwords);
        passwords.retain(|(known, _)| *known != file);
        passwords.push((file, password.to_owned()));
    }
}

#[async_trait]
impl ClientCertificates for FakeCertificates {
    async fn load(
        &self,
        location: &CertificateLocation,
        password: Option<&KeyPassword>,
    ) -> Result<ClientCertificate, ClientCertificateError> {
        let file = location.key_file();
        let passwords = locked(&self.passwords);
        if let Some((_, needed)) = passwords.iter().find(|(known, _)| known == file) {
            match password {
                None => return Err(ClientCertificateError::PasswordNeeded(file.clone())),
                Some(password) if !password.matches(needed) => {
                    return Err(ClientCertificateError::WrongPassword(file.clone()));
                }
                Some(_) => {}
            }
        }
        let certificates = locked(&self.certificates);
        let found = certificates.iter().find(|(known, _)| known == file);
        found.map_or_else(
            || Err(ClientCertificateError::Missing(file.clone())),
            |(_, found)| found.clone(),
        )
    }
}

#[async_trait]
impl CertificateSigner for FakeSigner {
    fn algorithm(&self) -> SigningAlgorithm {
        SigningAlgorithm::EcdsaSha256
    }

    async fn sign(&self, _: &[u8]) -> Result<Vec<u8>, SigningError> {
        Ok(b"signature".to_vec())
    }
}
