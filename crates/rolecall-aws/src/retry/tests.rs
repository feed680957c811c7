//! Counts how often a failed request is sent.

use super::*;
use crate::error_response::ErrorResponse;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::body::SdkBody;
use rolecall::ports::BlockedConnection;
use std::cell::Cell;

fn error_response(status: u16) -> RequestError {
    let response = HttpResponse::new(status.try_into().unwrap(), SdkBody::empty());
    RequestError::ErrorResponse(Box::new(ErrorResponse::parse(&response, None)))
}

async fn times_sent(policy: RetryPolicy, error: impl Fn() -> RequestError) -> usize {
    let sent = Cell::new(0);
    let outcome: Result<(), RequestError> = send_with_retries(policy, Duration::from_secs(10), || {
        sent.set(sent.get() + 1);
        let error = error();
        async move { Err(error) }
    })
    .await;
    assert!(outcome.is_err());
    sent.get()
}

#[tokio::test(start_paused = true)]
async fn a_single_use_request_is_retried_only_if_it_was_not_sent() {
    assert_eq!(
        times_sent(RetryPolicy::IfNotSent, || RequestError::NotConnected(
            String::new()
        ))
        .await,
        3
    );
    assert_eq!(
        times_sent(RetryPolicy::IfNotSent, || RequestError::NoResponse(String::new())).await,
        1
    );
    assert_eq!(
        times_sent(RetryPolicy::IfNotSent, || error_response(503)).await,
        1
    );
}

#[tokio::test(start_paused = true)]
async fn a_transient_error_is_tried_three_times_and_any_other_once() {
    assert_eq!(
        times_sent(RetryPolicy::IfTransient, || RequestError::NoResponse(
            String::new()
        ))
        .await,
        3
    );
    assert_eq!(
        times_sent(RetryPolicy::IfTransient, || error_response(503)).await,
        3
    );
    assert_eq!(
        times_sent(RetryPolicy::IfTransient, || error_response(400)).await,
        1
    );
    assert_eq!(
        times_sent(RetryPolicy::IfTransient, || RequestError::Blocked(
            BlockedConnection::Untrusted
        ))
        .await,
        1
    );
    assert_eq!(
        times_sent(RetryPolicy::IfTransient, || RequestError::InvalidResponse("")).await,
        1
    );
}

#[tokio::test(start_paused = true)]
async fn the_first_success_ends_the_attempts() {
    let sent = Cell::new(0);
    let outcome = send_with_retries(RetryPolicy::IfTransient, Duration::from_secs(10), || {
        sent.set(sent.get() + 1);
        let failed = sent.get() < 2;
        async move {
            if failed {
                Err(error_response(500))
            } else {
                Ok("done")
            }
        }
    })
    .await;
    assert_eq!((outcome.unwrap(), sent.get()), ("done", 2));
}

#[tokio::test(start_paused = true)]
async fn the_timeout_covers_all_attempts_together() {
    let outcome: Result<(), RequestError> = send_with_retries(
        RetryPolicy::IfTransient,
        Duration::from_secs(10),
        std::future::pending::<Result<(), RequestError>>,
    )
    .await;
    assert!(matches!(outcome, Err(RequestError::NoResponse(detail)) if detail == RequestError::TIMED_OUT));
}
