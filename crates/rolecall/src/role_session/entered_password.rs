//! A password or PIN that the user has just entered: it opens a key, and is stored nowhere.

use crate::ports::{ClientCertificate, ClientCertificateError, ClientCertificates, Ports};
use async_trait::async_trait;
use rolecall_model::roles_anywhere::{CertificateLocation, CertificateValidity};
use rolecall_model::secret::KeyPassword;
use std::sync::Arc;

struct WithPassword {
    certificates: Arc<dyn ClientCertificates>,
    password: KeyPassword,
}

/// Returns ports with which keys are opened with `password`, whatever is stored.
#[must_use]
pub(crate) fn with_entered_password(ports: &Ports, password: KeyPassword) -> Ports {
    let mut ports = ports.clone();
    ports.store.client_certificates = Arc::new(WithPassword {
        certificates: ports.store.client_certificates,
        password,
    });
    ports
}

#[async_trait]
impl ClientCertificates for WithPassword {
    async fn load(
        &self,
        location: &CertificateLocation,
        _: Option<&KeyPassword>,
    ) -> Result<ClientCertificate, ClientCertificateError> {
        self.certificates.load(location, Some(&self.password)).await
    }

    async fn validity(
        &self,
        location: &CertificateLocation,
    ) -> Result<CertificateValidity, ClientCertificateError> {
        self.certificates.validity(location).await
    }
}
