//! The port to unguessable bytes.

/// The system's random source.
pub trait Random: Send + Sync {
    /// Returns 32 unguessable bytes.
    fn bytes(&self) -> [u8; 32];
}
