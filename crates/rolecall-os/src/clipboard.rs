//! The clipboard: plain text, and secrets that leave it again.

use arboard::Clipboard as Board;
use rolecall::ports::{Clipboard, ClipboardError};
use rolecall_model::secret::ExportText;
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
    /// The secret copied last and its number; a timer whose number is old has nothing to do any more.
    secret: Mutex<(u64, Option<ExportText>)>,
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

    fn remember(&self, text: &ExportText) -> u64 {
        let mut secret = self.secret.lock().unwrap_or_else(PoisonError::into_inner);
        *secret = (secret.0 + 1, Some(text.clone()));
        self.changed.notify_all();
        secret.0
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
        // EXPOSE: the user asked for it on the clipboard.
        self.kept.with(|board| secretly(board.set(), text.expose()))?;
        let number = self.kept.remember(text);
        let kept = Arc::clone(&self.kept);
        let timer = std::thread::Builder::new().name("clipboard".to_owned());
        let waiting = timer.spawn(move || {
            let secret = kept.secret.lock().unwrap_or_else(PoisonError::into_inner);
            let is_newest = |secret: &mut (u64, Option<ExportText>)| secret.0 == number;
            let (mut secret, _) = kept
                .changed
                .wait_timeout_while(secret, clear_in, is_newest)
                .unwrap_or_else(PoisonError::into_inner);
            let due = if secret.0 == number { secret.1.take() } else { None };
            drop(secret);
            due.iter().for_each(|due| kept.clear_if_unchanged(due));
        });
        waiting.map(drop).map_err(|error| {
            self.clear_secret();
            ClipboardError {
                detail: error.kind().to_string(),
            }
        })
    }

    fn clear_secret(&self) {
        let mut secret = self.kept.secret.lock().unwrap_or_else(PoisonError::into_inner);
        secret.0 += 1;
        let due = secret.1.take();
        drop(secret);
        self.kept.changed.notify_all();
        due.iter().for_each(|due| self.kept.clear_if_unchanged(due));
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
