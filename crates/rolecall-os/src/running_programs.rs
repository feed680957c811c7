//! The programs that run: which one started this one, and whether it still runs.
//!
//! It must not know what the answer is for. What the system tells of other programs is hostile text. Outside Linux the
//! system is not asked: no program is known there, and none runs.

#[cfg(target_os = "linux")]
mod proc;

use crate::environment::Environment;
use rolecall::ports::Programs;
use rolecall_model::history::ProcessInfo;
use std::path::PathBuf;

/// The programs of this machine.
#[derive(Clone, Debug)]
pub struct SystemPrograms {
    home: Option<PathBuf>,
}

impl SystemPrograms {
    /// Asks nothing yet.
    pub fn new(environment: &Environment) -> Self {
        Self {
            home: environment.home.clone(),
        }
    }
}

#[cfg(target_os = "linux")]
impl SystemPrograms {
    /// Returns this process as the program `name` that it is about to become: it keeps its id and its start.
    pub fn this_as(&self, name: &str) -> Option<ProcessInfo> {
        proc::this_as(name, self.home.as_deref())
    }
}

#[cfg(not(target_os = "linux"))]
impl SystemPrograms {
    /// Returns nothing: the system is not asked.
    pub fn this_as(&self, _name: &str) -> Option<ProcessInfo> {
        None
    }
}

#[cfg(target_os = "linux")]
impl Programs for SystemPrograms {
    fn parent(&self) -> Option<ProcessInfo> {
        proc::parent(self.home.as_deref())
    }

    fn is_running(&self, program: &ProcessInfo) -> bool {
        proc::is_running(program)
    }
}

#[cfg(not(target_os = "linux"))]
impl Programs for SystemPrograms {
    fn parent(&self) -> Option<ProcessInfo> {
        let _not_asked = &self.home;
        None
    }

    fn is_running(&self, _program: &ProcessInfo) -> bool {
        false
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;
