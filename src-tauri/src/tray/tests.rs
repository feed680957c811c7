//! A change that was not handled completely is handled again.

use super::PendingChange;
use std::future::{pending, ready};

#[tokio::test]
async fn a_change_that_was_not_handled_completely_is_handled_again() {
    let mut change = PendingChange::default();
    change.wait(ready(())).await;
    // Here the handling was cancelled.
    change.wait(pending()).await;
    change.on_handled();
    tokio::select! {
        biased;
        () = change.wait(pending()) => panic!("nothing changed"),
        () = ready(()) => {}
    }
}
