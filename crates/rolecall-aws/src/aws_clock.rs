//! AWS's clock behind the port `AwsClock`.

use crate::aws::Aws;
use rolecall::ports::AwsClock;
use rolecall_model::time::ClockOffset;

impl AwsClock for Aws {
    fn offset(&self) -> Option<ClockOffset> {
        self.clients.response_clock().offset()
    }
}
