//! The port to the other programs of this machine.

use crate::history::ProgramSeen;

/// The programs that run.
pub trait Programs: Send + Sync {
    /// Returns the program that started this one, beyond shells that only pass a command on; nothing where the system does not tell.
    fn parent(&self) -> Option<ProgramSeen>;
    /// Tells whether that very program still runs.
    fn is_running(&self, program: &ProgramSeen) -> bool;
}
