//! Which failed requests are sent again, and how often. It must not know what they ask for.

use crate::request_error::RequestError;
use std::future::Future;
use std::time::Duration;

/// The delays before the second and the third attempt.
const RETRY_DELAYS: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(400)];

/// When a request may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RetryPolicy {
    /// Only when nothing of it left this machine: it carries a code or token that is valid for one use.
    IfNotSent,
    /// After any transient error: the request is idempotent.
    IfTransient,
}

impl RetryPolicy {
    fn allows(self, error: &RequestError) -> bool {
        match (self, error) {
            (_, RequestError::Blocked(_) | RequestError::InvalidResponse(_)) => false,
            (Self::IfNotSent | Self::IfTransient, RequestError::NotConnected(_)) => true,
            (Self::IfNotSent, RequestError::NoResponse(_) | RequestError::ErrorResponse(_)) => false,
            (Self::IfTransient, RequestError::NoResponse(_)) => true,
            (Self::IfTransient, RequestError::ErrorResponse(response)) => response.is_server_error(),
        }
    }
}

/// Calls `send` up to three times, as `policy` allows. `timeout` is for all attempts and delays together.
///
/// # Errors
/// That of the last attempt, or [`RequestError::NoResponse`] after `timeout`.
pub(crate) async fn send_with_retries<T, F>(
    policy: RetryPolicy,
    timeout: Duration,
    send: impl Fn() -> F,
) -> Result<T, RequestError>
where
    F: Future<Output = Result<T, RequestError>>,
{
    let attempts = async {
        for delay in RETRY_DELAYS {
            match send().await {
                Err(error) if policy.allows(&error) => tokio::time::sleep(delay).await,
                outcome => return outcome,
            }
        }
        send().await
    };
    match tokio::time::timeout(timeout, attempts).await {
        Ok(outcome) => outcome,
        Err(_) => Err(RequestError::NoResponse(RequestError::TIMED_OUT.to_owned())),
    }
}

#[cfg(test)]
mod tests;
