//! A minimal HTTP/1.1 server on 127.0.0.1 for browsers: it reads one request head per connection, sends one response and
//! closes.
//!
//! Requests are untrusted: a head is limited in size and time, a body is never read. It must not know what is requested.

use std::collections::VecDeque;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::timeout;

/// In bytes: a longer request head is not read. A browser's is under two kilobytes.
const MAX_HEAD_SIZE: usize = 16 * 1024;
/// How long a client may take to send its head, and again to read its response.
const TIMEOUT: Duration = Duration::from_secs(5);
/// How many connections are read at once. One more closes the oldest.
const MAX_CONNECTIONS: usize = 64;

/// A listener that reads the heads of many connections at once.
pub(crate) struct LoopbackListener {
    listener: TcpListener,
    address: SocketAddr,
    reading: JoinSet<Option<LoopbackConnection>>,
    oldest_first: VecDeque<AbortHandle>,
}

/// A connection whose request head was read.
pub(crate) struct LoopbackConnection {
    stream: TcpStream,
    /// The address of the client.
    pub(crate) peer: SocketAddr,
    /// The request head.
    pub(crate) head: RequestHead,
}

/// The parts of a request head that are used.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct RequestHead {
    /// Such as `GET`.
    pub(crate) method: String,
    /// Path and query as sent.
    pub(crate) target: String,
    /// Every header, names in lower case.
    headers: Vec<(String, String)>,
}

/// A response; its page is never made from the request.
pub(crate) struct LoopbackResponse<'a> {
    /// Such as `303 See Other`.
    pub(crate) status: &'static str,
    /// The `Location` header, for a redirect.
    pub(crate) location: Option<&'a str>,
    /// The HTML body.
    pub(crate) page: &'a str,
}

impl LoopbackListener {
    /// Binds a free port of 127.0.0.1, and of no other address.
    ///
    /// # Errors
    /// That of bind(2).
    pub(crate) async fn bind() -> io::Result<Self> {
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

    /// Waits for the next connection with a valid head. A slow client delays no other.
    pub(crate) async fn next(&mut self) -> LoopbackConnection {
        loop {
            tokio::select! {
                Some(read) = self.reading.join_next(), if !self.reading.is_empty() => {
                    if let Ok(Some(connection)) = read {
                        return connection;
                    }
                }
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, peer)) => self.accept(stream, peer),
                    // Out of file descriptors, say: do not spin.
                    Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                },
            }
        }
    }

    /// Reads one more connection; the oldest is closed where there are too many.
    fn accept(&mut self, stream: TcpStream, peer: SocketAddr) {
        self.oldest_first.retain(|reading| !reading.is_finished());
        if self.oldest_first.len() >= MAX_CONNECTIONS
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            oldest.abort();
        }
        self.oldest_first
            .push_back(self.reading.spawn(read_connection(stream, peer)));
    }
}

async fn read_connection(mut stream: TcpStream, peer: SocketAddr) -> Option<LoopbackConnection> {
    let head = timeout(TIMEOUT, read_head(&mut stream)).await.ok()??;
    Some(LoopbackConnection { stream, peer, head })
}

async fn read_head(stream: &mut TcpStream) -> Option<RequestHead> {
    let mut bytes = Vec::new();
    let mut part = [0_u8; 2048];
    loop {
        let count = stream.read(&mut part).await.ok()?;
        bytes.extend_from_slice(part.get(..count)?);
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            return RequestHead::parse(bytes.get(..end)?);
        }
        if count == 0 || bytes.len() > MAX_HEAD_SIZE {
            return None;
        }
    }
}

impl RequestHead {
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

    /// Tells whether the `Host` is `address` itself, not a name that resolves to it (DNS rebinding).
    pub(crate) fn is_for(&self, address: SocketAddr) -> bool {
        let mut hosts = self.headers.iter().filter(|(name, _)| name == "host");
        hosts.next().is_some_and(|(_, host)| *host == address.to_string()) && hosts.next().is_none()
    }
}

impl LoopbackConnection {
    /// Sends `response` with the content security `policy` and closes. A client that does not read it within five seconds is
    /// ignored.
    pub(crate) async fn respond(mut self, response: &LoopbackResponse<'_>, policy: &str) {
        let location = response
            .location
            .map(|url| format!("Location: {url}\r\n"))
            .unwrap_or_default();
        let text = format!(
            "HTTP/1.1 {}\r\n{location}Content-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
             Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
             Content-Security-Policy: {policy}\r\nConnection: close\r\n\r\n{}",
            response.status,
            response.page.len(),
            response.page,
        );
        let sent = timeout(TIMEOUT, async {
            self.stream.write_all(text.as_bytes()).await?;
            self.stream.shutdown().await
        });
        if !matches!(sent.await, Ok(Ok(()))) {
            tracing::debug!("a client on loopback did not read its response");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RequestHead;
    use std::net::SocketAddr;

    fn head(text: &str) -> Option<RequestHead> {
        RequestHead::parse(text.as_bytes())
    }

    #[test]
    fn heads_are_parsed_strictly() {
        let parsed = head("GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:80\r\nX-Y:z").unwrap();
        assert_eq!(
            (parsed.method.as_str(), parsed.target.as_str()),
            ("GET", "/a?b=c")
        );
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
    fn only_requests_to_the_address_itself_are_accepted() {
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
