//! The least of HTTP/1.1 that a browser needs of a listener on 127.0.0.1: one request head in, one answer out, closed.
//!
//! Everything that arrives is hostile: a head is bounded in size and time, a body is never read. It must not know what
//! is asked for.

use std::collections::VecDeque;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::timeout;

/// The longest request head that is read; a real one is under two kilobytes.
const LONGEST_HEAD: usize = 16 * 1024;
/// How long a connection may take to send its head, and to take its answer.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Connections read at once; one more, and the one that has been dawdling longest is cut off.
const MOST_AT_ONCE: usize = 64;

/// A listener that reads many connections at once.
pub(crate) struct Door {
    listener: TcpListener,
    address: SocketAddr,
    reading: JoinSet<Option<Caller>>,
    oldest_first: VecDeque<AbortHandle>,
}

/// A connection whose request head was read.
pub(crate) struct Caller {
    stream: TcpStream,
    /// Where it comes from.
    pub(crate) peer: SocketAddr,
    /// What it asks for.
    pub(crate) head: Head,
}

/// The parts of a request head that matter here.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// Such as `GET`.
    pub(crate) method: String,
    /// Path and query as sent.
    pub(crate) target: String,
    /// Every header, names in lower case.
    headers: Vec<(String, String)>,
}

/// An answer without a body of the caller's making.
pub(crate) struct Answer<'a> {
    /// Such as `303 See Other`.
    pub(crate) status: &'static str,
    /// Where to go instead.
    pub(crate) location: Option<&'a str>,
    /// The page.
    pub(crate) page: &'a str,
}

impl Door {
    /// Binds a free port of 127.0.0.1, and of no other address.
    pub(crate) async fn open() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        Ok(Self {
            listener,
            address,
            reading: JoinSet::new(),
            oldest_first: VecDeque::new(),
        })
    }

    /// Returns `127.0.0.1:<port>`.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits for the next caller whose head can be read. One that is slow keeps nobody waiting.
    pub(crate) async fn next(&mut self) -> Caller {
        loop {
            tokio::select! {
                Some(read) = self.reading.join_next(), if !self.reading.is_empty() => {
                    if let Ok(Some(caller)) = read {
                        return caller;
                    }
                }
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, peer)) => self.let_in(stream, peer),
                    // Out of file descriptors, say: do not spin.
                    Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                },
            }
        }
    }
}

impl Door {
    fn let_in(&mut self, stream: TcpStream, peer: SocketAddr) {
        self.oldest_first.retain(|reading| !reading.is_finished());
        if self.oldest_first.len() >= MOST_AT_ONCE
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            oldest.abort();
        }
        self.oldest_first
            .push_back(self.reading.spawn(read(stream, peer)));
    }
}

async fn read(mut stream: TcpStream, peer: SocketAddr) -> Option<Caller> {
    let head = timeout(TIMEOUT, read_head(&mut stream)).await.ok()??;
    Some(Caller { stream, peer, head })
}

async fn read_head(stream: &mut TcpStream) -> Option<Head> {
    let mut bytes = Vec::new();
    let mut part = [0_u8; 2048];
    loop {
        let count = stream.read(&mut part).await.ok()?;
        bytes.extend_from_slice(part.get(..count)?);
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            return Head::parse(bytes.get(..end)?);
        }
        if count == 0 || bytes.len() > LONGEST_HEAD {
            return None;
        }
    }
}

impl Head {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let mut lines = text.split("\r\n");
        let mut first = lines.next()?.split(' ');
        let (method, target, version) = (first.next()?, first.next()?, first.next()?);
        if first.next().is_some() || !matches!(version, "HTTP/1.1" | "HTTP/1.0") {
            return None;
        }
        let header = |line: &str| {
            let (name, value) = line.split_once(':')?;
            let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
            is_name.then(|| (name.to_ascii_lowercase(), value.trim().to_owned()))
        };
        Some(Self {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: lines.map(header).collect::<Option<_>>()?,
        })
    }

    /// Tells whether the request is for `address` itself, not for a name that was made to point here (DNS rebinding).
    pub(crate) fn is_for(&self, address: SocketAddr) -> bool {
        let mut hosts = self.headers.iter().filter(|(name, _)| name == "host");
        hosts.next().is_some_and(|(_, host)| *host == address.to_string()) && hosts.next().is_none()
    }
}

impl Caller {
    /// Answers and closes. A caller that does not take the answer is left alone.
    pub(crate) async fn answer(mut self, answer: &Answer<'_>, policy: &str) {
        let location = answer
            .location
            .map(|place| format!("Location: {place}\r\n"))
            .unwrap_or_default();
        let text = format!(
            "HTTP/1.1 {}\r\n{location}Content-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
             Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
             Content-Security-Policy: {policy}\r\nConnection: close\r\n\r\n{}",
            answer.status,
            answer.page.len(),
            answer.page,
        );
        let sent = timeout(TIMEOUT, async {
            self.stream.write_all(text.as_bytes()).await?;
            self.stream.shutdown().await
        });
        if !matches!(sent.await, Ok(Ok(()))) {
            tracing::debug!("a caller on loopback did not take its answer");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Head;
    use std::net::SocketAddr;

    fn head(text: &str) -> Option<Head> {
        Head::parse(text.as_bytes())
    }

    #[test]
    fn heads_are_read_strictly() {
        let read = head("GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:80\r\nX-Y:z").unwrap();
        assert_eq!((read.method.as_str(), read.target.as_str()), ("GET", "/a?b=c"));
        for bad in [
            "",
            "GET /",
            "GET / HTTP/2",
            "GET / x HTTP/1.1",
            "GET / HTTP/1.1\r\nno colon",
            "GET / HTTP/1.1\r\n: x",
        ] {
            assert_eq!(head(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn only_the_address_itself_is_meant() {
        let address: SocketAddr = "127.0.0.1:4000".parse().unwrap();
        assert!(
            head("GET / HTTP/1.1\r\nHost: 127.0.0.1:4000")
                .unwrap()
                .is_for(address)
        );
        for host in [
            "",
            "\r\nHost: evil.test:4000",
            "\r\nHost: localhost:4000",
            "\r\nHost: 127.0.0.1",
            "\r\nHost: 127.0.0.1:4000\r\nHost: 127.0.0.1:4000",
        ] {
            assert!(
                !head(&format!("GET / HTTP/1.1{host}")).unwrap().is_for(address),
                "{host:?}"
            );
        }
    }
}
