//! The status of a role session at one moment: what it is doing, what ends it and when. The same on every surface.
//!
//! It must not know who shows it.

use crate::problem::Problem;
use rolecall_model::Timestamp;
use rolecall_model::role_session::{Renewal, RoleSessionRecord};
use std::time::Duration;

/// How long before its end a role session that a user started is shown as ending soon.
pub const ENDS_SOON: Duration = Duration::from_mins(10);

/// One role session at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleSessionState {
    /// What the index says of it.
    pub record: RoleSessionRecord,
    /// What is being done for its next credentials.
    pub phase: RoleSessionPhase,
    /// When it reaches its limit, if it has one.
    pub limit_at: Option<Timestamp>,
}

/// What is being done for the next credentials of a role session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoleSessionPhase {
    /// Nothing: its credentials are usable, or will be asked for.
    Active,
    /// New credentials are requested.
    Renewing,
    /// New credentials were not given, and are requested again.
    Retrying {
        /// Why they were not given.
        problem: Problem,
        /// When they are requested again.
        at: Timestamp,
    },
    /// New credentials need a sign-in.
    WaitingForSignIn,
    /// AWS will not give new ones: it ends with its credentials.
    Refused(Problem),
}

/// What happens when the current credentials of a role session end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RoleSessionOutcome {
    /// New credentials are requested before.
    Renews,
    /// New credentials are being requested.
    Renewing,
    /// Requesting new ones failed and is tried again.
    Retrying,
    /// It continues when the user has signed in.
    WaitingForSignIn,
    /// It ends, because AWS refused new ones.
    Refused,
    /// It ends, because it reaches its limit.
    Limit,
    /// It ends, because nobody asked for its renewal.
    Ends,
}

impl RoleSessionState {
    /// Returns when its current credentials stop being usable: they expire, or the role session reaches its limit.
    pub fn credentials_end(&self) -> Timestamp {
        let expires_at = self.record.expires_at;
        self.limit_at
            .map_or(expires_at, |limit_at| limit_at.min(expires_at))
    }

    /// Returns what happens when its current credentials end.
    pub fn outcome(&self) -> RoleSessionOutcome {
        match self.phase {
            RoleSessionPhase::Renewing => RoleSessionOutcome::Renewing,
            RoleSessionPhase::Retrying { .. } => RoleSessionOutcome::Retrying,
            RoleSessionPhase::WaitingForSignIn => RoleSessionOutcome::WaitingForSignIn,
            RoleSessionPhase::Refused(_) => RoleSessionOutcome::Refused,
            RoleSessionPhase::Active if self.record.has_final_credentials(self.limit_at) => {
                RoleSessionOutcome::Limit
            }
            RoleSessionPhase::Active => match self.record.renewal {
                Renewal::On => RoleSessionOutcome::Renews,
                Renewal::Off | Renewal::OnDemand => RoleSessionOutcome::Ends,
            },
        }
    }

    /// Returns when it stops being active if nothing but time passes; `None` if it stays active.
    ///
    /// A role session is active while its credentials are usable, and while it is renewed as soon as that is possible.
    pub fn active_until(&self) -> Option<Timestamp> {
        let is_renewed =
            self.record.renewal == Renewal::On && !matches!(self.phase, RoleSessionPhase::Refused(_));
        if is_renewed {
            self.limit_at
        } else {
            Some(self.credentials_end())
        }
    }

    /// Returns whether it is active at `now`; see [`RoleSessionState::active_until`].
    pub fn is_active(&self, now: Timestamp) -> bool {
        self.active_until().is_none_or(|until| until > now)
    }

    /// Returns whether a user started it. Otherwise a program asked for its credentials and will ask again.
    pub fn is_started_by_user(&self) -> bool {
        match self.record.renewal {
            Renewal::OnDemand => false,
            Renewal::Off | Renewal::On => true,
        }
    }

    /// Returns from when on it ends soon: a user started it, and no new credentials are coming. `None` for others.
    pub fn ends_soon_at(&self) -> Option<Timestamp> {
        let is_ending = match self.outcome() {
            RoleSessionOutcome::Renews | RoleSessionOutcome::Renewing => false,
            RoleSessionOutcome::Retrying
            | RoleSessionOutcome::WaitingForSignIn
            | RoleSessionOutcome::Refused
            | RoleSessionOutcome::Limit
            | RoleSessionOutcome::Ends => self.is_started_by_user(),
        };
        let soon = self.credentials_end().checked_sub(ENDS_SOON);
        is_ending.then(|| soon.unwrap_or(Timestamp::MIN))
    }

    /// Returns whether it is active and ends soon; see [`RoleSessionState::ends_soon_at`].
    pub fn ends_soon(&self, now: Timestamp) -> bool {
        self.is_active(now) && self.ends_soon_at().is_some_and(|at| at <= now)
    }

    /// Returns from when on it needs the user: to sign in, to know that it ends, or that its credentials expired while AWS was not
    /// reached. `None` if it needs nobody.
    pub fn needs_user_from(&self) -> Option<Timestamp> {
        match self.outcome() {
            RoleSessionOutcome::Retrying => Some(self.record.expires_at),
            RoleSessionOutcome::WaitingForSignIn | RoleSessionOutcome::Refused => Some(self.record.issued_at),
            RoleSessionOutcome::Renews
            | RoleSessionOutcome::Renewing
            | RoleSessionOutcome::Limit
            | RoleSessionOutcome::Ends => None,
        }
    }

    /// Returns whether it is active and needs the user; see [`RoleSessionState::needs_user_from`].
    pub fn needs_user(&self, now: Timestamp) -> bool {
        self.is_active(now) && self.needs_user_from().is_some_and(|from| from <= now)
    }
}

#[cfg(test)]
mod tests;
