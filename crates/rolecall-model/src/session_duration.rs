//! How long a role session may be asked to last (STS API Reference, `AssumeRole`, "Request Parameters").

use serde::Serialize;
use thiserror::Error;

/// In seconds: the duration of a role session.
const DURATIONS: std::ops::RangeInclusive<u64> = 900..=43_200;
/// In seconds: the duration of a role session that is begun with the credentials of another (IAM User Guide, "Role chaining").
const MAX_CHAINED_DURATION: u32 = 3600;

/// The value is not one that STS accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("STS does not accept the value")]
pub struct InvalidRoleSessionOption;

/// `DurationSeconds`: 15 minutes to 12 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SessionDuration(u32);

impl SessionDuration {
    /// 15 minutes: AWS grants no less.
    pub const MIN: Self = Self(900);

    /// Makes a duration of `seconds`.
    ///
    /// # Errors
    /// [`InvalidRoleSessionOption`] for less than 900 or more than 43,200.
    pub fn from_seconds(seconds: u64) -> Result<Self, InvalidRoleSessionOption> {
        let seconds = Some(seconds).filter(|seconds| DURATIONS.contains(seconds));
        seconds
            .and_then(|seconds| u32::try_from(seconds).ok())
            .map(Self)
            .ok_or(InvalidRoleSessionOption)
    }

    /// Returns it in seconds.
    pub fn seconds(self) -> u32 {
        self.0
    }

    /// Returns whether AWS grants it to a role session that is begun with the credentials of another: at most one hour.
    pub fn is_for_chained_roles(self) -> bool {
        self.0 <= MAX_CHAINED_DURATION
    }
}
