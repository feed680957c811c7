//! Whether the keychain may ask the user for something.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the keychain may ask the user for something. Clones agree.
#[derive(Clone, Debug)]
pub(super) struct Prompts {
    has_display: bool,
    forbidden: Arc<AtomicBool>,
}

impl Prompts {
    pub(super) fn new(has_display: bool) -> Self {
        Self {
            has_display,
            forbidden: Arc::default(),
        }
    }

    /// Forbids all prompts from now on.
    pub(super) fn forbid(&self) {
        self.forbidden.store(true, Ordering::Relaxed);
    }

    /// Tells whether the user may be asked to unlock something: whether a prompt can be shown is the keychain's to know.
    pub(super) fn may_unlock(&self) -> bool {
        !self.forbidden.load(Ordering::Relaxed)
    }

    /// Tells whether the user may be asked for the password of a new keyring.
    #[cfg_attr(
        any(windows, target_os = "macos"),
        expect(dead_code, reason = "these systems decide it themselves")
    )]
    pub(super) fn may_create_keyring(&self) -> bool {
        self.has_display && self.may_unlock()
    }
}
