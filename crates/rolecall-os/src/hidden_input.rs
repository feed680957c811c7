//! A terminal that shows nothing of what the user types.
//!
//! It must not know what is typed.

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use std::io;
use std::os::fd::AsFd;

/// The terminal while it shows nothing and has no longest line; as before when this is dropped. Ctrl-C and Ctrl-D arrive as bytes: a
/// program that Ctrl-C ended would leave the terminal like this.
pub(crate) struct HiddenInput<T: AsFd> {
    terminal: T,
    before: Termios,
}

impl<T: AsFd> HiddenInput<T> {
    /// # Errors
    /// That of tcsetattr(3).
    pub(crate) fn begin(terminal: T) -> io::Result<Self> {
        let before = tcgetattr(&terminal)?;
        let mut hidden = before.clone();
        hidden
            .local_modes
            .remove(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG);
        tcsetattr(&terminal, OptionalActions::Flush, &hidden)?;
        Ok(Self { terminal, before })
    }
}

impl<T: AsFd> Drop for HiddenInput<T> {
    fn drop(&mut self) {
        if let Err(error) = tcsetattr(&self.terminal, OptionalActions::Flush, &self.before) {
            tracing::warn!(%error, "the terminal stays without echo");
        }
    }
}
