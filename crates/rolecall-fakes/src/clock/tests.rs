//! Time moves when a test moves it, or when every task waits.

use super::*;
use std::sync::Arc;

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

#[tokio::test]
async fn a_manual_clock_wakes_sleepers_when_it_is_advanced() {
    let clock = Arc::new(FakeClock::manual());
    let sleeper = tokio::spawn({
        let clock = Arc::clone(&clock);
        async move { clock.sleep(seconds(60)).await }
    });
    clock.advance(seconds(59)).await;
    assert!(!sleeper.is_finished());
    clock.advance(seconds(1)).await;
    assert!(sleeper.is_finished());
    assert_eq!(clock.elapsed(), seconds(60));
}

#[tokio::test(start_paused = true)]
async fn an_idle_clock_wakes_in_order_and_no_later_than_requested() {
    let clock = Arc::new(FakeClock::when_idle());
    let woken = Arc::new(Mutex::new(Vec::new()));
    let tasks: Vec<_> = [30, 10, 20]
        .into_iter()
        .map(|n| {
            let (clock, woken) = (Arc::clone(&clock), Arc::clone(&woken));
            tokio::spawn(async move {
                for _ in 0..3 {
                    clock.sleep(seconds(n)).await;
                    locked(&woken).push((clock.elapsed().as_secs(), n));
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let mut seen = locked(&woken).clone();
    seen.sort_unstable();
    assert_eq!(
        seen,
        [
            (10, 10),
            (20, 10),
            (20, 20),
            (30, 10),
            (30, 30),
            (40, 20),
            (60, 20),
            (60, 30),
            (90, 30)
        ]
    );
    assert_eq!(clock.sleepers(), 0);
}

#[tokio::test(start_paused = true)]
async fn advancing_an_idle_clock_stops_at_its_end() {
    let clock = Arc::new(FakeClock::when_idle());
    let beats = Arc::new(Mutex::new(0));
    let _heart = tokio::spawn({
        let (clock, beats) = (Arc::clone(&clock), Arc::clone(&beats));
        async move {
            loop {
                clock.sleep(seconds(1)).await;
                *locked(&beats) += 1;
            }
        }
    });
    clock.until_idle().await;
    assert_eq!(*locked(&beats), 0);
    clock.advance(seconds(10)).await;
    assert_eq!(*locked(&beats), 10);
    assert_eq!(clock.elapsed(), seconds(10));
}

#[test]
fn a_wrong_wall_clock_does_not_move_aws() {
    let clock = FakeClock::manual();
    let before = clock.true_now();
    clock.set_wall(SignedDuration::from_hours(-5));
    assert_eq!(clock.true_now(), before);
    assert_eq!(clock.now(), before - SignedDuration::from_hours(5));
}

#[tokio::test]
async fn a_dropped_sleep_is_removed() {
    let clock = FakeClock::manual();
    let slept = tokio::time::timeout(Duration::from_millis(1), clock.sleep(seconds(5))).await;
    assert!(slept.is_err());
    assert_eq!(clock.sleepers(), 0);
}
