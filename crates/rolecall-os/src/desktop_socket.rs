//! The socket on which the desktop hears other programs of Rolecall, and the lock that lets only one desktop run.
//!
//! It must not know what a message means. Whoever connects must be the same user, and what they say is hostile: one
//! line that is exactly a message is handed on, whatever else comes is dropped without harm. It answers whether it
//! understood, and nothing else.

#[cfg(unix)]
mod hearing;
#[cfg(unix)]
mod place;

#[cfg(unix)]
pub(crate) use hearing::{ANSWER_UNDERSTOOD, LONGEST_ANSWER, is_same_user, read_line};
#[cfg(unix)]
pub(crate) use place::reachable;

use crate::places::Places;
use rolecall_model::desktop_message::DesktopMessage;
use thiserror::Error;

/// Why the desktop cannot listen.
#[derive(Debug, Error)]
pub enum ListenError {
    /// Another desktop runs.
    #[error("the desktop of Rolecall already runs")]
    AlreadyRunning,
    /// This system has no such sockets: nobody can be heard, and a second desktop is not noticed.
    #[error("this system has no sockets to listen on")]
    NotSupported,
    /// The folder, the lock or the socket cannot be used.
    #[error("the desktop cannot listen: {detail}")]
    Unusable {
        /// What the system said.
        detail: String,
    },
}

/// The socket of the one desktop that runs. It is gone, and the lock with it, when this is dropped or the process dies.
#[derive(Debug)]
pub struct DesktopSocket {
    #[cfg(unix)]
    hearing: Option<hearing::Hearing>,
    #[cfg(unix)]
    place: place::Listening,
    #[cfg(not(unix))]
    never: std::convert::Infallible,
}

#[cfg(unix)]
impl DesktopSocket {
    /// Takes the lock of the one desktop and listens. It may be called outside of a runtime.
    ///
    /// # Errors
    /// [`ListenError`]; with [`ListenError::AlreadyRunning`] nothing was changed.
    pub fn listen(places: &Places) -> Result<Self, ListenError> {
        Ok(Self {
            hearing: None,
            place: place::listen(places)?,
        })
    }

    /// Returns the next message. It may be dropped while it waits; nothing is lost then.
    pub async fn next(&mut self) -> DesktopMessage {
        if self.hearing.is_none() {
            self.hearing = self.place.listener().and_then(hearing::Hearing::begin).ok();
        }
        match &mut self.hearing {
            Some(hearing) => hearing.next().await,
            None => std::future::pending().await,
        }
    }
}

#[cfg(not(unix))]
impl DesktopSocket {
    /// Listens, where a system has sockets with an owner.
    ///
    /// # Errors
    /// [`ListenError::NotSupported`], always.
    pub fn listen(_places: &Places) -> Result<Self, ListenError> {
        Err(ListenError::NotSupported)
    }

    /// There is none to be asked.
    #[expect(clippy::unused_async, reason = "elsewhere it waits")]
    pub async fn next(&mut self) -> DesktopMessage {
        match self.never {}
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
