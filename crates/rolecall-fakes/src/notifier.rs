//! Notifications that are written down instead of shown.

use crate::journal::Journal;
use crate::locked;
use async_trait::async_trait;
use rolecall::ports::{Notification, Notifier, NotifierError};
use std::sync::{Arc, Mutex};

/// A desktop that keeps every notification, or shows none.
#[derive(Debug, Default)]
pub struct FakeNotifier {
    shown: Mutex<Vec<Notification>>,
    absent: Mutex<bool>,
    journal: Arc<Journal>,
}

impl FakeNotifier {
    /// Makes a desktop that writes to `journal`.
    pub fn new(journal: Arc<Journal>) -> Self {
        Self {
            journal,
            ..Self::default()
        }
    }

    /// Takes notifications away, or gives them back.
    pub fn set_absent(&self, absent: bool) {
        *locked(&self.absent) = absent;
    }

    /// Returns what was shown.
    pub fn shown(&self) -> Vec<Notification> {
        locked(&self.shown).clone()
    }
}

#[async_trait]
impl Notifier for FakeNotifier {
    async fn show(&self, notification: &Notification) -> Result<(), NotifierError> {
        if *locked(&self.absent) {
            return Err(NotifierError {
                detail: "no notification server".into(),
            });
        }
        self.journal.write("notifier: shown");
        locked(&self.shown).push(notification.clone());
        Ok(())
    }
}
