//! The one-time redirect: sends the browser to a secret URL through a one-time URL on 127.0.0.1.
//!
//! The one-time URL works once, for this user only (on Linux), and for a minute at most.

use crate::loopback_http::{LoopbackConnection, LoopbackListener, LoopbackResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rolecall::ports::{BrowserError, Random};
use std::net::SocketAddr;
use std::time::Duration;
use subtle::ConstantTimeEq;
use tokio::time::{Instant, timeout_at};

/// How long a browser may take to start and fetch the one-time URL.
const FETCH_TIMEOUT: Duration = Duration::from_secs(60);
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// A bound port and the one-time URL on it.
pub(super) struct OneTimeRedirect {
    listener: LoopbackListener,
    path: String,
    address: String,
}

impl OneTimeRedirect {
    /// Binds a port and generates a URL that cannot be guessed.
    ///
    /// # Errors
    /// [`BrowserError::Failed`] when no port can be bound.
    pub(super) async fn bind() -> Result<Self, BrowserError> {
        let failed = |error: std::io::Error| BrowserError::Failed {
            detail: error.kind().to_string(),
        };
        let listener = LoopbackListener::bind().await.map_err(failed)?;
        let path = format!("/{}", URL_SAFE_NO_PAD.encode(crate::SystemRandom.bytes()));
        let address = format!("http://{}{path}", listener.address());
        Ok(Self {
            listener,
            path,
            address,
        })
    }

    /// Returns the one-time URL.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Redirects the first request of this user for the one-time URL to `secret`. It ends when the redirect was sent, when
    /// `failed` ends, or after a minute.
    ///
    /// # Errors
    /// That of `failed`, or [`BrowserError::Failed`] after a minute.
    pub(super) async fn serve(
        mut self,
        secret: &str,
        failed: impl Future<Output = BrowserError>,
    ) -> Result<(), BrowserError> {
        let ends_at = Instant::now() + FETCH_TIMEOUT;
        tokio::select! {
            served = timeout_at(ends_at, self.redirect_to(secret)) => {
                served.map_err(|_| BrowserError::Failed { detail: "the browser did not fetch the page".to_owned() })
            }
            failure = failed => Err(failure),
        }
    }

    async fn redirect_to(&mut self, secret: &str) {
        loop {
            let connection = self.listener.next().await;
            if self.is_accepted(&connection) {
                let redirect = LoopbackResponse {
                    status: "303 See Other",
                    location: Some(secret),
                    page: "",
                };
                return connection.respond(&redirect, POLICY).await;
            }
            let not_found = LoopbackResponse {
                status: "404 Not Found",
                location: None,
                page: "",
            };
            drop(tokio::spawn(async move {
                connection.respond(&not_found, POLICY).await
            }));
        }
    }

    fn is_accepted(&self, connection: &LoopbackConnection) -> bool {
        let has_path: bool = connection
            .head
            .target
            .as_bytes()
            .ct_eq(self.path.as_bytes())
            .into();
        connection.head.method == "GET"
            && has_path
            && connection.head.is_for(self.listener.address())
            && is_same_user(connection.peer, self.listener.address())
    }
}

/// Tells whether the process at `peer` belongs to the same user as this one.
#[cfg(target_os = "linux")]
fn is_same_user(peer: SocketAddr, own: SocketAddr) -> bool {
    let (SocketAddr::V4(peer), SocketAddr::V4(own)) = (peer, own) else {
        return false;
    };
    let table_entry = |address: std::net::SocketAddrV4| {
        format!(
            "{:08X}:{:04X}",
            u32::from_ne_bytes(address.ip().octets()),
            address.port()
        )
    };
    let (local, remote) = (table_entry(peer), table_entry(own));
    // Without the table, users cannot be distinguished; the one-time URL is secret all the same.
    let Ok(table) = std::fs::read_to_string("/proc/net/tcp") else {
        return true;
    };
    let owner = table.lines().find_map(|line| {
        let mut columns = line.split_whitespace().skip(1);
        let ends = (columns.next()? == local) & (columns.next()? == remote);
        columns.nth(4).filter(|_| ends)?.parse::<u32>().ok()
    });
    owner == Some(rustix::process::getuid().as_raw())
}

#[cfg(not(target_os = "linux"))]
fn is_same_user(_: SocketAddr, _: SocketAddr) -> bool {
    true
}
