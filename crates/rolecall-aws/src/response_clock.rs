//! AWS's clock, as the `Date` of its responses shows it (RFC 9110, 6.6.1).
//!
//! It must not know what expires.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use rolecall::ports::Clock;
use rolecall_model::Timestamp;
use rolecall_model::time::{ClockDifference, ClockOffset};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// `Date` counts whole seconds.
const PRECISION: Duration = Duration::from_secs(1);

/// The last time that AWS showed, compared with the clock of this machine.
#[derive(Clone)]
pub(crate) struct ResponseClock {
    clock: Arc<dyn Clock>,
    offset: Arc<Mutex<Option<ClockOffset>>>,
}

impl ResponseClock {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            offset: Arc::default(),
        }
    }

    /// Returns the time of this machine.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Returns how far AWS's clock is ahead by the last response that showed it.
    pub(crate) fn offset(&self) -> Option<ClockOffset> {
        *self.offset.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes the time that a response to a request of `sent_at` shows. A response without a request id is a proxy's, or comes from a
    /// host that is not AWS's.
    pub(crate) fn note(&self, response: &HttpResponse, sent_at: Timestamp) {
        let headers = response.headers();
        let date = headers
            .get("x-amzn-requestid")
            .and_then(|_| headers.get("date"))
            .and_then(parse);
        if let Some(offset) = date.and_then(|date| offset(date, sent_at, self.now())) {
            *self.offset.lock().unwrap_or_else(PoisonError::into_inner) = Some(offset);
        }
    }
}

impl fmt::Debug for ResponseClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseClock")
            .field("offset", &self.offset)
            .finish_non_exhaustive()
    }
}

fn parse(date: &str) -> Option<Timestamp> {
    let date = DateTime::from_str(date.trim(), Format::HttpDate).ok()?;
    Timestamp::from_second(date.secs()).ok()
}

/// Returns how far AWS's clock is ahead at least. AWS wrote `date` at some time between `sent_at` and `received_at`, which may be far
/// apart where the machine slept; a difference that nobody would believe is none.
fn offset(date: Timestamp, sent_at: Timestamp, received_at: Timestamp) -> Option<ClockOffset> {
    let latest = date.checked_add(PRECISION).ok()?;
    let offset = if date > received_at {
        date.duration_since(received_at)
    } else if latest < sent_at {
        latest.duration_since(sent_at)
    } else {
        ClockOffset::ZERO
    };
    let agrees = offset.unsigned_abs() < Duration::from_mins(1);
    (agrees || ClockDifference::from_offset(offset).is_some()).then_some(offset)
}

#[cfg(test)]
mod tests;
