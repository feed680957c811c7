//! A look every second, and a clock that jumps in between.

use super::*;
use crate::environment::Environment;

fn watch() -> Watch {
    let places = Places::from_environment(&Environment {
        rolecall_home: Some("/nowhere".into()),
        ..Environment::default()
    });
    Watch::begin(&places.unwrap())
}

#[tokio::test(start_paused = true)]
async fn a_look_is_asked_for_every_second() {
    let mut watch = watch();
    let begun = Instant::now();
    for second in 1..=3 {
        assert_eq!(watch.next().await, MachineEvent::FilesChanged);
        assert_eq!(begun.elapsed().as_secs(), second);
        // The wall clock does not go while the test's is held.
        watch.last.0 = Timestamp::now();
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_is_told_before_the_look() {
    let mut watch = watch();
    for elsewhere in [-3600, -30, 30, 3600] {
        watch.last.0 = Timestamp::now() + jiff::SignedDuration::from_secs(elsewhere);
        assert_eq!(watch.next().await, MachineEvent::ClockChanged, "{elsewhere}");
        assert_eq!(watch.next().await, MachineEvent::FilesChanged);
    }
}
