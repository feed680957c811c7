//! The journal: what the fakes were asked, across ports, in the order it happened.
//!
//! It holds no secret: a line is `port: what`.

use crate::locked;
use std::sync::Mutex;

/// What happened, in order, such as `keychain: kept sign-in of acme`.
#[derive(Debug, Default)]
pub struct Journal(Mutex<Vec<String>>);

impl Journal {
    /// Writes a line.
    pub fn write(&self, line: impl Into<String>) {
        locked(&self.0).push(line.into());
    }

    /// Returns all lines.
    pub fn lines(&self) -> Vec<String> {
        locked(&self.0).clone()
    }

    /// Begins again, for tests that go on for long.
    pub fn clear(&self) {
        locked(&self.0).clear();
    }

    /// Returns where the first line stands that contains `text`.
    pub fn position(&self, text: &str) -> Option<usize> {
        locked(&self.0).iter().position(|line| line.contains(text))
    }

    /// Returns how many lines contain `text`.
    pub fn count(&self, text: &str) -> usize {
        locked(&self.0).iter().filter(|line| line.contains(text)).count()
    }
}
