//! The window's size and position, and their stored text, which is not trusted.

use serde::{Deserialize, Serialize};

/// Minimum width and height, in logical pixels.
pub(crate) const MIN_WINDOW_SIZE: (f64, f64) = (720.0, 480.0);
/// Maximum width and height, in logical pixels; larger than any screen.
const MAX_SIDE: f64 = 16_384.0;
/// Minimum part of the window's upper edge that must be on a monitor so that the user can drag the window, in logical pixels.
const MIN_VISIBLE_EDGE: f64 = 48.0;

/// Size and position, in logical pixels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WindowFrame {
    pub(crate) width: f64,
    pub(crate) height: f64,
    /// Stored as `place`.
    #[serde(rename = "place")]
    pub(crate) position: Option<WindowPosition>,
    pub(crate) is_maximized: bool,
}

/// Position of the upper left corner, in logical pixels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WindowPosition {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

impl Default for WindowFrame {
    fn default() -> Self {
        Self {
            width: 1080.0,
            height: 720.0,
            position: None,
            is_maximized: false,
        }
    }
}

impl WindowFrame {
    /// Parses a stored frame; `None` if it is malformed or has an invalid size.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let frame: Self = serde_json::from_str(text).ok()?;
        let fits = (MIN_WINDOW_SIZE.0..=MAX_SIDE).contains(&frame.width)
            && (MIN_WINDOW_SIZE.1..=MAX_SIDE).contains(&frame.height);
        fits.then_some(frame)
    }

    /// Returns the text to store.
    pub(crate) fn to_text(self) -> String {
        // Serializing numbers cannot fail.
        serde_json::to_string(&self).unwrap_or_default()
    }

    /// Returns the frame to save. A maximized window keeps the size and position of the `previous` frame, which it returns to when
    /// restored.
    pub(crate) fn with_restored_size(self, previous: Option<Self>) -> Self {
        if !self.is_maximized {
            return self;
        }
        Self {
            is_maximized: true,
            ..previous.unwrap_or_default()
        }
    }
}

impl WindowPosition {
    /// Returns whether the user can drag a window at this position on a monitor with the given origin and size.
    pub(crate) fn is_reachable_on(&self, x: f64, y: f64, width: f64, height: f64) -> bool {
        (x - MIN_VISIBLE_EDGE..=x + width - MIN_VISIBLE_EDGE).contains(&self.x)
            && (y..=y + height - MIN_VISIBLE_EDGE).contains(&self.y)
    }
}

#[cfg(test)]
mod tests;
