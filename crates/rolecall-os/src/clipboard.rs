//! The clipboard: plain text, and secrets that are cleared again. It must not know what is copied.

use crate::environment::on_wayland;
use arboard::Clipboard as Board;
use rolecall::ports::{Clipboard, ClipboardError};
use rolecall_model::secret::ExportText;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};
use zeroize::Zeroizing;

/// The clipboard of the desktop environment. It is opened when first used and stays open: on X11 the text is lost with its
/// owner. Once a secret was cleared it is closed, since its connection's buffers still hold what was sent.
#[derive(Clone, Default)]
pub struct SystemClipboard {
    state: Arc<ClipboardState>,
}

#[derive(Default)]
struct ClipboardState {
    board: Mutex<Option<Board>>,
    secret: Mutex<CopiedSecret>,
    changed: Condvar,
}

/// The secret that was copied last.
#[derive(Default)]
struct CopiedSecret {
    /// Another one for each copy. A timer with an older number does nothing.
    number: u64,
    /// The secret, until it is cleared or something else is copied, and when it is to be cleared.
    text: Option<(ExportText, Instant)>,
}

impl std::fmt::Debug for SystemClipboard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SystemClipboard")
    }
}

impl SystemClipboard {
    /// Opens nothing yet.
    pub fn new() -> Self {
        Self::default()
    }
}

impl ClipboardState {
    fn with<T>(
        &self,
        act: impl FnOnce(&mut Board) -> Result<T, arboard::Error>,
    ) -> Result<T, ClipboardError> {
        let failed = |error: arboard::Error| ClipboardError {
            detail: detail(&error).to_owned(),
        };
        let mut board = self.board.lock().unwrap_or_else(PoisonError::into_inner);
        let board = match &mut *board {
            Some(board) => board,
            empty => empty.insert(Board::new().map_err(failed)?),
        };
        act(board).map_err(failed)
    }

    /// Puts a text on the clipboard and makes sure that it is there, `is_text` being what tells it. Tried once more on a new
    /// connection.
    fn put(
        &self,
        set: impl Fn(&mut Board) -> Result<(), arboard::Error>,
        is_text: impl Fn(&str) -> bool,
    ) -> Result<(), ClipboardError> {
        let put = || {
            self.with(|board| {
                set(board)?;
                require_arrival(board, &is_text)
            })
        };
        put().or_else(|_| {
            // The display server that it was connected to may have ended.
            drop(self.board.lock().unwrap_or_else(PoisonError::into_inner).take());
            put()
        })
    }

    /// Records the secret in the clipboard, or that there is none now. Returns the number of the copy and the secret before.
    fn note(&self, text: Option<(ExportText, Instant)>) -> (u64, Option<ExportText>) {
        let mut secret = self.secret.lock().unwrap_or_else(PoisonError::into_inner);
        secret.number += 1;
        let before = std::mem::replace(&mut secret.text, text);
        self.changed.notify_all();
        (secret.number, before.map(|(text, _)| text))
    }

    fn clear_if_unchanged(&self, secret: &ExportText) {
        let mut open = self.board.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(board) = &mut *open else {
            return;
        };
        let is_unchanged = board.get_text().map(|text| secret.matches(&text));
        let cleared = match is_unchanged {
            Ok(true) => board.clear(),
            Ok(false) => return,
            Err(error) => Err(error),
        };
        match cleared {
            Ok(()) => drop(open.take()),
            Err(error) => tracing::debug!(error = detail(&error), "the clipboard was not cleared"),
        }
    }
}

/// Requires that the clipboard holds the text. An X server reports neither a connection that has ended nor a selection that it gave
/// to another program. Other systems report both, and reading there may wait for another program.
fn require_arrival(board: &mut Board, is_text: impl Fn(&str) -> bool) -> Result<(), arboard::Error> {
    if !cfg!(target_os = "linux") || on_wayland() {
        return Ok(());
    }
    let text = Zeroizing::new(board.get_text()?);
    if is_text(&text) {
        Ok(())
    } else {
        Err(arboard::Error::ClipboardOccupied)
    }
}

/// Describes an error without the library's text, which may quote the content of the clipboard.
fn detail(error: &arboard::Error) -> &'static str {
    match error {
        arboard::Error::ContentNotAvailable => "it holds no text",
        arboard::Error::ClipboardNotSupported => "there is none",
        arboard::Error::ClipboardOccupied => "another program holds it",
        arboard::Error::ConversionFailure | arboard::Error::Unknown { .. } | _ => "it failed",
    }
}

impl Clipboard for SystemClipboard {
    fn copy(&self, text: &str) -> Result<(), ClipboardError> {
        self.state
            .put(|board| board.set_text(text), |arrived| arrived == text)?;
        self.state.note(None);
        Ok(())
    }

    fn copy_secret(&self, text: &ExportText, clear_in: Duration) -> Result<(), ClipboardError> {
        // EXPOSE: the user asked for it on the clipboard.
        let set = |board: &mut Board| set_excluded_from_history(board.set(), text.expose());
        self.state.put(set, |arrived| text.matches(arrived))?;
        let (number, _) = self.state.note(Some((text.clone(), Instant::now() + clear_in)));
        let state = Arc::clone(&self.state);
        let timer = std::thread::Builder::new().name("clipboard".to_owned());
        let started = timer.spawn(move || {
            let secret = state.secret.lock().unwrap_or_else(PoisonError::into_inner);
            let is_newest = |secret: &mut CopiedSecret| secret.number == number;
            let (mut secret, _) = state
                .changed
                .wait_timeout_while(secret, clear_in, is_newest)
                .unwrap_or_else(PoisonError::into_inner);
            let due = if secret.number == number {
                secret.text.take()
            } else {
                None
            };
            drop(secret);
            due.iter().for_each(|(due, _)| state.clear_if_unchanged(due));
        });
        started.map(drop).map_err(|error| {
            self.clear_secret();
            ClipboardError {
                detail: error.kind().to_string(),
            }
        })
    }

    fn clear_secret(&self) {
        let (_, due) = self.state.note(None);
        due.iter().for_each(|due| self.state.clear_if_unchanged(due));
    }

    fn secret_clears_in(&self) -> Option<Duration> {
        let secret = self.state.secret.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, clears_at) = secret.text.as_ref()?;
        Some(clears_at.saturating_duration_since(Instant::now()))
    }
}

/// Sets the text and marks it to be excluded from clipboard histories.
#[cfg(target_os = "linux")]
fn set_excluded_from_history(set: arboard::Set<'_>, text: &str) -> Result<(), arboard::Error> {
    use arboard::SetExtLinux;
    set.exclude_from_history().text(text)
}

#[cfg(target_os = "macos")]
fn set_excluded_from_history(set: arboard::Set<'_>, text: &str) -> Result<(), arboard::Error> {
    use arboard::SetExtApple;
    set.exclude_from_history().text(text)
}

#[cfg(windows)]
fn set_excluded_from_history(set: arboard::Set<'_>, text: &str) -> Result<(), arboard::Error> {
    use arboard::SetExtWindows;
    set.exclude_from_cloud().exclude_from_history().text(text)
}
