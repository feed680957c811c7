//! The port to the clipboard.

use rolecall_model::secret::ExportText;
use std::time::Duration;
use thiserror::Error;

/// Nothing was copied.
#[derive(Debug, Error)]
#[error("the clipboard is not available: {detail}")]
pub struct ClipboardError {
    /// What failed.
    pub detail: String,
}

/// The clipboard.
pub trait Clipboard: Send + Sync {
    /// Copies text that is no secret.
    fn copy(&self, text: &str) -> Result<(), ClipboardError>;
    /// Copies a secret, marked so for clipboard managers where the platform can, and clears it after `clear_in` if it is still there.
    fn copy_secret(&self, text: &ExportText, clear_in: Duration) -> Result<(), ClipboardError>;
    /// Clears a copied secret now, if it is still there: for the end of the program.
    fn clear_secret(&self);
    /// Returns after how long the copied secret will be cleared; `None` if it was, or if something else was copied since.
    fn secret_clears_in(&self) -> Option<Duration>;
}
