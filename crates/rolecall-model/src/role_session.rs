//! The record of a role session, as the index of role sessions holds it.
//!
//! The credentials themselves are in the keychain; nothing here is secret.

use crate::Timestamp;
use crate::history::Surface;
use crate::reason::Reason;
use crate::role_ref::RoleRef;
use std::time::Duration;

/// A role session that was started here; its credentials are in the keychain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleSessionRecord {
    /// What was assumed.
    pub role: RoleRef,
    /// When it was started.
    pub started_at: Timestamp,
    /// When its present credentials were obtained.
    pub issued_at: Timestamp,
    /// When its present credentials expire. In the past for one that waits to be renewed.
    pub expires_at: Timestamp,
    /// Whether the desktop renews it.
    pub renewal: Renewal,
    /// Which surface asked for its present credentials; one that the desktop renews keeps the surface that asked before.
    pub requested_by: Surface,
    /// What the user uses it for, where they said so.
    pub reason: Option<Reason>,
}

impl RoleSessionRecord {
    /// Returns whether its current credentials last until its limit at `limit_at`: no others follow.
    pub fn has_final_credentials(&self, limit_at: Option<Timestamp>) -> bool {
        limit_at.is_some_and(|limit_at| limit_at <= self.expires_at)
    }
}

/// Returns when `limit` ends a role session that was started at `started_at`; `None` when that is beyond all time.
pub fn limit_time(started_at: Timestamp, limit: Duration) -> Option<Timestamp> {
    started_at.checked_add(limit).ok()
}

/// Whether the desktop renews a role session before it expires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Renewal {
    /// Somebody asked for its credentials and will ask again: a program, or a user for one use. No user started it, so nobody is
    /// notified of its end.
    OnDemand,
    /// A user started it; it ends when its credentials expire.
    Off,
    /// A user started it, and the desktop renews it until it is stopped, the sign-in ends or its limit ends it.
    On,
}

impl Renewal {
    /// Every value.
    pub const ALL: [Self; 3] = [Self::OnDemand, Self::Off, Self::On];

    /// Returns the stable identifier that JSON and the state database hold.
    pub fn id(self) -> &'static str {
        match self {
            Self::OnDemand => "on-demand",
            Self::Off => "off",
            Self::On => "on",
        }
    }

    /// Parses the stable identifier; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|renewal| renewal.id() == text)
    }
}
