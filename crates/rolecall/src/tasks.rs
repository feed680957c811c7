//! Tasks that outlive whoever waits for them.

use tokio::task::JoinHandle;

/// Waits for `task`. A panic in it continues here; where the runtime ends before the task, this waits for ever, as the caller
/// ends with the runtime.
pub(crate) async fn joined<T>(task: JoinHandle<T>) -> T {
    match task.await {
        Ok(outcome) => outcome,
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        Err(_) => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[tokio::test]
    async fn an_outcome_and_a_panic_reach_who_waits() {
        assert_eq!(joined(tokio::spawn(async { 7 })).await, 7);
        let failing = tokio::spawn(async { panic!("planted") });
        let waiting = tokio::spawn(joined::<()>(failing));
        assert!(waiting.await.is_err_and(|error| error.is_panic()));
    }
}
