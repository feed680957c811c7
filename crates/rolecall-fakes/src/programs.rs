//! The other programs of a machine that the test makes up.

use crate::locked;
use rolecall::ports::Programs;
use rolecall_model::history::ProcessInfo;
use std::collections::HashSet;
use std::sync::Mutex;

/// A machine where this program was started by nobody known, and where only what the test starts runs.
#[derive(Debug, Default)]
pub struct FakePrograms {
    parent: Mutex<Option<ProcessInfo>>,
    running: Mutex<HashSet<ProcessInfo>>,
}

impl FakePrograms {
    /// Sets which program started this one; a parent runs.
    pub fn set_parent(&self, parent: Option<ProcessInfo>) {
        if let Some(parent) = &parent {
            self.start(parent.clone());
        }
        *locked(&self.parent) = parent;
    }

    /// Starts a program.
    pub fn start(&self, program: ProcessInfo) {
        locked(&self.running).insert(program);
    }

    /// Ends a program, if it runs.
    pub fn end(&self, program: &ProcessInfo) {
        locked(&self.running).remove(program);
    }
}

impl Programs for FakePrograms {
    fn parent(&self) -> Option<ProcessInfo> {
        locked(&self.parent).clone()
    }

    fn is_running(&self, program: &ProcessInfo) -> bool {
        // What a program is called and where it works may change; which it is does not.
        locked(&self.running)
            .iter()
            .any(|running| (running.pid, running.started) == (program.pid, program.started))
    }
}
