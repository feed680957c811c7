//! The clock passes the contract of its port.

use super::*;

#[tokio::test]
async fn it_passes_the_contract() {
    rolecall_fakes::contract::clock(&SystemClock).await;
}

#[tokio::test]
async fn without_a_wall_clock_timer_the_clock_is_checked() {
    let at = Timestamp::now() + Duration::from_millis(20);
    sleep_in_steps(at).await;
    assert!(Timestamp::now() >= at);
    sleep_in_steps(Timestamp::MIN).await;
}

/// Setting the clock to the time that it shows is a jump to the system, and none to anybody else. Only root may.
#[tokio::test]
#[cfg(target_os = "linux")]
async fn a_changed_clock_does_not_end_a_sleep() {
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
