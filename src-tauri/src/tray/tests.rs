//! What came while nobody waited to the end is looked at all the same.

use super::News;
use std::future::{pending, ready};

#[tokio::test]
async fn what_was_not_looked_at_to_the_end_is_looked_at_again() {
    let mut news = News::default();
    news.come(ready(())).await;
    // Here whoever looked was interrupted.
    news.come(pending()).await;
    news.seen();
    tokio::select! {
        biased;
        () = news.come(pending()) => panic!("nothing came"),
        () = ready(()) => {}
    }
}
