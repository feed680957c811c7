//! A clipboard in memory that clears secrets by the fake clock.

use crate::clock::FakeClock;
use crate::journal::Journal;
use crate::locked;
use rolecall::ports::{Clipboard, ClipboardError};
use rolecall_model::secret::ExportText;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Something that was copied.
#[derive(Clone, Debug)]
pub enum Copied {
    /// Text that is no secret.
    Text(String),
    /// A secret and how long it may stay.
    Secret {
        /// What was copied.
        text: ExportText,
        /// When it is cleared, since it was copied.
        clear_in: Duration,
    },
}

/// A clipboard that remembers every copy.
#[derive(Debug)]
pub struct FakeClipboard {
    copies: Mutex<Vec<(Duration, Copied)>>,
    absent: Mutex<bool>,
    clock: Arc<FakeClock>,
    journal: Arc<Journal>,
}

impl FakeClipboard {
    /// Makes an empty clipboard.
    pub fn new(clock: Arc<FakeClock>, journal: Arc<Journal>) -> Self {
        Self {
            copies: Mutex::default(),
            absent: Mutex::default(),
            clock,
            journal,
        }
    }

    /// Takes the clipboard away, or gives it back.
    pub fn set_absent(&self, absent: bool) {
        *locked(&self.absent) = absent;
    }

    /// Returns every copy ever made, the last one last.
    pub fn copies(&self) -> Vec<Copied> {
        locked(&self.copies)
            .iter()
            .map(|(_, copied)| copied.clone())
            .collect()
    }

    /// Returns what a paste would give now; nothing after a secret was cleared.
    pub fn contents(&self) -> Option<Copied> {
        let (at, last) = locked(&self.copies).last().cloned()?;
        match &last {
            Copied::Text(_) => Some(last),
            Copied::Secret { clear_in, .. } => (self.clock.elapsed() < at + *clear_in).then_some(last),
        }
    }

    fn put(&self, copied: Copied, what: &str) -> Result<(), ClipboardError> {
        if *locked(&self.absent) {
            return Err(ClipboardError {
                detail: "no clipboard".into(),
            });
        }
        self.journal.write(format!("clipboard: copied {what}"));
        locked(&self.copies).push((self.clock.elapsed(), copied));
        Ok(())
    }
}

impl Clipboard for FakeClipboard {
    fn copy(&self, text: &str) -> Result<(), ClipboardError> {
        self.put(Copied::Text(text.to_owned()), "text")
    }

    fn copy_secret(&self, text: &ExportText, clear_in: Duration) -> Result<(), ClipboardError> {
        self.put(
            Copied::Secret {
                text: text.clone(),
                clear_in,
            },
            "a secret",
        )
    }

    fn clear_secret(&self) {
        let mut copies = locked(&self.copies);
        if let Some((_, Copied::Secret { clear_in, .. })) = copies.last_mut() {
            *clear_in = Duration::ZERO;
        }
    }
}
