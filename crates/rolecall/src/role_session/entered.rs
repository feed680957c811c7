//! Credentials that the user pastes: whose they are, and storing them as the role session of their role.

use super::obtain::{existing_role_session, store_issued};
use super::record::{RoleSessionError, TIMEOUT, acquire_lock};
use crate::ports::{CallerIdentity, CredentialProcessError, Ports};
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::portal::AwsEndpoints;
use rolecall_model::role_source::ResolvedRole;

/// Asks AWS whose `credentials` are.
///
/// # Errors
/// [`RoleSessionError::Sts`].
pub async fn identity_of(
    ports: &Ports,
    endpoints: &AwsEndpoints,
    credentials: &RoleCredentials,
) -> Result<CallerIdentity, RoleSessionError> {
    let sts = &ports.aws.sts;
    Ok(sts
        .get_caller_identity(endpoints, &endpoints.region, credentials)
        .await?)
}

/// Runs `command` and asks AWS whose credentials it prints; nothing is stored.
///
/// # Errors
/// [`RoleSessionError::CredentialProcess`] or [`RoleSessionError::Sts`].
pub async fn identity_of_process(
    ports: &Ports,
    endpoints: &AwsEndpoints,
    command: &str,
) -> Result<CallerIdentity, RoleSessionError> {
    if ports.store.credential_processes.is_inside(command) {
        return Err(CredentialProcessError::CallsItself.into());
    }
    let printed = ports.store.credential_processes.credentials(command).await?;
    identity_of(ports, endpoints, &printed.credentials).await
}

/// Stores credentials that the user entered for `role` in place of those before.
///
/// # Errors
/// [`RoleSessionError`]; then what was stored stays, or nothing is.
pub async fn store_entered(
    ports: &Ports,
    role: &ResolvedRole,
    credentials: RoleCredentials,
) -> Result<(), RoleSessionError> {
    let lock = acquire_lock(ports, &role.key, TIMEOUT).await?;
    let existing = existing_role_session(ports, &role.key, true).await?;
    let stored = store_issued(ports, role, existing, credentials, lock).await?;
    stored.not_stored.map_or(Ok(()), |error| Err(error.into()))
}
