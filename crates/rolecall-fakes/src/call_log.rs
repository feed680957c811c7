//! The calls of the fakes, across ports, in order. A line is `port: what` and holds no secret.

use crate::locked;
use std::sync::Mutex;

/// Calls in order, such as `keychain: save sign-in of acme`.
#[derive(Debug, Default)]
pub struct CallLog(Mutex<Vec<String>>);

impl CallLog {
    /// Adds a line.
    pub fn record(&self, line: impl Into<String>) {
        locked(&self.0).push(line.into());
    }

    /// Returns all lines.
    pub fn lines(&self) -> Vec<String> {
        locked(&self.0).clone()
    }

    /// Removes all lines, for tests of many calls.
    pub fn clear(&self) {
        locked(&self.0).clear();
    }

    /// Returns the index of the first line that contains `text`.
    pub fn position(&self, text: &str) -> Option<usize> {
        locked(&self.0).iter().position(|line| line.contains(text))
    }
}
