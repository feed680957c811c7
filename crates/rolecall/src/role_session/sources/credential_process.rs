//! Roles whose credentials a command prints.

use super::super::record::RoleSessionError;
use crate::ports::Ports;
use rolecall_model::account::AccountId;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::role_definition::CredentialProcessRole;

/// Runs the command of the role, and asks AWS whose credentials it printed: those of anybody else are not used.
///
/// # Errors
/// [`RoleSessionError::CredentialProcess`], [`RoleSessionError::OtherIdentity`] or [`RoleSessionError::Sts`].
pub(super) async fn credentials(
    ports: &Ports,
    process: &CredentialProcessRole,
) -> Result<RoleCredentials, RoleSessionError> {
    let printed = ports.store.credential_processes.credentials(&process.command);
    let printed = printed.await?;
    let (role, credentials) = (&process.role, printed.credentials);
    let is_announced = |account: &AccountId| *account == role.account_id;
    if !printed.account_id.as_ref().is_none_or(is_announced) {
        return Err(RoleSessionError::OtherIdentity);
    }
    let endpoints = role.endpoints();
    let sts = &ports.aws.sts;
    let identity = sts
        .get_caller_identity(&endpoints, &endpoints.region, &credentials)
        .await?;
    let is_expected =
        identity.account == role.account_id.as_str() && identity.role_name() == role.role_name.as_str();
    if !is_expected {
        return Err(RoleSessionError::OtherIdentity);
    }
    Ok(RoleCredentials {
        user: identity.session_name().map(str::to_owned),
        ..credentials
    })
}
