//! The processes of this machine: which program started this one, and whether it still runs.
//!
//! It must not know what the answer is used for. Names and folders of processes are hostile text. Outside of Linux no
//! process is looked up: no program is known there, and none runs.

#[cfg(target_os = "linux")]
mod ancestry;

use crate::environment::EnvironmentVariables;
use rolecall::ports::Programs;
use rolecall_model::history::ProcessInfo;
use std::path::PathBuf;

/// The processes of this machine.
#[derive(Clone, Debug)]
pub struct SystemProcesses {
    home: Option<PathBuf>,
}

impl SystemProcesses {
    /// Looks up nothing yet.
    pub fn new(environment: &EnvironmentVariables) -> Self {
        Self {
            home: environment.home.clone(),
        }
    }
}

#[cfg(target_os = "linux")]
impl SystemProcesses {
    /// Describes this process under the name of the program it will exec; its id and start time stay the same.
    pub fn current_process_as(&self, program_name: &str) -> Option<ProcessInfo> {
        ancestry::current_process_as(program_name, self.home.as_deref())
    }
}

#[cfg(not(target_os = "linux"))]
impl SystemProcesses {
    /// Returns `None`: not supported on this system.
    pub fn current_process_as(&self, _program_name: &str) -> Option<ProcessInfo> {
        None
    }
}

#[cfg(target_os = "linux")]
impl Programs for SystemProcesses {
    fn parent(&self) -> Option<ProcessInfo> {
        ancestry::parent(self.home.as_deref())
    }

    fn is_running(&self, program: &ProcessInfo) -> bool {
        ancestry::is_running(program)
    }
}

#[cfg(not(target_os = "linux"))]
impl Programs for SystemProcesses {
    fn parent(&self) -> Option<ProcessInfo> {
        let _not_used = &self.home;
        None
    }

    fn is_running(&self, _program: &ProcessInfo) -> bool {
        false
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;
