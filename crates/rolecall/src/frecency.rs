//! Frecency: how often and how lately something was used, as one number.
//!
//! Every use weighs 1 and loses half of it in [`HALF_LIFE`]. Kept is the logarithm of the sum as it would be at the Unix epoch: such
//! numbers compare among each other at any time, without a clock.

use rolecall_model::Timestamp;
use std::time::Duration;

/// After this time a use weighs half.
pub const HALF_LIFE: Duration = Duration::from_hours(7 * 24);

/// Maximum number of roles that count as recently used: the window lists them, and a search ranks them higher.
pub const MAX_RECENTS: u32 = 20;

/// Returns the weight after one more use at `at`; `before` is the weight until then, absent for the first use.
pub fn after_use(before: Option<f64>, at: Timestamp) -> f64 {
    let use_now = at.duration_since(Timestamp::UNIX_EPOCH).as_secs_f64() / HALF_LIFE.as_secs_f64();
    match before.filter(|weight| weight.is_finite()) {
        None => use_now,
        Some(before) => {
            let (greater, less) = if before > use_now {
                (before, use_now)
            } else {
                (use_now, before)
            };
            greater + (less - greater).exp2().ln_1p() / std::f64::consts::LN_2
        }
    }
}

#[cfg(test)]
mod tests;
