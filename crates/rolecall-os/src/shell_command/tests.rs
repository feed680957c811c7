//! Commands that do not end, and what they start.

use super::*;
use rustix::process::{Pid, test_kill_process};
use std::path::Path;

const MAX_SIZE: u64 = 1000;

/// Waits until the number of a process is in `file` and returns it.
async fn started(file: &Path) -> Pid {
    loop {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let id = text.strip_suffix('\n').and_then(|id| id.parse().ok());
        if let Some(pid) = id.and_then(Pid::from_raw) {
            return pid;
        }
        tokio::task::yield_now().await;
    }
}

/// Waits until there is no such process.
async fn ended(pid: Pid) {
    while test_kill_process(pid).is_ok() && !is_zombie(pid) {
        tokio::task::yield_now().await;
    }
}

fn is_zombie(pid: Pid) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit(')')
        .next()
        .is_some_and(|rest| rest.trim_start().starts_with('Z'))
}

#[tokio::test]
async fn what_a_command_started_ends_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("id");
    let command = format!("sleep 600 & echo $! > '{}'; wait", file.display());
    let running = tokio::spawn(async move { output_of(&command, MAX_SIZE, TIME_LIMIT).await.err() });
    let pid = started(&file).await;
    running.abort();
    ended(pid).await;
}

#[tokio::test]
async fn one_whose_output_somebody_else_keeps_open_ends_at_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("id");
    let command = format!("sleep 600 & echo $! > '{}'", file.display());
    let output = output_of(&command, MAX_SIZE, Duration::from_millis(300)).await;
    assert!(matches!(output, Err(ShellError::TimedOut)));
    ended(started(&file).await).await;
}

#[tokio::test]
async fn output_and_complaint_are_read_up_to_their_size() {
    let command = "head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2; exit 3";
    let output = output_of(command, MAX_SIZE, TIME_LIMIT).await.unwrap();
    assert_eq!(output.printed.len(), 1000);
    assert_eq!(output.complaint.len(), 4096);
    assert_eq!(output.status.code(), Some(3));
}

#[tokio::test]
async fn a_command_knows_which_commands_it_is_inside() {
    let command = format!("printf %s \"${}\"", variable::ROLECALL_RUNNING_COMMANDS);
    let output = output_of(&command, MAX_SIZE, TIME_LIMIT).await.unwrap();
    let inside = String::from_utf8(output.printed.to_vec()).unwrap();
    assert!(
        inside.split(',').any(|running| running == id(&command)),
        "{inside}"
    );
    assert!(!is_inside(&command), "this process is not inside");
}
