//! The one-time redirect: sends the browser to a secret URL through a one-time URL on 127.0.0.1.
//!
//! The one-time URL works once, for this user only (on Linux), and for a minute at most.

use crate::loopback_http::{LoopbackConnection, LoopbackListener, LoopbackResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rolecall::ports::{BrowserError, Random};
use std::io;
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
        let failed = |error: io::Error| BrowserError::Failed {
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
    /// That of `failed`, or [`BrowserError::Failed`] after a minute, or when nobody can tell whose the request is.
    pub(super) async fn serve(
        mut self,
        secret: &str,
        failed: impl Future<Output = BrowserError>,
    ) -> Result<(), BrowserError> {
        let ends_at = Instant::now() + FETCH_TIMEOUT;
        tokio::select! {
            served = timeout_at(ends_at, self.redirect_to(secret)) => served.unwrap_or_else(|_| {
                Err(BrowserError::Failed { detail: "the browser did not fetch the page".to_owned() })
            }),
            failure = failed => Err(failure),
        }
    }

    async fn redirect_to(&mut self, secret: &str) -> Result<(), BrowserError> {
        loop {
            let connection = self.listener.next().await;
            if self.is_for_one_time_url(&connection) {
                let is_of_this_user = is_same_user(connection.peer, self.listener.address());
                let is_of_this_user = is_of_this_user.map_err(|error| BrowserError::Failed {
                    detail: format!("the user of the browser is unknown: {}", error.kind()),
                })?;
                if is_of_this_user {
                    let redirect = LoopbackResponse {
                        status: "303 See Other",
                        location: Some(secret),
                        page: "",
                    };
                    connection.respond(&redirect, POLICY).await;
                    return Ok(());
                }
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

    fn is_for_one_time_url(&self, connection: &LoopbackConnection) -> bool {
        let has_path: bool = connection
            .head
            .target
            .as_bytes()
            .ct_eq(self.path.as_bytes())
            .into();
        connection.head.method == "GET" && has_path && connection.head.is_for(self.listener.address())
    }
}

/// Tells whether the process at `peer` belongs to the same user as this one.
#[cfg(target_os = "linux")]
fn is_same_user(peer: SocketAddr, own: SocketAddr) -> io::Result<bool> {
    let user = super::peer_user::user_at(peer, own)?;
    Ok(user == Some(rustix::process::getuid().as_raw()))
}

/// These systems do not tell.
#[cfg(not(target_os = "linux"))]
fn is_same_user(_: SocketAddr, _: SocketAddr) -> io::Result<bool> {
    Ok(true)
}
