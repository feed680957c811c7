//! The port to AWS's clock, as its responses show it.

use rolecall_model::time::ClockOffset;

/// AWS's clock, compared with that of this machine.
pub trait AwsClock: Send + Sync {
    /// Returns how far AWS's clock is ahead, by the last response that this process got; `None` before the first. A response that
    /// does not come from AWS, or shows no credible time, does not count.
    fn offset(&self) -> Option<ClockOffset>;
}
