//! Who requests addresses of a loopback listener: a browser, or a page that should not.

use crate::redirect::{FakeRedirectListener, HttpOutcome};
use async_trait::async_trait;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::{Position, Url};

/// Requests addresses on this machine.
#[async_trait]
pub trait HttpClient: Sync {
    /// Requests `url` by GET.
    async fn get(&self, url: &str) -> HttpOutcome;
}

#[async_trait]
impl HttpClient for FakeRedirectListener {
    async fn get(&self, url: &str) -> HttpOutcome {
        self.get(url).await
    }
}

/// Requests over TCP, for a listener that really listens.
#[derive(Clone, Copy, Debug)]
pub struct TcpClient;

#[async_trait]
impl HttpClient for TcpClient {
    async fn get(&self, url: &str) -> HttpOutcome {
        let url = Url::parse(url).expect("an address");
        let address = (url.host_str().expect("a host"), url.port().expect("a port"));
        let Ok(mut stream) = TcpStream::connect(address).await else {
            return HttpOutcome::Refused;
        };
        let path = &url[Position::BeforePath..Position::AfterQuery];
        let host = &url[Position::BeforeHost..Position::AfterPort];
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let mut response = Vec::new();
        if stream.write_all(request.as_bytes()).await.is_err()
            || stream.read_to_end(&mut response).await.is_err()
        {
            return HttpOutcome::Refused;
        }
        let digits = response
            .get(9..12)
            .and_then(|digits| std::str::from_utf8(digits).ok());
        let status = digits.and_then(|digits| digits.parse().ok());
        status.map_or(HttpOutcome::Refused, HttpOutcome::Status)
    }
}
