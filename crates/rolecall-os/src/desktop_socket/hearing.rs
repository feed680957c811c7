//! Hearing: takes connections, reads one line of each, hands on what is exactly a message and answers with one word.
//!
//! It must not know where the socket is. Nobody is waited for longer than a second, and whoever comes ninth takes the
//! place of the one that has been there longest: many that say nothing do not keep out one that speaks.

use rolecall_model::desktop_message::{DesktopMessage, MAX_MESSAGE_LENGTH};
use std::collections::VecDeque;
use std::io;
use std::os::unix::net::UnixListener as StdListener;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};

/// The answer to a message.
pub(crate) const ANSWER_UNDERSTOOD: &str = r#"{"understood":true}"#;
/// The answer to anything else.
const ANSWER_NOT_UNDERSTOOD: &str = r#"{"understood":false}"#;
/// No answer is longer, in bytes.
pub(crate) const LONGEST_ANSWER: usize = 64;
/// How many are heard at once.
const MOST_VISITORS: usize = 8;
/// How long one may take to say its line and to hear the answer.
const TIMEOUT: Duration = Duration::from_secs(1);
/// How many messages may wait to be taken.
const MOST_WAITING: usize = 16;
/// When the system has no more room for connections, it is not asked without pause.
const PAUSE: Duration = Duration::from_millis(100);

/// The messages of a socket that is listened on. Dropping it lets go of every connection.
#[derive(Debug)]
pub(super) struct Hearing {
    messages: mpsc::Receiver<DesktopMessage>,
    _task: JoinSet<()>,
}

impl Hearing {
    /// Begins to hear; the runtime of the caller does it.
    ///
    /// # Errors
    /// What the system said.
    pub(super) fn begin(listener: StdListener) -> io::Result<Self> {
        let listener = UnixListener::from_std(listener)?;
        let (told, messages) = mpsc::channel(MOST_WAITING);
        let mut task = JoinSet::new();
        task.spawn(hear(listener, told));
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

async fn hear(listener: UnixListener, told: mpsc::Sender<DesktopMessage>) {
    let mut visits = JoinSet::new();
    let mut present: VecDeque<AbortHandle> = VecDeque::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        while visits.try_join_next().is_some() {}
        present.retain(|visit| !visit.is_finished());
        if present.len() >= MOST_VISITORS
            && let Some(longest_there) = present.pop_front()
        {
            longest_there.abort();
        }
        present.push_back(visits.spawn(visit(stream, told.clone())));
        // Who has already spoken is heard before the next one comes in.
        tokio::task::yield_now().await;
    }
}

async fn visit(mut stream: UnixStream, told: mpsc::Sender<DesktopMessage>) {
    if !is_same_user(&stream) {
        return;
    }
    // One that is too slow, or gone, misses nothing but its answer.
    drop(tokio::time::timeout(TIMEOUT, converse(&mut stream, &told)).await);
}

async fn converse(stream: &mut UnixStream, told: &mpsc::Sender<DesktopMessage>) -> io::Result<()> {
    let line = read_line(stream, MAX_MESSAGE_LENGTH).await?;
    let understood = match line.map(|line| DesktopMessage::parse(&line)) {
        Some(Ok(message)) => told.send(message).await.is_ok(),
        Some(Err(_)) | None => false,
    };
    let answer = if understood {
        ANSWER_UNDERSTOOD
    } else {
        ANSWER_NOT_UNDERSTOOD
    };
    stream.write_all(format!("{answer}\n").as_bytes()).await
}

/// Tells whether the other end of the connection is a process of the same user (`SO_PEERCRED` in unix(7)).
pub(crate) fn is_same_user(stream: &UnixStream) -> bool {
    stream
        .peer_cred()
        .is_ok_and(|other| other.uid() == rustix::process::geteuid().as_raw())
}

/// Reads a line of at most `longest` bytes, without its end; nothing for one that is longer or never ends. What follows
/// the line is not read.
///
/// # Errors
/// What the system said.
pub(crate) async fn read_line(
    stream: &mut (impl AsyncRead + Unpin),
    longest: usize,
) -> io::Result<Option<Vec<u8>>> {
    let mut read = Vec::new();
    let mut chunk = [0; 512];
    loop {
        let length = stream.read(&mut chunk).await?;
        let news = &chunk[..length];
        if let Some(end) = news.iter().position(|byte| *byte == b'\n') {
            read.extend_from_slice(&news[..end]);
            return Ok((read.len() <= longest).then_some(read));
        }
        read.extend_from_slice(news);
        if length == 0 || read.len() > longest {
            return Ok(None);
        }
    }
}
