//! Sends messages to the running desktop: one line over its socket, one word back.
//!
//! It must not know what a message means. The listener must be a process of the same user; of its reply only "understood" is
//! accepted. On systems without Unix sockets no desktop is found.

use crate::paths::Paths;
use async_trait::async_trait;
use rolecall::ports::{RunningDesktop, RunningDesktopError};
use rolecall_model::desktop_message::DesktopMessage;

/// The client of the running desktop's socket. A message takes two seconds at most.
#[derive(Clone, Debug)]
pub struct DesktopLink {
    paths: Paths,
    waits_for_start: bool,
}

impl DesktopLink {
    /// Opens nothing yet.
    pub fn new(paths: &Paths) -> Self {
        Self {
            paths: paths.clone(),
            waits_for_start: false,
        }
    }

    /// Waits up to two seconds for a desktop that was just started and does not listen yet.
    #[must_use]
    pub fn with_start_wait(self) -> Self {
        Self {
            waits_for_start: true,
            ..self
        }
    }
}

#[async_trait]
impl RunningDesktop for DesktopLink {
    #[cfg(unix)]
    async fn tell(&self, message: &DesktopMessage) -> Result<(), RunningDesktopError> {
        over_socket::tell(&self.paths, message, self.waits_for_start).await
    }

    #[cfg(not(unix))]
    async fn tell(&self, _message: &DesktopMessage) -> Result<(), RunningDesktopError> {
        let _unused = (&self.paths, self.waits_for_start);
        Err(RunningDesktopError::NotRunning)
    }
}

#[cfg(unix)]
mod over_socket {
    use crate::desktop_socket::{MAX_REPLY_LENGTH, REPLY_UNDERSTOOD, SocketPath, is_same_user, read_line};
    use crate::paths::Paths;
    use rolecall::ports::RunningDesktopError;
    use rolecall_model::desktop_message::{DesktopMessage, MAX_MESSAGE_LENGTH};
    use std::io;
    use std::path::Path;
    use std::time::Duration;
    use tokio::io::AsyncWriteExt;
    use tokio::net::UnixStream;
    use tokio::time::{Instant, sleep, timeout};

    /// The limit of a whole exchange, connecting included.
    const EXCHANGE_TIMEOUT: Duration = Duration::from_secs(2);
    /// The time between two attempts to connect.
    const RETRY_PAUSE: Duration = Duration::from_millis(10);

    pub(super) async fn tell(
        paths: &Paths,
        message: &DesktopMessage,
        waits_for_start: bool,
    ) -> Result<(), RunningDesktopError> {
        let line = message.to_line();
        if line.len() > MAX_MESSAGE_LENGTH {
            return Err(failed("the message is too long"));
        }
        match timeout(EXCHANGE_TIMEOUT, exchange(paths, &line, waits_for_start)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(failed("it took too long")),
        }
    }

    async fn exchange(paths: &Paths, line: &str, waits_for_start: bool) -> Result<(), RunningDesktopError> {
        let mut stream = connect(paths, waits_for_start).await?;
        if !is_same_user(&stream) {
            return Err(failed("another user's process listens on the socket"));
        }
        let lost = |error: io::Error| failed(&error.kind().to_string());
        stream
            .write_all(format!("{line}\n").as_bytes())
            .await
            .map_err(lost)?;
        let reply = read_line(&mut stream, MAX_REPLY_LENGTH).await.map_err(lost)?;
        match reply {
            Some(reply) if reply == REPLY_UNDERSTOOD.as_bytes() => Ok(()),
            Some(_) | None => Err(failed("it did not understand")),
        }
    }

    async fn connect(paths: &Paths, waits_for_start: bool) -> Result<UnixStream, RunningDesktopError> {
        let deadline = Instant::now() + EXCHANGE_TIMEOUT - RETRY_PAUSE;
        let mut sockets = vec![paths.desktop_socket()];
        // A desktop that was started without `XDG_RUNTIME_DIR` listens here.
        sockets.extend(paths.desktop_socket_link());
        loop {
            let mut is_busy = false;
            for socket in &sockets {
                match attempt(socket).await {
                    Ok(stream) => return Ok(stream),
                    // Its backlog is full: try again.
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => is_busy = true,
                    Err(error) if is_not_listening(&error) => {}
                    Err(error) => return Err(failed(&error.kind().to_string())),
                }
            }
            if !is_busy && (!waits_for_start || Instant::now() >= deadline) {
                return Err(RunningDesktopError::NotRunning);
            }
            sleep(RETRY_PAUSE).await;
        }
    }

    async fn attempt(socket: &Path) -> io::Result<UnixStream> {
        let address = SocketPath::new(socket)?;
        UnixStream::connect(address.path()).await
    }

    /// There is no socket, no folder, or a socket that a killed desktop left.
    fn is_not_listening(error: &io::Error) -> bool {
        [
            io::ErrorKind::NotFound,
            io::ErrorKind::ConnectionRefused,
            io::ErrorKind::NotADirectory,
        ]
        .contains(&error.kind())
    }

    fn failed(detail: &str) -> RunningDesktopError {
        RunningDesktopError::Failed {
            detail: detail.to_owned(),
        }
    }
}
