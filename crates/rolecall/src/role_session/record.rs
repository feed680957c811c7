//! What every step of a role session's life needs: its lock, its record in the index, what the keychain holds, and why there are no
//! credentials.
//!
//! It must not know which step asks.

use super::iam_user_error::IamUserError;
use crate::exclusive;
use crate::ports::{
    AccessPortalError, ClientCertificateError, CredentialProcessError, IdentityTokenError, KeychainError,
    KeychainItem, LockError, LockGuard, LockName, Ports, RolesAnywhereError, StateStoreError, StsError,
};
use crate::sign_in::SignInError;
use rolecall_model::Timestamp;
use rolecall_model::credentials::RoleCredentials;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use rolecall_model::role_source::ResolvedRole;
use std::time::Duration;
use thiserror::Error;

/// Why there are no credentials.
#[derive(Debug, Error)]
pub enum RoleSessionError {
    /// There is no usable sign-in.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// The access portal refused or cannot be reached.
    #[error(transparent)]
    AccessPortal(#[from] AccessPortalError),
    /// STS refused or cannot be reached.
    #[error(transparent)]
    Sts(#[from] StsError),
    /// The certificate or its key cannot be used.
    #[error(transparent)]
    ClientCertificate(#[from] ClientCertificateError),
    /// The certificate was valid until then.
    #[error("the certificate expired at {0}")]
    CertificateExpired(Timestamp),
    /// There is no token of the identity provider.
    #[error(transparent)]
    IdentityToken(#[from] IdentityTokenError),
    /// There are no credentials of an IAM user.
    #[error(transparent)]
    IamUser(#[from] IamUserError),
    /// The assertion that the user entered for this role is over, or there is none.
    #[error("{0} needs a new assertion")]
    AssertionNeeded(String),
    /// The command gave no credentials.
    #[error(transparent)]
    CredentialProcess(#[from] CredentialProcessError),
    /// The credentials are those of another role or user than the definition says.
    #[error("the credentials belong to somebody else")]
    OtherIdentity,
    /// The credentials that the user pasted for this role are over.
    #[error("the credentials of {0} ended")]
    CredentialsEnded(String),
    /// IAM Roles Anywhere refused or cannot be reached.
    #[error(transparent)]
    RolesAnywhere(#[from] RolesAnywhereError),
    /// The keychain failed.
    #[error(transparent)]
    Keychain(#[from] KeychainError),
    /// Another process is busy with the same for too long.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// AWS gave credentials that are over by the clock of this machine: no program would take them.
    #[error("the credentials that AWS gave are over by this clock")]
    ClockAhead,
    /// The limit of the role ended its role session: a user has to start it again.
    #[error("the limit of the role session is reached")]
    LimitReached,
    /// Somebody stopped the role session meanwhile.
    #[error("the role session was stopped meanwhile")]
    Stopped,
    /// The state database failed.
    #[error(transparent)]
    StateStore(#[from] StateStoreError),
}

impl RoleSessionError {
    /// Returns whether AWS says that this user may not have the role: asking again does not help.
    pub fn is_denied(&self) -> bool {
        match self {
            Self::AccessPortal(error) => matches!(
                error,
                AccessPortalError::NotAssigned | AccessPortalError::NotAssignedOrNotTrusted
            ),
            Self::Sts(error) => matches!(error, StsError::Denied(_)),
            Self::RolesAnywhere(error) => match error {
                RolesAnywhereError::UntrustedCertificate
                | RolesAnywhereError::NotTrustedByRole
                | RolesAnywhereError::NotFound
                | RolesAnywhereError::Denied => true,
                RolesAnywhereError::SessionNameNotAccepted
                | RolesAnywhereError::UnsuitableTags
                | RolesAnywhereError::InvalidRequest
                | RolesAnywhereError::WrongTime(_)
                | RolesAnywhereError::NotSigned(_)
                | RolesAnywhereError::Blocked(_)
                | RolesAnywhereError::Unreachable { .. } => false,
            },
            Self::SignIn(_)
            | Self::ClientCertificate(_)
            | Self::CertificateExpired(_)
            | Self::IdentityToken(_)
            | Self::IamUser(_)
            | Self::CredentialProcess(_)
            | Self::OtherIdentity
            | Self::AssertionNeeded(_)
            | Self::CredentialsEnded(_)
            | Self::Keychain(_)
            | Self::Lock(_)
            | Self::ClockAhead
            | Self::LimitReached
            | Self::Stopped
            | Self::StateStore(_) => false,
        }
    }
}

/// How long to wait for another process that obtains the same credentials.
pub(super) const TIMEOUT: Duration = Duration::from_secs(60);

/// Makes this the one process that changes the role session of `role`, until the guard is dropped.
pub(super) async fn acquire_lock(
    ports: &Ports,
    role: &RoleRef,
    timeout: Duration,
) -> Result<Box<dyn LockGuard>, RoleSessionError> {
    let name = LockName::RoleSession(role.clone());
    Ok(exclusive::acquire(ports, &name, timeout).await?)
}

/// Returns what the index knows of `role`.
pub(super) fn find_record(
    ports: &Ports,
    role: &RoleRef,
) -> Result<Option<RoleSessionRecord>, StateStoreError> {
    let records = ports.store.role_session_index.role_sessions()?;
    Ok(records.into_iter().find(|record| record.role == *role))
}

/// One that is renewed automatically is not over while it waits for new credentials.
pub(crate) fn is_over(record: &RoleSessionRecord, now: Timestamp) -> bool {
    record.expires_at <= now && record.renewal != Renewal::On
}

/// Returns what is stored for `role`, unless it was obtained from another source than the settings have now, or the sign-in that it
/// depends on is not kept any more. What cannot be read counts as nothing: AWS issues other credentials, which replace it.
pub(super) async fn stored_for_source(
    ports: &Ports,
    role: &ResolvedRole,
) -> Result<Option<RoleCredentials>, KeychainError> {
    let stored = match ports.store.keychain.role_credentials(&role.key).await {
        Err(error @ KeychainError::Corrupt { .. }) => {
            tracing::warn!(%error, "new credentials replace it");
            None
        }
        read => read?,
    };
    let is_of_source = |stored: &RoleCredentials| {
        let identity = stored.source_identity.as_ref();
        identity.is_some_and(|identity| identity.is_of(&role.source))
    };
    let stored = stored.filter(is_of_source);
    match role.source.portal() {
        Some(portal) if stored.is_some() => {
            let sign_in = KeychainItem::SignIn(portal.name.clone());
            let is_signed_in = ports.store.keychain.holds(&sign_in).await?;
            Ok(stored.filter(|_| is_signed_in))
        }
        Some(_) | None => Ok(stored),
    }
}
