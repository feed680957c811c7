//! The bucket empties, refills with time and never overflows.

use std::time::Duration;

use super::*;

#[test]
fn it_empties_refills_and_does_not_overflow() {
    let start = Instant::now();
    let mut bucket = TokenBucket::new(3, start);
    let taken = (0..5).filter(|_| bucket.take(10, 3, start)).count();
    assert_eq!(taken, 3);
    let later = start + Duration::from_millis(100);
    assert!(bucket.take(10, 3, later));
    assert!(!bucket.take(10, 3, later));
    let much_later = start + Duration::from_secs(60);
    assert_eq!((0..9).filter(|_| bucket.take(10, 3, much_later)).count(), 3);
}
