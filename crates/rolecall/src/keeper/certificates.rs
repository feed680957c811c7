//! Until when the certificates of the user's roles are valid, and when they are read again.
//!
//! It must not know how one is read, nor who is told.

use super::read_order::ReadOrder;
use super::snapshot::CertificateState;
use rolecall_model::Timestamp;
use rolecall_model::role_definition::RoleMethod;
use rolecall_model::role_ref::RoleRef;
use rolecall_model::roles_anywhere::CertificateValidity;
use rolecall_model::settings::Settings;
use rolecall_model::time::remaining;
use std::collections::HashMap;
use std::time::Duration;

/// How often they are read: programs replace them.
const READ_INTERVAL: Duration = Duration::from_hours(6);

/// What is known of certificates.
#[derive(Default)]
pub(super) struct TrackedCertificates {
    /// `None` before they were read for the first time.
    known: Option<Vec<(RoleRef, CertificateValidity)>>,
    read_at: Option<Timestamp>,
    reads: ReadOrder,
}

impl TrackedCertificates {
    /// Returns what is known, once they were read.
    pub(super) fn known(&self) -> Option<&[(RoleRef, CertificateValidity)]> {
        self.known.as_deref()
    }

    /// The settings changed, or a certificate was used: they are read again.
    pub(super) fn mark_outdated(&mut self) {
        self.read_at = None;
    }

    /// Returns the number of a read, if one is due, which the caller starts; and when the next is.
    pub(super) fn due_read(
        &mut self,
        settings: &Settings,
        now: Timestamp,
    ) -> (Option<u64>, Option<Timestamp>) {
        let is_of_certificate = |method: &RoleMethod| matches!(method, RoleMethod::RolesAnywhere(_));
        let has_none = !settings.roles.iter().any(|role| is_of_certificate(&role.method));
        if has_none {
            self.reads.invalidate();
            self.known = Some(Vec::new());
            return (None, None);
        }
        let next = |at: Timestamp| at.checked_add(READ_INTERVAL).ok();
        // A time in the future is from before the clock was set back.
        match self.read_at.filter(|at| *at <= now) {
            Some(at) if remaining(now, at) < READ_INTERVAL => (None, next(at)),
            _ => {
                self.read_at = Some(now);
                (Some(self.reads.start()), next(now))
            }
        }
    }

    /// Takes what read `number` found, unless a later one was taken.
    pub(super) fn accept(&mut self, number: u64, found: Vec<(RoleRef, CertificateValidity)>) {
        if self.reads.accept(number) {
            self.known = Some(found);
        }
    }

    /// Returns what is shown of each at `now`.
    pub(super) fn states(&self, now: Timestamp) -> HashMap<RoleRef, CertificateState> {
        let known = self.known.iter().flatten();
        known
            .map(|(role, validity)| {
                let state = CertificateState {
                    ends_at: validity.not_after,
                    ends_soon: validity.ends_soon(now),
                };
                (role.clone(), state)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
