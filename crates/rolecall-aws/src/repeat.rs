//! Which failed requests are sent again, and how often. It must not know what is asked.

use crate::failure::Failure;
use std::future::Future;
use std::time::Duration;

/// The waits before the second and the third attempt.
const WAITS: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(400)];

/// When a request may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// Only when nothing of it left this machine: it carries something that is good for one use.
    IfNotSent,
    /// After any failure that may pass: asking twice is the same as asking once.
    IfItMayPass,
}

impl Repeat {
    fn allows(self, failure: &Failure) -> bool {
        match (self, failure) {
            (_, Failure::Barred(_) | Failure::Unreadable(_)) => false,
            (Self::IfNotSent | Self::IfItMayPass, Failure::NotConnected(_)) => true,
            (Self::IfNotSent, Failure::NoAnswer(_) | Failure::ErrorAnswer(_)) => false,
            (Self::IfItMayPass, Failure::NoAnswer(_)) => true,
            (Self::IfItMayPass, Failure::ErrorAnswer(answer)) => answer.is_server_failure(),
        }
    }
}

/// Calls `send`, up to three times as `repeat` allows, within `patience` in all.
pub(crate) async fn call<T, F>(repeat: Repeat, patience: Duration, send: impl Fn() -> F) -> Result<T, Failure>
where
    F: Future<Output = Result<T, Failure>>,
{
    let attempts = async {
        for wait in WAITS {
            match send().await {
                Err(failure) if repeat.allows(&failure) => tokio::time::sleep(wait).await,
                answer => return answer,
            }
        }
        send().await
    };
    match tokio::time::timeout(patience, attempts).await {
        Ok(answer) => answer,
        Err(_) => Err(Failure::NoAnswer(Failure::TIMED_OUT.to_owned())),
    }
}

#[cfg(test)]
mod tests;
