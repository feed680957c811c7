//! The port to what happens on the machine that nobody here asked for.

use async_trait::async_trait;

/// Something happened on the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MachineEvent {
    /// The settings file or the state database may have been changed, perhaps by this process.
    FilesChanged,
    /// A network, an address or a route came or went.
    NetworkChanged,
    /// The clock was set, or the machine woke up.
    ClockChanged,
}

/// What happens on the machine.
#[async_trait]
pub trait MachineEvents: Send + Sync {
    /// Returns the next event; several of one kind at once are told as one. One listener at a time.
    ///
    /// Where the system cannot tell of files, [`MachineEvent::FilesChanged`] is told every second instead.
    async fn next(&self) -> MachineEvent;
}
