//! The port to the other programs of this machine.

use rolecall_model::history::ProcessInfo;

/// The programs that run.
pub trait Programs: Send + Sync {
    /// Returns the program that started this one, beyond shells that only pass a command on; nothing where the system does not tell.
    fn parent(&self) -> Option<ProcessInfo>;
    /// Tells whether that very program still runs.
    fn is_running(&self, program: &ProcessInfo) -> bool;
}
