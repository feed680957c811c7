//! Work that blocks its thread, called from an async task.

use tokio::runtime::{Handle, RuntimeFlavor};

/// Runs `work`, which may block for as long as its time limits allow. Where several threads run tasks, what waits for this
/// thread runs meanwhile on another.
pub(crate) fn blocking<T>(work: impl FnOnce() -> T) -> T {
    let has_workers =
        Handle::try_current().is_ok_and(|runtime| runtime.runtime_flavor() == RuntimeFlavor::MultiThread);
    if has_workers {
        tokio::task::block_in_place(work)
    } else {
        work()
    }
}

#[cfg(test)]
mod tests {
    //! One worker, and work that blocks it until another task has run.

    use super::blocking;
    use std::sync::mpsc::channel;

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn other_tasks_go_on_while_one_blocks() {
        let (sender, receiver) = channel();
        let blocked = tokio::spawn(async move {
            tokio::spawn(async move { sender.send("from another task").unwrap() });
            blocking(move || receiver.recv())
        });
        assert_eq!(blocked.await.unwrap(), Ok("from another task"));
    }

    #[tokio::test]
    async fn it_runs_without_workers_and_without_a_runtime() {
        assert_eq!(blocking(|| 7), 7);
        assert_eq!(std::thread::spawn(|| blocking(|| 7)).join().unwrap(), 7);
    }
}
