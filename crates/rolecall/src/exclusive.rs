//! "One process at a time", where the machine allows it.
//!
//! A lock spares AWS and the user what is done twice. Where lock files cannot be used at all, as on a read-only file system, what
//! the user asked for counts for more. It must not know what is done under a lock.

use crate::ports::{LockError, LockGuard, LockName, Ports};
use std::time::Duration;

/// Takes the lock `name`, waiting up to `timeout`, or continues without it where no process can take it.
///
/// # Errors
/// [`LockError::Busy`].
pub(crate) async fn acquire(
    ports: &Ports,
    name: &LockName,
    timeout: Duration,
) -> Result<Box<dyn LockGuard>, LockError> {
    match ports.store.lock.acquire(name, timeout).await {
        Err(error @ LockError::Unusable(_)) => {
            tracing::warn!(%error, "continuing without a lock");
            Ok(Box::new(NotLocked))
        }
        acquired => acquired,
    }
}

struct NotLocked;

impl LockGuard for NotLocked {}
