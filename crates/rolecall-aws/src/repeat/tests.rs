//! Counts how often a failed request is sent.

use super::*;
use crate::error_answer::ErrorAnswer;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::body::SdkBody;
use std::cell::Cell;

fn answered(status: u16) -> Failure {
    let answer = HttpResponse::new(status.try_into().unwrap(), SdkBody::empty());
    Failure::ErrorAnswer(Box::new(ErrorAnswer::read(&answer, None)))
}

async fn times_sent(repeat: Repeat, failure: impl Fn() -> Failure) -> usize {
    let sent = Cell::new(0);
    let answer: Result<(), Failure> = call(repeat, Duration::from_secs(10), || {
        sent.set(sent.get() + 1);
        let failure = failure();
        async move { Err(failure) }
    })
    .await;
    assert!(answer.is_err());
    sent.get()
}

#[tokio::test(start_paused = true)]
async fn what_is_good_for_one_use_is_sent_again_only_if_it_never_left() {
    assert_eq!(
        times_sent(Repeat::IfNotSent, || Failure::NotConnected(String::new())).await,
        3
    );
    assert_eq!(
        times_sent(Repeat::IfNotSent, || Failure::NoAnswer(String::new())).await,
        1
    );
    assert_eq!(times_sent(Repeat::IfNotSent, || answered(503)).await, 1);
}

#[tokio::test(start_paused = true)]
async fn what_may_pass_is_tried_three_times_and_what_may_not_once() {
    assert_eq!(
        times_sent(Repeat::IfItMayPass, || Failure::NoAnswer(String::new())).await,
        3
    );
    assert_eq!(times_sent(Repeat::IfItMayPass, || answered(503)).await, 3);
    assert_eq!(times_sent(Repeat::IfItMayPass, || answered(400)).await, 1);
    assert_eq!(
        times_sent(Repeat::IfItMayPass, || Failure::Barred(String::new())).await,
        1
    );
    assert_eq!(
        times_sent(Repeat::IfItMayPass, || Failure::Unreadable("")).await,
        1
    );
}

#[tokio::test(start_paused = true)]
async fn the_first_success_ends_it() {
    let sent = Cell::new(0);
    let answer = call(Repeat::IfItMayPass, Duration::from_secs(10), || {
        sent.set(sent.get() + 1);
        let failed = sent.get() < 2;
        async move { if failed { Err(answered(500)) } else { Ok("done") } }
    })
    .await;
    assert_eq!((answer.unwrap(), sent.get()), ("done", 2));
}

#[tokio::test(start_paused = true)]
async fn patience_ends_for_all_attempts_together() {
    let answer: Result<(), Failure> = call(
        Repeat::IfItMayPass,
        Duration::from_secs(10),
        std::future::pending::<Result<(), Failure>>,
    )
    .await;
    assert!(matches!(answer, Err(Failure::NoAnswer(detail)) if detail == Failure::TIMED_OUT));
}
