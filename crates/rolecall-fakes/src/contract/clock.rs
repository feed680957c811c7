//! The suite of [`Clock`].

use rolecall::ports::Clock;
use std::time::Duration;

/// The suite of [`Clock`]; it takes about 50 ms of the clock.
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
}
