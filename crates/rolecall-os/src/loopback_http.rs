//! A minimal HTTP/1.1 server on 127.0.0.1 for browsers: it reads one request head per connection, sends one response and
//! closes.
//!
//! Requests are untrusted: a head is limited in size and time, a body is never read. Headers that are not used are skipped
//! unread: a browser sends the cookies of every other program on 127.0.0.1. It must not know what is requested.

use std::collections::VecDeque;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::timeout;

/// In bytes: a longer request head is not read. Browsers send up to 180 cookies of 4 KiB.
const MAX_HEAD_SIZE: usize = 1024 * 1024;
/// In bytes: no more of a line is kept. A browser's request is under two kilobytes.
const MAX_LINE_SIZE: usize = 16 * 1024;
/// How long a client may take to send its head, and again to read its response.
const TIMEOUT: Duration = Duration::from_secs(5);
/// How many connections are read at once. One more closes the oldest.
const MAX_CONNECTIONS: usize = 64;

/// A listener that reads the heads of many connections at once.
pub(crate) struct LoopbackListener {
    listener: TcpListener,
    address: SocketAddr,
    reading: JoinSet<Option<Result<LoopbackConnection, InvalidRequest>>>,
    oldest_first: VecDeque<AbortHandle>,
}

/// A connection whose request is not one of HTTP.
pub(crate) struct InvalidRequest {
    stream: BufReader<TcpStream>,
}

/// A connection whose request head was read.
pub(crate) struct LoopbackConnection {
    stream: BufReader<TcpStream>,
    /// The address of the client.
    pub(crate) peer: SocketAddr,
    /// The request head.
    pub(crate) head: RequestHead,
}

