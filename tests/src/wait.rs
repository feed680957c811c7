//! Waiting for a condition, with a deadline. It must not know what is waited for.

use anyhow::{Result, anyhow};
use std::time::{Duration, Instant};

/// How long programs may take for one step. Machines that also build something else are slow.
pub const TIMEOUT: Duration = Duration::from_secs(120);

const PAUSE: Duration = Duration::from_millis(15);

/// Looks again and again until there is something; an error counts as nothing yet.
///
/// # Errors
/// When `timeout` is over; it names `what`, and the last error.
pub fn until<T>(what: &str, timeout: Duration, mut look: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let began = Instant::now();
    loop {
        let failure = match look() {
            Ok(Some(found)) => return Ok(found),
            Ok(None) => None,
            Err(error) => Some(error),
        };
        if began.elapsed() >= timeout {
            let waited = format!("waited {} s for {what}", timeout.as_secs());
            return Err(failure.map_or_else(|| anyhow!("{waited}"), |error| error.context(waited.clone())));
        }
        std::thread::sleep(PAUSE);
    }
}

/// Looks again and again until something is so.
///
/// # Errors
/// As [`until`].
pub fn until_so(what: &str, timeout: Duration, mut look: impl FnMut() -> Result<bool>) -> Result<()> {
    until(what, timeout, || Ok(look()?.then_some(())))
}
