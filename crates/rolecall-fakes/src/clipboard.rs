//! A clipboard in memory that clears secrets by the fake clock.

use crate::call_log::CallLog;
use crate::clock::FakeClock;
use crate::locked;
use rolecall::ports::{Clipboard, ClipboardError};
use rolecall_model::secret::ExportText;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What was copied.
#[derive(Clone, Debug)]
pub enum ClipboardContent {
    /// Text that is no secret.
    Text(String),
    /// A secret and how long it may stay.
    Secret {
        /// The secret.
        text: ExportText,
        /// How long after the copy it is cleared.
        clear_in: Duration,
    },
}

/// A clipboard that records every copy.
#[derive(Debug)]
pub struct FakeClipboard {
    copies: Mutex<Vec<(Duration, ClipboardContent)>>,
    absent: Mutex<bool>,
    clock: Arc<FakeClock>,
    call_log: Arc<CallLog>,
}

impl FakeClipboard {
    /// Makes an empty clipboard.
    pub fn new(clock: Arc<FakeClock>, call_log: Arc<CallLog>) -> Self {
        Self {
            copies: Mutex::default(),
            absent: Mutex::default(),
            clock,
            call_log,
        }
    }

    /// Makes the desktop have no clipboard, or have it again.
    pub fn set_absent(&self, absent: bool) {
        *locked(&self.absent) = absent;
    }

    /// Returns every copy ever made, the last one last.
    pub fn copies(&self) -> Vec<ClipboardContent> {
        locked(&self.copies)
            .iter()
            .map(|(_, copied)| copied.clone())
            .collect()
    }

    /// Returns what a paste inserts now: nothing after a secret was cleared.
    pub fn contents(&self) -> Option<ClipboardContent> {
        let (at, last) = locked(&self.copies).last().cloned()?;
        match &last {
            ClipboardContent::Text(_) => Some(last),
            ClipboardContent::Secret { clear_in, .. } => {
                (self.clock.elapsed() < at + *clear_in).then_some(last)
            }
        }
    }

    fn put(&self, copied: ClipboardContent, what: &str) -> Result<(), ClipboardError> {
        if *locked(&self.absent) {
            return Err(ClipboardError {
                detail: "no clipboard".into(),
            });
        }
        self.call_log.record(format!("clipboard: copied {what}"));
        locked(&self.copies).push((self.clock.elapsed(), copied));
        Ok(())
    }
}

impl Clipboard for FakeClipboard {
    fn copy(&self, text: &str) -> Result<(), ClipboardError> {
        self.put(ClipboardContent::Text(text.to_owned()), "text")
    }

    fn copy_secret(&self, text: &ExportText, clear_in: Duration) -> Result<(), ClipboardError> {
        self.put(
            ClipboardContent::Secret {
                text: text.clone(),
                clear_in,
            },
            "a secret",
        )
    }

    fn clear_secret(&self) {
        let mut copies = locked(&self.copies);
        if let Some((_, ClipboardContent::Secret { clear_in, .. })) = copies.last_mut() {
            *clear_in = Duration::ZERO;
        }
    }

    fn secret_clears_in(&self) -> Option<Duration> {
        match locked(&self.copies).last()? {
            (_, ClipboardContent::Text(_)) => None,
            (at, ClipboardContent::Secret { clear_in, .. }) => {
                let left = (*at + *clear_in).checked_sub(self.clock.elapsed())?;
                (!left.is_zero()).then_some(left)
            }
        }
    }
}
