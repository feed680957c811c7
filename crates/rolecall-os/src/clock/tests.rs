//! The clock sleeps for a time and until a time, no shorter and in order.

use super::*;

const SHORT: Duration = Duration::from_millis(20);

#[tokio::test]
async fn it_sleeps_as_long_as_requested() {
    SystemClock.sleep(Duration::ZERO).await;
    let before = SystemClock.now();
    assert!(before.as_second() > 1_767_225_600, "2026 has begun");
    SystemClock.sleep(SHORT).await;
    // Wall clocks are set in small steps: a millisecond may be missing.
    let slept = SystemClock.now().duration_since(before).as_millis();
    assert!(slept >= 19, "{slept} ms instead of 20");
    tokio::select! {
        () = SystemClock.sleep(SHORT * 2) => panic!("the longer sleep ended first"),
        () = SystemClock.sleep(SHORT / 4) => {}
    }
}

#[tokio::test]
async fn it_sleeps_until_a_time() {
    let now = SystemClock.now();
    for past in [Timestamp::MIN, now - Duration::from_hours(1), now] {
        SystemClock.sleep_until(past).await;
    }
    let at = SystemClock.now() + SHORT;
    SystemClock.sleep_until(at).await;
    let now = SystemClock.now();
    assert!(now >= at, "{now} is before {at}");
    assert!(now.duration_since(at).as_secs() < 5, "{now} is long after {at}");
    tokio::select! {
        () = SystemClock.sleep_until(Timestamp::MAX) => panic!("the end of time came"),
        () = SystemClock.sleep_until(now + SHORT * 2) => panic!("the later time came first"),
        () = SystemClock.sleep_until(now + SHORT) => {}
    }
}

#[tokio::test]
async fn without_a_timer_that_follows_the_wall_clock_it_is_compared() {
    let at = Timestamp::now() + Duration::from_millis(20);
    sleep_in_steps(at).await;
    assert!(Timestamp::now() >= at);
    sleep_in_steps(Timestamp::MIN).await;
}

/// Setting the clock to the time that it shows is a jump to the system, and none to anybody else. Only root may.
#[tokio::test]
#[cfg(target_os = "linux")]
async fn a_clock_that_is_set_meanwhile_changes_nothing() {
    use rustix::time::{ClockId, clock_gettime, clock_settime};
    let at = Timestamp::now() + Duration::from_millis(60);
    let waiting = tokio::spawn(async move { SystemClock.sleep_until(at).await });
    while Timestamp::now() < at - Duration::from_millis(20) {
        tokio::time::sleep(Duration::from_millis(5)).await;
        if clock_settime(ClockId::Realtime, clock_gettime(ClockId::Realtime)).is_err() {
            break;
        }
    }
    waiting.await.unwrap();
    assert!(Timestamp::now() >= at);
}
