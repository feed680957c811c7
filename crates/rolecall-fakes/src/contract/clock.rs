//! The suite of [`Clock`].

use rolecall::ports::Clock;
use rolecall_model::Timestamp;
use std::time::Duration;

/// The suite of [`Clock`]; it takes about 100 ms of the clock.
///
/// # Panics
/// When the clock breaks its word.
pub async fn clock(clock: &dyn Clock) {
    let (short, long) = (Duration::from_millis(20), Duration::from_millis(30));
    clock.sleep(Duration::ZERO).await;
    let before = clock.now();
    clock.sleep(short).await;
    // Wall clocks are set in small steps: a millisecond may be missing.
    let slept = clock.now().duration_since(before).as_millis();
    assert!(slept >= 19, "{slept} ms instead of 20");

    let first = tokio::select! {
        () = clock.sleep(long) => "long",
        () = clock.sleep(short / 4) => "short",
    };
    assert_eq!(first, "short", "the shorter sleep ends first");
    let second = clock.now();
    assert!(second >= before, "time does not run backwards");
    assert!(
        second.as_second() > 1_767_225_600,
        "the clock knows that 2026 has begun"
    );
    until(clock, short).await;
}

async fn until(clock: &dyn Clock, short: Duration) {
    for past in [Timestamp::MIN, clock.now() - Duration::from_hours(1), clock.now()] {
        clock.sleep_until(past).await;
    }
    let at = clock.now() + short;
    clock.sleep_until(at).await;
    let now = clock.now();
    assert!(now >= at, "{now} is before {at}");
    assert!(now.duration_since(at).as_secs() < 5, "{now} is long after {at}");
    let first = tokio::select! {
        () = clock.sleep_until(Timestamp::MAX) => "never",
        () = clock.sleep_until(clock.now() + short * 2) => "later",
        () = clock.sleep_until(clock.now() + short) => "sooner",
    };
    assert_eq!(first, "sooner", "the sooner ends first");
}
