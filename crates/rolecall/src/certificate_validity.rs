//! Until when the certificates of defined roles are valid, as far as it is known without a password or a PIN: from the certificate where
//! it can be read so, otherwise from when it was last used.
//!
//! It must not know who is told of it.

use crate::ports::Ports;
use rolecall_model::Timestamp;
use rolecall_model::role_definition::{RoleDefinition, RoleMethod};
use rolecall_model::role_ref::DefinedRoleName;
use rolecall_model::roles_anywhere::{CertificateLocation, CertificateValidity};
use sha2::{Digest, Sha256};

/// Returns how long the certificate is valid that leads to a role; `None` for a role without one, and if it is not known.
pub async fn certificate_validity(ports: &Ports, role: &RoleDefinition) -> Option<CertificateValidity> {
    let RoleMethod::RolesAnywhere(method) = &role.method else {
        return None;
    };
    let read = ports
        .store
        .client_certificates
        .validity(&method.certificate)
        .await;
    match read {
        Ok(validity) => Some(validity),
        Err(error) if error.is_secret_needed() => saved(ports, &role.name, &method.certificate),
        Err(_) => None,
    }
}

/// Saves how long a certificate is valid that was read for the role `name`.
pub fn save_certificate_validity(
    ports: &Ports,
    name: &DefinedRoleName,
    location: &CertificateLocation,
    validity: CertificateValidity,
) {
    let value = format!(
        "{} {} {}",
        fingerprint(location),
        validity.not_before,
        validity.not_after
    );
    let store = &ports.store.preference_store;
    // A write for each renewal would only wear the disk.
    if store.value(&key(name)).ok().flatten().as_ref() != Some(&value)
        && let Err(error) = store.set_value(&key(name), &value)
    {
        tracing::warn!(%error, "when a certificate ends was not saved");
    }
}

fn saved(
    ports: &Ports,
    name: &DefinedRoleName,
    location: &CertificateLocation,
) -> Option<CertificateValidity> {
    let value = ports.store.preference_store.value(&key(name)).ok()??;
    let mut parts = value.split(' ');
    (parts.next()? == fingerprint(location)).then_some(())?;
    let mut time = || parts.next()?.parse::<Timestamp>().ok();
    Some(CertificateValidity {
        not_before: time()?,
        not_after: time()?,
    })
}

fn key(name: &DefinedRoleName) -> String {
    format!("certificate/{name}")
}

/// Returns what differs where another certificate was meant.
fn fingerprint(location: &CertificateLocation) -> String {
    hex::encode(&Sha256::digest(format!("{location:?}"))[..8])
}
