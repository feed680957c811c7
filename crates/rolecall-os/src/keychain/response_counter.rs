//! How long the keychain has been silent, however many calls it has still to answer.
//!
//! It must not know what the calls are.

use rolecall::ports::KeychainError;
use std::pin::pin;
use std::time::Duration;
use tokio::sync::watch;

/// Counts the responses of the keychain, so that its silence can be measured. Clones count together.
#[derive(Clone, Debug, Default)]
pub(super) struct ResponseCounter(watch::Sender<u64>);

impl ResponseCounter {
    /// Counts one response.
    pub(super) fn increment(&self) {
        self.0.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Waits for `work` as long as the keychain responds to something at least every `max_silence`.
    ///
    /// # Errors
    /// That of `work`; [`KeychainError::TimedOut`] when the keychain is silent for longer.
    pub(super) async fn wait_while_responding<T>(
        &self,
        max_silence: Duration,
        work: impl Future<Output = Result<T, KeychainError>>,
    ) -> Result<T, KeychainError> {
        let mut responses = self.0.subscribe();
        let mut work = pin!(work);
        loop {
            let response = tokio::time::timeout(max_silence, responses.changed());
            tokio::select! {
                biased;
                outcome = &mut work => return outcome,
                changed = response => changed.map_or(Err(KeychainError::TimedOut), |_| Ok(()))?,
            }
        }
    }
}
