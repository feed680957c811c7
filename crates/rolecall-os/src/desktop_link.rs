//! The way from any program of Rolecall to the desktop that runs beside it: one line over a socket, one word back.
//!
//! It must not know what a message means. Whoever listens must be the same user; nothing that comes back is
//! believed but that the message was understood. Only systems with Unix sockets have it: elsewhere no desktop is found.

use crate::places::Places;
use async_trait::async_trait;
use rolecall::ports::{RunningDesktop, RunningDesktopError};
use rolecall_model::desktop_message::DesktopMessage;

/// The desktop that runs.
#[derive(Clone, Debug)]
pub struct DesktopLink {
    places: Places,
    patient: bool,
}

impl DesktopLink {
    /// Opens nothing yet.
    pub fn new(places: &Places) -> Self {
        Self {
            places: places.clone(),
            patient: false,
        }
    }

    /// Returns one that waits up to two seconds for a desktop that has just been started and does not listen yet.
    #[must_use]
    pub fn patient(self) -> Self {
        Self {
            patient: true,
            ..self
        }
    }
}

#[async_trait]
impl RunningDesktop for DesktopLink {
    #[cfg(unix)]
    async fn tell(&self, message: &DesktopMessage) -> Result<(), RunningDesktopError> {
        over_socket::tell(&self.places, message, self.patient).await
    }

    #[cfg(not(unix))]
    async fn tell(&self, _message: &DesktopMessage) -> Result<(), RunningDesktopError> {
        let _no_way = (&self.places, self.patient);
        Err(RunningDesktopError::NotRunning)
    }
}

#[cfg(unix)]
mod over_socket {
    use crate::desktop_socket::{ANSWER_UNDERSTOOD, LONGEST_ANSWER, is_same_user, reachable, read_line};
    use crate::places::Places;
    use rolecall::ports::RunningDesktopError;
    use rolecall_model::desktop_message::{DesktopMessage, MAX_MESSAGE_LENGTH};
    use std::io;
    use std::path::Path;
    use std::time::Duration;
    use tokio::io::AsyncWriteExt;
    use tokio::net::UnixStream;
    use tokio::time::{Instant, sleep, timeout};

    /// Nobody waits longer for a desktop.
    const TIMEOUT: Duration = Duration::from_secs(2);
    const PAUSE: Duration = Duration::from_millis(10);

    pub(super) async fn tell(
        places: &Places,
        message: &DesktopMessage,
        patient: bool,
    ) -> Result<(), RunningDesktopError> {
        let line = message.to_line();
        if line.len() > MAX_MESSAGE_LENGTH {
            return Err(failed("the message is too long"));
        }
        match timeout(TIMEOUT, exchange(places, &line, patient)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(failed("it took too long")),
        }
    }

    async fn exchange(places: &Places, line: &str, patient: bool) -> Result<(), RunningDesktopError> {
        let mut stream = connect(places, patient).await?;
        if !is_same_user(&stream) {
            return Err(failed("somebody else listens in its place"));
        }
        let lost = |error: io::Error| failed(&error.kind().to_string());
        stream
            .write_all(format!("{line}\n").as_bytes())
            .await
            .map_err(lost)?;
        let answer = read_line(&mut stream, LONGEST_ANSWER).await.map_err(lost)?;
        match answer {
            Some(answer) if answer == ANSWER_UNDERSTOOD.as_bytes() => Ok(()),
            Some(_) | None => Err(failed("it did not understand")),
        }
    }

    async fn connect(places: &Places, patient: bool) -> Result<UnixStream, RunningDesktopError> {
        let until = Instant::now() + TIMEOUT - PAUSE;
        let mut sockets = vec![places.desktop_socket()];
        // A desktop that was started without the runtime folder listens here.
        sockets.extend(places.link_to_desktop_socket());
        loop {
            let mut somebody = false;
            for socket in &sockets {
                match attempt(socket).await {
                    Ok(stream) => return Ok(stream),
                    // Its queue is full: others are heard first.
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => somebody = true,
                    Err(error) if is_nobody(&error) => {}
                    Err(error) => return Err(failed(&error.kind().to_string())),
                }
            }
            if !somebody && (!patient || Instant::now() >= until) {
                return Err(RunningDesktopError::NotRunning);
            }
            sleep(PAUSE).await;
        }
    }

    async fn attempt(socket: &Path) -> io::Result<UnixStream> {
        let way = reachable(socket)?;
        UnixStream::connect(way.path()).await
    }

    /// No socket, no folder, or one that a killed desktop left.
    fn is_nobody(error: &io::Error) -> bool {
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
