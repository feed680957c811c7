//! Roles that a certificate of this machine leads to: `CreateSession` of IAM Roles Anywhere.

use super::super::record::RoleSessionError;
use super::{MAX_RETRY_TIME, attempts, wait_before_retry};
use crate::certificate_validity::save_certificate_validity;
use crate::ports::{
    ClientCertificate, ClientCertificateError, CreateSessionRequest, Ports, RoleSecretKey, RoleSecretKind,
    RolesAnywhereError, TokenError,
};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::role_definition::RolesAnywhereRole;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::secret::KeyPassword;
use std::time::Duration;

/// Requests credentials of the role with its certificate, which is read again each time: tools replace it while it is in use.
///
/// # Errors
/// [`RoleSessionError::ClientCertificate`], [`RoleSessionError::CertificateExpired`], [`RoleSessionError::CertificateNotYetValid`] or
/// [`RoleSessionError::RolesAnywhere`].
pub(super) async fn create_session(
    ports: &Ports,
    key: &RoleRef,
    role: &RolesAnywhereRole,
) -> Result<RoleCredentials, RoleSessionError> {
    let certificate = certificate(ports, key, role).await?;
    if let Some(name) = key.defined_name() {
        save_certificate_validity(ports, name, &role.certificate, certificate.validity());
    }
    let now = ports.clock.now();
    if certificate.not_after < now {
        return Err(RoleSessionError::CertificateExpired(certificate.not_after));
    }
    if certificate.not_before > now {
        return Err(RoleSessionError::CertificateNotYetValid(certificate.not_before));
    }
    let reason = ports.actor.reason.as_ref();
    let session_name = role.session_name.as_ref().map(|name| name.render(None, reason));
    let request = CreateSessionRequest {
        trust_anchor: &role.trust_anchor,
        profile: &role.profile,
        role_arn: &role.role_arn,
        session_name: session_name.as_deref(),
        duration: role
            .duration
            .map(|duration| Duration::from_secs(duration.seconds().into())),
    };
    let endpoints = role.endpoints();
    let retry_until = ports.clock.now() + MAX_RETRY_TIME;
    let attempts = attempts(ports);
    let mut attempt = 0;
    loop {
        attempt += 1;
        let roles_anywhere = &ports.aws.roles_anywhere;
        let error = match roles_anywhere
            .create_session(&endpoints, &request, &certificate)
            .await
        {
            Ok(credentials) => return Ok(credentials),
            Err(error) => error,
        };
        let may_retry = matches!(error, RolesAnywhereError::Unreachable { .. })
            && attempt < attempts
            && ports.clock.now() < retry_until;
        let wait = wait_before_retry(ports, attempt, None).filter(|_| may_retry);
        ports.clock.sleep(wait.ok_or(error)?).await;
    }
}

/// Reads the certificate; where its key is encrypted, with the password that the user entered.
async fn certificate(
    ports: &Ports,
    key: &RoleRef,
    role: &RolesAnywhereRole,
) -> Result<ClientCertificate, RoleSessionError> {
    let certificates = &ports.store.client_certificates;
    let needed = match certificates.load(&role.certificate, None).await {
        Err(error) if error.is_secret_needed() => error,
        read => return Ok(read?),
    };
    let Some(name) = key.defined_name() else {
        return Err(needed.into());
    };
    let secret = RoleSecretKey {
        role: name.clone(),
        kind: RoleSecretKind::PrivateKeyPassword,
    };
    let stored = ports.store.keychain.role_secret(&secret).await?;
    // EXPOSE: it stays a secret of another type, and opens the key.
    let password = stored.map(|password| KeyPassword::from_exposed(password.expose()));
    let password = password.ok_or(needed)?;
    let loaded = certificates.load(&role.certificate, Some(&password)).await;
    if let Err(ClientCertificateError::Token(TokenError::WrongPin { .. })) = loaded {
        // The same wrong PIN again and again would lock the token.
        ports.store.keychain.erase_role_secret(&secret).await?;
    }
    Ok(loaded?)
}
