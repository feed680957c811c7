//! An event every second, and a changed clock before it.

use super::*;

fn watcher() -> PollingWatcher {
    PollingWatcher::start(&crate::tests::paths_in("/nowhere"))
}

#[tokio::test(start_paused = true)]
async fn files_count_as_changed_every_second() {
    let mut watcher = watcher();
    let started = Instant::now();
    for second in 1..=3 {
        assert_eq!(watcher.next().await, MachineEvent::FilesChanged);
        assert_eq!(started.elapsed().as_secs(), second);
        // The wall clock stands still while the test's time is paused.
        watcher.last.0 = Timestamp::now();
    }
}

#[tokio::test(start_paused = true)]
async fn a_changed_clock_is_reported_first() {
    let mut watcher = watcher();
    for seconds in [-3600, -30, 30, 3600] {
        watcher.last.0 = Timestamp::now() + jiff::SignedDuration::from_secs(seconds);
        assert_eq!(watcher.next().await, MachineEvent::ClockChanged, "{seconds}");
        assert_eq!(watcher.next().await, MachineEvent::FilesChanged);
    }
}
