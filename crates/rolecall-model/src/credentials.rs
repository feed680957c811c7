//! Role credentials: the temporary keys of one role session.
//!
//! It must not know where they are stored or how they were obtained.

use crate::Timestamp;
use crate::role_source::SourceIdentity;
use crate::secret::{SecretAccessKey, SessionToken};
use crate::time::remaining;
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
    /// When they were obtained, once that is known: AWS itself does not say.
    pub obtained_at: Option<Timestamp>,
    /// The source they were obtained from, once that is known. Those of another source are not used.
    pub source_identity: Option<SourceIdentity>,
    /// Whose they are, once that is known: the session name of the role at the beginning of a chain, which the portal chose.
    pub user: Option<String>,
}

impl RoleCredentials {
    /// Returns how long they are still good at `now`; zero when expired.
    pub fn remaining(&self, now: Timestamp) -> Duration {
        remaining(self.expires_at, now)
    }

    /// Tells whether they are good for `min_remaining` from `now`. Where their whole lifetime is short, its last quarter counts:
    /// new ones would live no longer.
    pub fn are_good_for(&self, min_remaining: Duration, now: Timestamp) -> bool {
        let lifetime = self
            .obtained_at
            .map_or(Duration::MAX, |at| remaining(self.expires_at, at));
        let left = self.remaining(now);
        !left.is_zero() && left >= min_remaining.min(lifetime / 4)
    }
}