/// The parts of a request head that are used.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct RequestHead {
    /// Such as `GET`.
    pub(crate) method: String,
    /// Path and query as sent.
    pub(crate) target: String,
    /// The values of the `Host` headers.
    hosts: Vec<String>,
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

    /// Waits for the next connection with a valid head; others are closed.
    pub(crate) async fn next(&mut self) -> LoopbackConnection {
        loop {
            if let Ok(connection) = self.next_request().await {
                return connection;
            }
        }
    }

    /// Waits for the next connection with a request, valid or not. A slow client delays no other.
    pub(crate) async fn next_request(&mut self) -> Result<LoopbackConnection, InvalidRequest> {
        loop {
            tokio::select! {
                Some(read) = self.reading.join_next(), if !self.reading.is_empty() => {
                    if let Ok(Some(request)) = read {
                        return request;
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

/// Returns nothing where nothing was requested: browsers open connections in advance.
async fn read_connection(
    stream: TcpStream,
    peer: SocketAddr,
) -> Option<Result<LoopbackConnection, InvalidRequest>> {
    let mut stream = BufReader::new(stream);
    Some(match timeout(TIMEOUT, read_head(&mut stream)).await.ok()? {
        HeadRead::Valid(head) => Ok(LoopbackConnection { stream, peer, head }),
        HeadRead::Invalid => Err(InvalidRequest { stream }),
        HeadRead::Nothing => return None,
    })
}

enum HeadRead {
    Valid(RequestHead),
    Invalid,
    /// The client closed before the end of its head.
    Nothing,
}

/// Reads to the end of the head even where it is not valid, so that the client reads a response.
async fn read_head(stream: &mut (impl AsyncBufRead + Unpin)) -> HeadRead {
    match stream.fill_buf().await {
        // What begins otherwise is another protocol, such as TLS, whose client waits for no page.
        Ok([first, ..]) if !first.is_ascii_alphabetic() => return HeadRead::Invalid,
        Ok(_) | Err(_) => {}
    }
    let mut left = MAX_HEAD_SIZE;
    let mut head = None;
    let mut is_valid = true;
    loop {
        let line = match read_line(stream, &mut left).await {
            LineRead::Line(line) => line,
            LineRead::TooLong => return HeadRead::Invalid,
            LineRead::Nothing => return HeadRead::Nothing,
        };
        match &mut head {
            None => {
                let request = RequestHead::parse_request_line(&line);
                is_valid &= request.is_some();
                head = Some(request.unwrap_or_default());
            }
            Some(head) if line.is_empty() => {
                return if is_valid {
                    HeadRead::Valid(std::mem::take(head))
                } else {
                    HeadRead::Invalid
                };
            }
            Some(head) => is_valid &= head.parse_header(&line).is_some(),
        }
    }
}

enum LineRead {
    /// The start of the line, without its end; cut after [`MAX_LINE_SIZE`].
    Line(Vec<u8>),
    /// The head is longer than [`MAX_HEAD_SIZE`].
    TooLong,
    Nothing,
}

async fn read_line(stream: &mut (impl AsyncBufRead + Unpin), left: &mut usize) -> LineRead {
    let mut line = Vec::new();
    loop {
        let part = match stream.fill_buf().await {
            Ok(part) if !part.is_empty() => part,
            Ok(_) | Err(_) => return LineRead::Nothing,
        };
        let end = part.iter().position(|byte| *byte == b'\n');
        let count = end.map_or(part.len(), |end| end + 1);
        let stored = count.min((MAX_LINE_SIZE + 2).saturating_sub(line.len()));
        line.extend_from_slice(part.get(..stored).unwrap_or_default());
        stream.consume(count);
        let Some(rest) = left.checked_sub(count) else {
            return LineRead::TooLong;
        };
        *left = rest;
        if end.is_some() {
            let text = line.strip_suffix(b"\n").unwrap_or(&line);
            return LineRead::Line(text.strip_suffix(b"\r").unwrap_or(text).to_vec());
        }
    }
}

impl RequestHead {
    fn parse_request_line(line: &[u8]) -> Option<Self> {
        if line.len() > MAX_LINE_SIZE {
            return None;
        }
        let mut words = std::str::from_utf8(line).ok()?.split(' ');
        let (method, target, version) = (words.next()?, words.next()?, words.next()?);
        let is_known = matches!(version, "HTTP/1.1" | "HTTP/1.0") && words.next().is_none();
        is_known.then(|| Self {
            method: method.to_owned(),
            target: target.to_owned(),
            hosts: Vec::new(),
        })
    }

    /// Takes one header in; its value may be anything unless it is used.
    fn parse_header(&mut self, line: &[u8]) -> Option<()> {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let (name, value) = (line.get(..colon)?, line.get(colon + 1..)?);
        if name.is_empty() || !name.iter().all(u8::is_ascii_graphic) {
            return None;
        }
        if name.eq_ignore_ascii_case(b"host") {
            self.hosts
                .push(std::str::from_utf8(value).ok()?.trim().to_owned());
        }
        Some(())
    }

    /// Tells whether the `Host` is `address` itself, not a name that resolves to it (DNS rebinding).
    pub(crate) fn is_for(&self, address: SocketAddr) -> bool {
        self.hosts == [address.to_string()]
    }
}

impl LoopbackConnection {
    /// Sends `response` with the content security `policy` and closes. A client that does not read it within five seconds is
    /// ignored.
    pub(crate) async fn respond(self, response: &LoopbackResponse<'_>, policy: &str) {
        send(self.stream, response, policy).await;
    }
}

impl InvalidRequest {
    /// As [`LoopbackConnection::respond`].
    pub(crate) async fn respond(self, response: &LoopbackResponse<'_>, policy: &str) {
        send(self.stream, response, policy).await;
    }
}

async fn send(mut stream: BufReader<TcpStream>, response: &LoopbackResponse<'_>, policy: &str) {
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
        stream.write_all(text.as_bytes()).await?;
        stream.shutdown().await
    });
    if !matches!(sent.await, Ok(Ok(()))) {
        tracing::debug!("a client on loopback did not read its response");
    }
}

#[cfg(test)]
mod tests {
    use super::{HeadRead, MAX_HEAD_SIZE, RequestHead, read_head};
    use std::net::SocketAddr;

    async fn read(text: impl AsRef<[u8]>) -> HeadRead {
        read_head(&mut text.as_ref()).await
    }

    async fn head(text: impl AsRef<[u8]>) -> Option<RequestHead> {
        match read([text.as_ref(), b"\r\n\r\n"].concat()).await {
            HeadRead::Valid(head) => Some(head),
            HeadRead::Invalid | HeadRead::Nothing => None,
        }
    }

    #[tokio::test]
    async fn heads_are_parsed_strictly() {
        let parsed = head("GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:80\r\nX-Y:z")
            .await
            .unwrap();
        assert_eq!(
            (parsed.method.as_str(), parsed.target.as_str()),
            ("GET", "/a?b=c")
        );
        for bad in [
            "GET /",
            "GET / HTTP/2",
            "GET / x HTTP/1.1",
            "GET / HTTP/1.1\r\nno colon",
            "GET / HTTP/1.1\r\n: x",
            "GET /\u{e9} HTTP/1.1\r\nHost: \u{fffd}\r\nno colon",
        ] {
            assert_eq!(head(bad).await, None, "{bad:?}");
        }
        let long = format!("GET /{} HTTP/1.1", "a".repeat(20_000));
        assert_eq!(head(long).await, None);
    }

    #[tokio::test]
    async fn headers_that_are_not_used_may_hold_anything() {
        let request = b"GET /a HTTP/1.1\r\nHost: 127.0.0.1:80\r\nCookie: ".as_slice();
        let cookies = [
            b"a".repeat(700_000),
            b"caf\xe9".to_vec(),
            Vec::new(),
            vec![b'\xff', 0, 7],
        ];
        for cookie in cookies {
            let parsed = head([request, cookie.as_slice()].concat()).await.unwrap();
            assert!(parsed.is_for("127.0.0.1:80".parse().unwrap()));
        }
    }

    #[tokio::test]
    async fn what_is_no_request_differs_from_one_that_never_came() {
        let endless = "a".repeat(MAX_HEAD_SIZE + 1);
        let tls = b"\x16\x03\x01\x02\x00\x01";
        for invalid in [endless.as_bytes(), tls, b"\r\n\r\n", b"\0\r\n"] {
            assert!(
                matches!(read(invalid).await, HeadRead::Invalid),
                "{:?}",
                invalid.len()
            );
        }
        for nothing in ["", "GET / HTTP/1.1", "GET / HTTP/1.1\r\nHost: x\r\n"] {
            assert!(matches!(read(nothing).await, HeadRead::Nothing), "{nothing:?}");
        }
    }

    #[tokio::test]
    async fn only_requests_to_the_address_itself_are_accepted() {
        let address: SocketAddr = "127.0.0.1:4000".parse().unwrap();
        let request = |hosts: &str| format!("GET / HTTP/1.1{hosts}");
        assert!(
            head(request("\r\nHost: 127.0.0.1:4000"))
                .await
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
            assert!(!head(request(host)).await.unwrap().is_for(address), "{host:?}");
        }
    }
}
