//! Who requests addresses of a loopback listener: a browser, or a page that should not.

use crate::redirect::{FakeRedirectListener, Visit};
use async_trait::async_trait;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

/// Requests addresses on this machine.
#[async_trait]
pub trait Visitor: Sync {
    /// Requests `url` by GET and returns the answer.
    async fn get(&self, url: &str) -> Visit;
}

#[async_trait]
impl Visitor for FakeRedirectListener {
    async fn get(&self, url: &str) -> Visit {
        self.visit(url).await
    }
}

/// Requests over TCP, for a listener that really listens.
#[derive(Clone, Copy, Debug)]
pub struct TcpVisitor;

#[async_trait]
impl Visitor for TcpVisitor {
    async fn get(&self, url: &str) -> Visit {
        let url = Url::parse(url).expect("an address");
        let address = (
            url.host_str().expect("a host").to_owned(),
            url.port().expect("a port"),
        );
        let Ok(mut stream) = TcpStream::connect(address).await else {
            return Visit::Refused;
        };
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let mut answer = Vec::new();
        if stream.write_all(request.as_bytes()).await.is_err()
            || stream.read_to_end(&mut answer).await.is_err()
        {
            return Visit::Refused;
        }
        let status = answer
            .get(9..12)
            .and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
        status.map_or(Visit::Refused, Visit::Answered)
    }
}
