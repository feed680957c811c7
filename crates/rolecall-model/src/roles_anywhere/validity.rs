//! From when until when a certificate is valid, and when its user is reminded that it ends.

use crate::Timestamp;
use crate::time::remaining;
use std::time::Duration;

const DAY: Duration = Duration::from_hours(24);

/// How long before its end a user is reminded, the longest first. None is shorter than the time to the next: there is never more than
/// one a day.
const REMINDERS: [Duration; 4] = [
    Duration::from_hours(14 * 24),
    Duration::from_hours(7 * 24),
    Duration::from_hours(3 * 24),
    DAY,
];

/// Certificates that live for less than this times a reminder are replaced by a program, which needs no such reminder.
const MIN_LIFETIME_FACTOR: u32 = 3;

/// From when until when a certificate is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateValidity {
    /// From when it is valid.
    pub not_before: Timestamp,
    /// Until when it is valid.
    pub not_after: Timestamp,
}

impl CertificateValidity {
    /// Returns whether it ends so soon that it is to be replaced, or has ended.
    pub fn ends_soon(self, now: Timestamp) -> bool {
        self.has_ended(now) || self.reminder(now).is_some()
    }

    /// Returns whether it has ended.
    pub fn has_ended(self, now: Timestamp) -> bool {
        self.not_after < now
    }

    /// Returns which reminder is the latest: how many days before the end it is. There is none once the certificate has ended.
    pub fn reminder(self, now: Timestamp) -> Option<u64> {
        let left = remaining(self.not_after, now);
        let reached = self.reminders().filter(|before| left <= *before).last()?;
        (!self.has_ended(now)).then(|| reached.as_secs() / DAY.as_secs())
    }

    /// Returns when the next reminder is due, or the certificate ends.
    pub fn next_reminder(self, now: Timestamp) -> Option<Timestamp> {
        let times = self.reminders().chain([Duration::ZERO]);
        let times = times.filter_map(|before| self.not_after.checked_sub(before).ok());
        times.filter(|at| *at > now).min()
    }

    fn reminders(self) -> impl Iterator<Item = Duration> {
        let lifetime = remaining(self.not_after, self.not_before);
        let fits = move |before: &Duration| *before * MIN_LIFETIME_FACTOR <= lifetime;
        REMINDERS.into_iter().filter(fits)
    }
}

#[cfg(test)]
mod tests {
    use super::{CertificateValidity, DAY};
    use crate::Timestamp;

    fn validity(days: u32) -> CertificateValidity {
        CertificateValidity {
            not_before: Timestamp::UNIX_EPOCH,
            not_after: Timestamp::UNIX_EPOCH + DAY * days,
        }
    }

    #[test]
    fn reminders_come_fourteen_seven_three_and_one_days_before_the_end() {
        let validity = validity(365);
        let mut at = validity.not_before;
        let mut found = Vec::new();
        while let Some(next) = validity.next_reminder(at) {
            found.push((validity.reminder(next), validity.ends_soon(next)));
            at = next;
        }
        let days = [Some(14), Some(7), Some(3), Some(1), Some(1)];
        assert_eq!(found, days.map(|days| (days, true)));
        assert_eq!(at, validity.not_after);
        let after = at + DAY;
        assert!(validity.has_ended(after) && validity.ends_soon(after));
        assert_eq!(
            (validity.reminder(after), validity.next_reminder(after)),
            (None, None)
        );
        assert!(!validity.ends_soon(validity.not_after - DAY * 15));
    }

    #[test]
    fn nobody_is_reminded_of_what_a_program_replaces_every_day() {
        let short = validity(1);
        assert_eq!(short.next_reminder(short.not_before), Some(short.not_after));
        assert!(!short.ends_soon(short.not_after - DAY / 24));
        let month = validity(30);
        assert_eq!(month.reminder(month.not_after - DAY * 8), None);
        assert_eq!(month.reminder(month.not_after - DAY * 7), Some(7));
    }
}
