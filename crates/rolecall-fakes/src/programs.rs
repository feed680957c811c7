//! The processes of a machine, as a test defines them.

use crate::locked;
use rolecall::ports::Programs;
use rolecall_model::history::ProcessInfo;
use std::collections::HashSet;
use std::sync::Mutex;

/// A machine where the parent of this process is unknown, and only the processes that a test starts run.
#[derive(Debug, Default)]
pub struct FakePrograms {
    parent: Mutex<Option<ProcessInfo>>,
    running: Mutex<HashSet<ProcessInfo>>,
}

impl FakePrograms {
    /// Sets the parent of this process, which then runs.
    pub fn set_parent(&self, parent: Option<ProcessInfo>) {
        if let Some(parent) = &parent {
            self.start(parent.clone());
        }
        *locked(&self.parent) = parent;
    }

    /// Starts a process.
    pub fn start(&self, process: ProcessInfo) {
        locked(&self.running).insert(process);
    }

    /// Ends a process, if it runs.
    pub fn end(&self, process: &ProcessInfo) {
        locked(&self.running).remove(process);
    }
}

impl Programs for FakePrograms {
    fn parent(&self) -> Option<ProcessInfo> {
        locked(&self.parent).clone()
    }

    fn is_running(&self, process: &ProcessInfo) -> bool {
        // The name and the folder of a process may change; its id and its start do not.
        locked(&self.running)
            .iter()
            .any(|running| (running.pid, running.started) == (process.pid, process.started))
    }
}
