//! The one-time redirect: sends the browser to a secret URL through a one-time URL on 127.0.0.1.
//!
//! The one-time URL works once, for this user only (on Linux), and for a minute at most. Where the browser is one of Windows around
//! Linux (WSL), its requests come from a relay: there the user is not known, and the URL is the only proof.

use super::command::BrowserProcess;
use crate::loopback_http::{LoopbackConnection, LoopbackListener, LoopbackResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rolecall::ports::{BrowserError, BrowserWarning, Random};
use rolecall_model::browser_failure::BrowserFailure;
use rolecall_model::secret::OneTimeUrl;
use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use subtle::ConstantTimeEq;
use tokio::time::{Instant, timeout_at};

/// How long a browser may take to start and fetch the one-time URL.
const FETCH_TIMEOUT: Duration = Duration::from_secs(60);
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'";
const OTHER_USER_PAGE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Not opened · Rolecall</title>\
    <h1>This page was not opened</h1><p>Rolecall gives it only to a browser of the user who asked for it, and this one runs as \
    another user of this computer. Go back to Rolecall, which shows the link: open it in a browser of your own.</p></html>";

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
        let failed = |error: io::Error| {
            BrowserError::Failed(BrowserFailure::NotStarted {
                detail: error.kind().to_string(),
            })
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

    /// Returns `failure` with the one-time URL, which the user can open instead.
    pub(super) fn warning(&self, failure: BrowserFailure) -> BrowserWarning {
        BrowserWarning {
            failure,
            address: OneTimeUrl::from_exposed(self.address.clone()),
        }
    }

    /// Redirects the first request of this user for the one-time URL to `secret`, or of any user where requests may come
    /// `is_relayed`: the user that the relay runs as is not known. It ends when the redirect was sent, or after a minute, whatever
    /// became of `process`; `warn` hears of that.
    ///
    /// # Errors
    /// [`BrowserError::Failed`] after a minute, or when nobody can tell whose the request is.
    pub(super) async fn serve(
        mut self,
        secret: &str,
        process: BrowserProcess,
        is_relayed: bool,
        warn: &(dyn Fn(BrowserWarning) + Send + Sync),
    ) -> Result<(), BrowserError> {
        let ends_at = Instant::now() + FETCH_TIMEOUT;
        let failed = self.warning(BrowserFailure::NotFetched);
        let watching = async {
            let failure = process.failure().await;
            warn(BrowserWarning { failure, ..failed });
            pending().await
        };
        tokio::select! {
            served = timeout_at(ends_at, self.redirect_to(secret, is_relayed, warn)) => {
                served.unwrap_or(Err(BrowserError::Failed(BrowserFailure::NotFetched)))
            }
            never = watching => never,
        }
    }

    async fn redirect_to(
        &mut self,
        secret: &str,
        is_relayed: bool,
        warn: &(dyn Fn(BrowserWarning) + Send + Sync),
    ) -> Result<(), BrowserError> {
        let mut has_warned = false;
        loop {
            let connection = self.listener.next().await;
            let mut refused = ("404 Not Found", "");
            if self.is_for_one_time_url(&connection) {
                if is_relayed || self.is_of_this_user(&connection)? {
                    let redirect = LoopbackResponse {
                        status: "303 See Other",
                        location: Some(secret),
                        page: "",
                    };
                    connection.respond(&redirect, POLICY).await;
                    return Ok(());
                }
                refused = ("403 Forbidden", OTHER_USER_PAGE);
                if !std::mem::replace(&mut has_warned, true) {
                    warn(self.warning(BrowserFailure::OtherUser));
                }
            }
            let (status, page) = refused;
            drop(tokio::spawn(async move {
                let refusal = LoopbackResponse {
                    status,
                    location: None,
                    page,
                };
                connection.respond(&refusal, POLICY).await;
            }));
        }
    }

    fn is_of_this_user(&self, connection: &LoopbackConnection) -> Result<bool, BrowserError> {
        is_same_user(connection.peer, self.listener.address()).map_err(|error| {
            BrowserError::Failed(BrowserFailure::UnknownUser {
                detail: error.kind().to_string(),
            })
        })
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
