//! The socket on which the desktop receives messages of other Rolecall programs, and the lock that allows one desktop only.
//!
//! It must not know what a message means. A client must be a process of the same user, and its input is untrusted: one
//! line that is exactly a message is passed on, anything else is dropped. The reply says whether it was understood, and
//! nothing else.

#[cfg(unix)]
mod listener;
#[cfg(unix)]
mod server;
#[cfg(unix)]
mod socket_path;

#[cfg(unix)]
pub(crate) use server::{MAX_REPLY_LENGTH, REPLY_UNDERSTOOD, is_same_user, read_line};
#[cfg(unix)]
pub(crate) use socket_path::SocketPath;

use crate::paths::Paths;
use rolecall_model::desktop_message::DesktopMessage;
use thiserror::Error;

/// Why the desktop cannot listen.
#[derive(Debug, Error)]
pub enum ListenError {
    /// Another desktop runs.
    #[error("the desktop of Rolecall already runs")]
    AlreadyRunning,
    /// This system has no Unix sockets: no message can be received, and a second desktop is not detected.
    #[error("this system has no sockets to listen on")]
    NotSupported,
    /// The folder, the lock or the socket cannot be used.
    #[error("the desktop cannot listen: {detail}")]
    Unusable {
        /// What the system said.
        detail: String,
    },
}

/// The socket of the one desktop that runs. Socket and lock are released when this is dropped or the process dies.
#[derive(Debug)]
pub struct DesktopSocket {
    #[cfg(unix)]
    server: Option<server::SocketServer>,
    #[cfg(unix)]
    listener: listener::LockedListener,
    #[cfg(not(unix))]
    never: std::convert::Infallible,
}

#[cfg(unix)]
impl DesktopSocket {
    /// Takes the desktop's lock, without waiting for it, and listens. It may be called outside of a runtime.
    ///
    /// # Errors
    /// [`ListenError`]; with [`ListenError::AlreadyRunning`] nothing was changed.
    pub fn listen(paths: &Paths) -> Result<Self, ListenError> {
        Ok(Self {
            server: None,
            listener: listener::listen(paths)?,
        })
    }

    /// Waits for the next message. It is cancel-safe: dropping the wait loses no message.
    pub async fn next(&mut self) -> DesktopMessage {
        if self.server.is_none() {
            self.server = self
                .listener
                .listener()
                .and_then(server::SocketServer::start)
                .ok();
        }
        match &mut self.server {
            Some(server) => server.next().await,
            None => std::future::pending().await,
        }
    }
}

#[cfg(not(unix))]
impl DesktopSocket {
    /// Fails: this system has no Unix sockets.
    ///
    /// # Errors
    /// [`ListenError::NotSupported`], always.
    pub fn listen(_places: &Paths) -> Result<Self, ListenError> {
        Err(ListenError::NotSupported)
    }

    /// Cannot be called: there is no value of this type.
    #[expect(clippy::unused_async, reason = "elsewhere it waits")]
    pub async fn next(&mut self) -> DesktopMessage {
        match self.never {}
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
