//! The port to "one at a time" between processes.

use super::file_fault::{FileFault, LockOwner};
use async_trait::async_trait;
use rolecall_model::portal::PortalName;
use rolecall_model::role_ref::{DefinedRoleName, RoleRef};
use std::time::Duration;
use thiserror::Error;

/// What is done by one process at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LockName {
    /// Renewing or replacing the sign-in of a portal.
    SignIn(PortalName),
    /// Obtaining credentials of a role.
    RoleSession(RoleRef),
    /// Listing the accounts and roles of a portal.
    Listing(PortalName),
    /// Replacing the access key of an IAM user.
    KeyRotation(DefinedRoleName),
    /// Renewing or replacing the sign-in to the console that is kept for a defined role.
    LoginSession(DefinedRoleName),
}

/// Why the lock was not taken.
#[derive(Debug, Error)]
pub enum LockError {
    /// Another living process holds it for too long.
    #[error("another process is busy with the same")]
    Busy {
        /// Who that is, where the system tells.
        owner: Option<LockOwner>,
    },
    /// The lock file cannot be used: no process can take the lock.
    #[error("the lock file cannot be used: {0}")]
    Unusable(FileFault),
}

/// Held until dropped; a killed owner lets go.
pub trait LockGuard: Send {}

/// Lock files.
#[async_trait]
pub trait Lock: Send + Sync {
    /// Takes the lock, waiting up to `timeout`; for an owner that is suspended, ten seconds at most.
    async fn acquire(&self, name: &LockName, timeout: Duration) -> Result<Box<dyn LockGuard>, LockError>;
}
