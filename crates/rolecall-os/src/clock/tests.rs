//! The clock keeps the contract of its port.

use super::*;

#[tokio::test]
async fn it_keeps_the_contract() {
    rolecall_fakes::contract::clock(&SystemClock).await;
}

#[tokio::test]
async fn without_a_timer_that_follows_the_wall_clock_it_is_compared() {
    let at = Timestamp::now() + Duration::from_millis(20);
    sleep_in_parts(at).await;
    assert!(Timestamp::now() >= at);
    sleep_in_parts(Timestamp::MIN).await;
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
