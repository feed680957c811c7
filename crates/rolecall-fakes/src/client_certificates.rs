//! Certificates in memory, by where they are.

use crate::locked;
use async_trait::async_trait;
use rolecall::ports::{
    CertificateSigner, ClientCertificate, ClientCertificateError, ClientCertificates, PinTries,
    SigningAlgorithm, SigningError, TokenError,
};
use rolecall_model::Timestamp;
use rolecall_model::roles_anywhere::{CertificateLocation, CertificateSerial, CertificateValidity};
use rolecall_model::secret::KeyPassword;
use std::sync::{Arc, Mutex};

/// The certificates of this machine; none at first.
#[derive(Debug, Default)]
pub struct FakeCertificates {
    certificates: Mutex<Vec<(String, Result<ClientCertificate, ClientCertificateError>)>>,
    passwords: Mutex<Vec<(String, String)>>,
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
        let key = location.key_text();
        let mut certificates = locked(&self.certificates);
        certificates.retain(|(known, _)| *known != key);
        certificates.push((key, found));
    }

    /// Lets the key at `location` need a password or PIN from now on.
    pub fn encrypt(&self, location: &CertificateLocation, password: &str) {
        let key = location.key_text();
        let mut passwords = locked(&self.passwords);
        passwords.retain(|(known, _)| *known != key);
        passwords.push((key, password.to_owned()));
    }

    fn find(&self, location: &CertificateLocation) -> Result<ClientCertificate, ClientCertificateError> {
        let key = location.key_text();
        let certificates = locked(&self.certificates);
        let found = certificates.iter().find(|(known, _)| *known == key);
        found.map_or_else(
            || Err(ClientCertificateError::Missing(key.into())),
            |(_, found)| found.clone(),
        )
    }
}

#[async_trait]
impl ClientCertificates for FakeCertificates {
    async fn load(
        &self,
        location: &CertificateLocation,
        password: Option<&KeyPassword>,
    ) -> Result<ClientCertificate, ClientCertificateError> {
        let key = location.key_text();
        let passwords = locked(&self.passwords);
        if let Some((_, needed)) = passwords.iter().find(|(known, _)| *known == key) {
            match password {
                None => return Err(needs_secret(location)),
                Some(password) if !password.matches(needed) => return Err(wrong_secret(location)),
                Some(_) => {}
            }
        }
        self.find(location)
    }

    async fn validity(
        &self,
        location: &CertificateLocation,
    ) -> Result<CertificateValidity, ClientCertificateError> {
        let is_on_token = matches!(
            location,
            CertificateLocation::Pkcs11 {
                certificate: None,
                ..
            }
        );
        if is_on_token {
            return Err(needs_secret(location));
        }
        self.find(location).map(|found| found.validity())
    }
}

fn needs_secret(location: &CertificateLocation) -> ClientCertificateError {
    match location.key_file() {
        Some(file) => ClientCertificateError::PasswordNeeded(file.to_owned()),
        None => TokenError::PinNeeded(location.key_text()).into(),
    }
}

fn wrong_secret(location: &CertificateLocation) -> ClientCertificateError {
    match location.key_file() {
        Some(file) => ClientCertificateError::WrongPassword(file.to_owned()),
        None => TokenError::WrongPin {
            token: location.key_text(),
            tries: PinTries::Few,
        }
        .into(),
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
