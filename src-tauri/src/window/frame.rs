//! The window's frame: its size and place, as they are remembered. What is read back may be anything.

use serde::{Deserialize, Serialize};

/// The window is no smaller, in logical pixels.
pub(super) const LEAST: (f64, f64) = (720.0, 480.0);
/// Nor larger: more than the largest screens.
const MOST: f64 = 16_384.0;
/// So much of the upper edge must be on a monitor, for a user to take hold of the window.
const GRIP: f64 = 48.0;

/// Size and place, in logical pixels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Frame {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) place: Option<Place>,
    pub(super) is_maximized: bool,
}

/// Where the upper left corner is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Place {
    pub(super) x: f64,
    pub(super) y: f64,
}

impl Default for Frame {
    fn default() -> Self {
        Self {
            width: 1080.0,
            height: 720.0,
            place: None,
            is_maximized: false,
        }
    }
}

impl Frame {
    /// Reads a remembered frame; a size that no window has is none.
    pub(super) fn read(text: &str) -> Option<Self> {
        let frame: Self = serde_json::from_str(text).ok()?;
        let fits = (LEAST.0..=MOST).contains(&frame.width) && (LEAST.1..=MOST).contains(&frame.height);
        fits.then_some(frame)
    }

    pub(super) fn to_text(self) -> String {
        // Numbers always become JSON.
        serde_json::to_string(&self).unwrap_or_default()
    }

    /// Returns what to remember of a window that had the frame `before`: one that is maximized keeps the size it goes back to.
    pub(super) fn after(self, before: Option<Self>) -> Self {
        if !self.is_maximized {
            return self;
        }
        Self {
            is_maximized: true,
            ..before.unwrap_or_default()
        }
    }
}

impl Place {
    /// Tells whether a window here can be taken hold of on a monitor of that origin and size.
    pub(super) fn is_within(&self, x: f64, y: f64, width: f64, height: f64) -> bool {
        (x - GRIP..=x + width - GRIP).contains(&self.x) && (y..=y + height - GRIP).contains(&self.y)
    }
}

#[cfg(test)]
mod tests;
