//! The server on the desktop's socket: reads one line per connection, passes on valid messages and replies with one word.
//!
//! It must not know where the socket is. A connection lasts a second at most, and the ninth closes the oldest: many
//! silent clients do not block one that sends a message.

use rolecall_model::desktop_message::{DesktopMessage, MAX_MESSAGE_LENGTH};
use std::collections::VecDeque;
use std::io;
use std::os::unix::net::UnixListener as StdListener;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};

/// The reply to a message.
pub(crate) const REPLY_UNDERSTOOD: &str = r#"{"understood":true}"#;
/// The reply to anything else.
const REPLY_NOT_UNDERSTOOD: &str = r#"{"understood":false}"#;
/// In bytes: a longer reply is invalid.
pub(crate) const MAX_REPLY_LENGTH: usize = 64;
/// How many connections are served at once.
const MAX_CONNECTIONS: usize = 8;
/// How long a connection may last.
const CONNECTION_TIMEOUT: Duration = Duration::from_secs(1);
/// How many messages may be queued.
const MAX_QUEUED_MESSAGES: usize = 16;
/// The pause after a failed accept, such as without free file descriptors.
const ACCEPT_RETRY_PAUSE: Duration = Duration::from_millis(100);

/// A running server. Dropping it closes every connection.
#[derive(Debug)]
pub(super) struct SocketServer {
    messages: mpsc::Receiver<DesktopMessage>,
    _task: JoinSet<()>,
}

impl SocketServer {
    /// Starts to serve on the runtime of the caller.
    ///
    /// # Errors
    /// That of registering the socket with the runtime.
    pub(super) fn start(listener: StdListener) -> io::Result<Self> {
        let listener = UnixListener::from_std(listener)?;
        let (sender, messages) = mpsc::channel(MAX_QUEUED_MESSAGES);
        let mut task = JoinSet::new();
        task.spawn(accept_connections(listener, sender));
        Ok(Self {
            messages,
            _task: task,
        })
    }

    /// Returns the next message.
    pub(super) async fn next(&mut self) -> DesktopMessage {
        match self.messages.recv().await {
            Some(message) => message,
            None => std::future::pending().await,
        }
    }
}

async fn accept_connections(listener: UnixListener, sender: mpsc::Sender<DesktopMessage>) {
    let mut connections = JoinSet::new();
    let mut oldest_first: VecDeque<AbortHandle> = VecDeque::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(ACCEPT_RETRY_PAUSE).await;
            continue;
        };
        while connections.try_join_next().is_some() {}
        oldest_first.retain(|connection| !connection.is_finished());
        if oldest_first.len() >= MAX_CONNECTIONS
            && let Some(oldest) = oldest_first.pop_front()
        {
            oldest.abort();
        }
        oldest_first.push_back(connections.spawn(serve(stream, sender.clone())));
        // A connection that has already sent its line is served before the next one is accepted.
        tokio::task::yield_now().await;
    }
}

async fn serve(mut stream: UnixStream, sender: mpsc::Sender<DesktopMessage>) {
    if !is_same_user(&stream) {
        return;
    }
    // A client that is too slow, or gone, misses only the reply.
    drop(tokio::time::timeout(CONNECTION_TIMEOUT, receive_message(&mut stream, &sender)).await);
}

async fn receive_message(stream: &mut UnixStream, sender: &mpsc::Sender<DesktopMessage>) -> io::Result<()> {
    let line = read_line(stream, MAX_MESSAGE_LENGTH).await?;
    let understood = match line.map(|line| DesktopMessage::parse(&line)) {
        Some(Ok(message)) => sender.send(message).await.is_ok(),
        Some(Err(_)) | None => false,
    };
    let reply = if understood {
        REPLY_UNDERSTOOD
    } else {
        REPLY_NOT_UNDERSTOOD
    };
    stream.write_all(format!("{reply}\n").as_bytes()).await
}

/// Tells whether the other end of the connection is a process of the same user (`SO_PEERCRED` in unix(7)).
pub(crate) fn is_same_user(stream: &UnixStream) -> bool {
    stream
        .peer_cred()
        .is_ok_and(|peer| peer.uid() == rustix::process::geteuid().as_raw())
}

/// Reads a line of at most `max_length` bytes, without its line end; nothing for a longer or incomplete one. What follows
/// the line is discarded.
///
/// # Errors
/// That of reading.
pub(crate) async fn read_line(
    stream: &mut (impl AsyncRead + Unpin),
    max_length: usize,
) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let mut buffer = [0; 512];
    loop {
        let length = stream.read(&mut buffer).await?;
        let chunk = &buffer[..length];
        if let Some(end) = chunk.iter().position(|byte| *byte == b'\n') {
            line.extend_from_slice(&chunk[..end]);
            return Ok((line.len() <= max_length).then_some(line));
        }
        line.extend_from_slice(chunk);
        if length == 0 || line.len() > max_length {
            return Ok(None);
        }
    }
}
