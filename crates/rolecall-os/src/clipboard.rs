//! The clipboard: plain text, and secrets that leave it again.

use arboard::Clipboard as Board;
use rolecall::ports::{Clipboard, ClipboardError};
use rolecall::secret::ExportText;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// The desktop's clipboard. It is opened when first used, and kept: on X11 the text is gone with its owner.
#[derive(Clone, Default)]
pub struct SystemClipboard {
    kept: Arc<Kept>,
}

#[derive(Default)]
struct Kept {
    board: Mutex<Option<Board>>,
    /// Which secret was copied last; a timer whose number is old does nothing.
    newest: Mutex<u64>,
    changed: Condvar,
}

impl std::fmt::Debug for SystemClipboard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SystemClipboard")
    }
}

impl SystemClipboard {
    /// Makes the clipboard; nothing is opened yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a copied secret out of the clipboard now, if it is still there: for the end of the program.
    pub fn clear_secret(&self) {
        *self.kept.newest.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.kept.changed.notify_all();
    }
}

impl Kept {
    fn with<T>(
        &self,
        act: impl FnOnce(&mut Board) -> Result<T, arboard::Error>,
    ) -> Result<T, ClipboardError> {
        let failed = |error: arboard::Error| ClipboardError {
            detail: kind(&error).to_owned(),
        };
        let mut board = self.board.lock().unwrap_or_else(PoisonError::into_inner);
        let board = match &mut *board {
            Some(board) => board,
            empty => empty.insert(Board::new().map_err(failed)?),
        };
        act(board).map_err(failed)
    }

    fn clear_if_unchanged(&self, secret: &ExportText) {
        let cleared = self.with(|board| {
            let text = board.get_text()?;
            if secret.matches(&text) {
                board.clear()
            } else {
                Ok(())
            }
        });
        if let Err(error) = cleared {
            tracing::debug!(%error, "the clipboard was not cleared");
        }
    }
}

/// The library's own words may quote what it met.
fn kind(error: &arboard::Error) -> &'static str {
    match error {
        arboard::Error::ContentNotAvailable => "it holds no text",
        arboard::Error::ClipboardNotSupported => "there is none",
        arboard::Error::ClipboardOccupied => "another program holds it",
        arboard::Error::ConversionFailure | arboard::Error::Unknown { .. } | _ => "it failed",
    }
}

impl Clipboard for SystemClipboard {
    fn copy(&self, text: &str) -> Result<(), ClipboardError> {
        self.kept.with(|board| board.set_text(text))
    }

    fn copy_secret(&self, text: &ExportText, clear_in: Duration) -> Result<(), ClipboardError> {
        // EXPOSE: the person asked for it on the clipboard.
        self.kept.with(|board| secretly(board.set(), text.expose()))?;
        let mut newest = self.kept.newest.lock().unwrap_or_else(PoisonError::into_inner);
        *newest += 1;
        let number = *newest;
        drop(newest);
        let (kept, secret) = (Arc::clone(&self.kept), text.clone());
        let waiting = std::thread::Builder::new()
            .name("clipboard".to_owned())
            .spawn(move || {
                let newest = kept.newest.lock().unwrap_or_else(PoisonError::into_inner);
                let still = |newest: &mut u64| *newest == number;
                let waited = kept.changed.wait_timeout_while(newest, clear_in, still);
                drop(waited.unwrap_or_else(PoisonError::into_inner));
                kept.clear_if_unchanged(&secret);
            });
        if let Err(error) = waiting {
            self.kept.clear_if_unchanged(text);
            return Err(ClipboardError {
                detail: error.kind().to_string(),
            });
        }
        Ok(())
    }
}

/// Keeps the text out of clipboard histories, where the platform has a word for it.
#[cfg(target_os = "linux")]
fn secretly(set: arboard::Set<'_>, text: &str) -> Result<(), arboard::Error> {
    use arboard::SetExtLinux;
    set.exclude_from_history().text(text)
}

#[cfg(target_os = "macos")]
fn secretly(set: arboard::Set<'_>, text: &str) -> Result<(), arboard::Error> {
    use arboard::SetExtApple;
    set.exclude_from_history().text(text)
}

#[cfg(windows)]
fn secretly(set: arboard::Set<'_>, text: &str) -> Result<(), arboard::Error> {
    use arboard::SetExtWindows;
    set.exclude_from_cloud().exclude_from_history().text(text)
}
