//! Role credentials: the temporary keys of one role session.
//!
//! It must not know where they are kept or how they were obtained.

use crate::Timestamp;
use crate::secret::{SecretAccessKey, SessionToken};
use std::time::Duration;

/// Temporary credentials of one role and when they expire.
#[derive(Clone, Debug)]
pub struct RoleCredentials {
    /// The public half; starts with `ASIA`.
    pub access_key_id: String,
    /// The secret half.
    pub secret_access_key: SecretAccessKey,
    /// Belongs to every request signed with these credentials.
    pub session_token: SessionToken,
    /// When AWS stops accepting them.
    pub expires_at: Timestamp,
}

impl RoleCredentials {
    /// Returns how long they are still good at `now`; zero when expired.
    pub fn remaining(&self, now: Timestamp) -> Duration {
        remaining(self.expires_at, now)
    }
}

/// Returns the time from `now` until `expires_at`; zero when that has passed.
pub fn remaining(expires_at: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(expires_at.duration_since(now)).unwrap_or(Duration::ZERO)
}
